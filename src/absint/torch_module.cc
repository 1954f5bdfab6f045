// Registration by assignment, as torch.nn.Module.__setattr__ does it, and the way into the graph.
#include "absint/torch_module.h"

#include <fmt/format.h>

#include "absint/library.h"
#include "layer/registry.h"

namespace shapewise::absint {
namespace {

Value make_parameter(Interpreter& interpreter, const layer::WeightSpec& weight) {
  sym::Shape shape;
  for (const sym::Formula& dim : weight.dims) shape.dims.push_back(dim.value());
  ir::Tensor tensor = ir::Tensor::of(std::move(shape), weight.dtype);
  tensor.memory.contiguous = true;
  ir::ValueId id = interpreter.builder().add_value(std::move(tensor));
  Value made = interpreter.make_tensor(id);
  as<Tensor>(made)->parameter = !weight.buffer;
  as<Tensor>(made)->requires_grad = !weight.buffer;
  return made;
}

/// An argument of the layer as its attribute: Conv2d(3, 16, 3).kernel_size is (3, 3).
Value argument_value(Interpreter& interpreter, const layer::Spec& spec, const layer::Param& param,
                     const ir::Attr& value) {
  bool expands = spec.weights != nullptr && layer::has(param.takes, layer::Takes::Tuple);
  if (expands && value.is<sym::Expr>()) {
    std::vector<Value> items(static_cast<std::size_t>(spec.spatial), interpreter.integer(*value.as<sym::Expr>()));
    return interpreter.tuple(std::move(items));
  }
  bool one = spec.weights != nullptr && layer::has(param.takes, layer::Takes::Ints) && value.is<sym::Expr>();
  if (one) return interpreter.tuple({interpreter.from_attr(value)});  // LayerNorm(64).normalized_shape is (64,)
  return interpreter.from_attr(value);
}

const layer::Param* find_param(const layer::Spec& spec, std::string_view name) {
  for (const layer::Param& param : spec.params) {
    if (param.name == name) return &param;
  }
  return nullptr;
}

bool set_argument(Interpreter& interpreter, ModuleState& state, python::Name name, Value value, source::Range range) {
  const layer::Spec& spec = layer::spec(state.layer.layer.op);
  const layer::Param* param = find_param(spec, name.text());
  if (param == nullptr || as<Tensor>(value) != nullptr) return false;
  std::vector<ir::ValueId> none;
  ir::Attr attr = interpreter.to_attr(value, range, none);
  for (ir::Arg& arg : state.layer.layer.args) {
    if (arg.name != param->name) continue;
    arg.value = std::move(attr);
    arg.given = true;
    ++state.arguments_set;
    if (state.id.valid()) interpreter.builder().graph()[state.id].args = state.layer.layer.args;
    return true;
  }
  return false;
}

void erase_name(Interpreter& interpreter, ModuleState& state, Value key, const Dict* except) {
  for (Dict* dict : {state.modules, state.parameters, state.buffers}) {
    if (dict != except) interpreter.dict_erase(*dict, key);
  }
}

/// The tensor is the graph's weight from now on, also where calls take it as an argument.
void link(Interpreter& interpreter, Tensor& tensor, ir::WeightId weight) {
  tensor.weight = weight;
  interpreter.builder().graph()[tensor.value].weight = weight;
}

ir::WeightId weight_of(Interpreter& interpreter, ir::ModuleId module, std::string name, Tensor& tensor, bool buffer) {
  layer::Builder& builder = interpreter.builder();
  if (tensor.weight.valid()) {
    builder.graph()[module].weights.push_back({std::move(name), tensor.weight});
    return tensor.weight;
  }
  const ir::Tensor& type = interpreter.tensor_of(tensor);
  ir::Weight weight;
  weight.dtype = type.dtype;
  weight.buffer = buffer;
  weight.trainable = !buffer && tensor.requires_grad;
  if (type.shape) {
    for (const sym::Expr& dim : type.shape->dims) {
      auto number = dim.constant();
      weight.dims.push_back(number ? sym::Formula(*number) : sym::Formula::named("n", dim));
    }
  } else {
    weight.dims.push_back(sym::Formula::named("?", sym::Expr::unknown()));
  }
  link(interpreter, tensor, builder.add_weight(module, std::move(name), std::move(weight)));
  return tensor.weight;
}

/// The layer's own formulas for those weights that are still its own, so that their arithmetic can be explained.
void attach_weights(Interpreter& interpreter, Instance& instance, ir::ModuleId id) {
  ModuleState& state = *instance.module;
  std::vector<layer::WeightSpec> specs;
  if (state.is_layer) specs = layer::weights_of(state.layer.layer);
  if (state.is_layer && !state.weights_made) return interpreter.builder().make_weights(id);
  for (const Dict* dict : {state.parameters, state.buffers}) {
    for (const Dict::Entry& entry : dict->entries) {
      auto* tensor = as<Tensor>(entry.value);
      if (!entry.live || tensor == nullptr) continue;
      const std::string& name = as<Str>(entry.key)->text;
      bool fresh = !tensor->weight.valid();
      ir::WeightId weight = weight_of(interpreter, id, name, *tensor, dict == state.buffers);
      if (interpreter.dict_find(state.non_persistent->items, entry.key) != nullptr && dict == state.buffers)
        interpreter.builder().graph()[weight].persistent = false;
      for (layer::WeightSpec& spec : specs) {
        if (!fresh || spec.name != name) continue;
        ir::Weight& made = interpreter.builder().graph()[weight];
        if (made.dims.size() != spec.dims.size()) continue;
        made.dims = std::move(spec.dims);
        made.order = std::move(spec.order);
      }
    }
  }
}

void add_unknown_weight(Interpreter& interpreter, ir::ModuleId id, std::string name) {
  ir::Weight weight;
  weight.dims.push_back(sym::Formula::named("?", sym::Expr::unknown()));
  interpreter.builder().add_weight(id, std::move(name), std::move(weight));
}

constexpr std::size_t kMostAliases = 20'000;

/// The further path of a module, and those of its children.
void add_alias(Interpreter& interpreter, const Instance& instance, const std::string& path, int depth = 0) {
  std::vector<ir::Alias>& aliases = interpreter.builder().graph().aliases;
  if (instance.module == nullptr || depth > 200 || aliases.size() > kMostAliases) return;
  aliases.push_back({path, instance.module->id});
  for (const Dict::Entry& entry : instance.module->modules->entries) {
    auto* child = as<Instance>(entry.value);
    if (entry.live && child != nullptr)
      add_alias(interpreter, *child, fmt::format("{}.{}", path, as<Str>(entry.key)->text), depth + 1);
  }
}

struct Family {
  std::string_view base;     // in torch.nn
  std::string_view members;  // separated by spaces
};

constexpr Family kFamilies[] = {
    {"torch.nn._ConvNd", "Conv1d Conv2d Conv3d LazyConv1d LazyConv2d LazyConv3d"},
    {"torch.nn._ConvTransposeNd", "ConvTranspose1d ConvTranspose2d ConvTranspose3d"},
    {"torch.nn._BatchNorm",
     "BatchNorm1d BatchNorm2d BatchNorm3d SyncBatchNorm LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d"},
    {"torch.nn._InstanceNorm", "InstanceNorm1d InstanceNorm2d InstanceNorm3d"},
    {"torch.nn._DropoutNd", "Dropout Dropout1d Dropout2d Dropout3d AlphaDropout FeatureAlphaDropout"},
    {"torch.nn._MaxPoolNd", "MaxPool1d MaxPool2d MaxPool3d"},
    {"torch.nn._AvgPoolNd", "AvgPool1d AvgPool2d AvgPool3d"},
    {"torch.nn._AdaptiveAvgPoolNd", "AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d"},
    {"torch.nn._AdaptiveMaxPoolNd", "AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d"},
    {"torch.nn.RNNBase", "RNN LSTM GRU"},
    {"torch.nn.RNNCellBase", "RNNCell LSTMCell GRUCell"},
    {"torch.nn._Loss", "L1Loss MSELoss SmoothL1Loss HuberLoss KLDivLoss CTCLoss BCEWithLogitsLoss"},
    {"torch.nn._WeightedLoss", "CrossEntropyLoss NLLLoss BCELoss"},
};

bool contains_word(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    std::size_t space = std::min(words.find(' '), words.size());
    if (words.substr(0, space) == word) return true;
    words.remove_prefix(std::min(words.size(), space + 1));
  }
  return false;
}

/// A layer that has children keeps those in the place of names and probabilities: an activation, a Dropout.
bool is_made_into_child(const ir::Layer& layer, const ir::Attr& argument) {
  if (!argument.is<std::string>() && !argument.is<double>()) return false;
  std::vector<layer::WeightSpec> weights = layer::weights_of(layer);
  return std::any_of(weights.begin(), weights.end(),
                     [](const layer::WeightSpec& weight) { return weight.name.find('.') != std::string::npos; });
}

}  // namespace

