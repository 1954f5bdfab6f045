// Calls are replayed in execution order through a Builder.
#include "analysis/rebuild.h"

#include <algorithm>

#include "layer/builder.h"
#include "layer/registry.h"
#include "layer/size_arguments.h"

namespace shapewise::analysis {
namespace {

using sym::Expr;

std::vector<layer::Given> given_of(const ir::Args& args) {
  std::vector<layer::Given> given;
  for (const ir::Arg& arg : args) {
    if (arg.given) given.push_back({std::string(arg.name), {}, arg.value});
  }
  return given;
}

void set(std::vector<layer::Given>& given, std::string_view name, ir::Attr value) {
  for (layer::Given& one : given) {
    if (one.name == name) return static_cast<void>(one.value = std::move(value));
  }
  given.push_back({std::string(name), {}, std::move(value)});
}

/// Every window moves by one element, as far as these arguments say how it moves.
void take_single_steps(const ir::Args& args, bool defaults, std::vector<layer::Given>& given) {
  for (std::string_view name : {"stride", "strides"}) {
    const ir::Arg* arg = ir::find(args, name);
    if (arg == nullptr || !(arg->given || defaults)) continue;
    auto* list = arg->value.as<ir::AttrList>();
    ir::Attr one{Expr(1), {}};
    set(given, name, list == nullptr ? one : ir::Attr{ir::AttrList(list->size(), one), {}});
  }
}

class Rebuilder {
 public:
  Rebuilder(const ir::Graph& graph, const Change& change, bool training)
      : old_(graph), change_(change), builder_(result_.graph, sink_, training) {}

  Rebuilt run() {
    result_.graph.facts = old_.facts;
    values_.resize(old_.values.size());
    modules_.resize(old_.modules.size());
    for (ir::ValueId id : old_.inputs) at(values_, id) = builder_.add_input(old_[id].name, old_[id].tensor);
    for (std::size_t i = 0; i < old_.modules.size(); ++i) add_container(i);
    for (std::size_t i = 0; i < old_.nodes.size(); ++i) replay({static_cast<std::int32_t>(i)});
    std::vector<bool> gone = modules_without_calls();
    for (std::size_t i = 0; i < old_.modules.size(); ++i) {
      if (!modules_[i].valid() && !gone[i]) make({static_cast<std::int32_t>(i)}, given_of(old_.modules[i].args));
    }
    for (ir::ValueId id : old_.outputs) result_.graph.outputs.push_back(value(id));
    return std::move(result_);
  }

  /// The network of one call, which gets its first input from outside.
  ir::Graph run_alone(ir::NodeId id) {
    const ir::Node& node = old_[id];
    values_.resize(old_.values.size());
    modules_.resize(old_.modules.size());
    ir::ModuleId root = builder_.add_module("", "Net", {}, {});
    for (std::size_t i = 0; i < old_.modules.size(); ++i) {
      if (!is_layer(old_.modules[i])) modules_[i] = root;
    }
    at(values_, node.inputs[0]) = builder_.add_input("x", old_[node.inputs[0]].tensor);
    replay(id);
    for (ir::ValueId output : node.outputs) result_.graph.outputs.push_back(value(output));
    return std::move(result_.graph);
  }

 private:
  template <class T, class Id>
  static T& at(std::vector<T>& list, Id id) {
    return list[static_cast<std::size_t>(id.index)];
  }

  /// By module of the original: it was called, and is no longer.
  std::vector<bool> modules_without_calls() const {
    std::vector<bool> gone(old_.modules.size());
    for (std::size_t i = 0; i < old_.nodes.size(); ++i) {
      bool taken = change_.removed[i] || change_.replaced.contains(static_cast<int>(i));
      if (taken && old_.nodes[i].module.valid()) gone[static_cast<std::size_t>(old_.nodes[i].module.index)] = true;
    }
    return gone;
  }

  bool is_layer(const ir::Module& module) const {
    if (!module.op.valid()) return false;
    layer::Form form = layer::spec(module.op).form;
    return form == layer::Form::Module || form == layer::Form::Foreign;
  }
  ir::ModuleId module(ir::ModuleId id) { return id.valid() ? at(modules_, id) : ir::ModuleId(); }

