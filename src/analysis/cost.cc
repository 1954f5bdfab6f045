// A call that was rejected, or of which a rank is unknown, has no cost: no number is better than one that may be wrong.
#include "analysis/cost.h"

#include "layer/builder.h"
#include "layer/registry.h"

namespace shapewise::analysis {
namespace {

std::optional<sym::Formula> exact(sym::Formula formula) {
  if (!is_exact(formula.value())) return std::nullopt;
  return formula;
}

/// PyTorch's two ways to say so: an argument inplace=True, and a method whose name ends with an underscore.
bool works_in_place(const layer::Call& call) {
  return call.name().ends_with('_') || (call.has("inplace") && call.flag("inplace"));
}

std::optional<sym::Expr> memory_of(const layer::Call& call) {
  const layer::Spec& spec = call.spec();
  sym::Truth shares = spec.shares != nullptr ? spec.shares(call) : spec.view ? sym::Truth::Yes : sym::Truth::No;
  if (shares == sym::Truth::Yes || works_in_place(call)) return sym::Expr(0);
  if (shares == sym::Truth::Unknown) return std::nullopt;
  sym::Expr memory;
  for (const ir::Tensor& tensor : call.outputs()) memory += tensor.shape->elements() * ir::bytes(tensor.dtype);
  if (!is_exact(memory)) return std::nullopt;
  return memory;
}

Cost cost_of(const ir::Graph& graph, ir::NodeId id) {
  if (graph[id].failed || !layer::is_inferred(graph, id)) return {};
  layer::Call call = layer::call_of(graph, id);
  const layer::Spec& spec = call.spec();
  Cost cost;
  cost.macs = spec.macs != nullptr ? exact(spec.macs(call)) : sym::Formula(0);
  if (spec.dense != nullptr) cost.dense = exact(spec.dense(call));
  cost.memory = memory_of(call);
  return cost;
}

}  // namespace

bool is_exact(const sym::Expr& e) { return !e.has_unknown() && !e.is_invalid(); }

std::vector<Cost> count_costs(const ir::Graph& graph) {
  std::vector<Cost> costs;
  costs.reserve(graph.nodes.size());
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) costs.push_back(cost_of(graph, {static_cast<std::int32_t>(i)}));
  return costs;
}

}  // namespace shapewise::analysis
