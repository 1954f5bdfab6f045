// Operators: dispatch over numbers, tensors, sequences and the special methods of the program's own classes.
#include <algorithm>
#include <fmt/format.h>

#include "absint/format.h"
#include "absint/integer.h"
#include "absint/interpreter.h"
#include "absint/numbers.h"
#include "absint/torch_call.h"

namespace shapewise::absint {
namespace {

using python::BinaryOp;
using python::CompareOp;

constexpr std::string_view kSymbols[] = {"|", "^", "&", "<<", ">>", "+", "-", "*", "/", "//", "%", "**", "@"};
constexpr std::string_view kCompareSymbols[] = {"==", "!=", "<", "<=", ">", ">=", "is", "is not", "in", "not in"};

/// items repeated `count` times.
template <class Sequence>
void repeat(Sequence& items, std::int64_t count) {
  Sequence once = items;
  items.clear();
  items.reserve(once.size() * static_cast<std::size_t>(std::max<std::int64_t>(count, 0)));
  for (std::int64_t i = 0; i < count; ++i) items.insert(items.end(), once.begin(), once.end());
}

}  // namespace

Value held(Value value) {
  auto* instance = as<Instance>(value);
  return instance != nullptr && !instance->payload.failed() ? instance->payload : value;
}

bool identical(Value a, Value b) {
  if (a.tag() != b.tag()) return false;
  switch (a.tag()) {
    case Tag::Bool: return a.as_bool() == b.as_bool();
    case Tag::Int: return a.as_int() == b.as_int();
    case Tag::Float: return a.as_float() == b.as_float();
    case Tag::Object: {
      if (a.object() == b.object()) return true;
      auto* x = as<DTypeObject>(a);
      auto* y = as<DTypeObject>(b);
      return x != nullptr && y != nullptr && x->dtype == y->dtype;
    }
    default: return true;
  }
}

Value Interpreter::special_binary(python::Name name, Value a, Value b, source::Range range) {
  if (as<Instance>(a) == nullptr && as<Class>(a) == nullptr) return Value::not_implemented();
  Class* type = type_of(a);
  Value method = find_in_class(type, name);
  if (method.failed())
    return type->unknown_base ? unknown("its class has a base that is not known", range) : Value::not_implemented();
  Value bound = bind(method, a, type, range);
  return bound.failed() ? bound : call(bound, {b}, range);
}

std::string Interpreter::operand_message(BinaryOp op, Value a, Value b) {
  for (auto [is, name] : {std::pair(as<Str>(a) != nullptr, "str"), std::pair(as<List>(a) != nullptr, "list"),
                          std::pair(as<Tuple>(a) != nullptr, "tuple")}) {
    if (!is || op != BinaryOp::Add) continue;
    return fmt::format("can only concatenate {} (not \"{}\") to {}", name, type_name(b), name);
  }
  std::string symbol(kSymbols[static_cast<std::size_t>(op)]);
  if (op == BinaryOp::Power) symbol += " or pow()";
  return fmt::format("unsupported operand type(s) for {}: '{}' and '{}'", symbol, type_name(a), type_name(b));
}

Value Interpreter::binary(BinaryOp op, Value a, Value b, source::Range range) {
  const bool of_numbers = op != BinaryOp::MatrixMultiply;
  if (of_numbers && is_number(a) && is_number(b)) {
    Value result = number_arithmetic(*this, op, a, b, range);
    if (result.tag() != Tag::NotImplemented) return result;
  }
  if (as<Unknown>(a) != nullptr) return a;
  if (as<Unknown>(b) != nullptr) return b;
  auto index = static_cast<std::size_t>(op);
  Value result = Value::not_implemented();
  // The right operand comes first if its class refines that of the left one.
  bool right_first = as<Instance>(a) != nullptr && as<Instance>(b) != nullptr && type_of(a) != type_of(b) &&
                     is_instance(b, type_of(a));
  if (right_first) result = special_binary(known_.reflected[index], b, a, range);
  if (result.tag() == Tag::NotImplemented) result = special_binary(known_.binary[index], a, b, range);
  if (result.tag() == Tag::NotImplemented && !right_first)
    result = special_binary(known_.reflected[index], b, a, range);
  if (result.tag() != Tag::NotImplemented) return result;
  if (as<Tensor>(a) != nullptr || as<Tensor>(b) != nullptr) result = tensor_binary(*this, op, a, b, range);
  if (result.tag() != Tag::NotImplemented) return result;
  // A value of a class derived from int, str or tuple takes part as what it holds.
  Value x = held(a);
  Value y = held(b);
  if (of_numbers && is_number(x) && is_number(y)) return number_arithmetic(*this, op, x, y, range);
  result = sequence_binary(op, x, y, range);
  if (result.tag() != Tag::NotImplemented) return result;
  return raise_error("TypeError", range, operand_message(op, held(a), held(b)));
}

Value Interpreter::sequence_binary(BinaryOp op, Value a, Value b, source::Range range) {
  if (op == BinaryOp::Multiply) {
    if (is_integer(a)) std::swap(a, b);
    if (as<SymInt>(a) != nullptr) std::swap(a, b);
    bool sequence =
        as<Str>(a) != nullptr || as<List>(a) != nullptr || as<Tuple>(a) != nullptr || as<Bytes>(a) != nullptr;
    if (!sequence) return Value::not_implemented();
    if (as<SymInt>(b) != nullptr) return unknown("a sequence is repeated a symbolic number of times", range);
    if (!is_integer(b)) return Value::not_implemented();
    return repeat_sequence(a, b, range);
  }
  if (auto* format = as<Str>(a); format != nullptr && op == BinaryOp::Modulo)
    return percent_format(*this, format->text, b, range);
  if (op == BinaryOp::Add) {
    if (as<Str>(a) != nullptr && as<Str>(b) != nullptr) {
      std::string joined = as<Str>(a)->text + as<Str>(b)->text;
      return check_length(static_cast<std::int64_t>(joined.size()), range) ? str(std::move(joined)) : Value();
    }
    auto joined = [&](const std::vector<Value>& x, const std::vector<Value>& y) {
      std::vector<Value> all = x;
      all.insert(all.end(), y.begin(), y.end());
      return all;
    };
    List* x = as_list(a);
    List* y = as_list(b);
    if (x != nullptr && y != nullptr) return list(joined(x->items, y->items));
    bool lists = x != nullptr || y != nullptr;
    const auto* left = lists ? nullptr : elements(a);
    const auto* right = lists ? nullptr : elements(b);
    if (left != nullptr && right != nullptr) return tuple(joined(*left, *right));
    if (as<Bytes>(a) != nullptr && as<Bytes>(b) != nullptr) {
      auto* made = heap_.make<Bytes>();
      made->bytes = as<Bytes>(a)->bytes + as<Bytes>(b)->bytes;
      return made;
    }
  }
  if (op == BinaryOp::BitOr && as_dict(a) != nullptr && as_dict(b) != nullptr) {
    Dict* merged = dict();
    return dict_update(*merged, a, range) && dict_update(*merged, b, range) ? Value(merged) : Value();
  }
  if (Set* x = view_as_set(a, range)) {
    Set* y = view_as_set(b, range);
    // Views, unlike sets, take any iterable on the right.
    if (y == nullptr && as<DictView>(a) != nullptr) {
      Value made = call(builtin("builtins.set"), {b}, range);
      if (made.failed()) return made;
      y = as<Set>(made);
    }
    if (y != nullptr) return set_operation(op, *x, *y, range);
  }
  // X | Y of types, as annotations write it.
  auto is_type = [](Value v) { return as<Class>(v) != nullptr || as<Tuple>(v) != nullptr || v.is_none(); };
  bool types =
      is_type(a) && is_type(b) && (as<Class>(a) != nullptr || as<Class>(b) != nullptr || as<Tuple>(a) != nullptr);
  if (op == BinaryOp::BitOr && types) return tuple({a, b});
  return Value::not_implemented();
}

Value Interpreter::repeat_sequence(Value a, Value count, source::Range range) {
  std::optional<std::int64_t> times = as_index(count);
  std::int64_t n = times ? std::max<std::int64_t>(*times, 0) : INT64_MAX;
  auto bounded = [&](std::size_t size) {
    std::int64_t total = 0;
    bool overflow = __builtin_mul_overflow(static_cast<std::int64_t>(size), size == 0 ? 0 : n, &total);
    return check_length(overflow ? INT64_MAX : total, range);
  };
  if (auto* text = as<Str>(a)) {
    if (!bounded(text->text.size())) return {};
    std::string repeated = text->text;
    repeat(repeated, repeated.empty() ? 0 : n);
    return str(std::move(repeated));
  }
  if (auto* bytes = as<Bytes>(a)) {
    if (!bounded(bytes->bytes.size())) return {};
    auto* made = heap_.make<Bytes>();
    made->bytes = bytes->bytes;
    repeat(made->bytes, made->bytes.empty() ? 0 : n);
    return made;
  }
  std::vector<Value> items = as<List>(a) != nullptr ? as<List>(a)->items : as<Tuple>(a)->items;
  if (!bounded(items.size())) return {};
  repeat(items, items.empty() ? 0 : n);
  return as<List>(a) != nullptr ? list(std::move(items)) : tuple(std::move(items));
}

Value Interpreter::set_operation(BinaryOp op, Set& a, Set& b, source::Range range) {
  auto* made = heap_.make<Set>();
  made->frozen = a.frozen;
  auto add = [&](const Dict& from, auto keep) {
    for (const Dict::Entry& entry : from.entries) {
      if (entry.live && keep(entry.key) && !dict_set(made->items, entry.key, Value::none(), range)) return false;
    }
    return true;
  };
  auto in = [&](const Set& s) { return [&s, this](Value key) { return dict_find(s.items, key) != nullptr; }; };
  auto not_in = [&](const Set& s) { return [&s, this](Value key) { return dict_find(s.items, key) == nullptr; }; };
  bool done = false;
  switch (op) {
    case BinaryOp::BitOr:
      done = add(a.items, [](Value) { return true; }) && add(b.items, [](Value) { return true; });
      break;
    case BinaryOp::BitAnd: done = add(a.items, in(b)); break;
    case BinaryOp::Subtract: done = add(a.items, not_in(b)); break;
    case BinaryOp::BitXor: done = add(a.items, not_in(b)) && add(b.items, not_in(a)); break;
    default: return Value::not_implemented();
  }
  return done ? Value(made) : Value();
}

Value Interpreter::in_place(BinaryOp op, Value a, Value b, source::Range range) {
  if (as<Unknown>(a) != nullptr) return a;
  if (List* target = as_list(a); target != nullptr && op == BinaryOp::Add) {
    std::vector<Value> items;
    if (as<Unknown>(b) != nullptr) return b;
    if (!collect(b, items, range)) return {};
    target->items.insert(target->items.end(), items.begin(), items.end());
    return a;
  }
  if (as<Instance>(a) != nullptr) {
    Value result = special_binary(known_.in_place[static_cast<std::size_t>(op)], a, b, range);
    if (result.tag() != Tag::NotImplemented) return result;
  }
  if (auto* tensor = as<Tensor>(a); tensor != nullptr && as<Unknown>(b) == nullptr && as<Instance>(b) == nullptr) {
    Value result = tensor_in_place(*this, op, *tensor, b, range);
    if (result.tag() != Tag::NotImplemented) return result;
  }
  if (Dict* target = as_dict(a); target != nullptr && op == BinaryOp::BitOr)
    return dict_update(*target, b, range) ? a : Value();
  Value result = binary(op, a, b, range);
  // Lists and sets change themselves.
  if (auto* target = as<List>(a); target != nullptr && as<List>(result) != nullptr && op == BinaryOp::Multiply) {
    target->items = as<List>(result)->items;
    return a;
  }
  if (auto* target = as<Set>(a); target != nullptr && !target->frozen && as<Set>(result) != nullptr) {
    target->items = as<Set>(result)->items;
    return a;
  }
  return result;
}

Value Interpreter::unary(python::UnaryOp op, Value a, source::Range range) {
  if (op == python::UnaryOp::Not) {
    if (as<Unknown>(a) != nullptr) return a;
    Value decided = truth(a, range);
    return decided.failed() ? decided : Value::boolean(!decided.as_bool());
  }
  if (as<Unknown>(a) != nullptr) return a;
  if (is_number(a)) {
    if (op == python::UnaryOp::Positive) return a.is_bool() ? Value::integer(a.as_bool() ? 1 : 0) : a;
    if (op == python::UnaryOp::Invert)
      return number_arithmetic(*this, BinaryOp::Subtract, Value::integer(-1), a, range);
    if (a.is_float()) return Value::floating(-a.as_float());
    return number_arithmetic(*this, BinaryOp::Subtract, Value::integer(0), a, range);
  }
  if (as<Tensor>(a) != nullptr) return tensor_unary(*this, op, a, range);
  constexpr std::string_view kMethods[] = {"", "__neg__", "__pos__", "__invert__"};
  Value result = call_special(a, intern(kMethods[static_cast<std::size_t>(op)]), {}, range);
  if (!result.failed() || raising() || stopped_) return result;
  if (is_number(held(a))) return unary(op, held(a), range);
  constexpr std::string_view kSigns[] = {"not", "-", "+", "~"};
  return raise_error(
      "TypeError", range,
      fmt::format("bad operand type for unary {}: '{}'", kSigns[static_cast<std::size_t>(op)], type_name(a)));
}

Value Interpreter::compare(CompareOp op, Value a, Value b, source::Range range) {
  if (op == CompareOp::Is || op == CompareOp::IsNot) {
    // Nothing that is not known is None: it is something.
    bool same = identical(a, b);
    if (!same && (as<Unknown>(a) != nullptr || as<Unknown>(b) != nullptr)) return as<Unknown>(a) != nullptr ? a : b;
    return Value::boolean(same == (op == CompareOp::Is));
  }
  if (op == CompareOp::In || op == CompareOp::NotIn) {
    Value found = contains(b, a, range);
    if (found.failed() || as<Unknown>(found) != nullptr || op == CompareOp::In) return found;
    return Value::boolean(!found.as_bool());
  }
  if (is_number(a) && is_number(b)) return number_compare(*this, op, a, b, range);
  if (as<Unknown>(a) != nullptr) return a;
  if (as<Unknown>(b) != nullptr) return b;
  const python::Name names[] = {known_.eq, known_.ne, known_.lt, known_.le, known_.gt, known_.ge};
  const python::Name mirrored[] = {known_.eq, known_.ne, known_.gt, known_.ge, known_.lt, known_.le};
  auto index = static_cast<std::size_t>(op);
  if (as<Instance>(a) != nullptr || as<Instance>(b) != nullptr) {
    Value result = special_binary(names[index], a, b, range);
    if (result.tag() == Tag::NotImplemented) result = special_binary(mirrored[index], b, a, range);
    if (result.tag() == Tag::NotImplemented && op == CompareOp::NotEqual) result = not_equal(a, b, range);
    if (result.tag() != Tag::NotImplemented) return result;
    Value x = held(a);
    Value y = held(b);
    if (!identical(x, a) || !identical(y, b)) return compare(op, x, y, range);
  }
  if (as<Tensor>(a) != nullptr || as<Tensor>(b) != nullptr) {
    if (!a.is_none() && !b.is_none()) return tensor_compare(*this, op, a, b, range);
  }
  if (op == CompareOp::Equal || op == CompareOp::NotEqual) {
    Value same = sequence_equal(a, b, range);
    if (same.failed() || as<Unknown>(same) != nullptr) return same;
    return Value::boolean(same.as_bool() == (op == CompareOp::Equal));
  }
  Value ordered = sequence_order(op, a, b, range);
  if (ordered.tag() != Tag::NotImplemented) return ordered;
  return raise_error("TypeError", range,
                     fmt::format("'{}' not supported between instances of '{}' and '{}'", kCompareSymbols[index],
                                 type_name(a), type_name(b)));
}

/// Where a class has no __ne__, != is what __eq__ denies.
Value Interpreter::not_equal(Value a, Value b, source::Range range) {
  Value same = special_binary(known_.eq, a, b, range);
  if (same.tag() == Tag::NotImplemented) same = special_binary(known_.eq, b, a, range);
  if (same.tag() == Tag::NotImplemented || same.failed() || as<Unknown>(same) != nullptr) return same;
  Value decided = truth(same, range);
  return decided.failed() ? decided : Value::boolean(!decided.as_bool());
}

/// Elements of a list or tuple, or null.
const std::vector<Value>* Interpreter::elements(Value value) {
  if (List* list = as_list(value)) return &list->items;
  if (auto* tuple = as<Tuple>(value)) return &tuple->items;
  if (auto* instance = as<Instance>(value); instance != nullptr && !instance->payload.failed())
    return elements(instance->payload);
  return nullptr;
}

Value Interpreter::sequence_equal(Value a, Value b, source::Range range) {
  if (identical(a, b)) return Value::boolean(true);
  const auto* x = elements(a);
  const auto* y = elements(b);
  if (x != nullptr && y != nullptr) {
    if ((as_list(a) != nullptr) != (as_list(b) != nullptr) || x->size() != y->size()) return Value::boolean(false);
    for (std::size_t i = 0; i < x->size(); ++i) {
      Value same = compare(CompareOp::Equal, (*x)[i], (*y)[i], range);
      if (same.failed() || as<Unknown>(same) != nullptr) return same;
      Value decided = truth(same, range);
      if (decided.failed() || !decided.as_bool()) return decided;
    }
    return Value::boolean(true);
  }
  return Value::boolean(equal(a, b));
}

Value Interpreter::sequence_order(CompareOp op, Value a, Value b, source::Range range) {
  if (as<Str>(a) != nullptr && as<Str>(b) != nullptr) {
    int order = as<Str>(a)->text.compare(as<Str>(b)->text);
    return number_compare(*this, op, Value::integer(order), Value::integer(0), range);
  }
  if (as<Bytes>(a) != nullptr && as<Bytes>(b) != nullptr) {
    int order = as<Bytes>(a)->bytes.compare(as<Bytes>(b)->bytes);
    return number_compare(*this, op, Value::integer(order), Value::integer(0), range);
  }
  if (Set* left = view_as_set(a, range)) {
    if (Set* right = view_as_set(b, range)) return set_order(op, *left, *right);
  }
  const auto* x = elements(a);
  const auto* y = elements(b);
  if (x == nullptr || y == nullptr || (as_list(a) != nullptr) != (as_list(b) != nullptr))
    return Value::not_implemented();
  for (std::size_t i = 0; i < std::min(x->size(), y->size()); ++i) {
    Value same = compare(CompareOp::Equal, (*x)[i], (*y)[i], range);
    Value decided = same.failed() ? same : truth(same, range);
    if (decided.failed()) return decided;
    if (!decided.as_bool()) return compare(op, (*x)[i], (*y)[i], range);
  }
  return number_compare(*this, op, Value::integer(static_cast<std::int64_t>(x->size())),
                        Value::integer(static_cast<std::int64_t>(y->size())), range);
}

Value Interpreter::set_order(CompareOp op, Set& a, Set& b) {
  auto subset = [this](const Set& x, const Set& y) {
    return std::all_of(x.items.entries.begin(), x.items.entries.end(),
                       [&](const Dict::Entry& e) { return !e.live || dict_find(y.items, e.key) != nullptr; });
  };
  bool within = op == CompareOp::Less || op == CompareOp::LessEqual ? subset(a, b) : subset(b, a);
  bool strict = op == CompareOp::Less || op == CompareOp::Greater;
  return Value::boolean(within && (!strict || a.items.size != b.items.size));
}

Value Interpreter::truth(Value value, source::Range range) {
  switch (value.tag()) {
    case Tag::Failed: return value;
    case Tag::None: return Value::boolean(false);
    case Tag::Bool: return value;
    case Tag::Int: return Value::boolean(value.as_int() != 0);
    case Tag::Float: return Value::boolean(value.as_float() != 0);
    case Tag::Ellipsis:
    case Tag::NotImplemented: return Value::boolean(true);
    case Tag::Object: break;
  }
  switch (value.object()->kind) {
    case ObjectKind::Str: return Value::boolean(!as<Str>(value)->text.empty());
    case ObjectKind::Bytes: return Value::boolean(!as<Bytes>(value)->bytes.empty());
    case ObjectKind::BigInt: return Value::boolean(true);
    case ObjectKind::SymInt:
    case ObjectKind::SymFloat: return number_compare(*this, CompareOp::NotEqual, value, Value::integer(0), range);
    case ObjectKind::List: return Value::boolean(!as<List>(value)->items.empty());
    case ObjectKind::Tuple: return Value::boolean(!as<Tuple>(value)->items.empty());
    case ObjectKind::Dict: return Value::boolean(as<Dict>(value)->size > 0);
    case ObjectKind::Set: return Value::boolean(as<Set>(value)->items.size > 0);
    case ObjectKind::Range: return Value::boolean(as<Range>(value)->size() > 0);
    case ObjectKind::DictView: return Value::boolean(as<DictView>(value)->dict->size > 0);
    case ObjectKind::Instance: return instance_truth(*as<Instance>(value), range);
    case ObjectKind::Tensor: return tensor_truth(*this, *as<Tensor>(value), range);
    case ObjectKind::Unknown: speculate(*as<Unknown>(value), range); return Value::boolean(false);
    default: return Value::boolean(true);
  }
}

Value Interpreter::instance_truth(Instance& instance, source::Range range) {
  Value result = call_special(&instance, known_.bool_, {}, range);
  if (!result.failed()) return truth(result, range);
  if (raising() || stopped_) return {};
  if (!instance.payload.failed()) return truth(instance.payload, range);
  result = call_special(&instance, known_.len, {}, range);
  if (!result.failed()) return truth(result, range);
  return raising() || stopped_ ? Value() : Value::boolean(true);
}

/// Calls a special method found in the class of the value. Failed without an exception if there is none.
Value Interpreter::call_special(Value object, python::Name name, std::initializer_list<Value> positional,
                                source::Range range) {
  Class* type = type_of(object);
  Value method = find_in_class(type, name);
  if (method.failed()) return type->unknown_base ? unknown("its class has a base that is not known", range) : method;
  Value bound = bind(method, object, type, range);
  return bound.failed() ? bound : call(bound, positional, range);
}

}  // namespace shapewise::absint
