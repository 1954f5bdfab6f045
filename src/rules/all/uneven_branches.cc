// Branches that meet again only for inputs of certain sizes.
#include <fmt/format.h>

#include "rules/network.h"

namespace shapewise::rules {
namespace {

bool joins(const ir::Node& node) {
  std::string_view name = op_name(node);
  return node.inputs.size() > 1 &&
         (name == "cat" || name == "add" || name == "mul" || name == "sub" || name == "stack");
}

void check(Finder& finder) {
  const ir::Graph& graph = finder.graph;
  for (const ir::Assumption& assumption : graph.assumptions) {
    if (assumption.relation.op == sym::Relation::Op::Ge) continue;
    for (const ir::Node& node : graph.nodes) {
      if (!joins(node) || !(node.source == assumption.range)) continue;
      auto& d = finder.find(
          node.source, fmt::format("the branches that meet here fit only where {}", sym::to_text(assumption.relation)));
      d.label = "halving an odd size and doubling it does not give it back";
      d.notes.emplace_back("pad the input, or resize one branch to the size of the other");
      break;
    }
  }
}

constexpr Rule kRule = {
    .name = "uneven-branches",
    .level = Level::Off,
    .summary = "Branches of different resolution meet again only for inputs of certain sizes.",
    .doc =
        "A pooling layer makes 16 of 33, and upsampling makes 32 of 16: the skip connection has 33 and does "
        "not fit. The network runs for sizes that divide evenly and stops with an error for others. It is a "
        "common limitation and often documented, so the rule is off unless it is asked for.",
    .input = "N,8,H,W",
    .fires = R"(import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.pool = nn.MaxPool2d(2)
        self.up = nn.Upsample(scale_factor=2)

    def forward(self, x):
        return torch.cat([x, self.up(self.pool(x))], 1)
)",
    .quiet = R"(import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.pool = nn.MaxPool2d(2)

    def forward(self, x):
        small = self.pool(x)
        return torch.cat([x, nn.functional.interpolate(small, size=x.shape[2:])], 1)
)",
    .check = check};

}  // namespace

const Rule& uneven_branches_rule() { return kRule; }

}  // namespace shapewise::rules
