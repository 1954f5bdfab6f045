// Weights: how many parameters and buffers every module has of its own, each weight counted once however many modules
// share it.
#pragma once

#include <vector>

#include "ir/graph.h"

namespace shapewise::analysis {

/// Numbers of elements.
struct Counts {
  sym::Expr parameters;
  sym::Expr trainable;  // of these
  sym::Expr buffers;
  sym::Expr bytes;  // of parameters and buffers

  bool is_zero() const { return parameters.is_constant(0) && buffers.is_constant(0); }
};

Counts operator+(const Counts& a, const Counts& b);

struct CountTable {
  /// By module: its own weights. A shared weight counts for the first module that has it.
  std::vector<Counts> own;
  /// By module: the weights that count for it.
  std::vector<std::vector<ir::WeightId>> counted;
  /// All weights of the network.
  Counts total;
};

CountTable count_weights(const ir::Graph& graph);

}  // namespace shapewise::analysis
