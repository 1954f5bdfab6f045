// Classes: creation with the C3 order, instantiation, super(), and which class a value has.
#include <algorithm>
#include <fmt/format.h>

#include "absint/interpreter.h"
#include "absint/library.h"
#include "absint/torch_module.h"

namespace shapewise::absint {
namespace {

/// The C3 linearisation of the lists; false if they contradict each other.
bool merge(std::vector<std::vector<Class*>> lists, std::vector<Class*>& order) {
  while (true) {
    std::erase_if(lists, [](const auto& list) { return list.empty(); });
    if (lists.empty()) return true;
    Class* next = nullptr;
    for (const auto& list : lists) {
      Class* candidate = list.front();
      bool in_a_tail = std::any_of(lists.begin(), lists.end(), [&](const auto& other) {
        return std::find(other.begin() + 1, other.end(), candidate) != other.end();
      });
      if (!in_a_tail) {
        next = candidate;
        break;
      }
    }
    if (next == nullptr) return false;
    order.push_back(next);
    for (auto& list : lists) {
      if (list.front() == next) list.erase(list.begin());
    }
  }
}

}  // namespace

Value Interpreter::make_class(python::Name name, std::vector<Value> bases, Scope& body, Arguments& keywords,
                              source::Range range) {
  auto* type = heap_.make<Class>();
  type->name = name;
  type->range = range;
  type->qualified = fmt::format("{}.{}", body.module->name, name.text());
  type->attributes = body.names;
  type->library = body.module->library;
  type->annotated = body.annotated;
  type->module = body.module;
  type->body = &body;
  type->metaclass = derived_metaclass(bases, keywords);
  if (type->metaclass.failed() || !find_bases(*type, bases, range)) return {};
  type->bases = std::move(bases);
  if (as<Class>(type->metaclass) == builtin("builtins.type")) type->metaclass = {};
  if (body.cell != nullptr) body.cell->type = type;
  find_slots(*type);
  find_abstract(*type);
  type->own_getattribute = as<Function>(find_in_class(type, known_.getattribute)) != nullptr;
  return finish_class(type, keywords, range) ? Value(type) : Value();
}

/// Its method resolution order, from its bases; false if they contradict each other.
bool Interpreter::find_bases(Class& type, std::vector<Value>& bases, source::Range range) {
  std::vector<std::vector<Class*>> lists;
  std::vector<Class*> direct;
  for (Value& base : bases) {
    // Bases such as Generic[T] are instances that stand for a class.
    if (auto* instance = as<Instance>(base)) {
      Value origin = find_attribute(instance, intern("__origin__"), range);
      if (!origin.failed()) base = origin;
    }
    auto* known = as<Class>(base);
    if (known == nullptr) {
      type.unknown_base = true;
      continue;
    }
    type.unknown_base = type.unknown_base || known->unknown_base;
    if (type.construct == nullptr) type.construct = known->construct;
    if (!type.op.valid()) type.op = known->op;
    lists.push_back(known->mro);
    direct.push_back(known);
  }
  Value* forward = type.attributes.find(known_.forward);
  if (type.unknown_base && forward != nullptr && as<Function>(*forward) != nullptr) {
    // What has a forward and a base from elsewhere is a module: frameworks derive theirs from torch.nn.Module.
    Class* module = builtin("torch.nn.Module");
    bool known = std::any_of(direct.begin(), direct.end(), [&](Class* base) { return is_subclass(base, module); });
    if (!known) direct.push_back(module);
    if (!known) lists.push_back(module->mro);
  }
  if (direct.empty()) {
    if (bases.empty()) bases.push_back(object_class_);
    direct.push_back(object_class_);
    lists.push_back(object_class_->mro);
  }
  lists.push_back(direct);
  type.mro.push_back(&type);
  if (merge(std::move(lists), type.mro)) return true;
  return !raise_error("TypeError", range, "Cannot create a consistent method resolution order (MRO) for bases")
              .failed();
}

/// The metaclass that is given, or the most derived one of the bases; it need not be a class.
Value Interpreter::derived_metaclass(const std::vector<Value>& bases, const Arguments& keywords) {
  Class* best = builtin("builtins.type");
  for (const Argument& keyword : keywords.items) {
    if (keyword.name != known_.metaclass) continue;
    if (as<Class>(keyword.value) == nullptr) return keyword.value;
    best = as<Class>(keyword.value);
  }
  for (Value base : bases) {
    auto* type = as<Class>(base);
    if (type == nullptr) continue;
    Class* meta = metaclass_of(*type);
    if (is_subclass(meta, best)) best = meta;
  }
  return best;
}

/// A class with __slots__ whose bases all have them, too, takes no other attributes.
void Interpreter::find_slots(Class& type) {
  Value* own = type.attributes.find(known_.slots);
  type.has_dict = own == nullptr || type.unknown_base;
  std::vector<Value> names;
  if (own != nullptr && as<Str>(*own) != nullptr) names.push_back(*own);
  if (own != nullptr && elements(*own) != nullptr) names = *elements(*own);
  for (Value name : names) {
    if (auto* text = as<Str>(name)) type.slots.push_back(intern(text->text));
  }
  for (std::size_t i = 1; i < type.mro.size(); ++i) {
    Class* base = type.mro[i];
    if (base == object_class_) continue;
    type.has_dict = type.has_dict || (base->has_dict && !base->builtin);
    type.slots.insert(type.slots.end(), base->slots.begin(), base->slots.end());
  }
}

void Interpreter::find_abstract(Class& type) {
  auto* meta = as<Class>(type.metaclass);
  bool checks = meta != nullptr && std::any_of(meta->mro.begin(), meta->mro.end(),
                                               [](const Class* at) { return at->qualified == "abc.ABCMeta"; });
  if (!checks) return;
  auto is_abstract = [&](Value member) {
    if (auto* property = as<Property>(member)) member = property->get;
    if (auto* wrapped = as<ClassMethod>(member)) member = wrapped->function;
    if (auto* wrapped = as<StaticMethod>(member)) member = wrapped->function;
    auto* function = as<Function>(member);
    return function != nullptr && function->attributes.find(known_.isabstract) != nullptr;
  };
  for (const Namespace::Entry& entry : type.attributes.entries()) {
    if (is_abstract(entry.value)) type.abstract.push_back(entry.name);
  }
  for (std::size_t i = 1; i < type.mro.size(); ++i) {
    for (python::Name name : type.mro[i]->abstract) {
      bool listed = std::find(type.abstract.begin(), type.abstract.end(), name) != type.abstract.end();
      if (!listed && is_abstract(find_in_class(&type, name))) type.abstract.push_back(name);
    }
  }
}

Value Interpreter::make_class_of(Value metaclass, Value name, Value bases, Value names, Arguments& keywords,
                                 source::Range range) {
  std::vector<Value> parents;
  if (!collect(bases, parents, range)) return {};
  Value meta = derived_metaclass(parents, keywords);
  bool own =
      as<Class>(meta) != nullptr && meta.object() != metaclass.object() && as<Class>(meta) != builtin("builtins.type");
  if (!own) return new_class(metaclass, name, bases, names, keywords, range);
  Arguments arguments = keywords;
  for (Value value : {names, bases, name}) arguments.prepend(value);
  // A metaclass's own __call__ is for its classes, not for making them.
  return construct(as<Class>(meta), std::move(arguments));
}

Value Interpreter::new_class(Value metaclass, Value name, Value bases, Value names, Arguments& keywords,
                             source::Range range) {
  auto* text = as<Str>(name);
  Dict* members = as_dict(names);
  std::vector<Value> parents;
  if (text == nullptr || members == nullptr)
    return raise_error("TypeError", range, "type() takes a name, a tuple of bases and a dict");
  if (!collect(bases, parents, range)) return {};
  Scope* body = heap_.make_scope(nullptr, running_module());
  for (const Dict::Entry& entry : members->entries) {
    auto* key = as<Str>(entry.key);
    if (entry.live && key != nullptr) body->names.set(intern(key->text), entry.value);
  }
  if (!class_bodies_.empty() && class_bodies_.back()->class_name.text() == text->text) {
    body->cell = class_bodies_.back()->cell;
    body->annotated = class_bodies_.back()->annotated;
    body->module = class_bodies_.back()->module;
    body->parent = class_bodies_.back()->parent;
  }
  keywords.items.push_back({known_.metaclass, metaclass, range, range});
  return make_class(intern(text->text), std::move(parents), *body, keywords, range);
}

/// Runs the hooks that a new class calls: __set_name__ of its members and __init_subclass__ of its bases.
bool Interpreter::finish_class(Class* type, Arguments& keywords, source::Range range) {
  std::vector<Namespace::Entry> members = type->attributes.entries();
  for (const Namespace::Entry& member : members) {
    auto* instance = as<Instance>(member.value);
    if (instance == nullptr) continue;
    Value hook = find_in_class(instance->type, known_.set_name);
    if (hook.failed()) continue;
    if (call(hook, {member.value, type, str(std::string(member.name.text()))}, range).failed()) return false;
  }
  if (Value* own = type->attributes.find(known_.init_subclass); own != nullptr && as<Function>(*own) != nullptr) {
    auto* method = heap_.make<ClassMethod>();
    method->function = *own;
    type->attributes.set(known_.init_subclass, method);
  }
  for (std::size_t i = 1; i < type->mro.size(); ++i) {
    Value* hook = type->mro[i]->attributes.find(known_.init_subclass);
    if (hook == nullptr) continue;
    Arguments arguments;
    arguments.site = range;
    for (const Argument& keyword : keywords.items) {
      if (keyword.name != known_.metaclass) arguments.items.push_back(keyword);
    }
    return !call(bind(*hook, type, type, range), std::move(arguments)).failed();
  }
  return true;
}

Class* Interpreter::metaclass_of(Class& type) {
  auto* meta = as<Class>(type.metaclass);
  return meta != nullptr ? meta : builtin("builtins.type");
}

Value Interpreter::instantiate(Class* type, Arguments arguments) {
  if (!step(arguments.site)) return {};
  if (auto* meta = as<Class>(type->metaclass)) {
    Value custom = find_in_class(meta, known_.call);
    if (as<Function>(custom) != nullptr) {
      arguments.prepend(type);
      return call(custom, std::move(arguments));
    }
  }
  return construct(type, std::move(arguments));
}

Value Interpreter::construct(Class* type, Arguments arguments) {
  if (type->builtin && type->construct != nullptr) {
    arguments.prepend(type);
    return type->construct(*this, arguments, *construct_native_);
  }
  if (!type->abstract.empty()) {
    std::string names;
    for (python::Name name : type->abstract) names += (names.empty() ? "" : ", ") + std::string(name.text());
    return raise_error("TypeError", arguments.site,
                       fmt::format("Can't instantiate abstract class {} with abstract method{} {}", type->name.text(),
                                   type->abstract.size() == 1 ? "" : "s", names));
  }
  Value made = allocate(type, arguments);
  if (made.failed()) return made;
  if (!is_instance(made, type) || (as<Instance>(made) == nullptr && as<Class>(made) == nullptr)) return made;
  Class* own = type_of(made);
  Value init = find_in_class(own, known_.init);
  if (init.failed()) {
    Value maker = find_in_class(type, known_.new_);
    bool own_maker = as<Function>(maker) != nullptr || as<StaticMethod>(maker) != nullptr;
    bool takes_none = !own_maker && type->construct == nullptr && !type->unknown_base;
    if (takes_none && !arguments.items.empty()) {
      return raise_error("TypeError", arguments.site, fmt::format("{}() takes no arguments", type->name.text()));
    }
    return made;
  }
  source::Range site = arguments.site;
  Value bound = bind(init, made, own, site);
  if (bound.failed()) return bound;
  auto* instance = as<Instance>(made);
  if (instance == nullptr || !is_module(*this, *instance)) {
    Value done = call(bound, std::move(arguments));
    return done.failed() ? done : made;
  }
  Value done;
  {
    InModule constructor(*this);
    done = call(bound, std::move(arguments));
  }
  if (!done.failed() && in_script()) watcher_->made(*instance);
  return done.failed() ? done : made;
}

/// What __new__ does: the user's own, or a bare instance.
Value Interpreter::allocate(Class* type, const Arguments& arguments) {
  Value custom = find_in_class(type, known_.new_);
  if (auto* method = as<StaticMethod>(custom)) custom = method->function;
  bool own = as<Function>(custom) != nullptr || (as<Native>(custom) != nullptr && is_metaclass(*type));
  if (own) {
    Arguments with_class = arguments;
    with_class.prepend(type);
    return call(custom, std::move(with_class));
  }
  // What holds an int, a str or a tuple is made from the arguments; dicts and lists are filled by their __init__.
  bool filled = type->construct == nullptr || is_subclass(type, builtin("builtins.dict")) ||
                is_subclass(type, builtin("builtins.list"));
  return filled ? new_instance(type, arguments.site) : payload_instance(type, arguments);
}

bool Interpreter::is_metaclass(Class& type) { return is_subclass(&type, builtin("builtins.type")); }

Value Interpreter::payload_instance(Class* type, Arguments arguments) {
  auto* instance = heap_.make<Instance>();
  instance->type = type;
  instance->created = arguments.site;
  for (Class* at : type->mro) {
    if (!at->builtin || at->construct == nullptr) continue;
    arguments.prepend(at);
    break;
  }
  if (type->construct == nullptr) return instance;
  instance->payload = type->construct(*this, arguments, *construct_native_);
  if (as<Unknown>(instance->payload) != nullptr) return instance->payload;
  return instance->payload.failed() ? Value() : Value(instance);
}

Value Interpreter::new_instance(Class* type, source::Range site) {
  Arguments none;
  none.site = site;
  return payload_instance(type, std::move(none));
}

Value Interpreter::make_super(Scope& scope, source::Range range) {
  for (Scope* at = &scope; at != nullptr; at = at->parent) {
    if (at->cell == nullptr || at->class_body || at->self.failed()) continue;
    auto* super = heap_.make<Super>();
    super->after = at->cell->type;
    super->self = at->self;
    if (super->after == nullptr) break;
    return super;
  }
  return raise_error("RuntimeError", range, "super(): no arguments");
}

bool Interpreter::is_subclass(Class* type, Class* base) {
  return std::find(type->mro.begin(), type->mro.end(), base) != type->mro.end();
}

bool Interpreter::is_instance(Value value, Class* type) { return is_subclass(type_of(value), type); }

Class* Interpreter::type_of(Value value) {
  static constexpr std::string_view kInline[] = {
      "builtins.object",   "builtins.NoneType",          "builtins.bool", "builtins.int", "builtins.float",
      "builtins.ellipsis", "builtins.NotImplementedType"};
  if (!value.is_object()) return builtin(kInline[static_cast<std::size_t>(value.tag())]);
  switch (value.object()->kind) {
    case ObjectKind::Str: return builtin("builtins.str");
    case ObjectKind::Bytes: return builtin("builtins.bytes");
    case ObjectKind::BigInt:
    case ObjectKind::SymInt: return builtin("builtins.int");
    case ObjectKind::SymFloat: return builtin("builtins.float");
    case ObjectKind::List: return builtin("builtins.list");
    case ObjectKind::Tuple: return as<Tuple>(value)->size_type ? builtin("torch.Size") : builtin("builtins.tuple");
    case ObjectKind::Dict: return builtin("builtins.dict");
    case ObjectKind::Set: return builtin(as<Set>(value)->frozen ? "builtins.frozenset" : "builtins.set");
    case ObjectKind::Range: return builtin("builtins.range");
    case ObjectKind::Slice: return builtin("builtins.slice");
    case ObjectKind::Function: return builtin("builtins.function");
    case ObjectKind::Native: return builtin("builtins.builtin_function_or_method");
    case ObjectKind::BoundMethod: return builtin("builtins.method");
    case ObjectKind::Class: return metaclass_of(*as<Class>(value));
    case ObjectKind::Instance: return as<Instance>(value)->type;
    case ObjectKind::Module: return builtin("builtins.module");
    case ObjectKind::Iterator: return builtin(as<Iterator>(value)->type());
    case ObjectKind::DictView: {
      constexpr std::string_view kViews[] = {"builtins.dict_keys", "builtins.dict_values", "builtins.dict_items"};
      return builtin(kViews[static_cast<std::size_t>(as<DictView>(value)->part)]);
    }
    case ObjectKind::Property: return builtin("builtins.property");
    case ObjectKind::StaticMethod: return builtin("builtins.staticmethod");
    case ObjectKind::ClassMethod: return builtin("builtins.classmethod");
    case ObjectKind::Super: return builtin("builtins.super");
    case ObjectKind::Tensor: return builtin(as<Tensor>(value)->parameter ? "torch.nn.Parameter" : "torch.Tensor");
    case ObjectKind::DType: return builtin("torch.dtype");
    case ObjectKind::ClassCell:
    case ObjectKind::Unknown: break;
  }
  return object_class_;
}

}  // namespace shapewise::absint
