// The module copy. Modules and containers are copied in depth, tensors anew: a copy of a layer has weights of its own.
#include "absint/library.h"
#include "absint/torch_module.h"

namespace shapewise::absint {
namespace {

class Copier {
 public:
  Copier(Interpreter& interpreter, source::Range range) : interpreter_(interpreter), range_(range) {}

  Value copy(Value value, int depth = 0) {
    if (!value.is_object() || depth > 200) return value;
    for (const auto& [from, to] : made_) {
      if (from == value.object()) return to;
    }
    switch (value.object()->kind) {
      case ObjectKind::List: {
        Value made = remember(value, interpreter_.list({}));
        for (Value item : std::vector<Value>(as<List>(value)->items))
          as<List>(made)->items.push_back(copy(item, depth + 1));
        return made;
      }
      case ObjectKind::Tuple: {
        std::vector<Value> items;
        for (Value item : as<Tuple>(value)->items) items.push_back(copy(item, depth + 1));
        return remember(value, interpreter_.tuple(std::move(items)));
      }
      case ObjectKind::Dict: return copy_dict(*as<Dict>(value), depth);
      case ObjectKind::Set: {
        auto* made = interpreter_.heap().make<Set>();
        made->frozen = as<Set>(value)->frozen;
        made->items = as<Set>(value)->items;
        return remember(value, made);
      }
      case ObjectKind::Instance: return copy_instance(*as<Instance>(value), depth);
      case ObjectKind::Tensor: {
        auto* tensor = as<Tensor>(value);
        Value made = remember(
            value, interpreter_.make_tensor(interpreter_.builder().add_value(interpreter_.tensor_of(*tensor))));
        as<Tensor>(made)->elements = tensor->elements;
        as<Tensor>(made)->parameter = tensor->parameter;
        as<Tensor>(made)->requires_grad = tensor->requires_grad;
        return made;
      }
      default: return value;
    }
  }

 private:
  Value remember(Value from, Value to) {
    made_.emplace_back(from.object(), to);
    return to;
  }

  Value copy_dict(Dict& dict, int depth) {
    Dict* made = interpreter_.dict();
    remember(&dict, made);
    std::vector<Dict::Entry> entries = dict.entries;
    for (const Dict::Entry& entry : entries) {
      if (entry.live) interpreter_.dict_set(*made, entry.key, copy(entry.value, depth + 1), range_);
    }
    return made;
  }

  Value copy_instance(Instance& instance, int depth) {
    Value custom = interpreter_.find_in_class(instance.type, interpreter_.intern("__deepcopy__"));
    if (!custom.failed()) {
      Value made = interpreter_.call(custom, {&instance, interpreter_.dict()}, range_);
      return remember(&instance, made);
    }
    Value made = interpreter_.new_instance(instance.type, instance.created);
    auto* copied = as<Instance>(made);
    if (copied == nullptr) return made;
    remember(&instance, made);
    if (!instance.payload.failed()) copied->payload = copy(instance.payload, depth + 1);
    if (instance.dict != nullptr) copied->dict = as<Dict>(copy(instance.dict, depth + 1));
    std::vector<Namespace::Entry> attributes = instance.attributes.entries();
    for (const Namespace::Entry& entry : attributes) copied->attributes.set(entry.name, copy(entry.value, depth + 1));
    if (instance.module != nullptr) {
      auto state = std::make_unique<ModuleState>(*instance.module);
      state->id = {};
      state->modules = as<Dict>(copy(instance.module->modules, depth + 1));
      state->parameters = as<Dict>(copy(instance.module->parameters, depth + 1));
      state->buffers = as<Dict>(copy(instance.module->buffers, depth + 1));
      state->non_persistent = as<Set>(copy(instance.module->non_persistent, depth + 1));
      copied->module = std::move(state);
    }
    return made;
  }

  Interpreter& interpreter_;
  source::Range range_;
  std::vector<std::pair<Object*, Value>> made_;
};

Value deep_copy(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value value = reader.required("x");
  reader.optional("memo");
  return reader.done() ? Copier(interpreter, reader.range()).copy(value) : Value();
}

Dict* shallow_dict(Interpreter& interpreter, Dict& from, source::Range range) {
  Dict* made = interpreter.dict();
  return interpreter.dict_update(*made, &from, range) ? made : nullptr;
}

Value shallow_copy(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value value = reader.required("x");
  if (!reader.done()) return {};
  if (auto* list = as<List>(value)) return interpreter.list(list->items);
  if (auto* dict = as<Dict>(value)) {
    Dict* made = shallow_dict(interpreter, *dict, reader.range());
    return made != nullptr ? Value(made) : Value();
  }
  if (auto* set = as<Set>(value)) return interpreter.binary(python::BinaryOp::BitOr, set, set, reader.range());
  auto* instance = as<Instance>(value);
  if (instance == nullptr) return value;
  Value custom = interpreter.find_in_class(instance->type, interpreter.intern("__copy__"));
  if (!custom.failed()) return interpreter.call(custom, {value}, reader.range());
  Value made = interpreter.new_instance(instance->type, instance->created);
  auto* copied = as<Instance>(made);
  if (copied == nullptr) return made;
  copied->attributes = instance->attributes;
  copied->payload = instance->payload;
  if (Dict* from = as<Dict>(held(value))) copied->payload = shallow_dict(interpreter, *from, reader.range());
  if (List* from = as<List>(held(value))) copied->payload = interpreter.list(from->items);
  if (instance->dict != nullptr) {
    bool itself = held(value).is_object() && held(value).object() == instance->dict;
    copied->dict = itself ? as<Dict>(copied->payload) : shallow_dict(interpreter, *instance->dict, reader.range());
  }
  if (instance->module != nullptr) {
    copied->module = std::make_unique<ModuleState>(*instance->module);
    copied->module->id = {};
  }
  return made;
}

constexpr LibraryFunction kFunctions[] = {
    {"copy.deepcopy", deep_copy},
    {"copy.copy", shallow_copy},
};

}  // namespace

Library copying_library() { return {kFunctions, {}, {}}; }

}  // namespace shapewise::absint
