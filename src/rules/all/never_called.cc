// A layer that the constructor makes and nothing ever mentions again.
#include <fmt/format.h>

#include "rules/network.h"

namespace shapewise::rules {
namespace {

/// By module: whether a call happens in it or in a part of it.
std::vector<bool> called_modules(const ir::Graph& graph) {
  std::vector<bool> called(graph.modules.size());
  for (const ir::Node& node : graph.nodes) {
    for (ir::ModuleId start : {node.module, node.scope}) {
      for (ir::ModuleId id = start; id.valid(); id = graph[id].parent)
        called[static_cast<std::size_t>(id.index)] = true;
    }
  }
  return called;
}

void check(Finder& finder) {
  const ir::Graph& graph = finder.graph;
  std::vector<bool> called = called_modules(graph);
  for (std::size_t i = 1; i < graph.modules.size(); ++i) {
    const ir::Module& module = graph.modules[i];
    ir::ModuleId id{static_cast<std::int32_t>(i)};
    bool parent_runs = module.parent.valid() && called[static_cast<std::size_t>(module.parent.index)];
    if (called[i] || !parent_runs || !module.defined.valid() || is_mentioned(finder, id)) continue;
    auto& d = finder.find(module.defined, fmt::format("self.{} is made but never called", attribute_name(graph, id)));
    d.label = "nothing else mentions it";
    d.notes.emplace_back("its weights are stored, moved and given to the optimiser all the same");
  }
}

constexpr Rule kRule = {
    .name = "never-called",
    .level = Level::Warning,
    .summary = "A layer is made by the constructor and never called.",
    .doc =
        "Such a layer is either left over or, worse, was meant to be called: a forgotten activation, or a second "
        "batch normalisation in whose place the first is called again. Its weights take memory, and wrappers for "
        "training on several devices stop with an error because they get no gradient.\n"
        "A layer is reported only if the program mentions its name nowhere but where it is set.",
    .input = "N,3,32,32",
    .fires = R"(import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.norm = nn.BatchNorm2d(8)

    def forward(self, x):
        return self.conv(x)
)",
    .quiet = R"(import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.norm = nn.BatchNorm2d(8)

    def forward(self, x):
        return self.norm(self.conv(x))
)",
    .check = check};

}  // namespace

const Rule& never_called_rule() { return kRule; }

}  // namespace shapewise::rules
