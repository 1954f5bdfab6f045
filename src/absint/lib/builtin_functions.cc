// The builtin functions.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "absint/format.h"
#include "absint/integer.h"
#include "absint/iterators.h"
#include "absint/library.h"
#include "absint/numbers.h"
#include "absint/unicode.h"

namespace shapewise::absint {
namespace {

using python::BinaryOp;
using python::CompareOp;

Value length(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value object = reader.required("obj");
  return reader.done() ? interpreter.length(object, reader.range()) : Value();
}

Value do_nothing(Interpreter&, Arguments&, const Native&) { return Value::none(); }

/// True, False or not known, of a class or a (nested) tuple of them.
Value is_one_of(Interpreter& interpreter, Value type, Value classes, bool unknown_base, source::Range range) {
  if (auto* several = as<Tuple>(classes)) {
    Value undecided;
    for (Value one : several->items) {
      Value result = is_one_of(interpreter, type, one, unknown_base, range);
      if (result.failed() || (result.is_bool() && result.as_bool())) return result;
      if (!result.is_bool()) undecided = result;
    }
    return undecided.failed() ? Value::boolean(false) : undecided;
  }
  if (classes.is_none()) return Value::boolean(identical(type, interpreter.builtin("builtins.NoneType")));
  auto* wanted = as<Class>(classes);
  auto* known = as<Class>(type);
  if (wanted != nullptr && known != nullptr && interpreter.is_subclass(known, wanted)) return Value::boolean(true);
  if (wanted == nullptr && as<Unknown>(classes) == nullptr) {
    return interpreter.raise_error("TypeError", range, "isinstance() arg 2 must be a type or tuple of types");
  }
  if (wanted != nullptr && wanted->attributes.find(interpreter.intern("__instances__")) != nullptr) {
    return interpreter.call_method(classes, "__instances__", {type}, range);
  }
  if (unknown_base) return interpreter.unknown("it depends on a base class that is not known", range);
  // A value of a type that is fully known is no instance of a class that is not.
  return Value::boolean(false);
}

Value is_instance(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value object = reader.required("obj");
  Value classes = reader.required("class_or_tuple");
  if (!reader.done()) return {};
  if (as<Unknown>(object) != nullptr) return object;
  Class* type = interpreter.type_of(object);
  return is_one_of(interpreter, type, classes, type->unknown_base, reader.range());
}

Value is_subclass(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value type = reader.required("cls");
  Value classes = reader.required("class_or_tuple");
  if (!reader.done()) return {};
  if (as<Unknown>(type) != nullptr) return type;
  auto* known = as<Class>(type);
  if (known == nullptr)
    return interpreter.raise_error("TypeError", reader.range(), "issubclass() arg 1 must be a class");
  return is_one_of(interpreter, type, classes, known->unknown_base, reader.range());
}

Value get_attr(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value object = reader.required("obj");
  Value name = reader.required("name");
  Value fallback = reader.optional("default", Value());
  if (!reader.done()) return {};
  if (as<Unknown>(name) != nullptr) return name;
  auto* text = as<Str>(name);
  if (text == nullptr) return interpreter.raise_error("TypeError", reader.range(), "attribute name must be string");
  if (fallback.failed()) return interpreter.get_attribute(object, interpreter.intern(text->text), reader.range());
  Value found = interpreter.find_attribute(object, interpreter.intern(text->text), reader.range());
  if (found.failed() && interpreter.raising() && !interpreter.take_exception_of("AttributeError")) return {};
  return found.failed() && !interpreter.stopped() ? fallback : found;
}

Value has_attr(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value object = reader.required("obj");
  Value name = reader.required("name");
  if (!reader.done()) return {};
  auto* text = as<Str>(name);
  if (text == nullptr) return interpreter.unknown("the name of the attribute is not known", reader.range());
  Value found = interpreter.find_attribute(object, interpreter.intern(text->text), reader.range());
  if (found.failed() && interpreter.raising() && !interpreter.take_exception_of("AttributeError")) return {};
  if (interpreter.stopped()) return {};
  if (as<Unknown>(found) != nullptr) return as<Instance>(object) != nullptr ? found : Value::boolean(true);
  return Value::boolean(!found.failed());
}

Value set_attr(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value object = reader.required("obj");
  Value name = reader.required("name");
  Value value = reader.required("value");
  if (!reader.done()) return {};
  auto* text = as<Str>(name);
  if (text == nullptr) return Value::none();
  return interpreter.set_attribute(object, interpreter.intern(text->text), value, reader.range()) ? Value::none()
                                                                                                  : Value();
}

Value del_attr(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value object = reader.required("obj");
  auto* text = as<Str>(reader.required("name"));
  if (!reader.done() || text == nullptr) return {};
  return interpreter.delete_attribute(object, interpreter.intern(text->text), reader.range()) ? Value::none() : Value();
}

Value callable(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value object = reader.required("obj");
  if (!reader.done()) return {};
  if (as<Unknown>(object) != nullptr) return object;
  if (!object.is_object()) return Value::boolean(false);
  switch (object.object()->kind) {
    case ObjectKind::Function:
    case ObjectKind::Native:
    case ObjectKind::BoundMethod:
    case ObjectKind::Class: return Value::boolean(true);
    case ObjectKind::Instance:
      return Value::boolean(!interpreter.find_in_class(interpreter.type_of(object), interpreter.known().call).failed());
    default: return Value::boolean(false);
  }
}

struct Enumerate : Iterator {
  Iterator* inner = nullptr;
  Value index;
  bool next(Interpreter& interpreter, Value& out) override {
    Value item;
    if (!inner->next(interpreter, item)) return false;
    out = item.failed() ? item : interpreter.tuple({index, item});
    index = interpreter.binary(BinaryOp::Add, index, Value::integer(1), {});
    return true;
  }
};

Value enumerate(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value iterable = reader.required("iterable");
  Value start = reader.optional("start", Value::integer(0));
  if (!reader.done()) return {};
  auto* made = interpreter.heap().make<Enumerate>();
  made->inner = interpreter.iterate(iterable, reader.range());
  made->index = start;
  return made->inner != nullptr ? Value(made) : Value();
}

struct Zip : Iterator {
  std::vector<Iterator*> inner;
  bool next(Interpreter& interpreter, Value& out) override {
    std::vector<Value> items;
    for (Iterator* one : inner) {
      Value item;
      if (!one->next(interpreter, item)) return false;
      if (item.failed()) return out = item, true;
      items.push_back(item);
    }
    if (inner.empty()) return false;
    out = interpreter.tuple(std::move(items));
    return true;
  }
};

Value zip(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  auto* made = interpreter.heap().make<Zip>();
  for (Value iterable : reader.rest()) {
    made->inner.push_back(interpreter.iterate(iterable, reader.range()));
    if (made->inner.back() == nullptr) return {};
  }
  reader.keyword("strict");
  return reader.done() ? Value(made) : Value();
}

struct Map : Iterator {
  Value function;
  Zip zipped;
  source::Range range;
  bool next(Interpreter& interpreter, Value& out) override {
    Value items;
    if (!zipped.next(interpreter, items)) return false;
    if (items.failed()) return out = items, true;
    Arguments arguments;
    arguments.site = range;
    for (Value item : as<Tuple>(items)->items) arguments.items.push_back({{}, item, range, {}});
    out = interpreter.call(function, std::move(arguments));
    return true;
  }
};

Value map(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  auto* made = interpreter.heap().make<Map>();
  made->function = reader.required("function");
  made->range = reader.range();
  for (Value iterable : reader.rest()) {
    made->zipped.inner.push_back(interpreter.iterate(iterable, reader.range()));
    if (made->zipped.inner.back() == nullptr) return {};
  }
  return reader.done() ? Value(made) : Value();
}

struct Filter : Iterator {
  Value function;
  Iterator* inner = nullptr;
  source::Range range;
  bool next(Interpreter& interpreter, Value& out) override {
    while (inner->next(interpreter, out)) {
      if (out.failed()) return true;
      Value test = function.is_none() ? out : interpreter.call(function, {out}, range);
      Value decided = test.failed() ? test : interpreter.truth(test, range);
      if (decided.failed()) return out = decided, true;
      if (decided.as_bool()) return true;
    }
    return false;
  }
};

Value filter(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  auto* made = interpreter.heap().make<Filter>();
  made->function = reader.required("function");
  Value iterable = reader.required("iterable");
  made->range = reader.range();
  if (!reader.done()) return {};
  made->inner = interpreter.iterate(iterable, reader.range());
  return made->inner != nullptr ? Value(made) : Value();
}

Value iter(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value iterable = reader.required("iterable");
  if (!reader.done() || as<Unknown>(iterable) != nullptr) return iterable;
  Iterator* made = interpreter.iterate(iterable, reader.range());
  return made != nullptr ? Value(made) : Value();
}

Value next(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value iterator = reader.required("iterator");
  Value fallback = reader.optional("default", Value());
  if (!reader.done() || as<Unknown>(iterator) != nullptr) return iterator;
  auto* known = as<Iterator>(iterator);
  if (known == nullptr) {
    Value item = interpreter.call_method(iterator, "__next__", {}, reader.range());
    if (item.failed() && !fallback.failed() && interpreter.take_stop_iteration()) return fallback;
    return item;
  }
  Value item;
  if (known->next(interpreter, item)) return item;
  return fallback.failed() ? interpreter.raise_error("StopIteration", reader.range(), "") : fallback;
}

Value reversed(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value sequence = reader.required("sequence");
  if (!reader.done()) return {};
  if (as<Unknown>(sequence) != nullptr) return sequence;
  Value custom = interpreter.call_special(sequence, interpreter.known().reversed, {}, reader.range());
  if (!custom.failed() || interpreter.raising() || interpreter.stopped()) return custom;
  std::vector<Value> items;
  if (!interpreter.collect(sequence, items, reader.range())) return {};
  std::reverse(items.begin(), items.end());
  return interpreter.iterator_over(std::move(items));
}

/// Keeps whether a comparison failed, because std::stable_sort can't stop.
bool sort_values(Interpreter& interpreter, std::vector<Value>& items, Value key, bool reverse, source::Range range) {
  std::vector<std::pair<Value, Value>> keyed;
  for (Value item : items) {
    Value by = key.is_none() ? item : interpreter.call(key, {item}, range);
    if (by.failed()) return false;
    keyed.emplace_back(by, item);
  }
  bool failed = false;
  auto less = [&](const auto& a, const auto& b) {
    if (failed) return false;
    Value result =
        interpreter.compare(CompareOp::Less, reverse ? b.first : a.first, reverse ? a.first : b.first, range);
    Value decided = result.failed() ? result : interpreter.truth(result, range);
    failed = decided.failed();
    return !failed && decided.as_bool();
  };
  // Insertion into a sorted range by binary search: sound whatever `less` answers.
  std::vector<std::pair<Value, Value>> sorted;
  for (const auto& entry : keyed) {
    auto at = std::upper_bound(sorted.begin(), sorted.end(), entry, less);
    sorted.insert(at, entry);
    if (failed || !interpreter.step(range)) return false;
  }
  for (std::size_t i = 0; i < items.size(); ++i) items[i] = sorted[i].second;
  return true;
}

Value sorted(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value iterable = reader.required("iterable");
  Value key = reader.keyword("key");
  Value reverse = reader.keyword("reverse", Value::boolean(false));
  if (!reader.done()) return {};
  if (as<Unknown>(iterable) != nullptr) return iterable;
  std::vector<Value> items;
  if (!interpreter.collect(iterable, items, reader.range())) return {};
  Value flag = interpreter.truth(reverse, reader.range());
  if (flag.failed() || !sort_values(interpreter, items, key, flag.as_bool(), reader.range())) return {};
  return interpreter.list(std::move(items));
}

Value list_sort(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  List* list = interpreter.as_list(reader.required("self"));
  Value key = reader.keyword("key");
  Value reverse = reader.keyword("reverse", Value::boolean(false));
  if (!reader.done() || list == nullptr) return {};
  Value flag = interpreter.truth(reverse, reader.range());
  if (flag.failed() || !sort_values(interpreter, list->items, key, flag.as_bool(), reader.range())) return {};
  return Value::none();
}

/// any(): stops at the first true; all(): at the first false.
Value quantify(Interpreter& interpreter, Arguments& arguments, const Native& native, bool stop_at) {
  Reader reader(interpreter, arguments, native);
  Value iterable = reader.required("iterable");
  if (!reader.done()) return {};
  Iterator* iterator = interpreter.iterate(iterable, reader.range());
  if (iterator == nullptr) return {};
  Value item;
  Value undecided;
  while (iterator->next(interpreter, item)) {
    if (item.failed()) return item;
    if (as<Unknown>(item) != nullptr) {
      undecided = item;
      continue;
    }
    Value decided = interpreter.truth(item, reader.range());
    if (decided.failed()) return decided;
    if (decided.as_bool() == stop_at) return decided;
  }
  return undecided.failed() ? Value::boolean(!stop_at) : undecided;
}

Value any(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  return quantify(interpreter, arguments, native, true);
}

Value all(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  return quantify(interpreter, arguments, native, false);
}

Value sum(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value iterable = reader.required("iterable");
  Value total = reader.optional("start", Value::integer(0));
  if (!reader.done()) return {};
  Iterator* iterator = interpreter.iterate(iterable, reader.range());
  if (iterator == nullptr) return {};
  Value item;
  while (iterator->next(interpreter, item)) {
    if (item.failed()) return item;
    total = interpreter.binary(BinaryOp::Add, total, item, reader.range());
    if (total.failed()) return total;
  }
  return total;
}

Value symbolic_extreme(Interpreter& interpreter, CompareOp op, Value a, Value b) {
  auto x = interpreter.as_expr(a);
  auto y = interpreter.as_expr(b);
  if (!x || !y || (x->is_constant() && y->is_constant())) return {};
  sym::Expr made = op == CompareOp::Less ? sym::min(*x, *y) : sym::max(*x, *y);
  return interpreter.integer(interpreter.builder().graph().facts.simplify(made));
}

Value extreme(Interpreter& interpreter, Arguments& arguments, const Native& native, CompareOp op) {
  Reader reader(interpreter, arguments, native);
  Value key = reader.keyword("key");
  Value fallback = reader.keyword("default", Value());
  std::vector<Value> items = reader.rest();
  if (!reader.done()) return {};
  if (items.size() == 1) {
    Value iterable = items.front();
    items.clear();
    if (as<Unknown>(iterable) != nullptr) return iterable;
    if (!interpreter.collect(iterable, items, reader.range())) return {};
  }
  if (items.empty()) {
    return fallback.failed()
               ? interpreter.raise_error("ValueError", reader.range(), "min() or max() of an empty sequence")
               : fallback;
  }
  Value best = items.front();
  Value best_key = key.is_none() ? best : interpreter.call(key, {best}, reader.range());
  for (std::size_t i = 1; i < items.size() && !best_key.failed(); ++i) {
    if (key.is_none()) {
      Value merged = symbolic_extreme(interpreter, op, items[i], best);
      if (!merged.failed()) {
        best = best_key = merged;
        continue;
      }
    }
    Value by = key.is_none() ? items[i] : interpreter.call(key, {items[i]}, reader.range());
    if (by.failed()) return by;
    Value better = interpreter.compare(op, by, best_key, reader.range());
    if (better.failed() || as<Unknown>(better) != nullptr) return better;
    Value decided = interpreter.truth(better, reader.range());
    if (decided.failed()) return decided;
    if (decided.as_bool()) {
      best = items[i];
      best_key = by;
    }
  }
  return best_key.failed() ? best_key : best;
}

Value min(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  return extreme(interpreter, arguments, native, CompareOp::Less);
}

Value max(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  return extreme(interpreter, arguments, native, CompareOp::Greater);
}

Value absolute(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value x = reader.required("x");
  if (!reader.done()) return {};
  if (as<Unknown>(x) != nullptr) return x;
  if (as<Tensor>(x) != nullptr || as<Instance>(x) != nullptr)
    return interpreter.call_method(x, "__abs__", {}, reader.range());
  Value negative = interpreter.compare(CompareOp::Less, x, Value::integer(0), reader.range());
  Value decided = negative.failed() ? negative : interpreter.truth(negative, reader.range());
  if (decided.failed()) return decided;
  return decided.as_bool() ? interpreter.unary(python::UnaryOp::Negative, x, reader.range()) : x;
}

Value power(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value base = reader.required("base");
  Value exponent = reader.required("exp");
  Value modulus = reader.optional("mod");
  if (!reader.done()) return {};
  Value result = interpreter.binary(BinaryOp::Power, base, exponent, reader.range());
  return result.failed() || modulus.is_none() ? result
                                              : interpreter.binary(BinaryOp::Modulo, result, modulus, reader.range());
}

Value divide_with_rest(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value a = reader.required("x");
  Value b = reader.required("y");
  if (!reader.done()) return {};
  Value quotient = interpreter.binary(BinaryOp::FloorDivide, a, b, reader.range());
  if (quotient.failed()) return quotient;
  Value rest = interpreter.binary(BinaryOp::Modulo, a, b, reader.range());
  return rest.failed() ? rest : interpreter.tuple({quotient, rest});
}

/// Halves go to the even neighbour, as Python rounds.
double round_half_even(double value, std::int64_t digits) {
  if (digits > 300 || !std::isfinite(value)) return value;
  // Decimal text rounds correctly, as Python does.
  return std::strtod(fmt::format("{:.{}f}", value, static_cast<int>(digits)).c_str(), nullptr);
}

Value round(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value number = reader.required("number");
  Value digits = reader.optional("ndigits");
  if (!reader.done()) return {};
  if (as<Unknown>(number) != nullptr || is_integer(number) || as<SymInt>(number) != nullptr) return number;
  if (auto* fraction = as<SymFloat>(number); fraction != nullptr && digits.is_none()) {
    // Half to even only differs from ⌊x + 1/2⌋ at halves, which an odd denominator never gives.
    auto den = fraction->den.constant();
    if (!den || *den % 2 == 0) return interpreter.unknown("rounding of a symbolic fraction", reader.range());
    return interpreter.integer(sym::floor_div(fraction->num * 2 + fraction->den, fraction->den * 2));
  }
  if (!number.is_float()) return interpreter.call_method(number, "__round__", {}, reader.range());
  if (digits.is_none()) {
    double rounded = std::nearbyint(number.as_float());
    return round_number(interpreter, Value::floating(rounded), Rounding::Truncate, reader.range());
  }
  std::int64_t places = interpreter.as_index(digits).value_or(0);
  if (places >= 0) return Value::floating(round_half_even(number.as_float(), places));
  double scale = std::pow(10.0, static_cast<double>(-places));
  return Value::floating(std::nearbyint(number.as_float() / scale) * scale);
}

Value representation(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value object = reader.required("obj");
  if (!reader.done()) return {};
  if (as<Unknown>(object) != nullptr) return object;
  std::string text = interpreter.repr(object);
  return interpreter.raising() || interpreter.stopped() ? Value() : interpreter.str(std::move(text));
}

Value format(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value value = reader.required("value");
  Value spec = reader.optional("format_spec", Value());
  if (!reader.done()) return {};
  auto* text = as<Str>(spec);
  return format_value(interpreter, value, text != nullptr ? text->text : "", reader.range());
}

Value character(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  auto index = interpreter.as_index(reader.required("i"));
  if (!reader.done()) return {};
  if (!index || *index < 0 || *index > 0x10FFFF)
    return interpreter.raise_error("ValueError", reader.range(), "chr() arg not in range");
  return interpreter.str(encode(static_cast<std::uint32_t>(*index)));
}

Value code_point(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  auto* text = as<Str>(reader.required("c"));
  if (!reader.done()) return {};
  if (text == nullptr || code_points(text->text).size() != 1) {
    return interpreter.raise_error("TypeError", reader.range(), "ord() expected a character");
  }
  auto byte = static_cast<unsigned char>(text->text[0]);
  std::uint32_t value = byte < 0x80 ? byte : byte < 0xE0 ? byte & 0x1F : byte < 0xF0 ? byte & 0x0F : byte & 0x07;
  for (std::size_t i = 1; i < text->text.size(); ++i)
    value = value << 6 | (static_cast<unsigned char>(text->text[i]) & 0x3F);
  return Value::integer(value);
}

Value hash(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value object = reader.required("obj");
  if (!reader.done()) return {};
  bool hashable = true;
  auto hashed = static_cast<std::int64_t>(interpreter.hash(object, hashable) >> 3);
  if (!hashable)
    return interpreter.raise_error("TypeError", reader.range(),
                                   "unhashable type: '" + interpreter.type_name(object) + "'");
  return Value::integer(hashed);
}

Value identity(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value object = reader.required("obj");
  if (!reader.done()) return {};
  return object.is_object()
             ? Value::integer(static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(object.object())))
             : Value::integer(static_cast<std::int64_t>(object.tag()));
}

Value variables(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value object = reader.required("obj");
  return reader.done() ? interpreter.get_attribute(object, interpreter.known().dict, reader.range()) : Value();
}

Value directory(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value object = reader.required("obj");
  if (!reader.done()) return {};
  std::vector<Value> names;
  auto add = [&](const Namespace& from) {
    for (const Namespace::Entry& entry : from.entries())
      names.push_back(interpreter.str(std::string(entry.name.text())));
  };
  if (auto* instance = as<Instance>(object)) add(instance->attributes);
  if (auto* module = as<Module>(object)) add(module->names);
  auto* type = as<Class>(object);
  for (Class* at : type != nullptr ? type->mro : interpreter.type_of(object)->mro) add(at->attributes);
  return interpreter.list(std::move(names));
}

Value import_by_name(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  auto* name = as<Str>(reader.required("name"));
  reader.rest();
  return name != nullptr ? interpreter.import_module(name->text, reader.range()) : Value();
}

template <int Base>
Value in_base(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value number = reader.required("x");
  if (!reader.done()) return {};
  constexpr std::string_view kSpec = Base == 2 ? "#b" : Base == 8 ? "#o" : "#x";
  return format_value(interpreter, number, kSpec, reader.range());
}

Value not_known(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  return interpreter.unknown(fmt::format("{}() is not run", native.name.substr(native.name.rfind('.') + 1)),
                             arguments.site);
}

constexpr LibraryFunction kFunctions[] = {
    {"builtins.len", length},
    {"builtins.print", do_nothing},
    {"builtins.isinstance", is_instance},
    {"builtins.issubclass", is_subclass},
    {"builtins.getattr", get_attr},
    {"builtins.hasattr", has_attr},
    {"builtins.setattr", set_attr},
    {"builtins.delattr", del_attr},
    {"builtins.callable", callable},
    {"builtins.enumerate", enumerate},
    {"builtins.zip", zip},
    {"builtins.map", map},
    {"builtins.filter", filter},
    {"builtins.iter", iter},
    {"builtins.next", next},
    {"builtins.reversed", reversed},
    {"builtins.sorted", sorted},
    {"builtins.any", any},
    {"builtins.all", all},
    {"builtins.sum", sum},
    {"builtins.min", min},
    {"builtins.max", max},
    {"builtins.abs", absolute},
    {"builtins.pow", power},
    {"builtins.divmod", divide_with_rest},
    {"builtins.round", round},
    {"builtins.repr", representation},
    {"builtins.ascii", representation},
    {"builtins.format", format},
    {"builtins.chr", character},
    {"builtins.ord", code_point},
    {"builtins.hash", hash},
    {"builtins.id", identity},
    {"builtins.vars", variables},
    {"builtins.dir", directory},
    {"builtins.__import__", import_by_name},
    {"builtins.bin", in_base<2>},
    {"builtins.oct", in_base<8>},
    {"builtins.hex", in_base<16>},
    {"builtins.eval", not_known},
    {"builtins.exec", not_known},
    {"builtins.open", not_known},
    {"builtins.input", not_known},
    {"builtins.compile", not_known},
    {"builtins.breakpoint", do_nothing},
    {"builtins.list.sort", list_sort},
    {"importlib.import_module", import_by_name},
};

constexpr LibraryValue kValues[] = {
    {"builtins.NotImplemented", [](Interpreter&) { return Value::not_implemented(); }},
    {"builtins.Ellipsis", [](Interpreter&) { return Value::ellipsis(); }},
    {"builtins.__debug__", [](Interpreter&) { return Value::boolean(true); }},
};

}  // namespace

Library builtin_functions_library() { return {kFunctions, {}, kValues}; }

}  // namespace shapewise::absint
