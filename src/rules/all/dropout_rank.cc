// Dropout of whole channels on a tensor without the axes that it is for.
#include <fmt/format.h>

#include "rules/network.h"

namespace shapewise::rules {
namespace {

void check(Finder& finder) {
  const ir::Graph& graph = finder.graph;
  for (const ir::Node& node : graph.nodes) {
    if (!is_kind(node, "Dropout") || node.inputs.empty()) continue;
    const auto& shape = graph[node.inputs.front()].tensor.shape;
    // Without a batch the first size is the number of channels, and the rank is one less.
    if (!shape || shape->rank() == 0 || !(*shape)[0].symbol_name()) continue;
    int expected = op_name(node)[7] - '0' + 2;
    if (shape->rank() == expected) continue;
    auto& d = finder.find(node.source, fmt::format("{} is meant for tensors of {} dimensions, and this has {}",
                                                   op_name(node), expected, shape->rank()));
    d.label = fmt::format("this is {}", sym::to_text(*shape));
    d.notes.emplace_back("Dropout drops single elements of a tensor of any shape");
  }
}

constexpr Rule kRule = {
    .name = "dropout-rank",
    .level = Level::Warning,
    .summary = "Dropout1d, Dropout2d or Dropout3d gets a tensor of another rank.",
    .doc =
        "Dropout2d drops whole channels of an image. On features of shape (N, C) it drops what it takes for "
        "channels, with a warning at run time or with none; of a sequence (N, L, C) it drops whole steps. "
        "Dropout is meant there.",
    .input = "N,16",
    .fires = R"(import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout2d(0.2)

    def forward(self, x):
        return self.drop(x)
)",
    .quiet = R"(import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.2)

    def forward(self, x):
        return self.drop(x)
)",
    .check = check};

}  // namespace

const Rule& dropout_rank_rule() { return kRule; }

}  // namespace shapewise::rules
