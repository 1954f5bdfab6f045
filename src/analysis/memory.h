// Memory: which tensors are held while a network runs, where that is most, and what training needs beside it.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "analysis/totals.h"
#include "ir/graph.h"

namespace shapewise::analysis {

struct Optimizer {
  std::string_view name;  // "adam"
  int states;             // tensors of the size of a parameter that it keeps
};

std::span<const Optimizer> optimizers();

struct MemoryOptions {
  std::optional<ir::DType> dtype;  // of all floating-point tensors, in the place of their own
  int optimizer_states = 0;
};

/// While one call runs, and what it leaves for the backward pass. In bytes; absent if it could not be determined.
struct MemoryStep {
  std::optional<sym::Expr> output;  // memory that its outputs take; 0 for views and calls in place
  std::optional<sym::Expr> live;    // all activations held while it runs
  std::optional<sym::Expr> kept;    // what it keeps for the backward pass and no call before it did
};

struct Memory {
  std::vector<MemoryStep> steps;  // by node
  Sum peak;                       // of the activations at inference, each freed after its last use
  ir::NodeId peak_node;           // the first call at which it is reached
  Sum kept;                       // activations stored for the backward pass
  sym::Expr parameters;
  sym::Expr buffers;
  sym::Expr gradients;         // of the trainable parameters
  sym::Expr optimizer_states;  // of these, too
};

/// The inputs of the network are held throughout, since its caller does so.
Memory plan_memory(const ir::Graph& graph, const MemoryOptions& options);

}  // namespace shapewise::analysis
