// The same layer called twice where its twin is never called: bn1 after both convolutions, and bn2 after none.
#include <fmt/format.h>

#include "rules/network.h"

namespace shapewise::rules {
namespace {

/// A module of the same class with the same arguments beside this one, which the program never mentions.
ir::ModuleId forgotten_twin(const Finder& finder, ir::ModuleId id) {
  const ir::Graph& graph = finder.graph;
  for (std::size_t i = 0; i < graph.modules.size(); ++i) {
    const ir::Module& other = graph.modules[i];
    ir::ModuleId twin{static_cast<std::int32_t>(i)};
    bool alike = twin != id && other.parent == graph[id].parent && other.op == graph[id].op;
    for (std::size_t a = 0; alike && a < other.args.size(); ++a) {
      alike = ir::to_text(other.args[a].value) == ir::to_text(graph[id].args[a].value);
    }
    if (alike && !is_mentioned(finder, twin)) return twin;
  }
  return {};
}

void check(Finder& finder) {
  const ir::Graph& graph = finder.graph;
  std::vector<source::Range> first(graph.modules.size());
  for (const ir::Node& node : graph.nodes) {
    if (!node.module.valid() || graph[node.module].weights.empty()) continue;
    source::Range& before = first[static_cast<std::size_t>(node.module.index)];
    bool again = !node.first_call && before.valid() && !(before == node.source);
    if (!before.valid()) before = node.source;
    ir::ModuleId twin = again ? forgotten_twin(finder, node.module) : ir::ModuleId{};
    if (!twin.valid()) continue;
    std::string_view name = attribute_name(graph, node.module);
    std::string_view other = attribute_name(graph, twin);
    auto& d = finder.find(node.source, fmt::format("self.{} is called a second time, and self.{} never", name, other));
    d.label = fmt::format("was self.{} meant?", other);
    d.labels.push_back({before, "called here first"});
    d.labels.push_back({graph[twin].defined, "the same layer, which nothing calls"});
    std::string_view text = finder.sources[node.source.file].slice(node.source);
    std::string written = fmt::format("self.{}(", name);
    if (!text.starts_with(written)) continue;
    source::Range range = node.source;
    range.begin += 5;
    range.end = range.begin + static_cast<std::int32_t>(name.size());
    d.fixes.push_back({fmt::format("call self.{} here", other), {{range, std::string(other)}}, true});
  }
}

constexpr Rule kRule = {
    .name = "called-twice",
    .level = Level::Warning,
    .summary = "A layer with weights is called twice, while an equal one beside it is never called.",
    .doc =
        "Calling a layer twice shares its weights, which may be meant. Where an equal layer stands beside it that "
        "nothing calls, it hardly is: the second call was copied from the first. The network trains, but with fewer "
        "weights than it seems to have.",
    .input = "N,8,32,32",
    .fires = R"(import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(8, 8, 3)
        self.bn1 = nn.BatchNorm2d(8)
        self.conv2 = nn.Conv2d(8, 8, 3)
        self.bn2 = nn.BatchNorm2d(8)

    def forward(self, x):
        x = self.bn1(self.conv1(x)).relu()
        return self.bn1(self.conv2(x)).relu()
)",
    .quiet = R"(import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(8, 8, 3)
        self.bn1 = nn.BatchNorm2d(8)
        self.conv2 = nn.Conv2d(8, 8, 3)
        self.bn2 = nn.BatchNorm2d(8)

    def forward(self, x):
        x = self.bn1(self.conv1(x)).relu()
        return self.bn2(self.conv2(x)).relu()
)",
    .check = check};

}  // namespace

const Rule& called_twice_rule() { return kRule; }

}  // namespace shapewise::rules
