// The likeliest mistake behind an error about shapes, in words. A guess from the shapes that meet, which no trial
// proves.
#pragma once

#include <string>

#include "diag/diagnostic.h"
#include "ir/graph.h"

namespace shapewise::driver {

struct LikelyCause {
  std::string text;       // empty if nothing speaks for one
  bool of_input = false;  // the tensor is at fault, and the layer that refuses it is right
};

LikelyCause likely_cause(const ir::Graph& graph, const ir::Node& failed, const diag::Diagnostic& diagnostic);

/// That the network's input is a single sample, which its first layer takes and one behind it does not. Empty if it is
/// not.
std::string missing_batch(const ir::Graph& graph);

/// The input of a call comes from an image layer, with nothing between them that would have moved its dimensions.
bool has_channels_second(const ir::Graph& graph, const ir::Node& node);

}  // namespace shapewise::driver
