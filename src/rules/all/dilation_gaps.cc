// Dilated convolutions in a row that never look between the same points.
#include <fmt/format.h>
#include <numeric>

#include "rules/network.h"

namespace shapewise::rules {
namespace {

/// The dilation along the first axis of a convolution with a kernel of more than one element; 1 otherwise.
std::int64_t dilation_of(const ir::Graph& graph, ir::NodeId id) {
  if (!is_kind(graph[id], "Conv") || graph[id].failed || !layer::is_inferred(graph, id)) return 1;
  layer::Call call = layer::call_of(graph, id);
  auto kernel = call.ints("kernel_size", call.spatial())[0].constant();
  auto dilation = call.ints("dilation", call.spatial())[0].constant();
  return kernel && dilation && *kernel > 1 ? static_cast<std::int64_t>(*dilation) : 1;
}

/// True if each element of the output depends on the element at its own place alone.
bool is_pointwise(const ir::Node& node) { return layer::spec(node.op).receptive == nullptr; }

void check(Finder& finder) {
  const ir::Graph& graph = finder.graph;
  Uses uses(graph);
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    ir::NodeId id{static_cast<std::int32_t>(i)};
    std::int64_t first = dilation_of(graph, id);
    if (first < 2) continue;
    auto next = uses.only(graph[id].outputs.front());
    while (next && is_pointwise(graph[*next])) next = uses.only(graph[*next].outputs.front());
    std::int64_t second = next ? dilation_of(graph, *next) : 1;
    std::int64_t common = std::gcd(first, second);
    if (common < 2) continue;
    auto& d =
        finder.find(graph[*next].source, fmt::format("dilations of {} and {} in a row leave gaps", first, second));
    d.label = fmt::format("each result sees only every {}th element of the input", common);
    d.labels.push_back({graph[id].source, fmt::format("dilation {}", first)});
  }
}

constexpr Rule kRule = {
    .name = "dilation-gaps",
    .level = Level::Off,
    .summary = "Dilations with a common divisor follow each other, and leave gaps in what is seen.",
    .doc =
        "Two 3×3 convolutions with a dilation of 2 look at every second pixel of every second pixel: "
        "neighbouring results depend on entirely different pixels, which shows as a grid in dense "
        "predictions. Dilations without a common divisor (1, 2, 5) cover everything. Known networks live with "
        "it, so the rule is off unless it is asked for. Source: Wang et al., Understanding Convolution for "
        "Semantic Segmentation, 2018.",
    .input = "N,3,32,32",
    .fires = R"(import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(3, 8, 3, padding=2, dilation=2)
        self.b = nn.Conv2d(8, 8, 3, padding=4, dilation=4)

    def forward(self, x):
        return self.b(torch.relu(self.a(x)))
)",
    .quiet = R"(import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(3, 8, 3, padding=2, dilation=2)
        self.b = nn.Conv2d(8, 8, 3, padding=3, dilation=3)

    def forward(self, x):
        return self.b(torch.relu(self.a(x)))
)",
    .check = check};

}  // namespace

const Rule& dilation_gaps_rule() { return kRule; }

}  // namespace shapewise::rules
