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
      type->unknown_base = true;
      continue;
    }
    type->unknown_base = type->unknown_base || known->unknown_base;
    if (type->construct == nullptr) type->construct = known->construct;
    if (!type->op.valid()) type->op = known->op;
    lists.push_back(known->mro);
    direct.push_back(known);
  }
  Value* forward = type->attributes.find(known_.forward);
  if (type->unknown_base && forward != nullptr && as<Function>(*forward) != nullptr) {
    // What has a forward and a base from elsewhere is a module: frameworks derive theirs from torch.nn.Module.
    Class* module = builtin("torch.nn.Module");
    bool known = std::any_of(direct.begin(), direct.end(), [&](Class* base) { return is_subclass(base, module); });
    if (!known) direct.push_back(module);
    if (!known) lists.push_back(module->mro);
  }
  if (direct.empty()) {
    direct.push_back(object_class_);
    lists.push_back(object_class_->mro);
  }
  lists.push_back(direct);
  type->bases = std::move(bases);
  type->mro.push_back(type);
  if (!merge(std::move(lists), type->mro)) {
    return raise_error("TypeError", range, "Cannot create a consistent method resolution order (MRO) for the bases");
  }
  for (const Argument& keyword : keywords.items) {
    if (keyword.name == known_.metaclass) type->metaclass = keyword.value;
  }
  for (std::size_t i = 1; type->metaclass.failed() && i < type->mro.size(); ++i)
    type->metaclass = type->mro[i]->metaclass;
  if (body.cell != nullptr) body.cell->type = type;
  return finish_class(type, keywords, range) ? Value(type) : Value();
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
    if (as<Function>(custom) != nullptr && !inside_metaclass_call_) {
      inside_metaclass_call_ = true;
      arguments.prepend(type);
      Value made = call(custom, std::move(arguments));
      inside_metaclass_call_ = false;
      return made;
    }
  }
  if (type->builtin && type->construct != nullptr) {
    arguments.prepend(type);
    return type->construct(*this, arguments, *construct_native_);
  }
  Value made = allocate(type, arguments);
  if (made.failed()) return made;
  auto* instance = as<Instance>(made);
  if (instance == nullptr || !is_subclass(instance->type, type)) return made;
  Value init = find_in_class(instance->type, known_.init);
  if (init.failed()) {
    bool takes_none = find_in_class(type, known_.new_).failed() && !type->unknown_base;
    if (takes_none && !arguments.items.empty()) {
      return raise_error("TypeError", arguments.site, fmt::format("{}() takes no arguments", type->name.text()));
    }
    return made;
  }
  source::Range site = arguments.site;
  Value bound = bind(init, made, instance->type, site);
  if (bound.failed()) return bound;
  if (!is_module(*this, *instance)) {
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
  if (as<Function>(custom) != nullptr) {
    Arguments with_class = arguments;
    with_class.prepend(type);
    return call(custom, std::move(with_class));
  }
  return new_instance(type, arguments.site);
}

Value Interpreter::new_instance(Class* type, source::Range site) {
  auto* instance = heap_.make<Instance>();
  instance->type = type;
  instance->created = site;
  if (type->construct != nullptr) {
    // A subclass of a builtin type holds a value of that type.
    Arguments none;
    none.site = site;
    for (Class* at : type->mro) {
      if (!at->builtin || at->construct == nullptr) continue;
      none.prepend(at);
      break;
    }
    instance->payload = type->construct(*this, none, *construct_native_);
    if (instance->payload.failed()) return {};
  }
  return instance;
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
    case ObjectKind::Iterator: return builtin("builtins.iterator");
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
