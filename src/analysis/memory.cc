// Values that share memory (views, results of calls in place) are one storage, which lives from the call that makes it
// to the last use of any of them. What autograd keeps of a call is told by its layer (Spec::saved), provided that a
// gradient flows through it: back to a trainable parameter.
#include "analysis/memory.h"

#include <algorithm>

#include "layer/builder.h"
#include "layer/registry.h"

namespace shapewise::analysis {
namespace {

using sym::Expr;

constexpr Optimizer kOptimizers[] = {{"sgd", 0},     {"momentum", 1}, {"rmsprop", 1},
                                     {"adagrad", 1}, {"adam", 2},     {"adamw", 2}};

Expr elements(const ir::Tensor& tensor) { return tensor.shape ? tensor.shape->elements() : Expr::unknown(); }

struct Storage {
  Expr bytes;
  bool activation = true;  // false: it depends on no input
  bool weight = false;     // a parameter or buffer, which is there anyway
  int born = -1;           // node; −1: before the first
  int last = -1;           // node of its last use
  bool kept = false;
};

class Planner {
 public:
  Planner(const ir::Graph& graph, const MemoryOptions& options) : graph_(graph), options_(options) {}

  Memory run() {
    place_values();
    weigh();
    auto last = static_cast<int>(graph_.nodes.size());
    for (ir::ValueId id : graph_.inputs) storage(id).last = last;
    for (ir::ValueId id : graph_.outputs) storage(id).last = last;
    sweep();
    memory_.peak.exact = memory_.peak.exact && graph_.gaps.empty() && !graph_.nodes.empty();
    memory_.kept.exact = memory_.kept.exact && graph_.gaps.empty() && !graph_.nodes.empty();
    return std::move(memory_);
  }

 private:
  int width(ir::DType dtype) const {
    return ir::bytes(options_.dtype && ir::is_floating(dtype) ? *options_.dtype : dtype);
  }
  Expr size(const ir::Tensor& tensor) const { return elements(tensor) * width(tensor.dtype); }
  Storage& storage(ir::ValueId id) {
    return storages_[static_cast<std::size_t>(of_value_[static_cast<std::size_t>(id.index)])];
  }

  void own_storage(ir::ValueId id, int born, bool activation) {
    of_value_[static_cast<std::size_t>(id.index)] = static_cast<int>(storages_.size());
    storages_.push_back({size(graph_[id].tensor), activation, graph_[id].weight.valid(), born, born, false});
  }

  /// Which storage every value lies in, and when each is used last.
  void place_values() {
    of_value_.assign(graph_.values.size(), -1);
    for (const ir::Value& value : graph_.values) {
      wants_gradient_.push_back(value.weight.valid() && graph_[value.weight].trainable);
    }
    std::vector<Cost> costs = count_costs(graph_);
    for (ir::ValueId id : graph_.inputs) own_storage(id, -1, true);
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
      const ir::Node& node = graph_.nodes[i];
      bool activation = false;
      for (ir::ValueId input : node.inputs) {
        if (of_value_[static_cast<std::size_t>(input.index)] < 0) own_storage(input, -1, false);
        activation = activation || storage(input).activation;
        storage(input).last = static_cast<int>(i);
      }
      bool shares = costs[i].memory && costs[i].memory->is_constant(0) && !node.inputs.empty();
      for (ir::ValueId output : node.outputs) {
        if (shares) {
          of_value_[static_cast<std::size_t>(output.index)] = of_value_[static_cast<std::size_t>(node.inputs[0].index)];
          storage(output).last = static_cast<int>(i);
        } else {
          own_storage(output, static_cast<int>(i), activation);
        }
      }
    }
    for (std::size_t v = 0; v < graph_.values.size(); ++v) {
      if (of_value_[v] < 0) own_storage({static_cast<std::int32_t>(v)}, -1, false);
    }
  }

  void weigh() {
    for (const ir::Weight& weight : graph_.weights) {
      Expr elements = weight.count().value();
      Expr bytes = elements * width(weight.dtype);
      (weight.buffer ? memory_.buffers : memory_.parameters) += bytes;
      if (weight.buffer || !weight.trainable) continue;
      memory_.gradients += bytes;
      memory_.optimizer_states += options_.optimizer_states * bytes;
    }
  }