  void add_container(std::size_t i) {
    const ir::Module& old = old_.modules[i];
    if (is_layer(old)) return;
    modules_[i] = builder_.add_module(old.path, old.type, module(old.parent), old.defined);
    copy_weights(old, modules_[i]);
  }

  void copy_weights(const ir::Module& old, ir::ModuleId made) {
    for (const ir::NamedWeight& named : old.weights) {
      auto known = weights_.find(named.weight.index);
      if (known != weights_.end()) {
        result_.graph[made].weights.push_back({named.name, known->second});
      } else {
        weights_[named.weight.index] = builder_.add_weight(made, named.name, old_[named.weight]);
      }
    }
  }

  void make(ir::ModuleId id, std::vector<layer::Given> given) {
    const ir::Module& old = old_[id];
    ir::ModuleId made = builder_.construct(old.op, std::move(given), old.path, module(old.parent), old.defined);
    at(modules_, id) = made;
    result_.graph[made].type = old.type;
    // What an operator of a file has as weights is what is passed to it.
    bool stored = layer::spec(old.op).form == layer::Form::Foreign && layer::spec(old.op).weights == nullptr;
    stored ? copy_weights(old, made) : share_weights(old, result_.graph[made]);
  }

  /// Weights that the original shares between modules are shared here.
  void share_weights(const ir::Module& old, ir::Module& made) {
    for (const ir::NamedWeight& before : old.weights) {
      for (ir::NamedWeight& after : made.weights) {
        if (after.name != before.name) continue;
        auto [known, is_new] = weights_.emplace(before.weight.index, after.weight);
        if (!is_new && result_.graph[known->second].shape() == result_.graph[after.weight].shape())
          after.weight = known->second;
      }
    }
  }

  /// A value that nothing here makes is a constant or a weight of the original.
  ir::ValueId value(ir::ValueId id) {
    if (at(values_, id).valid()) return at(values_, id);
    ir::Tensor tensor = old_[id].tensor;
    auto weight = weights_.find(old_[id].weight.index);
    bool known = old_[id].weight.valid() && weight != weights_.end();
    if (known) tensor.shape = result_.graph[weight->second].shape();
    at(values_, id) = builder_.add_value(std::move(tensor));
    if (known) result_.graph[at(values_, id)].weight = weight->second;
    return at(values_, id);
  }

  /// Makes the module of an operator, whose weight is as large as its input now demands.
  void make_operator(ir::NodeId id) {
    const ir::Node& node = old_[id];
    const layer::Spec& spec = layer::spec(node.op);
    bool new_operator = node.module.valid() && spec.form == layer::Form::Foreign && spec.weights == nullptr &&
                        !at(modules_, node.module).valid();
    if (!new_operator) return;
    make(node.module, fitted(node, {}));
    bool takes = spec.taken_weight != nullptr && !node.failed && layer::is_inferred(old_, id);
    if (takes) fit_weight(node, spec.taken_weight(layer::call_of(old_, id)));
  }

  void fit_weight(const ir::Node& node, const layer::TakenWeight& taken) {
    const ir::Arg* arg = ir::find(node.args, taken.param);
    auto* ref = arg == nullptr ? nullptr : arg->value.as<ir::TensorRef>();
    if (ref == nullptr) return;
    auto weight = weights_.find(old_[node.inputs[static_cast<std::size_t>(ref->input)]].weight.index);
    const std::optional<sym::Shape>& now = result_.graph[value(node.inputs[0])].tensor.shape;
    if (weight == weights_.end() || !now || now->rank() != old_[node.inputs[0]].tensor.shape->rank()) return;
    std::vector<sym::Formula>& dims = result_.graph[weight->second].dims;
    sym::Formula& dim =
        dims[static_cast<std::size_t>(taken.axis < 0 ? taken.axis + static_cast<int>(dims.size()) : taken.axis)];
    const Expr before = dim.value();
    const Expr& after = (*now)[taken.input_axis];
    if (before == after || before != (*old_[node.inputs[0]].tensor.shape)[taken.input_axis]) return;
    result_.refitted.push_back({node.module, std::string(taken.param), before, after});
    dim = layer::named(std::string(taken.param), after);
  }

