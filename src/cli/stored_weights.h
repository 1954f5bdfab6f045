// Weights from a file, for the commands that run networks.
#pragma once

#include <memory>
#include <string>

#include "exec/weights.h"

namespace shapewise::cli {

/// A source of what a file of weights holds for the graph, which must outlive it. The error says how they do not fit:
/// what load_state_dict would refuse is refused.
Result<std::unique_ptr<exec::WeightSource>> stored_weights(const std::string& path, const ir::Graph& graph);

/// What a model in ONNX itself stores: the weights and constants of the graph that was read from it.
Result<std::unique_ptr<exec::WeightSource>> own_weights(const std::string& path, const ir::Graph& graph);

}  // namespace shapewise::cli
