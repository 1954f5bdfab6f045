// Methods of list, tuple, dict, set and range.
#include <algorithm>

#include "absint/iterators.h"
#include "absint/library.h"

namespace shapewise::absint {
namespace {

/// self as a list; null, and an exception, if it is none.
List* list_of(Interpreter& interpreter, Reader& reader) {
  Value self = reader.required("self");
  List* list = self.failed() ? nullptr : interpreter.as_list(self);
  if (list == nullptr && !self.failed()) interpreter.raise_error("TypeError", reader.range(), "a list is expected");
  return list;
}

Dict* dict_of(Interpreter& interpreter, Reader& reader) {
  Value self = reader.required("self");
  Dict* dict = self.failed() ? nullptr : interpreter.as_dict(self);
  if (dict == nullptr && !self.failed()) interpreter.raise_error("TypeError", reader.range(), "a dict is expected");
  return dict;
}

Set* set_of(Interpreter& interpreter, Reader& reader) {
  Value self = reader.required("self");
  auto* set = as<Set>(self);
  if (auto* instance = as<Instance>(self)) set = as<Set>(instance->payload);
  if (set == nullptr && !self.failed()) interpreter.raise_error("TypeError", reader.range(), "a set is expected");
  return set;
}

Value list_append(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  List* list = list_of(interpreter, reader);
  Value item = reader.required("object");
  if (!reader.done() || list == nullptr) return {};
  list->items.push_back(item);
  interpreter.heap().charge(static_cast<std::int64_t>(sizeof(Value)));
  return interpreter.check_length(static_cast<std::int64_t>(list->items.size()), reader.range()) ? Value::none()
                                                                                                 : Value();
}

Value list_extend(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  List* list = list_of(interpreter, reader);
  Value iterable = reader.required("iterable");
  if (!reader.done() || list == nullptr) return {};
  std::vector<Value> items;
  if (!interpreter.collect(iterable, items, reader.range())) return {};
  list->items.insert(list->items.end(), items.begin(), items.end());
  return Value::none();
}

Value list_insert(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  List* list = list_of(interpreter, reader);
  auto index = interpreter.as_index(reader.required("index"));
  Value item = reader.required("object");
  if (!reader.done() || list == nullptr) return {};
  auto size = static_cast<std::int64_t>(list->items.size());
  std::int64_t at = index.value_or(0);
  at = std::clamp<std::int64_t>(at < 0 ? at + size : at, 0, size);
  list->items.insert(list->items.begin() + at, item);
  return Value::none();
}

Value list_pop(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  List* list = list_of(interpreter, reader);
  auto index = interpreter.as_index(reader.optional("index", Value::integer(-1)));
  if (!reader.done() || list == nullptr) return {};
  auto size = static_cast<std::int64_t>(list->items.size());
  std::int64_t at = index.value_or(-1);
  at = at < 0 ? at + size : at;
  if (at < 0 || at >= size) {
    return interpreter.raise_error("IndexError", reader.range(),
                                   size == 0 ? "pop from empty list" : "pop index out of range");
  }
  Value item = list->items[static_cast<std::size_t>(at)];
  list->items.erase(list->items.begin() + at);
  return item;
}

/// The place of an item, or -1; false if a comparison failed.
bool place_of(Interpreter& interpreter, const std::vector<Value>& items, Value wanted, source::Range range,
              std::int64_t& at) {
  for (at = 0; at < static_cast<std::int64_t>(items.size()); ++at) {
    Value item = items[static_cast<std::size_t>(at)];
    if (identical(item, wanted)) return true;
    Value same = interpreter.compare(python::CompareOp::Equal, item, wanted, range);
    Value decided = same.failed() ? same : interpreter.truth(same, range);
    if (decided.failed()) return false;
    if (decided.as_bool()) return true;
  }
  at = -1;
  return true;
}

Value list_remove(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  List* list = list_of(interpreter, reader);
  Value item = reader.required("value");
  std::int64_t at = -1;
  if (!reader.done() || list == nullptr || !place_of(interpreter, list->items, item, reader.range(), at)) return {};
  if (at < 0) return interpreter.raise_error("ValueError", reader.range(), "list.remove(x): x not in list");
  list->items.erase(list->items.begin() + at);
  return Value::none();
}

Value sequence_index(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value self = reader.required("self");
  Value item = reader.required("value");
  Value start = reader.optional("start", Value::integer(0));
  Value stop = reader.optional("stop", Value::integer(INT64_MAX));
  if (!reader.done()) return {};
  std::vector<Value> items;
  std::int64_t at = -1;
  if (!interpreter.collect(self, items, reader.range())) return {};
  auto size = static_cast<std::int64_t>(items.size());
  auto bound = [&](Value given) {
    std::int64_t index = interpreter.as_index(given).value_or(0);
    return std::clamp<std::int64_t>(index < 0 ? index + size : index, 0, size);
  };
  std::int64_t first = bound(start);
  std::int64_t last = std::max(bound(stop), first);
  std::vector<Value> part(items.begin() + first, items.begin() + last);
  if (!place_of(interpreter, part, item, reader.range(), at)) return {};
  if (at < 0) return interpreter.raise_error("ValueError", reader.range(), interpreter.repr(item) + " is not in list");
  return Value::integer(first + at);
}

Value sequence_count(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value self = reader.required("self");
  Value item = reader.required("value");
  std::vector<Value> items;
  if (!reader.done() || !interpreter.collect(self, items, reader.range())) return {};
  std::int64_t count = 0;
  for (Value one : items) count += interpreter.equal(one, item) ? 1 : 0;
  return Value::integer(count);
}

Value list_reverse(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  List* list = list_of(interpreter, reader);
  if (!reader.done() || list == nullptr) return {};
  std::reverse(list->items.begin(), list->items.end());
  return Value::none();
}

Value list_clear(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  List* list = list_of(interpreter, reader);
  if (!reader.done() || list == nullptr) return {};
  list->items.clear();
  return Value::none();
}

Value list_copy(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  List* list = list_of(interpreter, reader);
  return reader.done() && list != nullptr ? interpreter.list(list->items) : Value();
}

template <DictView::Part Part>
Value dict_view(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Dict* dict = dict_of(interpreter, reader);
  return reader.done() && dict != nullptr ? interpreter.view_of(arguments.at(0), Part) : Value();
}

Value dict_get(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Dict* dict = dict_of(interpreter, reader);
  Value key = reader.required("key");
  Value fallback = reader.optional("default");
  if (!reader.done() || dict == nullptr) return {};
  if (as<Unknown>(key) != nullptr) return key;
  Value* found = interpreter.dict_find(*dict, key);
  return found != nullptr ? *found : fallback;
}

Value dict_setdefault(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Dict* dict = dict_of(interpreter, reader);
  Value key = reader.required("key");
  Value fallback = reader.optional("default");
  if (!reader.done() || dict == nullptr) return {};
  if (Value* found = interpreter.dict_find(*dict, key)) return *found;
  return interpreter.dict_set(*dict, key, fallback, reader.range()) ? fallback : Value();
}

Value dict_pop(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Dict* dict = dict_of(interpreter, reader);
  Value key = reader.required("key");
  Value fallback = reader.optional("default", Value());
  if (!reader.done() || dict == nullptr) return {};
  if (as<Unknown>(key) != nullptr) return key;
  Value* found = interpreter.dict_find(*dict, key);
  if (found == nullptr) {
    return fallback.failed() ? interpreter.raise_key_error(key, reader.range()) : fallback;
  }
  Value value = *found;
  interpreter.dict_erase(*dict, key);
  return value;
}

Value dict_popitem(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Dict* dict = dict_of(interpreter, reader);
  if (!reader.done() || dict == nullptr) return {};
  const Dict::Entry* chosen = nullptr;
  for (const Dict::Entry& entry : dict->entries) {
    if (entry.live) chosen = &entry;
  }
  if (chosen == nullptr) return interpreter.raise_error("KeyError", reader.range(), "popitem(): dictionary is empty");
  Value key = chosen->key;
  Value item = interpreter.tuple({key, chosen->value});
  interpreter.dict_erase(*dict, key);
  return item;
}

Value dict_update(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Dict* dict = dict_of(interpreter, reader);
  if (dict == nullptr) return {};
  for (Value other : reader.rest()) {
    if (as<Unknown>(other) == nullptr && !interpreter.dict_update(*dict, other, reader.range())) return {};
  }
  for (const Argument& argument : arguments.items) {
    if (!argument.name.valid()) continue;
    Value key = interpreter.str(std::string(argument.name.text()));
    if (!interpreter.dict_set(*dict, key, argument.value, argument.range)) return {};
  }
  return Value::none();
}

Value dict_clear(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Dict* dict = dict_of(interpreter, reader);
  if (!reader.done() || dict == nullptr) return {};
  *dict = Dict();
  return Value::none();
}

Value dict_copy(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Dict* dict = dict_of(interpreter, reader);
  if (!reader.done() || dict == nullptr) return {};
  Dict* made = interpreter.dict();
  return interpreter.dict_update(*made, dict, reader.range()) ? Value(made) : Value();
}

Value dict_fromkeys(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  reader.required("cls");
  Value iterable = reader.required("iterable");
  Value value = reader.optional("value");
  std::vector<Value> keys;
  if (!reader.done() || !interpreter.collect(iterable, keys, reader.range())) return {};
  Value made = interpreter.call(arguments.at(0), {}, reader.range());
  for (Value key : keys) {
    if (made.failed() || !interpreter.set_item(made, key, value, reader.range())) return {};
  }
  return made;
}

Value set_add(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Set* set = set_of(interpreter, reader);
  Value item = reader.required("elem");
  if (!reader.done() || set == nullptr) return {};
  return interpreter.dict_set(set->items, item, Value::none(), reader.range()) ? Value::none() : Value();
}

/// remove() demands that it is there, discard() does not.
Value set_erase(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Set* set = set_of(interpreter, reader);
  Value item = reader.required("elem");
  if (!reader.done() || set == nullptr) return {};
  bool there = interpreter.dict_erase(set->items, item);
  if (there || native.name.ends_with("discard")) return Value::none();
  return interpreter.raise_key_error(item, reader.range());
}

Value set_update(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Set* set = set_of(interpreter, reader);
  if (set == nullptr) return {};
  for (Value iterable : reader.rest()) {
    std::vector<Value> items;
    if (!interpreter.collect(iterable, items, reader.range())) return {};
    for (Value item : items) {
      if (!interpreter.dict_set(set->items, item, Value::none(), reader.range())) return {};
    }
  }
  return Value::none();
}

/// union, intersection, difference …: the operator, with any iterable on the right.
template <python::BinaryOp Op>
Value set_method(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Set* set = set_of(interpreter, reader);
  if (set == nullptr) return {};
  Value result = interpreter.binary(python::BinaryOp::BitOr, set, set, reader.range());
  for (Value iterable : reader.rest()) {
    if (result.failed()) return result;
    Value other = interpreter.call(interpreter.builtin("builtins.set"), {iterable}, reader.range());
    if (other.failed()) return other;
    result = interpreter.binary(Op, result, other, reader.range());
    if (result.failed()) return result;
  }
  return result;
}

/// The same, as a change of the set itself.
template <python::BinaryOp Op>
Value set_change(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Value result = set_method<Op>(interpreter, arguments, native);
  if (result.failed()) return result;
  as<Set>(held(arguments.at(0)))->items = as<Set>(result)->items;
  return Value::none();
}

Value set_clear(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Set* set = set_of(interpreter, reader);
  if (!reader.done() || set == nullptr) return {};
  set->items = Dict();
  return Value::none();
}

Value slice_indices(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto length = interpreter.as_index(arguments.at(1));
  auto made = interpreter.slice_indices(*as<Slice>(arguments.at(0)), length.value_or(0), arguments.site);
  return made ? Value(*made) : Value();
}

Value view_mapping(Interpreter&, Arguments& arguments, const Native&) { return as<DictView>(arguments.at(0))->owner; }

Value view_isdisjoint(Interpreter& interpreter, Arguments& arguments, const Native&) {
  Value both = interpreter.binary(python::BinaryOp::BitAnd, arguments.at(0), arguments.at(1), arguments.site);
  return both.failed() ? both : interpreter.unary(python::UnaryOp::Not, both, arguments.site);
}

template <python::CompareOp Op>
Value set_compare(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Set* set = set_of(interpreter, reader);
  Value iterable = reader.required("other");
  if (!reader.done() || set == nullptr) return {};
  Value other = interpreter.call(interpreter.builtin("builtins.set"), {iterable}, reader.range());
  return other.failed() ? other : interpreter.compare(Op, set, other, reader.range());
}

Value set_isdisjoint(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Value both = set_method<python::BinaryOp::BitAnd>(interpreter, arguments, native);
  return both.failed() ? both : interpreter.unary(python::UnaryOp::Not, both, arguments.site);
}

Value set_pop(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Set* set = set_of(interpreter, reader);
  if (!reader.done() || set == nullptr) return {};
  for (const Dict::Entry& entry : set->items.entries) {
    if (!entry.live) continue;
    Value item = entry.key;
    interpreter.dict_erase(set->items, item);
    return item;
  }
  return interpreter.raise_error("KeyError", reader.range(), "pop from an empty set");
}

Value set_copy(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  return set_method<python::BinaryOp::BitOr>(interpreter, arguments, native);
}

template <Value Slice::*Member>
Value slice_part(Interpreter&, Arguments& arguments, const Native&) {
  return as<Slice>(arguments.at(0))->*Member;
}

template <std::int64_t Range::*Member>
Value range_part(Interpreter&, Arguments& arguments, const Native&) {
  return Value::integer(as<Range>(arguments.at(0))->*Member);
}

/// The operators as methods, for super().__getitem__(i) and the like in subclasses of list and dict.
Value base_getitem(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value self = reader.required("self");
  Value key = reader.required("key");
  if (!reader.done()) return {};
  Value inner = held(self);
  auto* dict = as<Dict>(inner);
  if (dict != nullptr && as<Unknown>(key) == nullptr && interpreter.dict_find(*dict, key) == nullptr) {
    Value missing = interpreter.call_special(self, interpreter.known().missing, {key}, reader.range());
    if (!missing.failed() || interpreter.raising() || interpreter.stopped()) return missing;
  }
  return interpreter.get_item(inner, key, reader.range());
}

Value base_setitem(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value self = reader.required("self");
  Value key = reader.required("key");
  Value value = reader.required("value");
  if (!reader.done()) return {};
  auto* instance = as<Instance>(self);
  Value target = instance != nullptr && !instance->payload.failed() ? instance->payload : self;
  return interpreter.set_item(target, key, value, reader.range()) ? Value::none() : Value();
}

Value base_delitem(Interpreter& interpreter, Arguments& arguments, const Native&) {
  return interpreter.delete_item(held(arguments.at(0)), arguments.at(1), arguments.site) ? Value::none() : Value();
}

Value base_iter(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value self = reader.required("self");
  if (!reader.done()) return {};
  auto* instance = as<Instance>(self);
  Iterator* made = interpreter.iterate(instance != nullptr && !instance->payload.failed() ? instance->payload : self,
                                       reader.range());
  return made != nullptr ? Value(made) : Value();
}

Value base_contains(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value self = reader.required("self");
  Value item = reader.required("item");
  if (!reader.done()) return {};
  auto* instance = as<Instance>(self);
  return interpreter.contains(instance != nullptr && !instance->payload.failed() ? instance->payload : self, item,
                              reader.range());
}

Value base_len(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value self = reader.required("self");
  if (!reader.done()) return {};
  auto* instance = as<Instance>(self);
  return interpreter.length(instance != nullptr && !instance->payload.failed() ? instance->payload : self,
                            reader.range());
}

using python::BinaryOp;
using python::CompareOp;

constexpr LibraryFunction kFunctions[] = {
    {"builtins.list.append", list_append},
    {"builtins.list.extend", list_extend},
    {"builtins.list.insert", list_insert},
    {"builtins.list.pop", list_pop},
    {"builtins.list.remove", list_remove},
    {"builtins.list.index", sequence_index},
    {"builtins.list.count", sequence_count},
    {"builtins.list.reverse", list_reverse},
    {"builtins.list.clear", list_clear},
    {"builtins.list.copy", list_copy},
    {"builtins.list.__delitem__", base_delitem},
    {"builtins.dict.__delitem__", base_delitem},
    {"builtins.list.__getitem__", base_getitem},
    {"builtins.list.__setitem__", base_setitem},
    {"builtins.list.__iter__", base_iter},
    {"builtins.list.__contains__", base_contains},
    {"builtins.list.__len__", base_len},
    {"builtins.tuple.index", sequence_index},
    {"builtins.tuple.count", sequence_count},
    {"builtins.tuple.__getitem__", base_getitem},
    {"builtins.tuple.__iter__", base_iter},
    {"builtins.tuple.__contains__", base_contains},
    {"builtins.tuple.__len__", base_len},
    {"builtins.dict.keys", dict_view<DictView::Part::Keys>},
    {"builtins.dict.values", dict_view<DictView::Part::Values>},
    {"builtins.dict.items", dict_view<DictView::Part::Items>},
    {"builtins.dict.get", dict_get},
    {"builtins.dict.setdefault", dict_setdefault},
    {"builtins.dict.pop", dict_pop},
    {"builtins.dict.popitem", dict_popitem},
    {"builtins.dict.update", dict_update},
    {"builtins.dict.clear", dict_clear},
    {"builtins.dict.copy", dict_copy},
    {"builtins.dict.fromkeys", dict_fromkeys, false, true},
    {"builtins.dict.__getitem__", base_getitem},
    {"builtins.dict.__setitem__", base_setitem},
    {"builtins.dict.__iter__", base_iter},
    {"builtins.dict.__contains__", base_contains},
    {"builtins.dict.__len__", base_len},
    {"builtins.set.add", set_add},
    {"builtins.set.remove", set_erase},
    {"builtins.set.discard", set_erase},
    {"builtins.set.update", set_update},
    {"builtins.set.pop", set_pop},
    {"builtins.set.copy", set_copy},
    {"builtins.set.union", set_method<BinaryOp::BitOr>},
    {"builtins.set.intersection", set_method<BinaryOp::BitAnd>},
    {"builtins.set.difference", set_method<BinaryOp::Subtract>},
    {"builtins.set.symmetric_difference", set_method<BinaryOp::BitXor>},
    {"builtins.set.issubset", set_compare<CompareOp::LessEqual>},
    {"builtins.set.issuperset", set_compare<CompareOp::GreaterEqual>},
    {"builtins.set.isdisjoint", set_isdisjoint},
    {"builtins.set.clear", set_clear},
    {"builtins.set.difference_update", set_change<BinaryOp::Subtract>},
    {"builtins.set.intersection_update", set_change<BinaryOp::BitAnd>},
    {"builtins.set.symmetric_difference_update", set_change<BinaryOp::BitXor>},
    {"builtins.frozenset.copy", set_copy},
    {"builtins.frozenset.symmetric_difference", set_method<BinaryOp::BitXor>},
    {"builtins.frozenset.isdisjoint", set_isdisjoint},
    {"builtins.range.index", sequence_index},
    {"builtins.range.count", sequence_count},
    {"builtins.slice.indices", slice_indices},
    {"builtins.dict_keys.isdisjoint", view_isdisjoint},
    {"builtins.dict_keys.mapping", view_mapping, true},
    {"builtins.frozenset.union", set_method<BinaryOp::BitOr>},
    {"builtins.frozenset.intersection", set_method<BinaryOp::BitAnd>},
    {"builtins.frozenset.difference", set_method<BinaryOp::Subtract>},
    {"builtins.frozenset.issubset", set_compare<CompareOp::LessEqual>},
    {"builtins.frozenset.issuperset", set_compare<CompareOp::GreaterEqual>},
    {"builtins.slice.start", slice_part<&Slice::start>, true},
    {"builtins.slice.stop", slice_part<&Slice::stop>, true},
    {"builtins.slice.step", slice_part<&Slice::step>, true},
    {"builtins.range.start", range_part<&Range::start>, true},
    {"builtins.range.stop", range_part<&Range::stop>, true},
    {"builtins.range.step", range_part<&Range::step>, true},
};

}  // namespace

Library containers_library() { return {kFunctions, {}, {}}; }

}  // namespace shapewise::absint