bool is_module(Interpreter& interpreter, Instance& instance) {
  return instance.module != nullptr || interpreter.is_subclass(instance.type, interpreter.builtin("torch.nn.Module"));
}

Class* layer_family(Interpreter& interpreter, std::string_view layer) {
  for (const Family& family : kFamilies) {
    if (contains_word(family.members, layer)) return interpreter.builtin(family.base);
  }
  return nullptr;
}

void make_weights(Interpreter& interpreter, Instance& instance) {
  ModuleState& state = *instance.module;
  if (!state.is_layer || std::exchange(state.weights_made, true)) return;
  for (const layer::WeightSpec& weight : layer::weights_of(state.layer.layer)) {
    Dict& home = weight.buffer ? *state.buffers : *state.parameters;
    Value made = make_parameter(interpreter, weight);
    interpreter.dict_set(home, interpreter.str(weight.name), made, state.defined);
    if (!state.id.valid()) continue;
    for (const ir::NamedWeight& named : interpreter.builder().graph()[state.id].weights) {
      if (named.name == weight.name) link(interpreter, *as<Tensor>(made), named.weight);
    }
  }
}

Value module_state_attribute(Interpreter& interpreter, Instance& instance, python::Name name) {
  ModuleState& state = *instance.module;
  const KnownNames& known = interpreter.known();
  if (name == known.training) return Value::boolean(state.training);
  if (name == known.modules) return state.modules;
  if (name == known.non_persistent) return state.non_persistent;
  if (name == known.parameters || name == known.buffers) {
    make_weights(interpreter, instance);
    return name == known.parameters ? state.parameters : state.buffers;
  }
  Value key = interpreter.str(std::string(name.text()));
  if (Value* found = interpreter.dict_find(*state.modules, key)) return *found;
  if (!state.is_layer) {
    for (Dict* dict : {state.parameters, state.buffers}) {
      if (Value* found = interpreter.dict_find(*dict, key)) return *found;
    }
    return {};
  }
  const layer::Spec& spec = layer::spec(state.layer.layer.op);
  const layer::Param* param = find_param(spec, name.text());
  make_weights(interpreter, instance);
  for (Dict* dict : {state.parameters, state.buffers}) {
    if (Value* found = interpreter.dict_find(*dict, key)) return *found;
  }
  if (param == nullptr) return {};
  // bias=False is remembered as the missing weight, not as the flag.
  if (name.text() == "bias") return Value::none();
  const ir::Arg* arg = ir::find(state.layer.layer.args, name.text());
  if (arg == nullptr || is_made_into_child(state.layer.layer, arg->value)) return {};
  return argument_value(interpreter, spec, *param, arg->value);
}

