// One walk over the modules in the order of their registration, which is PyTorch's for named_parameters().
#include "analysis/counts.h"

namespace shapewise::analysis {
namespace {

Counts counts_of(const ir::Weight& weight) {
  sym::Expr elements = weight.count().value();
  Counts counts;
  (weight.buffer ? counts.buffers : counts.parameters) = elements;
  if (!weight.buffer && weight.trainable) counts.trainable = elements;
  counts.bytes = elements * ir::bytes(weight.dtype);
  return counts;
}

}  // namespace

Counts operator+(const Counts& a, const Counts& b) {
  return {a.parameters + b.parameters, a.trainable + b.trainable, a.buffers + b.buffers, a.bytes + b.bytes};
}

CountTable count_weights(const ir::Graph& graph) {
  CountTable table;
  table.own.resize(graph.modules.size());
  table.counted.resize(graph.modules.size());
  std::vector<bool> seen(graph.weights.size());
  for (std::size_t module = 0; module < graph.modules.size(); ++module) {
    for (const ir::NamedWeight& named : graph.modules[module].weights) {
      auto weight = static_cast<std::size_t>(named.weight.index);
      if (seen[weight]) continue;
      seen[weight] = true;
      table.counted[module].push_back(named.weight);
      table.own[module] = table.own[module] + counts_of(graph.weights[weight]);
    }
    table.total = table.total + table.own[module];
  }
  return table;
}

}  // namespace shapewise::analysis
