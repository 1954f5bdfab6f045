// A layer with weights whose result goes nowhere.
#include <fmt/format.h>
#include <set>

#include "rules/network.h"

namespace shapewise::rules {
namespace {

/// The variable that a statement does nothing but set; invalid if it does anything else.
python::Name only_target(const python::Stmt* statement) {
  auto* assign = python::as<python::Assign>(statement);
  auto* name = assign != nullptr && assign->targets.size() == 1 ? python::as<python::NameExpr>(assign->targets.front())
                                                                : nullptr;
  return name == nullptr ? python::Name() : name->name;
}

/// Names may also be read through these.
bool hides_reads(const python::Module& tree) {
  return mentions(tree, "locals") || mentions(tree, "vars") || mentions(tree, "exec");
}

void check(Finder& finder) {
  const ir::Graph& graph = finder.graph;
  std::set<const python::Stmt*> seen;
  for (const ir::Node& node : graph.nodes) {
    if (!node.module.valid() || graph[node.module].weights.empty()) continue;
    Surroundings place = finder.program.around(node.source);
    if (place.function == nullptr || !seen.insert(place.statement).second) continue;
    python::Name variable = only_target(place.statement);
    bool ignored = variable.text().starts_with('_');
    if (!variable.valid() || ignored || is_read_later(place, variable)) continue;
    if (hides_reads(*finder.program.tree(node.source.file))) continue;
    auto& d = finder.find(node.source, fmt::format("what {} gives is never used", graph[node.module].type));
    d.label = fmt::format("{} is set here and never read", variable.text());
    d.notes.emplace_back("its weights get no gradient from here");
  }
}

constexpr Rule kRule = {
    .name = "unused-output",
    .level = Level::Warning,
    .summary = "A layer with weights is called, and what it gives is never used.",
    .doc =
        "The usual cause is a wrong variable in the next line: y = self.conv2(x), and then x is used again. The layer "
        "costs time and memory, and it is never trained.\n"
        "A call is reported only if its result is put into a variable that the function never reads behind it. A "
        "name that starts with an underscore says that this is meant.",
    .input = "N,3,32,32",
    .fires = R"(import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3)
        self.conv2 = nn.Conv2d(8, 8, 3)

    def forward(self, x):
        x = self.conv1(x).relu()
        y = self.conv2(x).relu()
        return x
)",
    .quiet = R"(import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3)
        self.conv2 = nn.Conv2d(8, 8, 3)

    def forward(self, x):
        x = self.conv1(x).relu()
        y = self.conv2(x).relu()
        return y
)",
    .check = check};

}  // namespace

const Rule& unused_output_rule() { return kRule; }

}  // namespace shapewise::rules
