// Outline: the calls of a report as the rows of a table, with the modules around them as a tree.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/report.h"

namespace shapewise::report {

/// One row: a call, the header of a container, or a container with all calls in it folded together.
struct Entry {
  enum class Kind { Call, Header, Folded };
  Kind kind = Kind::Call;
  int depth = 0;
  std::string prefix;  // lines of the tree
  std::string index;   // "3"; of a folded row "3–7"; empty for headers
  std::string name;
  std::string type;
  std::string arguments;
  Place source;
  bool failed = false;
  bool shared = false;
  bool called = true;
  bool weights_known = true;
  std::vector<ir::Tensor> inputs;
  std::vector<ir::Tensor> outputs;
  analysis::Counts counts;
  std::optional<sym::Expr> macs;  // by the report's convention
  std::optional<sym::Expr> memory;
  std::optional<sym::Expr> dense;
  analysis::Field field;
};

/// The rows of all layers in order. Containers deeper than `depth` (-1: any) are folded into their ancestor of that
/// depth.
std::vector<Entry> outline(const Report& report, int depth, bool ascii);

}  // namespace shapewise::report