void add_module_state(Interpreter& interpreter, Instance& instance, Dict& dict) {
  make_weights(interpreter, instance);
  ModuleState& state = *instance.module;
  auto add = [&](python::Name name, Value value) {
    interpreter.dict_set(dict, interpreter.str(std::string(name.text())), value, state.defined);
  };
  add(interpreter.known().modules, state.modules);
  add(interpreter.known().parameters, state.parameters);
  add(interpreter.known().buffers, state.buffers);
}

bool set_module_attribute(Interpreter& interpreter, Instance& instance, python::Name name, Value value,
                          source::Range range) {
  auto* child = as<Instance>(value);
  auto* tensor = as<Tensor>(value);
  bool is_child = child != nullptr && is_module(interpreter, *child);
  bool is_parameter = tensor != nullptr && tensor->parameter;
  if (instance.module == nullptr) {
    if (is_child || is_parameter) {
      interpreter.raise_error(
          "AttributeError", range,
          fmt::format("cannot assign {} before Module.__init__() call", is_child ? "module" : "parameters"));
      interpreter.suggest_super_init(*instance.type);
      return false;
    }
    interpreter.set_own_attribute(instance, name, value);
    return true;
  }
  ModuleState& state = *instance.module;
  if (name == interpreter.known().training) {
    Value flag = interpreter.truth(value, range);
    state.training = !flag.failed() && flag.as_bool();
    return !flag.failed();
  }
  Value key = interpreter.str(std::string(name.text()));
  Dict* home = nullptr;
  if (is_parameter) {
    make_weights(interpreter, instance);
    home = state.parameters;
  } else if (is_child) {
    home = state.modules;
  } else {
    if (state.is_layer && set_argument(interpreter, state, name, value, range) && !value.is_none()) return true;
    if (state.is_layer) make_weights(interpreter, instance);
    // A name that is registered stays so: None takes a child away, a tensor replaces a buffer.
    for (Dict* dict : {state.parameters, state.modules, state.buffers}) {
      bool fits = value.is_none() || as<Unknown>(value) != nullptr || (dict == state.buffers && tensor != nullptr);
      if (fits && interpreter.dict_find(*dict, key) != nullptr) return interpreter.dict_set(*dict, key, value, range);
    }
    if (auto* missing = as<Unknown>(value)) {
      missing->holder = &instance;
      missing->held_as = name.text();
    }
    interpreter.set_own_attribute(instance, name, value);
    return true;
  }
  instance.attributes.erase(name);
  if (instance.dict != nullptr) interpreter.dict_erase(*instance.dict, key);
  erase_name(interpreter, state, key, home);
  return interpreter.dict_set(*home, key, value, range);
}

