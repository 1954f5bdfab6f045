// Two linear layers with nothing between them that would make two of them worthwhile.
#include <fmt/format.h>

#include "rules/network.h"

namespace shapewise::rules {
namespace {

bool is_linear(const ir::Node& node) { return op_name(node) == "Linear" && node.module.valid(); }

/// What is the same as nothing, or leaves what follows as linear as it was.
bool keeps_linear(const ir::Node& node) {
  std::string_view name = op_name(node);
  return name == "Identity" || name == "Dropout" || name == "dropout";
}

void check(Finder& finder) {
  const ir::Graph& graph = finder.graph;
  Uses uses(graph);
  for (const ir::Node& node : graph.nodes) {
    if (!is_linear(node) || node.outputs.empty()) continue;
    auto next = uses.only(node.outputs.front());
    while (next && keeps_linear(graph[*next])) next = uses.only(graph[*next].outputs.front());
    if (!next || !is_linear(graph[*next])) continue;
    // A narrow layer between two wide ones is a factorisation, which is meant.
    const auto& in = graph[node.inputs.front()].tensor.shape;
    const auto& middle = graph[node.outputs.front()].tensor.shape;
    const auto& out = graph[graph[*next].outputs.front()].tensor.shape;
    if (!in || !middle || !out) continue;
    auto i = (*in)[-1].constant();
    auto m = (*middle)[-1].constant();
    auto o = (*out)[-1].constant();
    if (!i || !m || !o || *m < std::min(*i, *o)) continue;
    // The layers of a Sequential are called in one place.
    bool together = node.source == graph[*next].source;
    source::Range first = together ? graph[node.module].defined : node.source;
    source::Range second = together ? graph[graph[*next].module].defined : graph[*next].source;
    auto& d = finder.find(second, "this Linear follows another one, and no activation stands between them");
    d.label = "the two together are one linear map";
    d.labels.push_back({first, "the first"});
  }
}

constexpr Rule kRule = {
    .name = "linear-after-linear",
    .level = Level::Warning,
    .summary = "Two linear layers follow each other without a nonlinearity between them.",
    .doc =
        "Two linear maps in a row are one linear map: the first adds weights and time, and nothing that the "
        "second could not do alone. Most often an activation was forgotten.\n"
        "A first layer that is narrower than its input and the output is a factorisation with fewer weights, "
        "and not reported.",
    .input = "N,16",
    .fires = R"(import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(16, 32)
        self.fc2 = nn.Linear(32, 10)

    def forward(self, x):
        return self.fc2(self.fc1(x))
)",
    .quiet = R"(import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(16, 32)
        self.fc2 = nn.Linear(32, 10)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x)))
)",
    .check = check};

}  // namespace

const Rule& linear_after_linear_rule() { return kRule; }

}  // namespace shapewise::rules
