// Costs: what every call multiplies, the fully connected layer it replaces, and the memory its outputs take. The rules
// are in docs/counting_rules.md.
#pragma once

#include <optional>
#include <vector>

#include "ir/graph.h"

namespace shapewise::analysis {

struct Cost {
  /// Multiply-adds of this call; 0 where nothing is multiplied. Absent if it could not be determined.
  std::optional<sym::Formula> macs;
  /// Parameters of the fully connected equivalent. Absent if the layer has none, or if it could not be determined.
  std::optional<sym::Formula> dense;
  /// Of the outputs, in bytes; 0 for views, calls that work in place and those that return their input. Absent if it
  /// could not be determined.
  std::optional<sym::Expr> memory;
};

/// By node.
std::vector<Cost> count_costs(const ir::Graph& graph);

/// True if a number can be shown: it is determined and did not leave the range of integers.
bool is_exact(const sym::Expr& e);

}  // namespace shapewise::analysis
