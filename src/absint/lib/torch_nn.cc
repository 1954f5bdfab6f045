// The natives of torch.nn: what Module and the layers do that is not plain Python.
#include <fmt/format.h>

#include "absint/library.h"
#include "absint/torch_module.h"

namespace shapewise::absint {
namespace {

void make_state(Interpreter& interpreter, Instance& instance, source::Range range) {
  auto state = std::make_unique<ModuleState>();
  for (Dict** dict : {&state->modules, &state->parameters, &state->buffers}) *dict = interpreter.dict();
  state->non_persistent = interpreter.heap().make<Set>();
  state->defined = range;
  instance.module = std::move(state);
}

Instance* self_of(Interpreter& interpreter, Arguments& arguments) {
  auto* instance = as<Instance>(arguments.at(0));
  if (instance == nullptr) interpreter.raise_error("TypeError", arguments.site, "a module is expected as self");
  return instance;
}

Value module_init(Interpreter& interpreter, Arguments& arguments, const Native&) {
  Instance* self = self_of(interpreter, arguments);
  if (self == nullptr) return {};
  if (self->module == nullptr) make_state(interpreter, *self, self->created);
  return Value::none();
}

struct Hook {
  Value function;
  bool with_keywords = false;
};

/// The functions that were registered to be called before or after the module; nothing has changed them meanwhile.
std::vector<Hook> hooks_of(Interpreter& interpreter, Instance& module, const char* kind) {
  Value* registered = interpreter.own_attribute(module, interpreter.intern(kind));
  std::vector<Hook> hooks;
  Dict* dict = registered != nullptr ? interpreter.as_dict(*registered) : nullptr;
  if (dict == nullptr) return hooks;
  for (const auto& entry : dict->entries) {
    const auto* parts = entry.live && as<Tuple>(entry.value) != nullptr ? interpreter.elements(entry.value) : nullptr;
    if (parts == nullptr || parts->size() != 2) continue;
    Value flag = interpreter.truth((*parts)[1], {});
    hooks.push_back({parts->front(), !flag.failed() && flag.as_bool()});
  }
  return hooks;
}

Value positional_of(Interpreter& interpreter, const Arguments& arguments) {
  std::vector<Value> values;
  for (const Argument& argument : arguments.items) {
    if (!argument.name.valid()) values.push_back(argument.value);
  }
  return interpreter.tuple(std::move(values));
}

Dict* keywords_of(Interpreter& interpreter, const Arguments& arguments) {
  Dict* keywords = interpreter.dict();
  for (const Argument& argument : arguments.items) {
    if (argument.name.valid())
      interpreter.dict_set(*keywords, interpreter.str(std::string(argument.name.text())), argument.value,
                           arguments.site);
  }
  return keywords;
}

void set_positional(Interpreter& interpreter, Arguments& arguments, Value changed) {
  std::erase_if(arguments.items, [](const Argument& argument) { return !argument.name.valid(); });
  const auto* items = as<Tuple>(changed) != nullptr ? interpreter.elements(changed) : nullptr;
  std::vector<Value> values = items != nullptr ? *items : std::vector<Value>{changed};
  for (auto value = values.rbegin(); value != values.rend(); ++value) arguments.prepend(*value);
}

void set_keywords(Interpreter& interpreter, Arguments& arguments, Dict& changed) {
  std::erase_if(arguments.items, [](const Argument& argument) { return argument.name.valid(); });
  for (const auto& entry : changed.entries) {
    auto* name = entry.live ? as<Str>(entry.key) : nullptr;
    if (name != nullptr) arguments.items.push_back({interpreter.intern(name->text), entry.value, arguments.site, {}});
  }
}

/// What the hooks before the module make of its arguments. False if one of them failed.
bool run_pre_hooks(Interpreter& interpreter, Instance& module, Arguments& arguments) {
  for (const Hook& hook : hooks_of(interpreter, module, "_forward_pre_hooks")) {
    Value inputs = positional_of(interpreter, arguments);
    Value changed =
        hook.with_keywords
            ? interpreter.call(hook.function, {&module, inputs, keywords_of(interpreter, arguments)}, arguments.site)
            : interpreter.call(hook.function, {&module, inputs}, arguments.site);
    if (changed.failed()) return false;
    if (changed.is_none()) continue;
    if (!hook.with_keywords) {
      set_positional(interpreter, arguments, changed);
      continue;
    }
    const auto* both = as<Tuple>(changed) != nullptr ? interpreter.elements(changed) : nullptr;
    Dict* keywords = both != nullptr && both->size() == 2 ? interpreter.as_dict(both->back()) : nullptr;
    if (as<Unknown>(changed) == nullptr && keywords == nullptr) {
      interpreter.raise_error("RuntimeError", arguments.site,
                              "forward pre-hook must return None or a tuple of (new_args, new_kwargs)");
      return false;
    }
    set_positional(interpreter, arguments, keywords != nullptr ? both->front() : changed);
    if (keywords != nullptr) set_keywords(interpreter, arguments, *keywords);
  }
  return true;
}

/// What the hooks after the module make of its result; Failed if one of them failed.
Value run_hooks(Interpreter& interpreter, Instance& module, Value inputs, Value keywords, Value result,
                source::Range site) {
  for (const Hook& hook : hooks_of(interpreter, module, "_forward_hooks")) {
    Value changed = hook.with_keywords ? interpreter.call(hook.function, {&module, inputs, keywords, result}, site)
                                       : interpreter.call(hook.function, {&module, inputs, result}, site);
    if (changed.failed()) return changed;
    if (!changed.is_none()) result = changed;
  }
  return result;
}

Value module_call(Interpreter& interpreter, Arguments& arguments, const Native&) {
  Instance* self = self_of(interpreter, arguments);
  if (self == nullptr) return {};
  if (interpreter.in_script()) {
    Watcher* watcher = interpreter.watcher();
    Interpreter::InModule call(interpreter);
    arguments.items.erase(arguments.items.begin());
    return watcher->called(*self, arguments);
  }
  if (self->module == nullptr && !self->type->unknown_base) {
    interpreter.raise_error("AttributeError", arguments.site,
                            fmt::format("'{}' object has no attribute '_modules'", self->type->name.text()));
    interpreter.suggest_super_init(*self->type);
    return {};
  }
  Value forward = interpreter.get_attribute(self, interpreter.known().forward, arguments.site);
  if (forward.failed()) return forward;
  arguments.items.erase(arguments.items.begin());
  // A layer is called as one, unless a class derived from it has a forward of its own.
  auto* bound = as<BoundMethod>(forward);
  bool layer = self->module != nullptr && self->module->is_layer;
  bool own_forward = !layer || (bound != nullptr && as<Function>(bound->function) != nullptr);
  bool entered = self->module != nullptr && self->module->id.valid() && own_forward;
  if (!run_pre_hooks(interpreter, *self, arguments)) return {};
  source::Range site = arguments.site;
  bool hooked = interpreter.own_attribute(*self, interpreter.intern("_forward_hooks")) != nullptr;
  Value inputs = hooked ? positional_of(interpreter, arguments) : Value();
  Value keywords = hooked ? Value(keywords_of(interpreter, arguments)) : Value();
  if (entered) interpreter.enter_module(self->module->id);
  Value result = interpreter.call(forward, std::move(arguments));
  if (entered) interpreter.leave_module();
  return hooked && !result.failed() ? run_hooks(interpreter, *self, inputs, keywords, result, site) : result;
}

Value module_forward(Interpreter& interpreter, Arguments& arguments, const Native&) {
  Instance* self = self_of(interpreter, arguments);
  if (self == nullptr) return {};
  return interpreter.raise_error(
      "NotImplementedError", arguments.site,
      "Module [" + interpreter.type_name(self) + "] is missing the required \"forward\" function");
}

/// Module.__getattr__, as programs call it that override it.
Value module_getattr(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value self = reader.required("self");
  Value name = reader.required("name");
  if (!reader.done()) return {};
  auto* instance = as<Instance>(self);
  auto* text = as<Str>(name);
  Value found;
  if (instance != nullptr && instance->module != nullptr && text != nullptr)
    found = module_state_attribute(interpreter, *instance, interpreter.intern(text->text));
  if (!found.failed() || text == nullptr) return found;
  if (instance != nullptr && instance->type->unknown_base)
    return interpreter.unknown("'" + text->text + "' may come from a base that is not known", arguments.site);
  return interpreter.raise_error("AttributeError", arguments.site,
                                 "'" + interpreter.type_name(self) + "' object has no attribute '" + text->text + "'");
}

Value layer_init(Interpreter& interpreter, Arguments& arguments, const Native&) {
  Instance* self = self_of(interpreter, arguments);
  if (self == nullptr) return {};
  source::Range place = interpreter.own_place(arguments.site);
  if (self->module == nullptr) make_state(interpreter, *self, place);
  ModuleState& state = *self->module;
  arguments.items.erase(arguments.items.begin());
  state.is_layer = true;
  state.defined = place;
  state.layer = interpreter.construct_layer(self->type->op, arguments);
  return Value::none();
}

Value layer_forward(Interpreter& interpreter, Arguments& arguments, const Native&) {
  Instance* self = self_of(interpreter, arguments);
  if (self == nullptr) return {};
  if (self->module == nullptr || !self->module->is_layer) {
    return interpreter.raise_error("AttributeError", arguments.site, "the layer's __init__ was not called");
  }
  arguments.items.erase(arguments.items.begin());
  return interpreter.call_layer(*self, arguments);
}

Value layer_reset(Interpreter&, Arguments&, const Native&) { return Value::none(); }

Value is_known_module(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* instance = as<Instance>(arguments.at(0));
  return Value::boolean(instance != nullptr && is_module(interpreter, *instance));
}

Value is_module_or_unknown(Interpreter& interpreter, Arguments& arguments, const Native&) {
  Value value = arguments.at(0);
  auto* instance = as<Instance>(value);
  bool fits = as<Unknown>(value) != nullptr ||
              (instance != nullptr && (is_module(interpreter, *instance) || instance->type->unknown_base));
  return Value::boolean(fits);
}

/// Parameter(tensor): the same values, registered where it is assigned.
Value make_parameter(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  reader.required("cls");
  Value data = reader.optional("data", Value());
  Value requires_grad = reader.optional("requires_grad", Value::boolean(true));
  if (!reader.done()) return {};
  if (data.failed()) data = interpreter.make_tensor(interpreter.builder().add_value(ir::Tensor::of(sym::Shape{0})));
  auto* tensor = as<Tensor>(data);
  if (tensor == nullptr) {
    // A parameter it is all the same: one of unknown shape.
    auto* missing = as<Unknown>(data);
    if (missing != nullptr) interpreter.report_gap(*missing);
    std::string why = missing != nullptr ? missing->why : "a parameter is made of something that is no tensor";
    data = interpreter.make_tensor(interpreter.builder().add_value(ir::Tensor::unknown(std::move(why))));
    tensor = as<Tensor>(data);
  }
  Value made = interpreter.make_tensor(tensor->value);
  as<Tensor>(made)->elements = tensor->elements;
  as<Tensor>(made)->parameter = true;
  Value flag = interpreter.truth(requires_grad, arguments.site);
  if (flag.failed()) return {};
  as<Tensor>(made)->requires_grad = flag.as_bool();
  return made;
}

constexpr LibraryFunction kFunctions[] = {
    {"torch.nn.Module.__init__", module_init},
    {"torch.nn.Module.__call__", module_call},
    {"torch.nn.Module.forward", module_forward},
    {"torch.nn.Module.__getattr__", module_getattr},
    {"torch.nn._Layer.__init__", layer_init},
    {"torch.nn._Layer.forward", layer_forward},
    {"torch.nn._Layer.reset_parameters", layer_reset},
    {"torch.nn._is_module", is_known_module},
    {"torch.nn._is_module_or_unknown", is_module_or_unknown},
};

constexpr LibraryClass kClasses[] = {
    {"torch.nn.Parameter", "torch.Tensor", make_parameter},
    {"torch.nn.UninitializedParameter", "torch.nn.Parameter", make_parameter},
    {"torch.dtype", "builtins.object"},
};

}  // namespace

Library torch_nn_library() { return {kFunctions, kClasses, {}}; }

}  // namespace shapewise::absint
