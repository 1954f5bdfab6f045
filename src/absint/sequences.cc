// Elements: x[i], x[i] = v, del x[i], len(x), v in x.
#include <algorithm>
#include <fmt/format.h>

#include "absint/integer.h"
#include "absint/interpreter.h"
#include "absint/numbers.h"
#include "absint/torch_call.h"
#include "absint/unicode.h"

namespace shapewise::absint {
namespace {

struct Bounds {
  std::int64_t start = 0;
  std::int64_t step = 1;
  std::int64_t count = 0;
};

/// The elements that a slice takes of a sequence of the given length; false if it raised or is not known.
bool resolve_slice(Interpreter& interpreter, Slice& slice, std::int64_t length, source::Range range, Bounds& bounds) {
  auto index = [&](Value value, std::int64_t fallback, std::int64_t& out) {
    if (value.is_none()) return out = fallback, true;
    auto given = interpreter.as_index(value);
    if (!given) {
      interpreter.raise_error("TypeError", range, "slice indices must be integers or None or have an __index__ method");
      return false;
    }
    out = *given;
    return true;
  };
  if (!index(slice.step, 1, bounds.step)) return false;
  if (bounds.step == 0 || bounds.step == INT64_MIN) {
    interpreter.raise_error("ValueError", range, "slice step cannot be zero");
    return false;
  }
  bool back = bounds.step < 0;
  std::int64_t lowest = back ? -1 : 0;
  std::int64_t highest = back ? length - 1 : length;
  auto clamp = [&](Value given, std::int64_t value) {
    if (given.is_none()) return value;
    if (value < 0) value = value < -length ? lowest : value + length;
    return std::clamp(value, lowest, highest);
  };
  std::int64_t stop = 0;
  if (!index(slice.start, back ? highest : 0, bounds.start) || !index(slice.stop, back ? -1 : length, stop))
    return false;
  bounds.start = clamp(slice.start, bounds.start);
  stop = clamp(slice.stop, stop);
  std::int64_t distance = back ? bounds.start - stop : stop - bounds.start;
  std::int64_t stride = back ? -bounds.step : bounds.step;
  bounds.count = distance <= 0 ? 0 : (distance - 1) / stride + 1;
  return true;
}

bool symbolic_slice(Slice& slice) {
  for (Value part : {slice.start, slice.stop, slice.step}) {
    if (as<SymInt>(part) != nullptr || as<Unknown>(part) != nullptr) return true;
  }
  return false;
}

}  // namespace

std::optional<std::int64_t> Interpreter::element_index(Value index, std::int64_t length, source::Range range,
                                                       const char* what) {
  auto given = as_index(index);
  if (!given) {
    raise_error("TypeError", range,
                fmt::format("{} indices must be integers or slices, not {}", what, type_name(index)));
    return std::nullopt;
  }
  std::int64_t at = *given < 0 ? *given + length : *given;
  if (at < 0 || at >= length) {
    raise_error("IndexError", range, fmt::format("{} index out of range", what));
    return std::nullopt;
  }
  return at;
}

Value Interpreter::get_item(Value object, Value index, source::Range range) {
  if (as<Unknown>(object) != nullptr) return object;
  if (!object.is_object()) {
    return raise_error("TypeError", range, fmt::format("'{}' object is not subscriptable", type_name(object)));
  }
  if (auto* tensor = as<Tensor>(object)) return tensor_item(*this, *tensor, index, range);
  if (as<Unknown>(index) != nullptr) return index;
  switch (object.object()->kind) {
    case ObjectKind::List:
    case ObjectKind::Tuple: return sequence_item(object, index, range);
    case ObjectKind::Str: return string_item(*as<Str>(object), index, range);
    case ObjectKind::Bytes: return bytes_item(*as<Bytes>(object), index, range);
    case ObjectKind::Dict: return dict_item(object, *as<Dict>(object), index, range);
    case ObjectKind::Range: return range_item(*as<absint::Range>(object), index, range);
    case ObjectKind::Class: return class_item(*as<Class>(object), index, range);
    case ObjectKind::Instance: return instance_item(*as<Instance>(object), index, range);
    default: break;
  }
  return raise_error("TypeError", range, fmt::format("'{}' object is not subscriptable", type_name(object)));
}

Value Interpreter::sequence_item(Value object, Value index, source::Range range) {
  const std::vector<Value>& items = *elements(object);
  bool is_list = as<List>(object) != nullptr;
  auto length = static_cast<std::int64_t>(items.size());
  if (auto* slice = as<Slice>(index)) {
    if (symbolic_slice(*slice)) return unknown("a slice of a list by a symbolic size", range);
    Bounds bounds;
    if (!resolve_slice(*this, *slice, length, range, bounds)) return {};
    std::vector<Value> taken;
    for (std::int64_t i = 0; i < bounds.count; ++i)
      taken.push_back(items[static_cast<std::size_t>(bounds.start + i * bounds.step)]);
    Value made = is_list ? list(std::move(taken)) : tuple(std::move(taken));
    if (!is_list) as<Tuple>(made)->size_type = as<Tuple>(object)->size_type;
    return made;
  }
  if (as<SymInt>(index) != nullptr) return unknown("an element chosen by a symbolic size", range);
  auto at = element_index(index, length, range, is_list ? "list" : "tuple");
  return at ? items[static_cast<std::size_t>(*at)] : Value();
}

Value Interpreter::string_item(Str& text, Value index, source::Range range) {
  std::vector<std::string> characters = code_points(text.text);
  auto length = static_cast<std::int64_t>(characters.size());
  if (auto* slice = as<Slice>(index)) {
    if (symbolic_slice(*slice)) return unknown("a slice of a string by a symbolic size", range);
    Bounds bounds;
    if (!resolve_slice(*this, *slice, length, range, bounds)) return {};
    std::string taken;
    for (std::int64_t i = 0; i < bounds.count; ++i)
      taken += characters[static_cast<std::size_t>(bounds.start + i * bounds.step)];
    return str(std::move(taken));
  }
  auto at = element_index(index, length, range, "string");
  return at ? str(characters[static_cast<std::size_t>(*at)]) : Value();
}

Value Interpreter::bytes_item(Bytes& bytes, Value index, source::Range range) {
  auto length = static_cast<std::int64_t>(bytes.bytes.size());
  if (auto* slice = as<Slice>(index)) {
    Bounds bounds;
    if (symbolic_slice(*slice)) return unknown("a slice of bytes by a symbolic size", range);
    if (!resolve_slice(*this, *slice, length, range, bounds)) return {};
    auto* made = heap_.make<Bytes>();
    for (std::int64_t i = 0; i < bounds.count; ++i)
      made->bytes += bytes.bytes[static_cast<std::size_t>(bounds.start + i * bounds.step)];
    return made;
  }
  auto at = element_index(index, length, range, "byte");
  return at ? Value::integer(static_cast<unsigned char>(bytes.bytes[static_cast<std::size_t>(*at)])) : Value();
}

std::optional<Tuple*> Interpreter::slice_indices(Slice& slice, std::int64_t length, source::Range range) {
  Bounds bounds;
  if (!resolve_slice(*this, slice, length, range, bounds)) return std::nullopt;
  std::int64_t stop = bounds.start + bounds.count * bounds.step;
  if (!slice.stop.is_none() && bounds.step == 1) stop = std::max(stop, bounds.start);
  Value made = tuple({Value::integer(bounds.start), Value::integer(stop), Value::integer(bounds.step)});
  return as<Tuple>(made);
}

Value Interpreter::dict_item(Value object, Dict& dict, Value key, source::Range range) {
  if (const Value* found = dict_find(dict, key)) return *found;
  Value missing = call_special(object, known_.missing, {key}, range);
  if (!missing.failed() || raising() || stopped_) return missing;
  bool hashable = true;
  hash(key, hashable);
  if (!hashable) return raise_error("TypeError", range, fmt::format("unhashable type: '{}'", type_name(key)));
  return raise_key_error(key, range);
}

Value Interpreter::range_item(absint::Range& r, Value index, source::Range range) {
  if (auto* slice = as<Slice>(index)) {
    Bounds bounds;
    if (symbolic_slice(*slice)) return unknown("a slice of a range by a symbolic size", range);
    if (!resolve_slice(*this, *slice, r.size(), range, bounds)) return {};
    auto* made = heap_.make<absint::Range>();
    made->start = r.start + bounds.start * r.step;
    made->step = r.step * bounds.step;
    made->stop = made->start + bounds.count * made->step;
    return made;
  }
  auto at = element_index(index, r.size(), range, "range object");
  return at ? Value::integer(r.start + *at * r.step) : Value();
}

Value Interpreter::class_item(Class& type, Value index, source::Range range) {
  Class* meta = metaclass_of(type);
  Value custom = find_in_class(meta, known_.getitem);
  if (!custom.failed()) return call(bind(custom, &type, meta, range), {index}, range);
  custom = find_in_class(&type, known_.class_getitem);
  if (!custom.failed()) return call(bind(custom, &type, &type, range), {index}, range);
  return &type;  // list[int], Generic[T]: an annotation
}

Value Interpreter::instance_item(Instance& instance, Value index, source::Range range) {
  Value method = find_in_class(instance.type, known_.getitem);
  if (as<Function>(method) != nullptr || (!method.failed() && instance.payload.failed())) {
    return call(bind(method, &instance, instance.type, range), {index}, range);
  }
  if (Dict* dict = as_dict(&instance)) return dict_item(&instance, *dict, index, range);
  if (!instance.payload.failed()) return get_item(instance.payload, index, range);
  if (instance.type->unknown_base) return unknown("its class has a base that is not known", range);
  return raise_error("TypeError", range, fmt::format("'{}' object is not subscriptable", type_name(&instance)));
}

bool Interpreter::set_item(Value object, Value index, Value value, source::Range range) {
  if (as<Unknown>(object) != nullptr) return true;
  if (auto* tensor = as<Tensor>(object)) return tensor_set_item(*this, *tensor, index, value, range);
  if (auto* instance = as<Instance>(object)) {
    Value method = find_in_class(instance->type, known_.setitem);
    if (as<Function>(method) != nullptr || (!method.failed() && instance->payload.failed())) {
      return !call(bind(method, object, instance->type, range), {index, value}, range).failed();
    }
    if (!instance->payload.failed()) return set_item(instance->payload, index, value, range);
    if (instance->type->unknown_base) return true;
  }
  if (as<Unknown>(index) != nullptr) return true;
  if (auto* dict = as<Dict>(object)) return dict_set(*dict, index, value, range);
  if (auto* target = as<List>(object)) {
    auto length = static_cast<std::int64_t>(target->items.size());
    if (auto* slice = as<Slice>(index)) return set_slice(*target, *slice, value, range);
    auto at = element_index(index, length, range, "list");
    if (at) target->items[static_cast<std::size_t>(*at)] = value;
    return at.has_value();
  }
  raise_error("TypeError", range, fmt::format("'{}' object does not support item assignment", type_name(object)));
  return false;
}

bool Interpreter::set_slice(List& target, Slice& slice, Value value, source::Range range) {
  Bounds bounds;
  std::vector<Value> items;
  if (symbolic_slice(slice)) return true;
  if (!resolve_slice(*this, slice, static_cast<std::int64_t>(target.items.size()), range, bounds)) return false;
  if (!value.failed() && !collect(value, items, range)) return false;
  if (bounds.step == 1) {
    auto begin = target.items.begin() + bounds.start;
    begin = target.items.erase(begin, begin + bounds.count);
    target.items.insert(begin, items.begin(), items.end());
    return true;
  }
  if (value.failed()) {  // deletion, from the highest index down
    std::vector<std::int64_t> places;
    for (std::int64_t i = 0; i < bounds.count; ++i) places.push_back(bounds.start + i * bounds.step);
    std::sort(places.rbegin(), places.rend());
    for (std::int64_t place : places) target.items.erase(target.items.begin() + place);
    return true;
  }
  if (static_cast<std::int64_t>(items.size()) != bounds.count) {
    raise_error("ValueError", range, "attempt to assign a sequence to an extended slice of another size");
    return false;
  }
  for (std::int64_t i = 0; i < bounds.count; ++i) {
    target.items[static_cast<std::size_t>(bounds.start + i * bounds.step)] = items[static_cast<std::size_t>(i)];
  }
  return true;
}

bool Interpreter::delete_item(Value object, Value index, source::Range range) {
  if (as<Unknown>(object) != nullptr || as<Unknown>(index) != nullptr) return true;
  if (auto* instance = as<Instance>(object)) {
    Value method = find_in_class(instance->type, known_.delitem);
    if (as<Function>(method) != nullptr || (!method.failed() && instance->payload.failed())) {
      return !call(bind(method, object, instance->type, range), {index}, range).failed();
    }
    if (!instance->payload.failed()) return delete_item(instance->payload, index, range);
  }
  if (auto* dict = as<Dict>(object)) {
    if (dict_erase(*dict, index)) return true;
    return !raise_key_error(index, range).failed();
  }
  if (auto* target = as<List>(object)) {
    if (auto* slice = as<Slice>(index)) return set_slice(*target, *slice, Value(), range);
    auto at = element_index(index, static_cast<std::int64_t>(target->items.size()), range, "list");
    if (at) target->items.erase(target->items.begin() + *at);
    return at.has_value();
  }
  raise_error("TypeError", range, fmt::format("'{}' object doesn't support item deletion", type_name(object)));
  return false;
}

Value Interpreter::length(Value object, source::Range range) {
  if (as<Unknown>(object) != nullptr) return object;
  auto count = [](std::size_t n) { return Value::integer(static_cast<std::int64_t>(n)); };
  if (auto* text = as<Str>(object)) return count(code_points(text->text).size());
  if (auto* bytes = as<Bytes>(object)) return count(bytes->bytes.size());
  if (auto* list = as<List>(object)) return count(list->items.size());
  if (auto* tuple = as<Tuple>(object)) return count(tuple->items.size());
  if (auto* dict = as<Dict>(object)) return Value::integer(dict->size);
  if (auto* set = as<Set>(object)) return Value::integer(set->items.size);
  if (auto* r = as<absint::Range>(object)) return Value::integer(r->size());
  if (auto* view = as<DictView>(object)) return Value::integer(view->dict->size);
  if (auto* tensor = as<Tensor>(object)) return tensor_length(*this, *tensor, range);
  if (auto* type = as<Class>(object)) {
    Value custom = find_in_class(metaclass_of(*type), known_.len);
    if (!custom.failed()) return call(bind(custom, object, metaclass_of(*type), range), {}, range);
  }
  Value result = as<Instance>(object) != nullptr ? call_special(object, known_.len, {}, range) : Value();
  if (!result.failed() || raising() || stopped_) return result;
  if (auto* instance = as<Instance>(object); instance != nullptr && !instance->payload.failed()) {
    return length(instance->payload, range);
  }
  return raise_error("TypeError", range, fmt::format("object of type '{}' has no len()", type_name(object)));
}

Value Interpreter::contains(Value container, Value item, source::Range range) {
  if (as<Unknown>(container) != nullptr) return container;
  if (as<Unknown>(item) != nullptr) return item;
  if (auto* text = as<Str>(container)) {
    auto* part = as<Str>(item);
    if (part == nullptr) return raise_error("TypeError", range, "'in <string>' requires string as left operand");
    return Value::boolean(text->text.find(part->text) != std::string::npos);
  }
  if (auto* instance = as<Instance>(container)) {
    Value method = find_in_class(instance->type, known_.contains);
    if (as<Function>(method) != nullptr || (!method.failed() && instance->payload.failed())) {
      Value result = call(bind(method, container, instance->type, range), {item}, range);
      return result.failed() || as<Unknown>(result) != nullptr ? result : truth(result, range);
    }
  }
  if (auto* type = as<Class>(container); type != nullptr && !type->metaclass.failed()) {
    Value method = find_in_class(metaclass_of(*type), known_.contains);
    Value result = method.failed() ? method : call(method, {container, item}, range);
    if (!method.failed()) return result.failed() || as<Unknown>(result) != nullptr ? result : truth(result, range);
  }
  if (auto* view = as<DictView>(container)) return view_contains(*view, item, range);
  if (auto* bytes = as<Bytes>(container)) {
    if (auto* part = as<Bytes>(item)) return Value::boolean(bytes->bytes.find(part->bytes) != std::string::npos);
    auto byte = as_index(item);
    return Value::boolean(byte && bytes->bytes.find(static_cast<char>(*byte)) != std::string::npos);
  }
  if (auto* r = as<absint::Range>(container); r != nullptr && item.is_int()) {
    Int distance = static_cast<Int>(item.as_int()) - r->start;
    return Value::boolean(distance % r->step == 0 && distance / r->step >= 0 && distance / r->step < r->size());
  }
  if (Dict* dict = as_dict(container)) return Value::boolean(dict_find(*dict, item) != nullptr);
  if (auto* set = as<Set>(container)) return Value::boolean(dict_find(set->items, item) != nullptr);
  Iterator* iterator = iterate(container, range);
  if (iterator == nullptr) return {};
  Value element;
  while (iterator->next(*this, element)) {
    if (element.failed() || !step(range)) return {};
    if (identical(element, item)) return Value::boolean(true);
    Value same = compare(python::CompareOp::Equal, element, item, range);
    Value decided = same.failed() ? same : truth(same, range);
    if (decided.failed()) return {};
    if (decided.as_bool()) return decided;
  }
  return Value::boolean(false);
}

}  // namespace shapewise::absint
