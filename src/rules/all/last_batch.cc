// Batch normalisation of one value per channel, if a batch holds one sample.
#include <fmt/format.h>

#include "rules/network.h"

namespace shapewise::rules {
namespace {

void check(Finder& finder) {
  const ir::Graph& graph = finder.graph;
  for (const ir::Node& node : graph.nodes) {
    if (!is_kind(node, "BatchNorm") || node.inputs.empty()) continue;
    const auto& shape = graph[node.inputs.front()].tensor.shape;
    if (!shape || shape->rank() < 2 || !(*shape)[0].symbol_name()) continue;
    bool one_place = true;
    for (int i = 2; i < shape->rank(); ++i) one_place = one_place && (*shape)[i].is_constant(1);
    if (!one_place) continue;
    auto& d = finder.find(node.source, fmt::format("{} fails in training if a batch holds one sample", op_name(node)));
    d.label = fmt::format("{} has one value per channel and sample", sym::to_text(*shape));
    d.notes.emplace_back("drop the last batch of an epoch if it is not full: DataLoader(..., drop_last=True)");
  }
}

constexpr Rule kRule = {
    .name = "last-batch",
    .level = Level::Off,
    .summary = "Batch normalisation gets one value per channel and sample, and fails for a batch of one.",
    .doc =
        "In training, BatchNorm needs more than one value per channel: \"Expected more than 1 value per "
        "channel when training\". After global pooling or in a classifier a sample gives one value, so the "
        "last batch of an epoch stops the training if it holds a single sample. Whether that happens depends "
        "on the data, so the rule is off unless it is asked for.",
    .input = "N,16",
    .fires = R"(import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(16)

    def forward(self, x):
        return self.norm(x)
)",
    .quiet = R"(import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(16)

    def forward(self, x):
        return self.norm(x)
)",
    .check = check};

}  // namespace

const Rule& last_batch_rule() { return kRule; }

}  // namespace shapewise::rules
