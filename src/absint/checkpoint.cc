// Rewinding: what was made since is destroyed, what the library's modules and classes have learnt since is forgotten,
// and the state of the interpreter and the graph are put back. Objects of the program are not put back: a fingerprint
// of all that can be changed in them tells whether they are as they were, which they are nearly always, for networks
// are made to be called more than once.
#include <bit>
#include <functional>

#include "absint/torch_module.h"

namespace shapewise::absint {
namespace {

using Lists = std::vector<std::pair<Namespace*, std::size_t>>;

class Fingerprint {
 public:
  /// Of the library's lists of names, in the order of their objects, so much counts as is given.
  explicit Fingerprint(const Lists& lists) : list_(lists.begin()) {}

  void add(const Object& object) {
    switch (object.kind) {
      case ObjectKind::List: return add(static_cast<const List&>(object).items);
      case ObjectKind::Dict: return add(static_cast<const Dict&>(object));
      case ObjectKind::Set: return add(static_cast<const Set&>(object).items);
      case ObjectKind::Function: return add(static_cast<const Function&>(object));
      case ObjectKind::Class: return add(static_cast<const Class&>(object));
      case ObjectKind::Instance: return add(static_cast<const Instance&>(object));
      case ObjectKind::Module: return add(static_cast<const Module&>(object));
      case ObjectKind::Iterator: return add_number(static_cast<const Iterator&>(object).moves);
      case ObjectKind::Tensor: return add(static_cast<const Tensor&>(object));
      case ObjectKind::Unknown: return add(static_cast<const Unknown&>(object));
      case ObjectKind::ClassCell: return add_pointer(static_cast<const ClassCell&>(object).type);
      case ObjectKind::Str:
      case ObjectKind::Bytes:
      case ObjectKind::BigInt:
      case ObjectKind::SymInt:
      case ObjectKind::SymFloat:
      case ObjectKind::Tuple:
      case ObjectKind::Range:
      case ObjectKind::Slice:
      case ObjectKind::Native:
      case ObjectKind::BoundMethod:
      case ObjectKind::DictView:
      case ObjectKind::Property:
      case ObjectKind::StaticMethod:
      case ObjectKind::ClassMethod:
      case ObjectKind::Super:
      case ObjectKind::DType: return;  // never change
    }
  }
  void add(const Scope& scope) {
    add(scope.names);
    add(scope.self);
    add_number(scope.redirected.size());
    add_number(scope.annotated.size());
  }
  std::uint64_t value() const { return hash_; }

 private:
  void add_bits(std::uint64_t bits) {
    hash_ = (hash_ ^ bits) * 0x9E3779B97F4A7C15u;
    hash_ ^= hash_ >> 32;
  }
  template <class Number>
  void add_number(Number number) {
    add_bits(static_cast<std::uint64_t>(number));
  }
  void add_pointer(const void* pointer) { add_bits(reinterpret_cast<std::uintptr_t>(pointer)); }
  void add(Value value) {
    add_number(value.tag());
    switch (value.tag()) {
      case Tag::Bool: return add_number(value.as_bool());
      case Tag::Int: return add_number(value.as_int());
      case Tag::Float: return add_bits(std::bit_cast<std::uint64_t>(value.as_float()));
      case Tag::Object: return add_pointer(value.object());
      case Tag::Failed:
      case Tag::None:
      case Tag::Ellipsis:
      case Tag::NotImplemented: return;
    }
  }
  void add(const std::vector<Value>& values) {
    add_number(values.size());
    for (Value value : values) add(value);
  }
  void add(const Namespace& names) { add(names, names.entries().size()); }
  void add(const Namespace& names, std::size_t count) {
    add_number(std::min(count, names.entries().size()));
    for (std::size_t i = 0; i < count && i < names.entries().size(); ++i) {
      add_pointer(names.entries()[i].name.entry());
      add(names.entries()[i].value);
    }
  }
  void add(const Dict& dict) {
    add_number(dict.entries.size());
    for (const Dict::Entry& entry : dict.entries) {
      add(entry.key);
      add(entry.value);
      add_number(entry.live);
    }
  }
  void add(const Function& function) {
    add_pointer(function.name.entry());
    add(function.attributes);
    add(function.defaults);
  }
  void add(const Class& type) {
    type.library ? add(type.attributes, (list_++)->second) : add(type.attributes);
    add(type.metaclass);
    add(type.bases);
    for (const Class* base : type.mro) add_pointer(base);
    add_number(type.slots.size());
    add_number(type.abstract.size());
    add_number(type.annotated.size());
    add_number(type.has_dict);
    add_number(type.own_getattribute);
  }
  void add(const Instance& instance) {
    add_pointer(instance.type);
    add(instance.attributes);
    add_pointer(instance.dict);
    add(instance.payload);
    if (instance.module == nullptr) return;
    const ModuleState& state = *instance.module;
    for (const Dict* dict : {state.modules, state.parameters, state.buffers}) add_pointer(dict);
    add_pointer(state.non_persistent);
    add_number(state.training);
    add_number(state.layer.layer.op.index);  // a lazy layer becomes another
    add_number(state.arguments_set);
    add_number(state.weights_made);
    add_number(state.id.index);
  }
  void add(const Module& module) {
    module.library ? add(module.names, (list_++)->second) : add(module.names);
    add(module.scope);
    add_number(module.runs);
    add_pointer(module.pending);
    add(module.missing);
    add_number(module.star_imports.size());
    add_number(module.text_annotations);
  }
  void add(const Tensor& tensor) {
    add_number(tensor.value.index);
    add_pointer(tensor.elements.get());
    add_number(tensor.parameter);
    add_number(tensor.requires_grad);
    add_number(tensor.weight.index);
    if (tensor.attributes != nullptr) add(*tensor.attributes);
  }
  void add(const Unknown& unknown) {
    add_number(unknown.reported);
    add_pointer(unknown.holder);
    add_number(std::hash<std::string>()(unknown.held_as));
  }

  std::uint64_t hash_ = 0;
  Lists::const_iterator list_;
};

}  // namespace

Interpreter::Checkpoint Interpreter::checkpoint() {
  Checkpoint made{*this, heap_.mark(), builder_.checkpoint(), 0, {}, {}};
  for (Object* object : heap_.objects(made.heap)) {
    if (auto* type = as<Class>(object); type != nullptr && type->library) {
      made.lists.emplace_back(&type->attributes, type->attributes.entries().size());
    } else if (auto* module = as<Module>(object); module != nullptr && module->library) {
      made.lists.emplace_back(&module->names, module->names.entries().size());
    } else if (auto* tensor = as<Tensor>(object); tensor != nullptr && tensor->elements != nullptr) {
      made.kept_elements.push_back(tensor->elements);
    }
  }
  made.fingerprint = fingerprint(made);
  return made;
}

bool Interpreter::rewind(const Checkpoint& checkpoint) {
  if (fingerprint(checkpoint) != checkpoint.fingerprint) return false;
  for (const auto& [names, count] : checkpoint.lists) names->truncate(count);
  static_cast<RunState&>(*this) = checkpoint.state;
  builder_.rewind(checkpoint.builder);
  heap_.release(checkpoint.heap);
  return true;
}

std::uint64_t Interpreter::fingerprint(const Checkpoint& checkpoint) const {
  Fingerprint print(checkpoint.lists);
  for (const Object* object : heap_.objects(checkpoint.heap)) print.add(*object);
  for (const Scope* scope : heap_.scopes(checkpoint.heap)) print.add(*scope);
  return print.value();
}

}  // namespace shapewise::absint
