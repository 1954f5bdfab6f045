// The walk over a graph by a tool's rules. A call that no rule names counts nothing, as the tools themselves pass over
// what they do not know; a call whose sizes are unknown makes the total a lower bound.
#include "analysis/convention.h"

#include <algorithm>

#include "layer/builder.h"
#include "layer/registry.h"

namespace shapewise::analysis {
namespace {

using sym::Formula;

bool has_word(std::string_view words, std::string_view word) {
  for (std::size_t at = words.find(word); at != words.npos; at = words.find(word, at + 1)) {
    bool begins = at == 0 || words[at - 1] == ' ';
    bool ends = at + word.size() == words.size() || words[at + word.size()] == ' ';
    if (begins && ends) return true;
  }
  return false;
}

const CountingRule* find_rule(const Convention& convention, std::string_view name) {
  auto found = std::find_if(convention.rules.begin(), convention.rules.end(),
                            [&](const CountingRule& rule) { return has_word(rule.names, name); });
  return found == convention.rules.end() ? nullptr : &*found;
}

class Counter {
 public:
  Counter(const Convention& convention, const ir::Graph& graph) : convention_(convention), graph_(graph) {
    calls_others_.assign(graph.modules.size(), false);
    called_.assign(graph.modules.size(), false);
    for (const ir::Node& node : graph.nodes) {
      if (node.module.valid()) called_[static_cast<std::size_t>(node.module.index)] = true;
    }
    for (const ir::Module& module : graph.modules) {
      if (module.parent.valid()) calls_others_[static_cast<std::size_t>(module.parent.index)] = true;
    }
    for (std::size_t i = 0; i < graph.modules.size(); ++i) {
      // Layers that consist of others in PyTorch have weights with their names: "out_proj.weight".
      for (const ir::NamedWeight& weight : graph.modules[i].weights) {
        if (weight.name.find('.') != std::string::npos) calls_others_[i] = true;
      }
    }
  }

  Figures run() {
    Figures figures;
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
      std::optional<Formula> counted = call({static_cast<std::int32_t>(i)});
      if (counted && is_exact(counted->value())) {
        figures.total.value += counted->value();
      } else {
        counted.reset();
        figures.total.exact = false;
      }
      figures.calls.push_back(std::move(counted));
    }
    figures.total.exact = figures.total.exact && graph_.gaps.empty() && !graph_.nodes.empty();
    figures.parameters = parameters();
    return figures;
  }

 private:
  std::optional<Formula> call(ir::NodeId id) const {
    const ir::Node& node = graph_[id];
    if (convention_.weight != nullptr) return weights(id);
    const CountingRule* rule = rule_for(node);
    if (rule == nullptr) return Formula(0);
    bool known = rule->count != nullptr && !node.failed && layer::is_inferred(graph_, id);
    if (!known) return std::nullopt;
    return rule->count(layer::call_of(graph_, id));
  }

  const CountingRule* rule_for(const ir::Node& node) const {
    std::string_view name = layer::spec(node.op).name();
    if (node.module.valid() && convention_.exact_types && graph_[node.module].type != name) return nullptr;
    return find_rule(convention_, name);
  }

  /// By the weights of the module that this call belongs to, or completes.
  std::optional<Formula> weights(ir::NodeId id) const {
    const ir::Node& node = graph_[id];
    const CountingRule* rule = find_rule(convention_, layer::spec(node.op).name());
    if (rule != nullptr) return std::nullopt;
    ir::ModuleId module = node.module;
    if (!module.valid()) {
      bool last = static_cast<std::size_t>(id.index) + 1 == graph_.nodes.size() ||
                  graph_.nodes[static_cast<std::size_t>(id.index) + 1].scope != node.scope;
      module = last ? node.scope : ir::ModuleId();
    }
    if (!module.valid() || calls_others_[static_cast<std::size_t>(module.index)]) return Formula(0);
    if (node.outputs.empty() || !graph_[node.outputs[0]].tensor.shape) return std::nullopt;
    std::vector<Formula> terms;
    for (const ir::NamedWeight& named : graph_[module].weights) {
      if (graph_[named.weight].buffer) continue;
      Formula term = convention_.weight(graph_[module], named, graph_[named.weight].count().value(),
                                        graph_[node.outputs[0]].tensor);
      if (!term.is_zero()) terms.push_back(std::move(term));
    }
    return sym::sum(terms);
  }

  Sum parameters() const {
    Sum sum;
    std::vector<bool> seen(graph_.weights.size());
    for (std::size_t i = 0; i < graph_.modules.size(); ++i) {
      const ir::Module& module = graph_.modules[i];
      bool ruled = called_[i] && module.op.valid() && find_rule(convention_, module.type) != nullptr;
      if (convention_.seen == Seen::Ruled && !ruled) continue;
      for (const ir::NamedWeight& named : module.weights) {
        const ir::Weight& weight = graph_[named.weight];
        bool statistics = convention_.seen == Seen::Trained && named.name.find("running_") != std::string::npos;
        auto at = static_cast<std::size_t>(named.weight.index);
        if (seen[at] || (weight.buffer && !statistics)) continue;
        seen[at] = true;
        sym::Expr elements = weight.count().value();
        is_exact(elements) ? static_cast<void>(sum.value += elements) : static_cast<void>(sum.exact = false);
      }
    }
    return sum;
  }

  const Convention& convention_;
  const ir::Graph& graph_;
  std::vector<bool> calls_others_;  // by module: it holds others
  std::vector<bool> called_;        // by module: as a layer
};

}  // namespace

const Convention* find_convention(std::string_view name) {
  for (const Convention& convention : conventions()) {
    if (convention.name == name) return &convention;
  }
  return nullptr;
}

bool is_own(const Convention& convention) { return &convention == &conventions().front(); }

Figures count(const Convention& convention, const ir::Graph& graph, const Tables& tables) {
  if (!is_own(convention)) return Counter(convention, graph).run();
  Figures figures{{}, tables.totals.macs, {tables.totals.weights.parameters, tables.totals.weights_exact}};
  for (const Cost& cost : tables.costs) figures.calls.push_back(cost.macs);
  return figures;
}

}  // namespace shapewise::analysis
