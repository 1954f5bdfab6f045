// Rows and columns at the end of the input that no window reaches.
#include <fmt/format.h>

#include "rules/network.h"

namespace shapewise::rules {
namespace {

void check(Finder& finder) {
  const ir::Graph& graph = finder.graph;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    for (const NumericWindow& w : numeric_windows(graph, ir::NodeId{static_cast<std::int32_t>(i)})) {
      Int left = w.in - ((w.out - 1) * w.stride + w.extent - w.padding);
      // A window smaller than its step leaves out elements everywhere: that is subsampling, and meant.
      if (left <= 0 || w.extent < w.stride) continue;
      auto& d = finder.find(graph.nodes[i].source,
                            fmt::format("{} never sees the last {} of {} elements along dimension {}",
                                        op_name(graph.nodes[i]), to_string(left), to_string(w.in), w.axis));
      d.label = fmt::format("{} windows in steps of {} do not tile {}", to_string(w.out), to_string(w.stride),
                            to_string(w.in));
      break;
    }
  }
}

constexpr Rule kRule = {
    .name = "dropped-pixels",
    .level = Level::Off,
    .summary = "A stride does not tile its input, so that the last rows or columns are never seen.",
    .doc =
        "A window of 2 with a step of 2 over 7 elements gives 3 results, and nobody ever looks at the seventh "
        "element. Other sizes, a padding, or ceil_mode=True keep it. Many good networks live with it, so the "
        "rule is off unless it is asked for.",
    .input = "N,3,7,7",
    .fires = R"(import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.pool = nn.MaxPool2d(2)

    def forward(self, x):
        return self.pool(x)
)",
    .quiet = R"(import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.pool = nn.MaxPool2d(2, ceil_mode=True)

    def forward(self, x):
        return self.pool(x)
)",
    .check = check};

}  // namespace

const Rule& dropped_pixels_rule() { return kRule; }

}  // namespace shapewise::rules
