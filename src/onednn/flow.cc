// Readers, and values that share memory.
#include "onednn/flow.h"

#include <algorithm>
#include <fmt/format.h>

#include "layer/registry.h"
#include "onednn/lowering.h"

namespace shapewise::onednn {

exec::Execution arguments_of(const exec::Plan& plan, const exec::Loaded& loaded, const exec::Step& step,
                             exec::Random& random) {
  const ir::Graph& graph = *plan.graph;
  const ir::Node& node = graph[step.node];
  std::vector<exec::Tensor> inputs;
  for (ir::ValueId id : node.inputs) {
    exec::Tensor tensor = loaded.constant(id);
    auto shape = plan.shape(id);
    if (!tensor.defined() && shape) {
      exec::Sizes still(shape->size(), 0);
      tensor = exec::Tensor({1}, graph[id].tensor.dtype).view(std::move(*shape), std::move(still));
    }
    inputs.push_back(std::move(tensor));
  }
  auto weights = [&graph, &loaded, &node](std::string_view name) { return loaded.weight(graph, node, name); };
  return {layer::spec(node.op), step.made_with, step.args, std::move(inputs), weights, random, false};
}

namespace {

/// Whether a layer that is called after the step computes with the weight.
bool is_weight_of_later_step(const exec::Plan& plan, ir::WeightId weight, int step) {
  if (!weight.valid()) return false;
  const ir::Graph& graph = *plan.graph;
  return std::any_of(plan.steps.begin() + step, plan.steps.end(), [&](const exec::Step& later) {
    ir::ModuleId module = graph[later.node].module;
    if (!module.valid()) return false;
    const std::vector<ir::NamedWeight>& weights = graph[module].weights;
    return std::any_of(weights.begin(), weights.end(), [&](const auto& one) { return one.weight == weight; });
  });
}

}  // namespace

Flow::Flow(const exec::Plan& plan)
    : uses_(plan.graph->values.size(), 0),
      readers_(plan.graph->values.size()),
      members_(plan.graph->values.size()),
      is_output_(plan.graph->values.size(), false),
      producers_(plan.graph->values.size(), -1),
      graph_(*plan.graph) {
  for (std::size_t i = 0; i < graph_.values.size(); ++i) shares_.push_back(i);
  for (ir::ValueId output : graph_.outputs) {
    ++uses_[index(output)];
    is_output_[index(output)] = true;
  }
  std::vector<int> overwriting;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const exec::Step& step = plan.steps[i];
    positions_.push_back(static_cast<int>(i));
    for (ir::ValueId input : graph_[step.node].inputs) {
      ++uses_[index(input)];
      readers_[index(input)].push_back(static_cast<int>(i));
    }
    for (ir::ValueId output : graph_[step.node].outputs) producers_[index(output)] = static_cast<int>(i);
    share(step);
    if (step.overwrites) overwriting.push_back(static_cast<int>(i));
  }
  for (std::size_t i = 0; i < graph_.values.size(); ++i) {
    ir::ValueId value{static_cast<std::int32_t>(i)};
    members_[root(value)].push_back(value);
  }
  for (int step : overwriting) find_obstacle(plan, step);
}

std::size_t Flow::root(ir::ValueId value) const {
  std::size_t at = index(value);
  while (shares_[at] != at) at = shares_[at];
  return at;
}

/// What is not known to return new tensors may return views of all that it is given.
void Flow::share(const exec::Step& step) {
  const ir::Node& node = graph_[step.node];
  const Lowering* lowering = find_lowering(node.op);
  bool fresh = lowering != nullptr && lowering->role != Role::View && !step.overwrites;
  if (fresh || node.outputs.empty()) return;
  for (ir::ValueId input : node.inputs) join(input, node.outputs.front());
  for (ir::ValueId output : node.outputs) join(output, node.outputs.front());
}

void Flow::find_obstacle(const exec::Plan& plan, int step) {
  const ir::Node& node = graph_[plan.steps[static_cast<std::size_t>(step)].node];
  if (node.inputs.empty()) return;
  for (ir::ValueId member : members_[root(node.inputs.front())]) {
    if (producers_[index(member)] >= step) continue;  // what is made from the result
    const std::vector<int>& readers = readers_[index(member)];
    bool later = std::any_of(readers.begin(), readers.end(), [&](int reader) { return reader > step; }) ||
                 is_weight_of_later_step(plan, graph_[member].weight, step);
    if (later || is_output_[index(member)])
      obstacle_ = fmt::format("call {} overwrites a tensor that is read later", step + 1);
  }
}

bool Flow::dies_before(ir::ValueId value, int position, int except) const {
  for (ir::ValueId member : members_[root(value)]) {
    if (is_output_[index(member)]) return false;
    for (int reader : readers_[index(member)]) {
      if (reader != except && this->position(reader) >= position) return false;
    }
  }
  return true;
}

int Flow::last_reader(ir::ValueId value) const {
  int last = 0;
  for (ir::ValueId member : members_[root(value)]) {
    if (is_output_[index(member)]) return static_cast<int>(positions_.size());
    for (int reader : readers_[index(member)]) last = std::max(last, position(reader));
  }
  return last;
}

}  // namespace shapewise::onednn