bool delete_module_attribute(Interpreter& interpreter, Instance& instance, python::Name name) {
  Value key = interpreter.str(std::string(name.text()));
  make_weights(interpreter, instance);
  ModuleState& state = *instance.module;
  for (Dict* dict : {state.modules, state.parameters, state.buffers}) {
    if (interpreter.dict_erase(*dict, key)) return true;
  }
  return false;
}

void count_held(Interpreter& interpreter, Unknown& value) {
  Instance* holder = std::exchange(value.holder, nullptr);
  if (holder != nullptr && holder->module->id.valid())
    add_unknown_weight(interpreter, holder->module->id, value.held_as);
}

void detach(Instance& instance) {
  ModuleState& state = *instance.module;
  state.id = {};
  for (const Dict* dict : {state.parameters, state.buffers}) {
    for (const Dict::Entry& entry : dict->entries) {
      if (auto* tensor = as<Tensor>(entry.value)) tensor->weight = {};
    }
  }
}

void attach_tree(Interpreter& interpreter, Instance& instance, std::string path, ir::ModuleId parent) {
  if (instance.module == nullptr) return;
  ModuleState& state = *instance.module;
  layer::Builder& builder = interpreter.builder();
  if (state.id.valid()) {
    add_alias(interpreter, instance, path);
    return;
  }
  if (state.is_layer) {
    state.id = builder.attach(state.layer, path, parent, state.defined);
    builder.graph()[state.id].type = instance.type->name.text();
  } else {
    state.id = builder.add_module(path, std::string(instance.type->name.text()), parent, instance.created);
  }
  interpreter.attached(instance);
  attach_weights(interpreter, instance, state.id);
  std::vector<Dict::Entry> children = state.modules->entries;
  for (const Dict::Entry& entry : children) {
    auto* child = as<Instance>(entry.value);
    auto* missing = as<Unknown>(entry.value);
    if (!entry.live || (child == nullptr && missing == nullptr)) continue;
    const std::string& name = as<Str>(entry.key)->text;
    if (missing != nullptr) {
      interpreter.report_gap(*missing);
      add_unknown_weight(interpreter, state.id, name);
      continue;
    }
    attach_tree(interpreter, *child, path.empty() ? name : fmt::format("{}.{}", path, name), state.id);
  }
}

}  // namespace shapewise::absint