  void replay(ir::NodeId id) {
    const ir::Node& node = old_[id];
    bool gone = change_.removed[static_cast<std::size_t>(id.index)] || change_.replaced.contains(id.index);
    if (!gone) make_operator(id);
    std::vector<ir::ValueId> inputs;
    for (ir::ValueId input : node.inputs) inputs.push_back(value(input));
    if (change_.removed[static_cast<std::size_t>(id.index)] && !inputs.empty()) {
      for (ir::ValueId output : node.outputs) at(values_, output) = inputs[0];
      result_.nodes.emplace_back();
      return;
    }
    auto first = static_cast<std::int32_t>(result_.graph.nodes.size());
    int errors = sink_.errors();
    auto replaced = change_.replaced.find(id.index);
    layer::Returned made =
        replaced == change_.replaced.end() ? call(node, inputs) : call_new(id, replaced->second, inputs);
    std::vector<ir::NodeId>& here = result_.nodes.emplace_back();
    for (auto i = first; i < static_cast<std::int32_t>(result_.graph.nodes.size()); ++i) here.push_back({i});
    if (sink_.errors() > errors && result_.problem.empty()) result_.problem = sink_.all().back().message;
    for (std::size_t i = 0; i < node.outputs.size() && i < made.values.size(); ++i) {
      at(values_, node.outputs[i]) = made.values[i];
    }
  }

  layer::Returned call(const ir::Node& node, const std::vector<ir::ValueId>& inputs) {
    std::vector<layer::Given> given = given_of(node.args);
    if (change_.unit_strides) take_single_steps(node.args, false, given);
    fit_view(node, inputs, given);
    if (!node.module.valid()) {
      return builder_.call(node.op, std::move(given), inputs, module(node.scope), node.source);
    }
    if (!at(modules_, node.module).valid()) make(node.module, fitted(node, inputs));
    return builder_.call(at(modules_, node.module), std::move(given), inputs, module(node.scope), node.source);
  }

  /// Layers in the place of a call. What is left open in their arguments is the size of their input, or for the outputs
  /// of the last one, that of the original output.
  layer::Returned call_new(ir::NodeId id, const std::vector<NewLayer>& layers, const std::vector<ir::ValueId>& inputs) {
    const ir::Node& node = old_[id];
    const std::string& path = node.module.valid() ? old_[node.module].path : std::string("new");
    layer::Returned made{{inputs[0]}, "t"};
    for (std::size_t i = 0; i < layers.size(); ++i) {
      std::vector<layer::Given> given = layers[i].given;
      int channels = -(layer::spec(layers[i].op).spatial + 1);
      const ir::Tensor& input = result_.graph[made.values[0]].tensor;
      const ir::Tensor& output = old_[node.outputs[0]].tensor;
      for (layer::Given& one : given) {
        const Expr* value = one.value.as<Expr>();
        if (value == nullptr || value->symbol_name() != kOpen) continue;
        bool last = i + 1 == layers.size() && one.name.starts_with("out_");
        const ir::Tensor& from = last ? output : input;
        if (from.shape && from.shape->rank() >= -channels) one.value.value = (*from.shape)[channels];
      }
      std::string name = layers.size() == 1 ? path : path + "." + std::to_string(i);
      ir::ModuleId layer = builder_.construct(layers[i].op, std::move(given), name, module(node.scope), {});
      made =
          builder_.call(layer, {{"", {}, {ir::TensorRef{0}, {}}}}, {made.values[0]}, module(node.scope), node.source);
      if (made.values.empty()) break;
    }
    return made;
  }

