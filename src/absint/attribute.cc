// Attributes: of instances, classes, modules and builtin values, by Python's lookup rules.
#include <fmt/format.h>

#include "absint/interpreter.h"
#include "absint/library.h"
#include "absint/suggest.h"
#include "absint/torch_call.h"
#include "absint/torch_module.h"

namespace shapewise::absint {
Value Interpreter::find_in_class(Class* type, python::Name name) {
  for (Class* at : type->mro) {
    if (Value* found = at->attributes.find(name)) return *found;
    if (!at->library) continue;
    Value native = library_member(at->qualified, name);
    if (native.failed()) continue;
    at->attributes.set(name, native);
    return native;
  }
  return {};
}

Value Interpreter::bind(Value function, Value self, Class* type, source::Range range) {
  if (!function.is_object()) return function;
  switch (function.object()->kind) {
    case ObjectKind::Function:
    case ObjectKind::Native: {
      auto* method = heap_.make<BoundMethod>();
      method->self = self;
      method->function = function;
      return method;
    }
    case ObjectKind::StaticMethod: return as<StaticMethod>(function)->function;
    case ObjectKind::ClassMethod: {
      auto* method = heap_.make<BoundMethod>();
      method->self = type;
      method->function = as<ClassMethod>(function)->function;
      return method;
    }
    case ObjectKind::Property: {
      auto* property = as<Property>(function);
      if (property->get.failed() || property->get.is_none())
        return raise_error("AttributeError", range, "unreadable attribute");
      return call(property->get, {self}, range);
    }
    case ObjectKind::Instance: {
      // A descriptor of the user's own.
      auto* instance = as<Instance>(function);
      Value get = find_in_class(instance->type, known_.get);
      if (get.failed()) return function;
      return call(get, {function, self, type}, range);
    }
    default: return function;
  }
}

Value Interpreter::get_attribute(Value object, python::Name name, source::Range range) {
  Value found = find_attribute(object, name, range);
  if (!found.failed() || raising() || stopped_) return found;
  std::string owner = fmt::format("'{}' object", type_name(object));
  if (auto* module = as<Module>(object)) owner = fmt::format("module '{}'", module->name);
  if (auto* type = as<Class>(object)) owner = fmt::format("type object '{}'", type->name.text());
  raise_error("AttributeError", range, fmt::format("{} has no attribute '{}'", owner, name.text()));
  source::Range word = range;
  word.begin = word.end - static_cast<std::int32_t>(name.text().size());
  suggest(word, name.text(), attribute_names(*this, object));
  return {};
}

Value Interpreter::find_attribute(Value object, python::Name name, source::Range range) {
  if (object.is_object()) {
    switch (object.object()->kind) {
      case ObjectKind::Unknown: return object;
      case ObjectKind::Instance: return instance_attribute(*as<Instance>(object), name, range);
      case ObjectKind::Module: return module_attribute(*as<Module>(object), name, range);
      case ObjectKind::Class: return class_attribute(*as<Class>(object), name, range);
      case ObjectKind::Super: return super_attribute(*as<Super>(object), name, range);
      case ObjectKind::Function: {
        auto* function = as<Function>(object);
        if (Value* found = function->attributes.find(name)) return *found;
        if (name == known_.name) return str(std::string(function->name.text()));
        if (name == known_.qualname) return str(function->qualified);
        if (name == known_.module) return str(function->module->name);
        if (name == known_.doc) return Value::none();
        break;
      }
      case ObjectKind::Tuple: {
        auto* several = as<Tuple>(object);
        for (std::size_t i = 0; several->fields != nullptr && i < several->fields->size(); ++i) {
          if ((*several->fields)[i] == name) return several->items[i];
        }
        break;
      }
      case ObjectKind::Tensor:
        if (auto* own = as<Tensor>(object)->attributes.get(); own != nullptr && own->find(name) != nullptr)
          return *own->find(name);
        break;
      case ObjectKind::Native:
        if (name == known_.name) {
          const std::string& qualified = as<Native>(object)->name;
          return str(qualified.substr(qualified.rfind('.') + 1));
        }
        break;
      case ObjectKind::BoundMethod:
        if (name == known_.self_attr) return as<BoundMethod>(object)->self;
        if (name == known_.func) return as<BoundMethod>(object)->function;
        return find_attribute(as<BoundMethod>(object)->function, name, range);
      default: break;
    }
  }
  Class* type = type_of(object);
  if (name == known_.class_) return type;
  Value found = find_in_class(type, name);
  if (!found.failed()) return bind(found, object, type, range);
  bool unmodelled =
      as<Tensor>(object) != nullptr && (name.text().starts_with('_') || is_api_name("torch.Tensor", name.text()));
  return unmodelled ? unknown(fmt::format("torch.Tensor.{} is not modelled", name.text()), range) : Value();
}

Value Interpreter::instance_attribute(Instance& instance, python::Name name, source::Range range) {
  Value in_class = find_in_class(instance.type, name);
  if (as<Property>(in_class) != nullptr) {
    auto* property = as<Property>(in_class);
    if (property->cached) {
      if (Value* kept = instance.attributes.find(name)) return *kept;
    }
    Value value = bind(in_class, &instance, instance.type, range);
    if (property->cached && !value.failed()) instance.attributes.set(name, value);
    return value;
  }
  if (Value* found = instance.attributes.find(name)) return *found;
  if (instance.module != nullptr) {
    Value found = module_state_attribute(*this, instance, name);
    if (!found.failed()) return found;
  }
  if (!in_class.failed()) return bind(in_class, &instance, instance.type, range);
  if (name == known_.class_) return instance.type;
  if (name == known_.dict) return namespace_dict(instance.attributes);
  if (name == known_.doc) return Value::none();
  Value fallback = find_in_class(instance.type, known_.getattr);
  // The native one of modules knows no more than was looked at already.
  if (!fallback.failed() && as<Native>(fallback) == nullptr)
    return call(fallback, {&instance, str(std::string(name.text()))}, range);
  if (instance.type->unknown_base) {
    return unknown(
        fmt::format("'{}' may come from a base of {} that is not known", name.text(), instance.type->name.text()),
        range);
  }
  return {};
}

Value Interpreter::module_attribute(Module& module, python::Name name, source::Range range) {
  if (Value* found = module.names.find(name)) return *found;
  if (module.pending != nullptr) {
    Value submodule = loaded_module(fmt::format("{}.{}", module.name, name.text()));
    if (!submodule.failed()) return submodule;
    if (!run_pending(module)) return {};
    if (Value* found = module.names.find(name)) return *found;
  }
  if (!module.library) {
    Value submodule = loaded_module(fmt::format("{}.{}", module.name, name.text()));
    if (!submodule.failed()) return submodule;
  }
  if (module.library) {
    Value found = library_attribute(module, name);
    if (!found.failed() || raising() || stopped_) return found;
  }
  if (name == known_.dict) return namespace_dict(module.names);
  if (Value* getter = module.names.find(known_.getattr)) return call(*getter, {str(std::string(name.text()))}, range);
  if (is_misspelt(module.name, name.text())) return {};
  if (!module.library || module.missing.failed()) return module.missing;
  return unknown(fmt::format("{}.{} is not modelled", module.name, name.text()), range);
}

Value Interpreter::class_attribute(Class& type, python::Name name, source::Range range) {
  Value found = find_in_class(&type, name);
  if (!found.failed()) {
    // Looked up in the class itself, functions stay functions and properties stay properties.
    if (as<ClassMethod>(found) != nullptr || as<StaticMethod>(found) != nullptr)
      return bind(found, &type, &type, range);
    return found;
  }
  if (name == known_.name || name == known_.qualname) return str(std::string(type.name.text()));
  if (name == known_.module) return str(type.qualified.substr(0, type.qualified.rfind('.')));
  if (name == known_.dict) return namespace_dict(type.attributes);
  if (name == known_.doc) return Value::none();
  if (name == known_.bases) return tuple(type.bases);
  if (name == known_.mro || name.text() == "mro") return tuple({type.mro.begin(), type.mro.end()});
  if (name == known_.class_) return metaclass_of(type);
  if (name == known_.annotations) return dict();
  Class* meta = metaclass_of(type);
  found = find_in_class(meta, name);
  if (!found.failed()) return bind(found, &type, meta, range);
  if (type.unknown_base) {
    return unknown(fmt::format("'{}' may come from a base of {} that is not known", name.text(), type.name.text()),
                   range);
  }
  return {};
}

namespace {

/// object.__init__, behind all constructors.
Value no_init(Interpreter&, Arguments&, const Native&) { return Value::none(); }

}  // namespace

Value Interpreter::super_attribute(Super& super, python::Name name, source::Range range) {
  auto* as_class = as<Class>(super.self);
  Class* type = as_class != nullptr ? as_class : type_of(super.self);
  bool behind = false;
  for (Class* at : type->mro) {
    if (behind) {
      Value* found = at->attributes.find(name);
      Value native = found == nullptr && at->library ? library_member(at->qualified, name) : Value();
      if (found != nullptr) native = *found;
      if (!native.failed()) {
        // super() in a class method and in __new__ stands on the class itself.
        if (as_class != nullptr && as<ClassMethod>(native) == nullptr) {
          return as<StaticMethod>(native) != nullptr ? as<StaticMethod>(native)->function : native;
        }
        return bind(native, super.self, type, range);
      }
    }
    behind = behind || at == super.after;
  }
  if (type->unknown_base) {
    return unknown(fmt::format("'{}' may come from a base of {} that is not known", name.text(), type->name.text()),
                   range);
  }
  if (auto* instance = as<Instance>(super.self); instance != nullptr && instance->module != nullptr) {
    Value found = module_state_attribute(*this, *instance, name);
    if (!found.failed()) return found;
  }
  if (name != known_.init) return {};
  auto* none = heap_.make<Native>();
  none->name = "builtins.object.__init__";
  none->code = no_init;
  return bind(none, super.self, type, range);
}

bool Interpreter::set_attribute(Value object, python::Name name, Value value, source::Range range) {
  if (auto* instance = as<Instance>(object)) {
    Value setter = find_in_class(instance->type, known_.setattr);
    if (!setter.failed() && as<Native>(setter) == nullptr) {
      return !call(setter, {object, str(std::string(name.text())), value}, range).failed();
    }
    return set_instance_attribute(*instance, name, value, range);
  }
  if (auto* type = as<Class>(object)) return type->attributes.set(name, value), true;
  if (auto* module = as<Module>(object)) return module->names.set(name, value), true;
  if (auto* function = as<Function>(object)) return function->attributes.set(name, value), true;
  if (auto* method = as<BoundMethod>(object)) return set_attribute(method->function, name, value, range);
  if (as<Unknown>(object) != nullptr || as<Native>(object) != nullptr) return true;
  if (auto* tensor = as<Tensor>(object)) return set_tensor_attribute(*this, *tensor, name, value, range);
  raise_error("AttributeError", range,
              fmt::format("'{}' object has no attribute '{}'", type_name(object), name.text()));
  return false;
}

bool Interpreter::set_instance_attribute(Instance& instance, python::Name name, Value value, source::Range range) {
  Value in_class = find_in_class(instance.type, name);
  if (auto* property = as<Property>(in_class); property != nullptr && !property->cached) {
    if (property->set.failed() || property->set.is_none()) {
      raise_error("AttributeError", range, fmt::format("can't set attribute '{}'", name.text()));
      return false;
    }
    return !call(property->set, {&instance, value}, range).failed();
  }
  if (auto* descriptor = as<Instance>(in_class)) {
    Value set = find_in_class(descriptor->type, known_.set);
    if (!set.failed()) return !call(set, {in_class, &instance, value}, range).failed();
  }
  if (is_module(*this, instance)) return set_module_attribute(*this, instance, name, value, range);
  instance.attributes.set(name, value);
  return true;
}

bool Interpreter::delete_attribute(Value object, python::Name name, source::Range range) {
  if (as<Unknown>(object) != nullptr) return true;
  if (auto* instance = as<Instance>(object)) {
    if (instance->attributes.erase(name)) return true;
    if (instance->module != nullptr && delete_module_attribute(*this, *instance, name)) return true;
    if (instance->type->unknown_base) return true;
  }
  if (auto* type = as<Class>(object); type != nullptr && type->attributes.erase(name)) return true;
  if (auto* module = as<Module>(object); module != nullptr && module->names.erase(name)) return true;
  raise_error("AttributeError", range,
              fmt::format("'{}' object has no attribute '{}'", type_name(object), name.text()));
  return false;
}

Value Interpreter::namespace_dict(const Namespace& names) {
  Dict* made = dict();
  for (const Namespace::Entry& entry : names.entries()) {
    dict_set(*made, str(std::string(entry.name.text())), entry.value, {});
  }
  return made;
}

}  // namespace shapewise::absint
