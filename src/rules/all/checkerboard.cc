// A transposed convolution whose windows overlap unevenly.
#include <fmt/format.h>

#include "rules/network.h"

namespace shapewise::rules {
namespace {

void check(Finder& finder) {
  const ir::Graph& graph = finder.graph;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const ir::Node& node = graph.nodes[i];
    ir::NodeId id{static_cast<std::int32_t>(i)};
    if (!is_kind(node, "ConvTranspose") || node.failed || !layer::is_inferred(graph, id)) continue;
    layer::Call call = layer::call_of(graph, id);
    std::vector<sym::Expr> kernels = call.ints("kernel_size", call.spatial());
    std::vector<sym::Expr> strides = call.ints("stride", call.spatial());
    for (std::size_t axis = 0; axis < kernels.size(); ++axis) {
      auto kernel = kernels[axis].constant();
      auto stride = strides[axis].constant();
      if (!kernel || !stride || *stride < 2 || *kernel % *stride == 0) continue;
      auto& d = finder.find(node.source, fmt::format("a kernel of {} is no multiple of the stride {}",
                                                     to_string(*kernel), to_string(*stride)));
      d.label = "results get different numbers of terms: a checkerboard";
      d.notes.emplace_back("a kernel that is a multiple of the stride, or Upsample and a convolution, has none");
      break;
    }
  }
}

constexpr Rule kRule = {
    .name = "checkerboard",
    .level = Level::Off,
    .summary = "The kernel of a transposed convolution is no multiple of its stride.",
    .doc =
        "The windows of such a layer overlap unevenly: with a kernel of 3 and a stride of 2 every second "
        "result is a sum of twice as many terms as its neighbours, and generated images show a checkerboard. "
        "A kernel of 4, or upsampling followed by a convolution, avoids it. Many networks learn to live with "
        "it, so the rule is off unless it is asked for. Source: Odena et al., Deconvolution and Checkerboard "
        "Artifacts, Distill 2016.",
    .input = "N,8,8,8",
    .fires = R"(import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.ConvTranspose2d(8, 4, 3, stride=2)

    def forward(self, x):
        return self.up(x)
)",
    .quiet = R"(import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.ConvTranspose2d(8, 4, 4, stride=2, padding=1)

    def forward(self, x):
        return self.up(x)
)",
    .check = check};

}  // namespace

const Rule& checkerboard_rule() { return kRule; }

}  // namespace shapewise::rules
