// Report: all that is said of a network, as plain data. Every renderer prints this and nothing else, so that a table, a
// worked solution and JSON can never disagree.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/convention.h"
#include "analysis/pixel.h"
#include "analysis/totals.h"
#include "diag/diagnostic.h"
#include "ir/graph.h"
#include "layer/spec.h"
#include "source/source.h"

namespace shapewise::report {

/// A place as editors count it: lines and columns from 1, the end exclusive. Line 0: no place.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
  int end_line = 0;
  int end_column = 0;

  bool valid() const { return line > 0; }
};

/// A tensor that the network takes or returns.
struct Port {
  std::string name;
  ir::Tensor tensor;
  int value = -1;  // which tensor it is; see Layer::takes
};

/// A module that holds others. The first of a report is the network itself.
struct Container {
  std::string name;  // last part of its path
  std::string path;
  std::string type;
  int depth = 0;    // 0: the network itself
  int parent = -1;  // in Report::containers
  Place defined;
  analysis::Counts own;  // its own parameters, without those of the layers in it
};

/// One call of a layer or function; or a layer that is never called.
struct Layer {
  int index = 0;          // 1, 2, … in execution order
  std::string name;       // last part of the path; of a function its name
  std::string type;       // class name as PyTorch spells it; of a function its name
  std::string path;       // of the module; of a function, of the module in whose forward it is called
  int depth = 0;          // containers around it
  int container = -1;     // the innermost of them
  std::string arguments;  // as given, by name: "in_channels=3, out_channels=16"
  bool function = false;
  bool pooling = false;
  bool called = true;
  bool first_call = true;  // false: the same module was called before
  bool shared = false;     // it has weights, all of which are counted elsewhere
  bool failed = false;     // an error was reported here
  Place source;            // where it is called
  Place defined;           // where it is constructed; of a function, where it is called
  std::vector<ir::Tensor> inputs;
  std::vector<ir::Tensor> outputs;
  std::vector<int> takes;     // which tensors the inputs are: numbers that outputs of other calls have in `gives`
  std::vector<int> gives;     // which the outputs are
  analysis::Counts counts;    // zero if shared
  bool weights_known = true;  // false: the counts are not
  sym::Formula parameters;    // what `counts.parameters` is the value of
  std::vector<layer::SizeRule> sizes;
  analysis::Cost cost;
  std::optional<sym::Formula> counted;  // multiply-adds by the report's convention; by shapewise's own, those of `cost`
  analysis::Field field;                // of the first output
  std::vector<analysis::FieldRule> field_rules;
  std::optional<analysis::SeenPart> seen;  // by all elements of the first output; absent without a window of elements
};

/// Something that could not be analysed.
struct Gap {
  std::string message;
  Place place;
};

/// A condition on symbolic sizes that is taken to hold.
struct Assumption {
  sym::Relation relation;
  std::string reason;  // what needs it
  Place place;
};

struct Finding {
  diag::Diagnostic diagnostic;
  Place place;
  std::vector<Place> label_places;              // of diagnostic.labels
  std::vector<std::vector<Place>> edit_places;  // of diagnostic.fixes and their edits
};

struct Report {
  std::string title;  // the name of what was read
  std::vector<Port> inputs;
  std::string input_origin;  // where the inputs come from if nobody gave them: "taken from the layers"
  std::vector<Port> outputs;
  std::vector<Container> containers;
  std::vector<Layer> layers;
  /// False: it is not known in which order the layers are called, and they stand in the order of their definition.
  bool executed = true;
  std::vector<Layer> uncalled;  // layers that are constructed but never called, unless `layers` has them
  analysis::Totals totals;
  const analysis::Convention* convention = nullptr;  // by which `counted` is; never null once it is built
  analysis::Sum counted;                             // the sum over the calls
  analysis::Sum counted_parameters;                  // that the convention sees
  std::vector<Finding> findings;
  std::vector<Gap> gaps;
  std::vector<Assumption> assumptions;
};

/// The report of a graph. `title` names what was read.
Report build(std::string title, const ir::Graph& graph, const diag::Sink& diagnostics, const source::SourceMap& sources,
             const analysis::Convention& convention = analysis::conventions().front());

}  // namespace shapewise::report
