// The graph's own arithmetic, and its verifier.
#include "ir/graph.h"

#include <fmt/format.h>

#include "ir/weight_names.h"

namespace shapewise::ir {
namespace {

template <class Tag, class T>
bool in_range(Id<Tag> id, const std::vector<T>& items) {
  return id.index >= 0 && id.index < static_cast<std::int32_t>(items.size());
}

std::string verify_node(const Graph& graph, int index) {
  const Node& node = graph[NodeId{index}];
  if (!node.op.valid()) return fmt::format("node {} has no operation", index);
  if (node.module.valid() && !in_range(node.module, graph.modules))
    return fmt::format("node {}: no such module", index);
  for (ValueId input : node.inputs) {
    if (!in_range(input, graph.values)) return fmt::format("node {}: no such input", index);
    NodeId producer = graph[input].producer;
    if (producer.valid() && producer.index >= index) return fmt::format("node {} uses a value made later", index);
  }
  for (ValueId output : node.outputs) {
    if (!in_range(output, graph.values)) return fmt::format("node {}: no such output", index);
    if (graph[output].producer != NodeId{index}) return fmt::format("node {}: its output has another producer", index);
  }
  return {};
}

}  // namespace

sym::Formula Weight::count() const {
  if (order.empty()) return sym::product(dims);
  std::vector<sym::Formula> factors;
  for (int i : order) factors.push_back(dims[static_cast<std::size_t>(i)]);
  return sym::product(factors);
}

sym::Shape Weight::shape() const {
  sym::Shape shape;
  for (const sym::Formula& dim : dims) shape.dims.push_back(dim.value());
  return shape;
}

std::vector<StateEntry> state_dict(const Graph& graph) {
  std::vector<StateEntry> entries;
  auto add = [&](const std::string& path, ModuleId id) {
    for (const NamedWeight& named : graph[id].weights) {
      if (!graph[named.weight].persistent) continue;
      entries.push_back({full_name(path, named.name), named.weight, id});
    }
  };
  for (int i = 0; i < static_cast<int>(graph.modules.size()); ++i) {
    ModuleId id{i};
    // A module without a path, but for the root, is registered nowhere: forward has made it.
    if (i == 0 || !graph[id].path.empty()) add(graph[id].path, id);
  }
  for (const Alias& alias : graph.aliases) add(alias.path, alias.module);
  return entries;
}

std::string verify(const Graph& graph) {
  for (std::size_t i = 0; i < graph.modules.size(); ++i) {
    const Module& module = graph.modules[i];
    if (module.parent.index >= static_cast<int>(i))
      return fmt::format("module {} stands before its parent", module.path);
    for (const NamedWeight& weight : module.weights) {
      if (!in_range(weight.weight, graph.weights)) return fmt::format("module {}: no such weight", module.path);
    }
  }
  for (int i = 0; i < static_cast<int>(graph.nodes.size()); ++i) {
    if (std::string problem = verify_node(graph, i); !problem.empty()) return problem;
  }
  for (const Alias& alias : graph.aliases) {
    if (!in_range(alias.module, graph.modules)) return fmt::format("alias {}: no such module", alias.path);
  }
  for (const Value& value : graph.values) {
    if (value.weight.valid() && !in_range(value.weight, graph.weights)) return "a value is no such weight";
  }
  for (ValueId output : graph.outputs) {
    if (!in_range(output, graph.values)) return "no such output of the network";
  }
  return {};
}

}  // namespace shapewise::ir
