// A decision on the whole image, made of parts that see little of it.
#include <fmt/format.h>

#include "rules/network.h"

namespace shapewise::rules {
namespace {

/// True for layers that make one result of all places.
bool is_global_pooling(const ir::Graph& graph, const ir::Node& node) {
  if (!is_kind(node, "AdaptiveAvgPool") && op_name(node) != "adaptive_avg_pool2d") return false;
  const auto& out = graph[node.outputs.front()].tensor.shape;
  return out && out->rank() > 2 && (*out)[-1].is_constant(1);
}

void check(Finder& finder) {
  const ir::Graph& graph = finder.graph;
  if (graph.inputs.empty() || !graph[graph.inputs.front()].tensor.shape) return;
  const sym::Shape& input = *graph[graph.inputs.front()].tensor.shape;
  for (const ir::Node& node : graph.nodes) {
    if (node.inputs.empty() || node.outputs.empty() || !is_global_pooling(graph, node)) continue;
    const analysis::Field& field = finder.tables.fields[static_cast<std::size_t>(node.inputs.front().index)];
    if (field.kind != analysis::Field::Kind::Local || field.axes.empty()) continue;
    auto seen = field.axes.back().size.ceil().constant();
    auto size = input[-1].constant();
    if (!seen || !size || *seen >= *size) continue;
    auto& d = finder.find(node.source, fmt::format("what is averaged here sees {} of the {} pixels along the last axis",
                                                   to_string(*seen), to_string(*size)));
    d.label = "no part of the network sees the whole image";
  }
}

constexpr Rule kRule = {
    .name = "small-receptive-field",
    .level = Level::Off,
    .summary = "A global decision is made of features whose receptive field is smaller than the input.",
    .doc =
        "Where features are averaged over all places, each of them has seen only its receptive field. If that "
        "is much smaller than the image, the network judges textures and never the arrangement of parts. This "
        "may be meant, so the rule is off unless it is asked for.",
    .input = "N,3,64,64",
    .fires = R"(import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.pool = nn.AdaptiveAvgPool2d(1)

    def forward(self, x):
        return self.pool(self.conv(x))
)",
    .quiet = R"(import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 63, padding=31)
        self.more = nn.Conv2d(8, 8, 3)
        self.pool = nn.AdaptiveAvgPool2d(1)

    def forward(self, x):
        return self.pool(self.more(self.conv(x)))
)",
    .check = check};

}  // namespace

const Rule& small_receptive_field_rule() { return kRule; }

}  // namespace shapewise::rules