  /// Once over the calls, with what is alive.
  void sweep() {
    auto last = static_cast<int>(graph_.nodes.size());
    std::vector<std::vector<int>> ends(static_cast<std::size_t>(last) + 1);
    std::vector<std::vector<int>> begins(static_cast<std::size_t>(last));
    Expr live;
    for (std::size_t s = 0; s < storages_.size(); ++s) {
      const Storage& storage = storages_[s];
      if (!storage.activation) continue;
      storage.born < 0 ? static_cast<void>(live += storage.bytes)
                       : begins[static_cast<std::size_t>(storage.born)].push_back(static_cast<int>(s));
      ends[static_cast<std::size_t>(std::max(storage.last, 0))].push_back(static_cast<int>(s));
    }
    for (int i = 0; i < last; ++i) {
      Expr made;
      for (int s : begins[static_cast<std::size_t>(i)]) made += storages_[static_cast<std::size_t>(s)].bytes;
      live += made;
      MemoryStep step;
      if (is_exact(made)) step.output = made;
      if (is_exact(live)) step.live = live;
      Sum kept = kept_by({i});
      if (kept.exact) step.kept = kept.value;
      memory_.kept = {memory_.kept.value + kept.value, memory_.kept.exact && kept.exact};
      raise_peak(live, {i});
      memory_.steps.push_back(std::move(step));
      for (int s : ends[static_cast<std::size_t>(i)]) live = live - storages_[static_cast<std::size_t>(s)].bytes;
    }
  }

  /// The highest so far. Where it can't be told which of two is higher, the peak is only a lower bound.
  void raise_peak(const Expr& live, ir::NodeId node) {
    if (!is_exact(live)) {
      memory_.peak.exact = false;
      return;
    }
    if (memory_.peak_node.valid() && graph_.facts.prove(sym::ge(memory_.peak.value, live)) == sym::Truth::Yes) return;
    bool higher =
        !memory_.peak_node.valid() || graph_.facts.prove(sym::ge(live, memory_.peak.value)) == sym::Truth::Yes;
    if (!higher) {
      memory_.peak.exact = false;
      return;
    }
    memory_.peak.value = live;
    memory_.peak_node = node;
  }

  /// What a tensor adds to what is kept: nothing if it was kept before, or is a parameter or buffer.
  Expr keep(ir::ValueId id) {
    Storage& kept = storage(id);
    if (kept.kept || kept.weight) return 0;
    kept.kept = true;
    return kept.bytes;
  }

  /// What a call adds to what is kept: at least that, where a part is not known.
  Sum kept_by(ir::NodeId id) {
    const ir::Node& node = graph_[id];
    bool for_weights = has_trainable_weights(node);
    auto wants = [&](int input) {
      return input >= 0 && input < static_cast<int>(node.inputs.size()) &&
             wants_gradient_[static_cast<std::size_t>(node.inputs[static_cast<std::size_t>(input)].index)];
    };
    bool any = for_weights;
    for (int i = 0; i < static_cast<int>(node.inputs.size()); ++i) any = any || wants(i);
    if (!any) return {};
    for (ir::ValueId output : node.outputs) {
      if (ir::is_floating(graph_[output].tensor.dtype)) wants_gradient_[static_cast<std::size_t>(output.index)] = true;
    }
    auto saved = layer::spec(node.op).saved;
    if (saved == nullptr || node.failed || !layer::is_inferred(graph_, id)) return {0, false};
    layer::Saved kept = saved(layer::call_of(graph_, id));
    Sum sum;
    auto add = [&](const Expr& bytes) {
      is_exact(bytes) ? static_cast<void>(sum.value += bytes) : static_cast<void>(sum.exact = false);
    };
    for (const layer::Saved::Input& input : kept.inputs) {
      bool needed = input.gradient == layer::Saved::kAny || wants(input.gradient) ||
                    (input.gradient == layer::Saved::kWeights && for_weights);
      if (needed) add(keep(node.inputs[static_cast<std::size_t>(input.index)]));
    }
    for (int output : kept.outputs) add(keep(node.outputs[static_cast<std::size_t>(output)]));
    for (const layer::Saved::Made& made : kept.made) add(made.elements * width(made.dtype));
    return sum;
  }

  bool has_trainable_weights(const ir::Node& node) const {
    if (!node.module.valid()) return false;
    const std::vector<ir::NamedWeight>& weights = graph_[node.module].weights;
    return std::any_of(weights.begin(), weights.end(),
                       [&](const ir::NamedWeight& named) { return graph_[named.weight].trainable; });
  }

  const ir::Graph& graph_;
  const MemoryOptions& options_;
  std::vector<Storage> storages_;
  std::vector<int> of_value_;
  std::vector<bool> wants_gradient_;  // by value: depends on a trainable parameter
  Memory memory_;
};

}  // namespace

std::span<const Optimizer> optimizers() { return kOptimizers; }

Memory plan_memory(const ir::Graph& graph, const MemoryOptions& options) { return Planner(graph, options).run(); }

}  // namespace shapewise::analysis
