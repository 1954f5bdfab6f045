// Hash tables in insertion order, and the equality and hashing that they need.
#include <fmt/format.h>

#include "absint/integer.h"
#include "absint/interpreter.h"
#include "absint/numbers.h"

namespace shapewise::absint {
namespace {

std::size_t mix(std::size_t a, std::size_t b) { return (a ^ (b + 0x9E3779B97F4A7C15u + (a << 6) + (a >> 2))); }

}  // namespace

bool Interpreter::equal(Value a, Value b) {
  if (identical(a, b)) return true;
  for (auto [x, y] : {std::pair(a, b), std::pair(b, a)}) {
    auto* instance = as<Instance>(x);
    if (instance == nullptr || find_in_class(instance->type, known_.eq).failed()) continue;
    Value same = special_binary(known_.eq, x, y, {});
    if (same.tag() != Tag::NotImplemented) return same.is_bool() && same.as_bool();
  }
  a = held(a);
  b = held(b);
  if (is_number(a) && is_number(b)) {
    auto* x = as<SymInt>(a);
    auto* y = as<SymInt>(b);
    if (x != nullptr || y != nullptr) return x != nullptr && y != nullptr && x->expr == y->expr;
    if (as<SymFloat>(a) != nullptr || as<SymFloat>(b) != nullptr) return false;
    return number_compare(*this, python::CompareOp::Equal, a, b, {}).as_bool();
  }
  if (!a.is_object() || !b.is_object()) return false;
  if (as<Str>(a) != nullptr && as<Str>(b) != nullptr) return as<Str>(a)->text == as<Str>(b)->text;
  if (as<Bytes>(a) != nullptr && as<Bytes>(b) != nullptr) return as<Bytes>(a)->bytes == as<Bytes>(b)->bytes;
  const auto* x = elements(a);
  const auto* y = elements(b);
  if (x != nullptr && y != nullptr) {
    if ((as_list(a) != nullptr) != (as_list(b) != nullptr) || x->size() != y->size()) return false;
    for (std::size_t i = 0; i < x->size(); ++i) {
      if (!equal((*x)[i], (*y)[i])) return false;
    }
    return true;
  }
  if (Dict* d = as_dict(a); d != nullptr && as_dict(b) != nullptr) {
    Dict* e = as_dict(b);
    if (d->size != e->size) return false;
    for (const Dict::Entry& entry : d->entries) {
      if (!entry.live) continue;
      const Value* other = dict_find(*e, entry.key);
      if (other == nullptr || !equal(entry.value, *other)) return false;
    }
    return true;
  }
  Set* left = view_as_set(a, {});
  Set* right = left != nullptr ? view_as_set(b, {}) : nullptr;
  if (right != nullptr) {
    return left->items.size == right->items.size && set_order(python::CompareOp::LessEqual, *left, *right).as_bool();
  }
  auto* slice = as<Slice>(a);
  if (auto* other = as<Slice>(b); slice != nullptr && other != nullptr) {
    return equal(slice->start, other->start) && equal(slice->stop, other->stop) && equal(slice->step, other->step);
  }
  auto* method = as<BoundMethod>(a);
  if (auto* other = as<BoundMethod>(b); method != nullptr && other != nullptr) {
    return identical(method->self, other->self) && identical(method->function, other->function);
  }
  if (auto* r = as<Range>(a); r != nullptr && as<Range>(b) != nullptr) {
    auto* s = as<Range>(b);
    return r->size() == s->size() &&
           (r->size() == 0 || (r->start == s->start && (r->size() == 1 || r->step == s->step)));
  }
  return false;
}

/// A class of the program with an __eq__ and no __hash__ has none.
bool Interpreter::defines_equality(Class& type) { return as<Function>(find_in_class(&type, known_.eq)) != nullptr; }

std::size_t Interpreter::hash(Value value, bool& hashable) {
  switch (value.tag()) {
    case Tag::None: return 0x5DEECE66D;
    case Tag::Bool: return std::hash<std::int64_t>()(value.as_bool() ? 1 : 0);
    case Tag::Int: return std::hash<std::int64_t>()(value.as_int());
    case Tag::Float: {
      double d = value.as_float();
      bool whole = d == static_cast<double>(static_cast<std::int64_t>(d));
      return whole ? std::hash<std::int64_t>()(static_cast<std::int64_t>(d)) : std::hash<double>()(d);
    }
    case Tag::Object: break;
    default: return static_cast<std::size_t>(value.tag());
  }
  switch (value.object()->kind) {
    case ObjectKind::Str: return std::hash<std::string>()(as<Str>(value)->text);
    case ObjectKind::Bytes: return std::hash<std::string>()(as<Bytes>(value)->bytes);
    case ObjectKind::BigInt: return std::hash<std::string>()(integer_text(value));
    case ObjectKind::SymInt: return as<SymInt>(value)->expr.hash();
    case ObjectKind::Tuple: {
      std::size_t combined = 7;
      for (Value item : as<Tuple>(value)->items) combined = mix(combined, hash(item, hashable));
      return combined;
    }
    case ObjectKind::BoundMethod:
      return mix(hash(as<BoundMethod>(value)->self, hashable), hash(as<BoundMethod>(value)->function, hashable));
    case ObjectKind::Range: return static_cast<std::size_t>(as<Range>(value)->size());
    case ObjectKind::DType: return 31 + static_cast<std::size_t>(as<DTypeObject>(value)->dtype);
    case ObjectKind::Set: {
      hashable = hashable && as<Set>(value)->frozen;
      std::size_t combined = 11;
      for (const Dict::Entry& entry : as<Set>(value)->items.entries) combined += entry.live ? entry.hash : 0;
      return combined;
    }
    case ObjectKind::Instance: {
      auto* instance = as<Instance>(value);
      Value custom = find_in_class(instance->type, known_.hash);
      if (as<Function>(custom) != nullptr) {
        Value hashed = call_special(value, known_.hash, {}, {});
        if (hashed.is_int()) return static_cast<std::size_t>(hashed.as_int());
        take_exception();
      }
      if (!custom.failed() ? custom.is_none() : defines_equality(*instance->type)) hashable = false;
      if (!instance->payload.failed()) return hash(instance->payload, hashable);
      return std::hash<const void*>()(value.object());
    }
    case ObjectKind::List:
    case ObjectKind::Dict: hashable = false; return 0;
    default: return std::hash<const void*>()(value.object());
  }
}

Value Interpreter::view_of(Value owner, DictView::Part part) {
  auto* view = heap_.make<DictView>();
  view->owner = owner;
  view->dict = as_dict(owner);
  view->part = part;
  return view;
}

Value Interpreter::view_contains(DictView& view, Value item, source::Range range) {
  if (view.part == DictView::Part::Keys) return Value::boolean(dict_find(*view.dict, item) != nullptr);
  if (view.part == DictView::Part::Items) {
    const auto* pair = elements(item);
    if (pair == nullptr || pair->size() != 2) return Value::boolean(false);
    Value* found = dict_find(*view.dict, pair->front());
    return found != nullptr ? compare(python::CompareOp::Equal, *found, pair->back(), range) : Value::boolean(false);
  }
  for (const Dict::Entry& entry : std::vector<Dict::Entry>(view.dict->entries)) {
    if (!entry.live) continue;
    Value same = compare(python::CompareOp::Equal, entry.value, item, range);
    Value decided = same.failed() ? same : truth(same, range);
    if (decided.failed() || decided.as_bool()) return decided;
  }
  return Value::boolean(false);
}

/// A set as it is, and a view of keys or items as a set; null for anything else, or if it failed.
Set* Interpreter::view_as_set(Value value, source::Range range) {
  if (auto* set = as<Set>(value)) return set;
  if (auto* instance = as<Instance>(value)) return as<Set>(instance->payload);
  auto* view = as<DictView>(value);
  if (view == nullptr || view->part == DictView::Part::Values) return nullptr;
  auto* made = heap_.make<Set>();
  for (const Dict::Entry& entry : view->dict->entries) {
    if (!entry.live) continue;
    Value item = view->part == DictView::Part::Keys ? entry.key : tuple({entry.key, entry.value});
    if (!dict_set(made->items, item, Value::none(), range)) return nullptr;
  }
  return made;
}

Value* Interpreter::dict_slot(Dict& dict, Value key, std::size_t hashed, std::size_t& at) {
  if (dict.index.empty()) return nullptr;
  std::size_t mask = dict.index.size() - 1;
  for (at = hashed & mask; dict.index[at] != 0; at = (at + 1) & mask) {
    Dict::Entry& entry = dict.entries[static_cast<std::size_t>(dict.index[at] - 1)];
    if (entry.live && entry.hash == hashed && equal(entry.key, key)) return &entry.value;
  }
  return nullptr;
}

Value* Interpreter::dict_find(const Dict& dict, Value key) {
  bool hashable = true;
  std::size_t hashed = hash(key, hashable);
  std::size_t at = 0;
  return hashable ? dict_slot(const_cast<Dict&>(dict), key, hashed, at) : nullptr;
}

bool Interpreter::dict_set(Dict& dict, Value key, Value value, source::Range range) {
  bool hashable = true;
  std::size_t hashed = hash(key, hashable);
  if (!hashable) {
    raise_error("TypeError", range, fmt::format("unhashable type: '{}'", type_name(key)));
    return false;
  }
  if (dict.mirror != nullptr && as<Str>(key) != nullptr) dict.mirror->set(intern(as<Str>(key)->text), value);
  std::size_t at = 0;
  if (Value* found = dict_slot(dict, key, hashed, at)) {
    *found = value;
    return true;
  }
  dict.entries.push_back({key, value, hashed, true});
  ++dict.size;
  heap_.charge(static_cast<std::int64_t>(sizeof(Dict::Entry)));
  if (dict.index.size() < dict.entries.size() * 2) {
    dict_rebuild(dict);
  } else {
    dict.index[at] = static_cast<std::int32_t>(dict.entries.size());
  }
  return check_length(static_cast<std::int64_t>(dict.entries.size()), range);
}

void Interpreter::dict_rebuild(Dict& dict) {
  std::erase_if(dict.entries, [](const Dict::Entry& entry) { return !entry.live; });
  std::size_t size = 8;
  while (size < dict.entries.size() * 3) size *= 2;
  dict.index.assign(size, 0);
  for (std::size_t i = 0; i < dict.entries.size(); ++i) {
    std::size_t at = dict.entries[i].hash & (size - 1);
    while (dict.index[at] != 0) at = (at + 1) & (size - 1);
    dict.index[at] = static_cast<std::int32_t>(i) + 1;
  }
}

bool Interpreter::dict_erase(Dict& dict, Value key) {
  bool hashable = true;
  std::size_t hashed = hash(key, hashable);
  std::size_t at = 0;
  if (!hashable || dict_slot(dict, key, hashed, at) == nullptr) return false;
  if (dict.mirror != nullptr && as<Str>(key) != nullptr) dict.mirror->erase(intern(as<Str>(key)->text));
  dict.entries[static_cast<std::size_t>(dict.index[at] - 1)].live = false;
  --dict.size;
  if (static_cast<std::int32_t>(dict.entries.size()) > 2 * dict.size + 16) dict_rebuild(dict);
  return true;
}

bool Interpreter::dict_update(Dict& dict, Value other, source::Range range) {
  if (Dict* from = as_dict(other)) {
    std::vector<Dict::Entry> entries = from->entries;
    for (const Dict::Entry& entry : entries) {
      if (entry.live && !dict_set(dict, entry.key, entry.value, range)) return false;
    }
    return true;
  }
  // Anything with keys(), else pairs.
  Value keys = find_attribute(other, intern("keys"), range);
  if (keys.failed() && (raising() || stopped_)) return false;
  std::vector<Value> items;
  if (!keys.failed()) {
    Value made = call(keys, {}, range);
    if (made.failed() || !collect(made, items, range)) return false;
    for (Value key : items) {
      Value value = get_item(other, key, range);
      if (value.failed() || !dict_set(dict, key, value, range)) return false;
    }
    return true;
  }
  if (!collect(other, items, range)) return false;
  for (Value item : items) {
    std::vector<Value> pair;
    if (!collect(item, pair, range)) return false;
    if (pair.size() != 2) {
      raise_error("ValueError", range, "dictionary update sequence element is not a pair");
      return false;
    }
    if (!dict_set(dict, pair[0], pair[1], range)) return false;
  }
  return true;
}

Dict* Interpreter::as_dict(Value value) {
  if (auto* dict = as<Dict>(value)) return dict;
  auto* instance = as<Instance>(value);
  return instance != nullptr && !instance->payload.failed() ? as<Dict>(instance->payload) : nullptr;
}

List* Interpreter::as_list(Value value) {
  if (auto* list = as<List>(value)) return list;
  auto* instance = as<Instance>(value);
  return instance != nullptr && !instance->payload.failed() ? as<List>(instance->payload) : nullptr;
}

}  // namespace shapewise::absint
