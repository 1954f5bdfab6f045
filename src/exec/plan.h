// Plan: a graph with a number for every symbol, ready to be run: the calls in order with their arguments, the shapes
// that were inferred, and after which call each tensor is not needed any more.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "exec/kernel.h"
#include "ir/graph.h"

namespace shapewise::exec {

struct Step {
  ir::NodeId node;
  const Kernel* kernel = nullptr;
  ir::Args args;                    // of the call
  ir::Args made_with;               // of the module's constructor
  bool overwrites = false;          // its first input
  std::vector<ir::ValueId> unused;  // values that no later step reads
};

struct Plan {
  const ir::Graph* graph = nullptr;  // outlives the plan
  sym::Assignment values;
  std::vector<Step> steps;

  /// The inferred shape of a value with numbers in it; empty if it, or a size, is not known.
  std::optional<Sizes> shape(ir::ValueId value) const;
  /// An expression's number; empty if it is not known.
  std::optional<std::int64_t> number(const sym::Expr& expr) const;
};

/// Symbols of the graph's shapes and arguments, sorted.
std::vector<std::string> symbols(const ir::Graph& graph);

/// The error names what can't be run: symbols without a number, operators without a kernel, calls that are not
/// understood.
Result<Plan> make_plan(const ir::Graph& graph, const sym::Assignment& values);

}  // namespace shapewise::exec
