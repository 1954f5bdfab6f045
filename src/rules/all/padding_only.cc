// Windows, or parts of windows, that only ever see padding.
#include <fmt/format.h>

#include "rules/network.h"

namespace shapewise::rules {
namespace {

/// The dilation along the i-th of several axes; 1 if there is none.
Int dilation(const layer::Call& call, std::size_t i, int axes) {
  if (!call.has("dilation")) return 1;
  return call.ints("dilation", axes)[i].constant().value_or(1);
}

void report_window(Finder& finder, const ir::Node& node, const NumericWindow& w) {
  auto& d = finder.find(node.source, fmt::format("the first window of {} along dimension {} lies in the padding alone",
                                                 op_name(node), w.axis));
  d.label = fmt::format("padding {} is not less than the {} elements that a window spans", to_string(w.padding),
                        to_string(w.extent));
}

/// With a dilation of at least the size of the input, all but one of the window's elements lie outside of it.
void report_dilation(Finder& finder, const ir::Node& node, const NumericWindow& w, Int dilation) {
  auto& d = finder.find(
      node.source,
      fmt::format("only one element of each window of {} lies in the input along dimension {}", op_name(node), w.axis));
  d.label = fmt::format("the dilation of {} is not less than the {} elements of the input", to_string(dilation),
                        to_string(w.in));
}

void check(Finder& finder) {
  const ir::Graph& graph = finder.graph;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    ir::NodeId id{static_cast<std::int32_t>(i)};
    std::vector<NumericWindow> all = open_windows(graph, id);
    for (std::size_t axis = 0; axis < all.size(); ++axis) {
      const NumericWindow& w = all[axis];
      if (w.padding >= w.extent) {
        report_window(finder, graph.nodes[i], w);
        break;
      }
      Int step = dilation(layer::call_of(graph, id), axis, static_cast<int>(all.size()));
      if (w.extent > step && step > 1 && w.in >= 0 && w.in <= step) {
        report_dilation(finder, graph.nodes[i], w, step);
        break;
      }
    }
  }
}

constexpr Rule kRule = {
    .name = "padding-only",
    .level = Level::Warning,
    .summary = "Windows, or all but one element of each window, only ever see padding.",
    .doc =
        "A 1×1 convolution with a padding of 1 makes a frame of results around the image that depend on the "
        "bias alone: the padding was meant for a larger kernel. And a 3×3 convolution with a dilation of 24 "
        "over 16 elements is a 1×1 convolution with eight weights that never touch the image.",
    .input = "N,3,8,8",
    .fires = R"(import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 1, padding=1)

    def forward(self, x):
        return self.conv(x)
)",
    .quiet = R"(import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)

    def forward(self, x):
        return self.conv(x)
)",
    .check = check};

}  // namespace

const Rule& padding_only_rule() { return kRule; }

}  // namespace shapewise::rules
