// Attributes: of instances, classes, modules and builtin values, by Python's lookup rules.
#include <algorithm>
#include <fmt/format.h>

#include "absint/interpreter.h"
#include "absint/library.h"
#include "absint/suggest.h"
#include "absint/torch_call.h"
#include "absint/torch_module.h"

namespace shapewise::absint {
Value Interpreter::find_in_class(Class* type, python::Name name) {
  for (Class* at : type->mro) {
    Value found = own_member(*at, name);
    if (!found.failed()) return found;
  }
  return {};
}

/// What a class itself has; of a modelled class the library's tables tell.
Value Interpreter::own_member(Class& type, python::Name name) {
  if (Value* found = type.attributes.find(name)) return *found;
  if (!type.library || type.absent.count(name) > 0) return {};
  Value member = library_member(type.qualified, name);
  if (member.failed()) {
    type.absent.insert(name);
  } else {
    type.attributes.set(name, member);
  }
  return member;
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

/// __x in a class stands for _Class__x.
python::Name Interpreter::private_name(python::Name name, const Scope& scope) {
  std::string_view text = name.text();
  if (!text.starts_with("__") || text.ends_with("__")) return name;
  for (const Scope* at = &scope; at != nullptr; at = at->parent) {
    if (at->cell == nullptr) continue;
    std::string_view owner = at->cell->name.text();
    owner.remove_prefix(std::min(owner.find_first_not_of('_'), owner.size()));
    return intern(fmt::format("_{}{}", owner, text));
  }
  return name;
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
        Value part = function_part(*function, name);
        if (!part.failed()) return part;
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
  if (Value method = special_method(object, name); !method.failed()) return method;
  bool unmodelled =
      as<Tensor>(object) != nullptr && (name.text().starts_with('_') || is_api_name("torch.Tensor", name.text()));
  return unmodelled ? unknown(fmt::format("torch.Tensor.{} is not modelled", name.text()), range) : Value();
}

/// The value of an annotation when it is asked for, or its text where there is none.
Value Interpreter::annotation(const python::Expr* expr, Scope* scope, Module& module) {
  if (!module.text_annotations) {
    Value value = eval(expr, scope != nullptr ? *scope : module.scope);
    if (!value.failed() || stopped_) return value;
    take_exception();
  }
  return str(std::string(source_text(expr->range)));
}

/// What a function knows of its own text.
Value Interpreter::function_part(Function& function, python::Name name) {
  if (name == known_.annotations) {
    Dict* annotations = dict();
    for (const python::Parameter& parameter : function.parameters) {
      if (parameter.annotation == nullptr) continue;
      Value value = annotation(parameter.annotation, function.closure, *function.module);
      dict_set(*annotations, str(std::string(parameter.name.text())), value, {});
    }
    if (function.returns != nullptr) {
      dict_set(*annotations, str("return"), annotation(function.returns, function.closure, *function.module), {});
    }
    return annotations;
  }
  if (name == known_.dict) return namespace_dict(function.attributes);
  bool keyword_only = name.text() == "__kwdefaults__";
  if (name != known_.defaults && !keyword_only) return {};
  std::vector<Value> defaults;
  Dict* by_name = dict();
  for (int i = 0; i < function.parameters.size(); ++i) {
    Value value = function.defaults[static_cast<std::size_t>(i)];
    if (value.failed()) continue;
    if (function.parameters[i].kind != python::ParameterKind::KeywordOnly) {
      defaults.push_back(value);
    } else {
      dict_set(*by_name, str(std::string(function.parameters[i].name.text())), value, {});
    }
  }
  if (keyword_only) return by_name->size > 0 ? Value(by_name) : Value::none();
  return defaults.empty() ? Value::none() : tuple(std::move(defaults));
}

std::string_view Interpreter::source_text(source::Range range) const {
  return range.valid() ? sources_[range.file].slice(range) : std::string_view();
}

/// A property, or an object with __set__ or __delete__: it comes before the attributes of the instance.
bool Interpreter::is_data_descriptor(Value member) {
  if (as<Property>(member) != nullptr) return true;
  auto* instance = as<Instance>(member);
  if (instance == nullptr) return false;
  return !find_in_class(instance->type, known_.set).failed() || !find_in_class(instance->type, known_.delete_).failed();
}

/// The methods that every object has, as __eq__ and __repr__, and those of numbers and containers. Numbers of numpy are
/// Python's here and arrays of unknown numbers are tensors, so that in a program that knows numpy they may have what
/// numpy's have.
Value Interpreter::special_method(Value object, python::Name name) {
  Value method = special_member(type_of(object), name);
  return method.failed() ? method : bind(method, object, type_of(object), {});
}

Value Interpreter::special_member(Class* type, python::Name name) {
  auto derives = [&](std::initializer_list<std::string_view> bases) {
    return std::any_of(bases.begin(), bases.end(),
                       [&](std::string_view base) { return is_subclass(type, builtin(base)); });
  };
  if (!name.text().starts_with("__")) {
    if (loaded_module("numpy").failed()) return {};
    if (derives({"builtins.int", "builtins.float"})) return library_member("builtins._numpy_number", name);
    return derives({"torch.Tensor"}) ? library_member("builtins._numpy_array", name) : Value();
  }
  Value method = library_member("builtins._object", name);
  if (method.failed() && derives({"builtins.int", "builtins.float"})) method = library_member("builtins._number", name);
  if (method.failed() && derives({"builtins.str", "builtins.list", "builtins.tuple", "builtins.dict", "builtins.set",
                                  "builtins.frozenset", "builtins.bytes", "builtins.range", "builtins.dict_keys",
                                  "builtins.dict_values", "builtins.dict_items"})) {
    method = library_member("builtins._container", name);
  }
  return method;
}

Value* Interpreter::own_attribute(Instance& instance, python::Name name) {
  if (instance.dict == nullptr) return instance.attributes.find(name);
  return dict_find(*instance.dict, str(std::string(name.text())));
}

void Interpreter::set_own_attribute(Instance& instance, python::Name name, Value value) {
  if (instance.dict == nullptr) return instance.attributes.set(name, value);
  dict_set(*instance.dict, str(std::string(name.text())), value, {});
}

Dict* Interpreter::attribute_dict(Instance& instance) {
  if (instance.dict == nullptr) {
    instance.dict = namespace_dict(instance.attributes);
    if (instance.module != nullptr) add_module_state(*this, instance, *instance.dict);
  }
  return instance.dict;
}

Value Interpreter::instance_attribute(Instance& instance, python::Name name, source::Range range) {
  if (instance.type->own_getattribute)
    return custom_attribute(instance, find_in_class(instance.type, known_.getattribute), name, range);
  return plain_attribute(instance, name, range);
}

/// The program's own __getattribute__, and __getattr__ where that fails.
Value Interpreter::custom_attribute(Instance& instance, Value getter, python::Name name, source::Range range) {
  Value text = str(std::string(name.text()));
  Value found = call(getter, {&instance, text}, range);
  if (!found.failed() || !raising()) return found;
  Value fallback = find_in_class(instance.type, known_.getattr);
  if (fallback.failed() || !take_exception_of("AttributeError")) return found;
  return call(fallback, {&instance, text}, range);
}

Value Interpreter::plain_attribute(Instance& instance, python::Name name, source::Range range) {
  Value in_class = find_in_class(instance.type, name);
  if (!in_class.failed() && is_data_descriptor(in_class)) return bind(in_class, &instance, instance.type, range);
  if (Value* found = own_attribute(instance, name)) return *found;
  // Module.__getattr__ comes last, so what is registered never hides what the class has.
  if (instance.module != nullptr && in_class.failed()) {
    Value found = module_state_attribute(*this, instance, name);
    if (!found.failed()) return found;
  }
  if (!in_class.failed()) return bind(in_class, &instance, instance.type, range);
  if (name == known_.class_) return instance.type;
  if (name == known_.dict) return attribute_dict(instance);
  if (name == known_.doc) return Value::none();
  Value special = special_method(&instance, name);
  if (!special.failed()) return special;
  Value fallback = find_in_class(instance.type, known_.getattr);
  // The native one of modules knows no more than was looked at already.
  if (!fallback.failed() && as<Native>(fallback) == nullptr)
    return call(fallback, {&instance, str(std::string(name.text()))}, range);
  if (instance.type->unknown_base) {
    return unknown(
        fmt::format("'{}' may come from a base of {} that is not known", name.text(), instance.type->name.text()),
        range);
  }
  bool unmodelled = instance.module != nullptr && is_torch_member(*instance.type, name.text());
  return unmodelled ? unknown(fmt::format("{}.{} is not modelled", instance.type->name.text(), name.text()), range)
                    : Value();
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
  for (auto star = module.star_imports.rbegin(); star != module.star_imports.rend(); ++star) {
    Value found = library_attribute(**star, name);
    if (!found.failed() || raising() || stopped_) return found;
  }
  if (name == known_.dict) return namespace_dict(module.names);
  if (Value* getter = module.names.find(known_.getattr)) return call(*getter, {str(std::string(name.text()))}, range);
  if (is_misspelt(module.name, name.text())) return {};
  if (!module.library || module.missing.failed()) return module.missing;
  return unknown(fmt::format("{}.{} is not modelled", module.name, name.text()), range);
}

Value Interpreter::class_attribute(Class& type, python::Name name, source::Range range) {
  Class* meta = metaclass_of(type);
  if (!type.metaclass.failed()) {
    Value of_meta = find_in_class(meta, name);
    if (!of_meta.failed() && is_data_descriptor(of_meta)) return bind(of_meta, &type, meta, range);
  }
  Value found = find_in_class(&type, name);
  if (!found.failed()) {
    // Looked up in the class itself, functions stay functions and properties stay properties.
    if (as<ClassMethod>(found) != nullptr || as<StaticMethod>(found) != nullptr)
      return bind(found, &type, &type, range);
    if (auto* descriptor = as<Instance>(found)) {
      Value get = find_in_class(descriptor->type, known_.get);
      if (!get.failed()) return call(get, {found, Value::none(), &type}, range);
    }
    return found;
  }
  if (name == known_.name || name == known_.qualname) return str(std::string(type.name.text()));
  if (name == known_.module) return str(type.qualified.substr(0, type.qualified.rfind('.')));
  if (name == known_.dict) return namespace_dict(type.attributes);
  if (name == known_.doc) return Value::none();
  if (name == known_.bases) return tuple(type.bases);
  if (name == known_.mro) return tuple({type.mro.begin(), type.mro.end()});
  if (name.text() == "__base__") return type.mro.size() > 1 ? Value(type.mro[1]) : Value::none();
  if (name == known_.class_) return metaclass_of(type);
  if (name == known_.annotations) {
    Dict* annotations = dict();
    for (const auto& [annotated, written] : type.annotated) {
      if (written == nullptr) continue;
      Value value = annotation(written, type.body != nullptr ? type.body->parent : nullptr, *type.module);
      dict_set(*annotations, str(std::string(annotated.text())), value, range);
    }
    return annotations;
  }
  found = find_in_class(meta, name);
  if (!found.failed()) return bind(found, &type, meta, range);
  Value special = special_member(&type, name);
  if (!special.failed()) return special;
  if (!type.metaclass.failed()) {
    Value fallback = find_in_class(meta, known_.getattr);
    if (!fallback.failed()) return call(bind(fallback, &type, meta, range), {str(std::string(name.text()))}, range);
  }
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
  // super() stands on a class in class methods and __new__; in the methods of a metaclass it stands on an instance.
  auto* as_class = as<Class>(super.self);
  if (as_class != nullptr && !is_subclass(as_class, super.after)) as_class = nullptr;
  Class* type = as_class != nullptr ? as_class : type_of(super.self);
  bool behind = false;
  for (Class* at : type->mro) {
    if (behind) {
      Value found = own_member(*at, name);
      if (!found.failed()) {
        if (as_class != nullptr && as<ClassMethod>(found) == nullptr) {
          return as<StaticMethod>(found) != nullptr ? as<StaticMethod>(found)->function : found;
        }
        return bind(found, super.self, type, range);
      }
    }
    behind = behind || at == super.after;
  }
  if (type->unknown_base) {
    return unknown(fmt::format("'{}' may come from a base of {} that is not known", name.text(), type->name.text()),
                   range);
  }
  Value special = special_method(super.self, name);
  if (!special.failed()) return special;
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
  if (auto* type = as<Class>(object)) {
    Value setter = type->metaclass.failed() ? Value() : find_in_class(metaclass_of(*type), known_.setattr);
    if (as<Function>(setter) != nullptr)
      return !call(setter, {object, str(std::string(name.text())), value}, range).failed();
    type->attributes.set(name, value);
    return true;
  }
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
  if (auto* property = as<Property>(in_class); property != nullptr) {
    if (property->set.failed() || property->set.is_none()) {
      raise_error("AttributeError", range,
                  fmt::format("property '{}' of '{}' object has no setter", name.text(), instance.type->name.text()));
      return false;
    }
    return !call(property->set, {&instance, value}, range).failed();
  }
  if (auto* descriptor = as<Instance>(in_class)) {
    Value set = find_in_class(descriptor->type, known_.set);
    if (!set.failed()) return !call(set, {in_class, &instance, value}, range).failed();
  }
  if (is_module(*this, instance)) return set_module_attribute(*this, instance, name, value, range);
  if (name == known_.class_ && as<Class>(value) != nullptr) return instance.type = as<Class>(value), true;
  if (name == known_.dict && as_dict(value) != nullptr) return instance.dict = as_dict(value), true;
  if (!instance.type->has_dict) {
    const std::vector<python::Name>& slots = instance.type->slots;
    if (std::find(slots.begin(), slots.end(), name) == slots.end()) {
      raise_error("AttributeError", range,
                  fmt::format("'{}' object has no attribute '{}'", instance.type->name.text(), name.text()));
      return false;
    }
  }
  set_own_attribute(instance, name, value);
  return true;
}

bool Interpreter::delete_attribute(Value object, python::Name name, source::Range range) {
  if (as<Unknown>(object) != nullptr) return true;
  if (auto* instance = as<Instance>(object)) {
    Value deleter = find_in_class(instance->type, known_.delattr);
    if (as<Function>(deleter) != nullptr)
      return !call(deleter, {object, str(std::string(name.text()))}, range).failed();
    return delete_instance_attribute(*instance, name, range);
  }
  if (auto* type = as<Class>(object); type != nullptr && type->attributes.erase(name)) return true;
  if (auto* module = as<Module>(object); module != nullptr && module->names.erase(name)) return true;
  if (auto* function = as<Function>(object); function != nullptr && function->attributes.erase(name)) return true;
  raise_error("AttributeError", range,
              fmt::format("'{}' object has no attribute '{}'", type_name(object), name.text()));
  return false;
}

bool Interpreter::delete_instance_attribute(Instance& instance, python::Name name, source::Range range) {
  Value in_class = find_in_class(instance.type, name);
  if (auto* property = as<Property>(in_class);
      property != nullptr && !property->del.failed() && !property->del.is_none())
    return !call(property->del, {&instance}, range).failed();
  if (auto* descriptor = as<Instance>(in_class)) {
    Value remove = find_in_class(descriptor->type, known_.delete_);
    if (!remove.failed()) return !call(remove, {in_class, &instance}, range).failed();
  }
  bool erased = instance.dict != nullptr ? dict_erase(*instance.dict, str(std::string(name.text())))
                                         : instance.attributes.erase(name);
  if (erased || instance.type->unknown_base) return true;
  if (instance.module != nullptr && delete_module_attribute(*this, instance, name)) return true;
  raise_error("AttributeError", range,
              fmt::format("'{}' object has no attribute '{}'", instance.type->name.text(), name.text()));
  return false;
}

Dict* Interpreter::namespace_dict(const Namespace& names) {
  Dict* made = dict();
  for (const Namespace::Entry& entry : names.entries()) {
    dict_set(*made, str(std::string(entry.name.text())), entry.value, {});
  }
  return made;
}

}  // namespace shapewise::absint
