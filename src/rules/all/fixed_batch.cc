// A number where the size of the batch belongs.
#include <fmt/format.h>

#include "rules/network.h"

namespace shapewise::rules {
namespace {

/// The first size that a view or reshape asks for, if it is a number in the text.
std::optional<Int> first_size(const ir::Graph& graph, ir::NodeId id) {
  std::string_view name = op_name(graph[id]);
  if ((name != "view" && name != "reshape") || graph[id].failed || !layer::is_inferred(graph, id)) return std::nullopt;
  const auto& out = *graph[graph[id].outputs.front()].tensor.shape;
  return out.rank() > 0 ? out[0].constant() : std::nullopt;
}

void check(Finder& finder) {
  const ir::Graph& graph = finder.graph;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    ir::NodeId id{static_cast<std::int32_t>(i)};
    auto size = first_size(graph, id);
    if (!size || *size < 2) continue;
    // The batch of the network's input, still in its place.
    const sym::Shape& in = *graph[graph.nodes[i].inputs.front()].tensor.shape;
    const auto& input = graph.inputs.empty() ? std::nullopt : graph[graph.inputs.front()].tensor.shape;
    bool batch_first = in.rank() > 1 && input && input->rank() > 1 && (*input)[0].symbol_name() && in[0] == (*input)[0];
    if (!batch_first) continue;
    auto& d = finder.find(graph.nodes[i].source, fmt::format("{} makes the batch {} long, whatever comes in",
                                                             op_name(graph.nodes[i]), to_string(*size)));
    d.label = fmt::format("the batch is {} before", sym::to_text(in[0]));
    d.notes.emplace_back("write x.size(0) there, or use flatten(1)");
  }
}

constexpr Rule kRule = {
    .name = "fixed-batch",
    .level = Level::Warning,
    .summary = "view or reshape puts a fixed number where the size of the batch stands.",
    .doc =
        "x.view(32, -1) works as long as batches have 32 elements. The last batch of an epoch has fewer, and "
        "then the call fails or, worse, mixes the elements of different samples. x.view(x.size(0), -1) and "
        "x.flatten(1) work for all.",
    .input = "N,8,4,4",
    .fires = R"(import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(128, 10)

    def forward(self, x):
        return self.fc(x.view(32, 128))
)",
    .quiet = R"(import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(128, 10)

    def forward(self, x):
        return self.fc(x.view(x.size(0), 128))
)",
    .check = check};

}  // namespace

const Rule& fixed_batch_rule() { return kRule; }

}  // namespace shapewise::rules
