// A gap may hide any cost, so with one in the graph sums over calls are lower bounds.
#include "analysis/totals.h"

#include "layer/registry.h"

namespace shapewise::analysis {
namespace {

void add(Sum& sum, const std::optional<sym::Expr>& part) {
  if (part) {
    sum.value += *part;
  } else {
    sum.exact = false;
  }
}

std::optional<sym::Expr> value_of(const std::optional<sym::Formula>& formula) {
  if (!formula) return std::nullopt;
  return formula->value();
}

/// Absent for a function: its weight is passed in and belongs to no layer.
std::optional<sym::Expr> own_parameters(const ir::Node& node, const CountTable& counts) {
  if (!node.module.valid()) return std::nullopt;
  return counts.own[static_cast<std::size_t>(node.module.index)].parameters;
}

/// Weights whose size is not known count nothing, so that what remains is a lower bound.
void total_weights(const CountTable& counts, Totals& totals) {
  for (const Counts& own : counts.own) {
    if (is_exact(own.bytes)) {
      totals.weights = totals.weights + own;
    } else {
      totals.weights_exact = false;
    }
  }
}

}  // namespace

Tables analyse(const ir::Graph& graph) {
  Tables tables{count_weights(graph), count_costs(graph), receptive_fields(graph), {}};
  Totals& totals = tables.totals;
  total_weights(tables.counts, totals);
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const ir::Node& node = graph.nodes[i];
    const Cost& cost = tables.costs[i];
    add(totals.macs, value_of(cost.macs));
    add(totals.memory, cost.memory);
    if (layer::spec(node.op).dense == nullptr || !node.first_call) continue;
    add(totals.dense, value_of(cost.dense));
    add(totals.replaced, own_parameters(node, tables.counts));
  }
  bool complete = graph.gaps.empty() && !graph.nodes.empty();
  totals.macs.exact = totals.macs.exact && complete;
  totals.memory.exact = totals.memory.exact && complete;
  totals.dense.exact = totals.dense.exact && complete;
  return tables;
}

}  // namespace shapewise::analysis
