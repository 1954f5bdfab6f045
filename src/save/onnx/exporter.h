// From a graph to a model in ONNX: inputs, calls in order, outputs. What the calls become is told by their spellings.
#pragma once

#include <functional>
#include <string>

#include "diag/diagnostic.h"
#include "ir/graph.h"
#include "save/onnx/document.h"

namespace shapewise::save {

constexpr int kOldestOpset = 13;
constexpr int kNewestOpset = 17;

/// The bytes of a weight, by its name in the state_dict. The error says why there are none.
using Weights = std::function<Result<std::string>(const std::string& name, const ir::Weight& weight)>;

/// For networks without trained weights: all zero.
Result<std::string> zero_weights(const std::string& name, const ir::Weight& weight);

struct Options {
  std::string name = "network";
  int opset = kNewestOpset;
};

/// The document; a call that can't be spelled is an error in the sink. The error returned is one of the weights,
/// or says that they are more than a file holds.
Result<Document> export_graph(const ir::Graph& graph, const Options& options, const Weights& weights, diag::Sink& sink);

}  // namespace shapewise::save
