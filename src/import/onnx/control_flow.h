// Operators that hold graphs: If, Loop and Scan.
#pragma once

#include <string>
#include <vector>

#include "import/onnx/environment.h"
#include "import/onnx/operators.h"
#include "layer/builder.h"

namespace shapewise::import::onnx {

/// What runs the graphs in operators.
class Runner {
 public:
  virtual ~Runner() = default;
  virtual layer::Builder& builder() = 0;
  virtual void gap(const Node& node, std::string message) = 0;
  virtual void add_initializers(const Graph& graph, Environment& environment) = 0;
  /// Runs its nodes; its inputs must be among the values.
  virtual std::vector<ir::ValueId> run_graph(const Graph& graph, Environment& environment) = 0;
};

bool holds_graphs(const Node& node);

/// The outputs of If, Loop or Scan. Which branch is taken and how often a loop runs is followed where it is known; else
/// both branches are run, and a loop once, with sizes that differ unknown afterwards.
std::vector<ir::ValueId> run_control_flow(const Node& node, const Environment& environment, const Place& place,
                                          Runner& runner);

}  // namespace shapewise::import::onnx
