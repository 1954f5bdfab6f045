// CrossEntropyLoss takes logits; softmax before it squeezes them.
#include <fmt/format.h>

#include "rules/network.h"

namespace shapewise::rules {
namespace {

bool is_softmax(const ir::Node& node) {
  return op_name(node) == "softmax" || op_name(node) == "Softmax" || op_name(node) == "Softmax2d";
}

bool is_cross_entropy(const ir::Node& node) {
  return op_name(node) == "CrossEntropyLoss" || op_name(node) == "cross_entropy";
}

void report(Finder& finder, const ir::Node& softmax, source::Range loss) {
  auto& d = finder.find(softmax.source, "softmax is applied here, and again by the cross entropy");
  d.label = "CrossEntropyLoss takes what stands before this";
  if (loss.valid()) d.labels.push_back({loss, "the loss"});
  d.notes.emplace_back("return the scores, and apply softmax only where probabilities are shown");
}

/// The classes of a file that have a forward of their own.
int networks_in(const python::Module& tree) {
  int count = 0;
  for (const python::Stmt* statement : tree.body) {
    auto* type = python::as<python::Class>(statement);
    for (int i = 0; type != nullptr && i < type->body.size(); ++i) {
      auto* method = python::as<python::Function>(type->body[i]);
      if (method != nullptr && method->name.text() == "forward") ++count;
    }
  }
  return count;
}

void check(Finder& finder) {
  const ir::Graph& graph = finder.graph;
  for (const ir::Node& node : graph.nodes) {
    if (!is_cross_entropy(node) || node.inputs.empty()) continue;
    ir::NodeId before = producer(graph, node.inputs.front());
    if (before.valid() && is_softmax(graph[before])) report(finder, graph[before], node.source);
  }
  // The loss mostly stands in the script around the network: it is this network's if there is no other.
  if (graph.outputs.size() != 1) return;
  ir::NodeId last = producer(graph, graph.outputs.front());
  const python::Module* tree = finder.program.tree(source::FileId{0});
  if (!last.valid() || !is_softmax(graph[last]) || tree == nullptr || networks_in(*tree) != 1) return;
  bool uses_loss = mentions(*tree, "CrossEntropyLoss") || mentions(*tree, "cross_entropy");
  bool other_loss = mentions(*tree, "NLLLoss") || mentions(*tree, "nll_loss") || mentions(*tree, "log");
  if (uses_loss && !other_loss) report(finder, graph[last], {});
}

constexpr Rule kRule = {
    .name = "softmax-before-cross-entropy",
    .level = Level::Warning,
    .summary = "Softmax is applied before CrossEntropyLoss, which applies it again.",
    .doc =
        "CrossEntropyLoss takes scores of any size and applies log-softmax itself. After a softmax its inputs "
        "lie between 0 and 1, so the loss can hardly fall and gradients are tiny: training goes on, slowly "
        "and to a worse end.\n"
        "Reported where the loss takes the result of softmax, and where the only network of a file ends in "
        "softmax while the file uses CrossEntropyLoss.",
    .input = "N,16",
    .fires = R"(import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        return torch.softmax(self.fc(x), dim=1)


criterion = nn.CrossEntropyLoss()
)",
    .quiet = R"(import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        return self.fc(x)


criterion = nn.CrossEntropyLoss()
)",
    .check = check};

}  // namespace

const Rule& softmax_before_cross_entropy_rule() { return kRule; }

}  // namespace shapewise::rules