  /// The arguments of a layer's constructor for the input that it now gets.
  std::vector<layer::Given> fitted(const ir::Node& node, const std::vector<ir::ValueId>& inputs) {
    const ir::Module& old = old_[node.module];
    std::vector<layer::Given> given = given_of(old.args);
    if (change_.unit_strides) take_single_steps(old.args, true, given);
    auto changed = change_.arguments.find(node.module.index);
    if (changed != change_.arguments.end()) {
      for (const auto& [param, value] : changed->second) set(given, param, {value, {}});
    }
    auto fit = layer::taken_size(layer::spec(old.op), old.args);
    const ir::Arg* arg = fit ? ir::find(old.args, fit->param) : nullptr;
    const Expr* before = arg == nullptr ? nullptr : arg->value.as<Expr>();
    if (before == nullptr || inputs.empty() || !result_.graph[inputs[0]].tensor.shape) return given;
    const sym::Shape& shape = *result_.graph[inputs[0]].tensor.shape;
    bool has_axis = fit->axis < shape.rank() && fit->axis >= -shape.rank();
    // One parameter for all channels fits any number of them.
    bool fits = !has_axis || shape[fit->axis] == *before || (fit->param == "num_parameters" && before->is_constant(1));
    if (fits) return given;
    refit(node.module, given, fit->param, *before, shape[fit->axis]);
    fit_groups(node.module, given, *before, shape[fit->axis]);
    return given;
  }

  void refit(ir::ModuleId module, std::vector<layer::Given>& given, std::string_view param, const Expr& before,
             const Expr& after) {
    if (before == after) return;
    result_.refitted.push_back({module, std::string(param), before, after});
    set(given, param, {after, {}});
  }

  /// A depthwise convolution stays one, with as many filters for each channel.
  void fit_groups(ir::ModuleId id, std::vector<layer::Given>& given, const Expr& before, const Expr& after) {
    const ir::Arg* outputs = ir::find(old_[id].args, "out_channels");
    const Expr* out = outputs == nullptr ? nullptr : outputs->value.as<Expr>();
    if (out == nullptr || !layer::is_depthwise(old_[id].args)) return;
    refit(id, given, "groups", before, after);
    refit(id, given, "out_channels", *out, sym::floor_div(*out, before) * after);
  }

  /// x.view(-1, 400): the number that flattened each sample still does so.
  void fit_view(const ir::Node& node, const std::vector<ir::ValueId>& inputs, std::vector<layer::Given>& given) {
    if (!layer::spec(node.op).view || inputs.size() != 1 || node.outputs.size() != 1) return;
    const std::optional<sym::Shape>& old_in = old_[node.inputs[0]].tensor.shape;
    const std::optional<sym::Shape>& old_out = old_[node.outputs[0]].tensor.shape;
    const std::optional<sym::Shape>& now = result_.graph[inputs[0]].tensor.shape;
    if (!old_in || !old_out || !now || *old_in == *now || old_out->rank() != 2 || old_in->rank() < 2) return;
    if ((*old_out)[0] != (*old_in)[0] || !(*old_out)[1].is_constant()) return;
    Expr features = 1;
    for (int i = 1; i < now->rank(); ++i) features *= (*now)[i];
    for (layer::Given& one : given) replace_number(one.value, (*old_out)[1], features);
  }

  static void replace_number(ir::Attr& value, const Expr& before, const Expr& after) {
    if (const Expr* number = value.as<Expr>(); number != nullptr && *number == before) value.value = after;
    if (ir::AttrList* list = std::get_if<ir::AttrList>(&value.value)) {
      for (ir::Attr& item : *list) replace_number(item, before, after);
    }
  }

  const ir::Graph& old_;
  const Change& change_;
  Rebuilt result_;
  diag::Sink sink_;
  layer::Builder builder_;
  std::vector<ir::ValueId> values_;      // by value of the original
  std::vector<ir::ModuleId> modules_;    // by module of the original
  std::map<int, ir::WeightId> weights_;  // by weight of the original
};

}  // namespace

NewLayer layer_like(const ir::Module& module) { return {module.op, given_of(module.args)}; }

ir::Graph alone(const ir::Graph& graph, ir::NodeId node) {
  Change none;
  none.removed.resize(graph.nodes.size());
  return Rebuilder(graph, none, false).run_alone(node);
}

Rebuilt rebuild(const ir::Graph& graph, const Change& change, bool training) {
  return Rebuilder(graph, change, training).run();
}

}  // namespace shapewise::analysis
