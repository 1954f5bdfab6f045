// A bias that the batch normalisation behind it takes out again.
#include <fmt/format.h>

#include "rules/network.h"

namespace shapewise::rules {
namespace {

bool has_bias(const ir::Graph& graph, const ir::Node& node) {
  const ir::Arg* bias = node.module.valid() ? ir::find(graph[node.module].args, "bias") : nullptr;
  const bool* value = bias == nullptr ? nullptr : bias->value.as<bool>();
  return value != nullptr && *value;
}

void check(Finder& finder) {
  const ir::Graph& graph = finder.graph;
  Uses uses(graph);
  for (const ir::Node& node : graph.nodes) {
    bool affine = is_kind(node, "Conv") || is_kind(node, "ConvTranspose") || op_name(node) == "Linear";
    if (!affine || !has_bias(graph, node) || node.outputs.empty()) continue;
    auto next = uses.only(node.outputs.front());
    if (!next || !is_kind(graph[*next], "BatchNorm")) continue;
    auto& d = finder.find(graph[node.module].defined,
                          fmt::format("the bias of this {} has no effect", graph[node.module].type));
    d.label = "BatchNorm subtracts the mean of each channel, and the bias with it";
    d.labels.push_back({graph[*next].source, "the normalisation"});
  }
}

constexpr Rule kRule = {
    .name = "bias-before-norm",
    .level = Level::Off,
    .summary = "A layer has a bias although batch normalisation follows.",
    .doc =
        "Batch normalisation subtracts the mean of every channel, so a bias before it is taken out again and "
        "only costs memory. bias=False says so. It does no harm, so the rule is off unless it is asked for.",
    .input = "N,3,8,8",
    .fires = R"(import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.norm = nn.BatchNorm2d(8)

    def forward(self, x):
        return self.norm(self.conv(x))
)",
    .quiet = R"(import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, bias=False)
        self.norm = nn.BatchNorm2d(8)

    def forward(self, x):
        return self.norm(self.conv(x))
)",
    .check = check};

}  // namespace

const Rule& bias_before_norm_rule() { return kRule; }

}  // namespace shapewise::rules
