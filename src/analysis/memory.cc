// Values that share memory (views, results of calls in place) are one storage, which lives from the call that makes it
// to the last use of any of them. What autograd keeps is transcribed from PyTorch 1.13's derivatives.yaml.
#include "analysis/memory.h"

#include <algorithm>

#include "layer/builder.h"
#include "layer/registry.h"

namespace shapewise::analysis {
namespace {

using sym::Expr;

constexpr Optimizer kOptimizers[] = {{"sgd", 0},     {"momentum", 1}, {"rmsprop", 1},
                                     {"adagrad", 1}, {"adam", 2},     {"adamw", 2}};

enum class Keeps { Nothing, Input, Inputs, Output };

struct Saved {
  std::string_view names;
  Keeps keeps;
  Expr (*more)(const layer::Call&) = nullptr;  // bytes of what is made for the backward pass
};

Expr elements(const ir::Tensor& tensor) { return tensor.shape ? tensor.shape->elements() : Expr::unknown(); }
/// Places of the largest elements, 64 bits each.
Expr indices(const layer::Call& c) { return 8 * elements(c.output()); }
/// One byte for each element, while training.
Expr mask(const layer::Call& c) { return c.training() ? elements(c.output()) : Expr(0); }
/// Mean and inverse deviation of each channel of the batch, while training.
Expr channel_statistics(const layer::Call& c) {
  if (!c.training() || c.shape().rank() < 2) return 0;
  return 8 * c.shape()[1];
}

constexpr Saved kSaved[] = {
    {"Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d Linear", Keeps::Input},
    {"BatchNorm1d BatchNorm2d BatchNorm3d", Keeps::Input, channel_statistics},
    {"MaxPool1d MaxPool2d MaxPool3d max_pool1d max_pool2d max_pool3d", Keeps::Input, indices},
    {"AvgPool1d AvgPool2d AvgPool3d AdaptiveAvgPool2d AdaptiveAvgPool3d avg_pool1d avg_pool2d avg_pool3d "
     "adaptive_avg_pool2d adaptive_avg_pool3d",
     Keeps::Input},
    {"ReLU relu relu_ Sigmoid sigmoid Tanh tanh Softmax softmax LogSoftmax log_softmax exp sqrt", Keeps::Output},
    {"GELU gelu SiLU silu ReLU6 relu6 Hardswish hardswish Hardsigmoid hardsigmoid LeakyReLU leaky_relu Softplus "
     "softplus Mish mish pow log sin cos Embedding",
     Keeps::Input},
    {"mul matmul bmm mm div", Keeps::Inputs},
    {"Dropout dropout Dropout1d Dropout2d Dropout3d", Keeps::Nothing, mask},
    {"add add_ iadd sub cat stack Identity Flatten flatten view reshape permute transpose Upsample interpolate "
     "PixelShuffle pixel_shuffle ZeroPad2d pad mean sum unsqueeze squeeze chunk split __getitem__ contiguous neg "
     "expand",
     Keeps::Nothing},
};

const Saved* saved_by(std::string_view name) {
  for (const Saved& row : kSaved) {
    for (std::size_t at = row.names.find(name); at != row.names.npos; at = row.names.find(name, at + 1)) {
      std::size_t end = at + name.size();
      if ((at == 0 || row.names[at - 1] == ' ') && (end == row.names.size() || row.names[end] == ' ')) return &row;
    }
  }
  return nullptr;
}

struct Storage {
  Expr bytes;
  bool activation = true;  // false: it depends on no input
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
    storages_.push_back({size(graph_[id].tensor), activation, born, born, false});
  }

  /// Which storage every value lies in, and when each is used last.
  void place_values() {
    of_value_.assign(graph_.values.size(), -1);
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
      step.kept = kept_by({i});
      raise_peak(live, {i});
      add(memory_.kept, step.kept);
      memory_.steps.push_back(std::move(step));
      for (int s : ends[static_cast<std::size_t>(i)]) live = live - storages_[static_cast<std::size_t>(s)].bytes;
    }
  }

  static void add(Sum& sum, const std::optional<Expr>& part) {
    part ? static_cast<void>(sum.value += *part) : static_cast<void>(sum.exact = false);
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

  std::optional<Expr> keep(ir::ValueId id) {
    Storage& kept = storage(id);
    if (kept.kept || !kept.activation) return Expr(0);
    kept.kept = true;
    if (!is_exact(kept.bytes)) return std::nullopt;
    return kept.bytes;
  }

  std::optional<Expr> kept_by(ir::NodeId id) {
    const ir::Node& node = graph_[id];
    if (node.inputs.empty() || !storage(node.inputs[0]).activation) return Expr(0);
    const Saved* row = saved_by(layer::spec(node.op).name());
    if (row == nullptr || node.failed || !layer::is_inferred(graph_, id)) return std::nullopt;
    Expr total = row->more == nullptr ? Expr(0) : row->more(layer::call_of(graph_, id));
    std::vector<ir::ValueId> tensors;
    if (row->keeps == Keeps::Input) tensors = {node.inputs[0]};
    if (row->keeps == Keeps::Inputs) tensors = node.inputs;
    if (row->keeps == Keeps::Output) tensors = {node.outputs[0]};
    for (ir::ValueId tensor : tensors) {
      std::optional<Expr> bytes = keep(tensor);
      if (!bytes) return std::nullopt;
      total += *bytes;
    }
    if (!is_exact(total)) return std::nullopt;
    return total;
  }

  const ir::Graph& graph_;
  const MemoryOptions& options_;
  std::vector<Storage> storages_;
  std::vector<int> of_value_;
  Memory memory_;
};

}  // namespace

std::span<const Optimizer> optimizers() { return kOptimizers; }

Memory plan_memory(const ir::Graph& graph, const MemoryOptions& options) { return Planner(graph, options).run(); }

}  // namespace shapewise::analysis
