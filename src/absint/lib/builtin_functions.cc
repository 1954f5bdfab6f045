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

Value print(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  std::string* output = interpreter.output();
  if (output == nullptr) return Value::none();
  Reader reader(interpreter, arguments, native);
  Value separator = reader.keyword("sep");
  Value end = reader.keyword("end");
  Value file = reader.keyword("file");
  reader.keyword("flush");
  std::vector<Value> items = reader.rest();
  if (!reader.done()) return {};
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += as<Str>(separator) != nullptr ? as<Str>(separator)->text : " ";
    text += interpreter.to_str(items[i]);
    if (interpreter.raising() || interpreter.stopped()) return {};
  }
  text += as<Str>(end) != nullptr ? as<Str>(end)->text : "\n";
  if (!file.is_none())
    return interpreter.call_method(file, "write", {interpreter.str(std::move(text))}, reader.range());
  if (!interpreter.check_length(static_cast<std::int64_t>(output->size() + text.size()), reader.range())) return {};
  *output += text;
  return Value::none();
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
  if (wanted != nullptr && !wanted->metaclass.failed()) {
    Value custom = interpreter.find_in_class(interpreter.metaclass_of(*wanted), interpreter.known().subclasscheck);
    if (!custom.failed()) return interpreter.call(custom, {classes, type}, range);
  }
  bool asks = wanted != nullptr && wanted->library && !wanted->builtin;
  if (asks && !interpreter.find_in_class(wanted, interpreter.intern("__instances__")).failed()) {
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
  auto* wanted = as<Class>(classes);
  if (wanted != nullptr && !wanted->metaclass.failed()) {
    Value custom = interpreter.find_in_class(interpreter.metaclass_of(*wanted), interpreter.known().instancecheck);
    if (!custom.failed()) return interpreter.call(custom, {classes, object}, reader.range());
  }
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
    return fallback.failed() ? interpreter.raise_error(
                                   "ValueError", reader.range(),
                                   std::string(op == CompareOp::Less ? "min" : "max") + "() arg is an empty sequence")
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
  if (as<Tensor>(x) != nullptr) return interpreter.call_method(x, "__abs__", {}, reader.range());
  if (as<Instance>(x) != nullptr) {
    Value made = interpreter.call_special(x, interpreter.known().abs, {}, reader.range());
    if (!made.failed() || interpreter.raising() || interpreter.stopped()) return made;
    x = held(x);
  }
  if (!is_number(x))
    return interpreter.raise_error("TypeError", reader.range(),
                                   fmt::format("bad operand type for abs(): '{}'", interpreter.type_name(x)));
  Value negative = interpreter.compare(CompareOp::Less, x, Value::integer(0), reader.range());
  Value decided = negative.failed() ? negative : interpreter.truth(negative, reader.range());
  if (decided.failed()) return decided;
  return interpreter.unary(decided.as_bool() ? python::UnaryOp::Negative : python::UnaryOp::Positive, x,
                           reader.range());
}

Value power(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value base = reader.required("base");
  Value exponent = reader.required("exp");
  Value modulus = reader.optional("mod");
  if (!reader.done()) return {};
  if (modulus.is_none()) return interpreter.binary(BinaryOp::Power, base, exponent, reader.range());
  if (as<Instance>(base) != nullptr) {
    Value made = interpreter.call_special(base, interpreter.known().binary[11], {exponent, modulus}, reader.range());
    if (!made.failed() || interpreter.raising() || interpreter.stopped()) return made;
  }
  for (Value value : {base, exponent, modulus}) {
    if (as<Unknown>(value) != nullptr) return value;
    if (!is_integer(value))
      return interpreter.raise_error("TypeError", reader.range(),
                                     "pow() 3rd argument not allowed unless all arguments are integers");
  }
  Value result = integer_power_modulo(interpreter, base, exponent, modulus);
  return result.failed()
             ? interpreter.raise_error("ValueError", reader.range(), "base is not invertible for the given modulus")
             : result;
}

Value divide_with_rest(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value a = reader.required("x");
  Value b = reader.required("y");
  if (!reader.done()) return {};
  if (as<Instance>(a) != nullptr) {
    Value made = interpreter.call_special(a, interpreter.intern("__divmod__"), {b}, reader.range());
    if (!made.failed() || interpreter.raising() || interpreter.stopped()) return made;
  }
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

/// round(1250, -2): to the nearest multiple of a power of ten, halves to the even one.
Value round_integer(Interpreter& interpreter, Value number, Value digits, source::Range range) {
  std::int64_t places = interpreter.as_index(digits).value_or(0);
  Value plain = number.is_bool() ? Value::integer(number.as_bool() ? 1 : 0) : number;
  if (places >= 0) return plain;
  if (places < -100) return Value::integer(0);
  Value unit = interpreter.binary(BinaryOp::Power, Value::integer(10), Value::integer(-places), range);
  Value quotient = interpreter.binary(BinaryOp::FloorDivide, plain, unit, range);
  Value rest = interpreter.binary(BinaryOp::Modulo, plain, unit, range);
  if (quotient.failed() || rest.failed()) return {};
  int half = integer_compare(interpreter.binary(BinaryOp::Multiply, rest, Value::integer(2), range), unit);
  bool odd =
      integer_compare(interpreter.binary(BinaryOp::Modulo, quotient, Value::integer(2), range), Value::integer(0)) != 0;
  if (half > 0 || (half == 0 && odd)) quotient = interpreter.binary(BinaryOp::Add, quotient, Value::integer(1), range);
  return interpreter.binary(BinaryOp::Multiply, quotient, unit, range);
}

Value round(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value number = reader.required("number");
  Value digits = reader.optional("ndigits");
  if (!reader.done()) return {};
  if (as<Instance>(number) != nullptr) {
    Value made = digits.is_none()
                     ? interpreter.call_special(number, interpreter.known().round, {}, reader.range())
                     : interpreter.call_special(number, interpreter.known().round, {digits}, reader.range());
    if (!made.failed() || interpreter.raising() || interpreter.stopped()) return made;
    number = held(number);
  }
  if (as<Unknown>(number) != nullptr || as<SymInt>(number) != nullptr) return number;
  if (is_integer(number)) return round_integer(interpreter, number, digits, reader.range());
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

Value ascii(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Value text = representation(interpreter, arguments, native);
  auto* found = as<Str>(text);
  return found != nullptr ? interpreter.str(escaped(found->text)) : text;
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
    return interpreter.raise_error("ValueError", reader.range(), "chr() arg not in range(0x110000)");
  return interpreter.str(encode(static_cast<std::uint32_t>(*index)));
}

Value code_point(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  auto* text = as<Str>(reader.required("c"));
  if (!reader.done()) return {};
  if (text == nullptr || code_points(text->text).size() != 1) {
    if (text == nullptr) return interpreter.raise_error("TypeError", reader.range(), "ord() expected a character");
    return interpreter.raise_error(
        "TypeError", reader.range(),
        fmt::format("ord() expected a character, but string of length {} found", code_points(text->text).size()));
  }
  return Value::integer(decode(text->text));
}

Value hash(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value object = reader.required("obj");
  if (!reader.done()) return {};
  if (as<Unknown>(object) != nullptr) return object;
  bool hashable = true;
  auto hashed = static_cast<std::int64_t>(interpreter.hash(object, hashable));
  if (interpreter.raising() || interpreter.stopped()) return {};
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

/// The variables of the scope that calls, as a dict that changes with them if it is a module's.
Value variables_of(Interpreter& interpreter, Scope& scope) {
  Module* module = scope.module;
  if (&scope != &module->scope) return interpreter.namespace_dict(scope.names);
  Dict* names = interpreter.namespace_dict(module->names);
  names->mirror = &module->names;
  return names;
}

Value local_variables(Interpreter& interpreter, Arguments&, const Native&) {
  return variables_of(interpreter, interpreter.calling_scope());
}

Value global_variables(Interpreter& interpreter, Arguments&, const Native&) {
  return variables_of(interpreter, interpreter.calling_scope().module->scope);
}

Value variables(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  if (arguments.items.empty()) return local_variables(interpreter, arguments, native);
  Reader reader(interpreter, arguments, native);
  Value object = reader.required("obj");
  return reader.done() ? interpreter.get_attribute(object, interpreter.known().dict, reader.range()) : Value();
}

Value directory(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value object = reader.optional("obj", Value());
  if (!reader.done()) return {};
  std::vector<std::string> names;
  auto add = [&](const Namespace& from) {
    for (const Namespace::Entry& entry : from.entries()) names.emplace_back(entry.name.text());
  };
  if (object.failed()) {
    Scope& scope = interpreter.calling_scope();
    add(&scope == &scope.module->scope ? scope.module->names : scope.names);
  }
  if (auto* instance = as<Instance>(object)) {
    add(instance->attributes);
    for (std::size_t i = 0; instance->dict != nullptr && i < instance->dict->entries.size(); ++i) {
      const Dict::Entry& entry = instance->dict->entries[i];
      if (entry.live && as<Str>(entry.key) != nullptr) names.push_back(as<Str>(entry.key)->text);
    }
  }
  if (auto* module = as<Module>(object)) add(module->names);
  auto* type = as<Class>(object);
  if (!object.failed()) {
    for (Class* at : type != nullptr ? type->mro : interpreter.type_of(object)->mro) add(at->attributes);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::vector<Value> sorted;
  for (std::string& name : names) sorted.push_back(interpreter.str(std::move(name)));
  return interpreter.list(std::move(sorted));
}

/// The scope that eval() and exec() run in: that of the call, or one that is made of the dicts given.
Scope* text_scope(Interpreter& interpreter, Scope& caller, Value globals, Value locals) {
  if (globals.is_none()) return &caller;
  Module* module = interpreter.heap().make<Module>();
  module->name = caller.module->name;
  module->scope.module = module;
  for (Value names : {globals, locals}) {
    Dict* dict = interpreter.as_dict(names);
    for (std::size_t i = 0; dict != nullptr && i < dict->entries.size(); ++i) {
      const Dict::Entry& entry = dict->entries[i];
      auto* name = as<Str>(entry.key);
      if (entry.live && name != nullptr) module->names.set(interpreter.intern(name->text), entry.value);
    }
  }
  return &module->scope;
}

/// eval(text) and exec(text). A text that is not known makes nothing known of what it does.
template <bool Statements>
Value run_text(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Scope& caller = interpreter.calling_scope();
  Reader reader(interpreter, arguments, native);
  Value source = reader.required("source");
  Value globals = reader.optional("globals");
  Value locals = reader.optional("locals");
  if (!reader.done()) return {};
  if (as<Unknown>(source) != nullptr) return source;
  auto* text = as<Str>(held(source));
  if (text == nullptr) return interpreter.unknown("compiled code is not run", reader.range());
  Scope* scope = text_scope(interpreter, caller, globals, locals);
  if (!Statements) return interpreter.eval_text(text->text, *scope, reader.range());
  if (!interpreter.exec_text(text->text, *scope, reader.range())) return {};
  Dict* target = interpreter.as_dict(locals.is_none() ? globals : locals);
  if (target == nullptr) return Value::none();
  for (const Namespace::Entry& entry : scope->module->names.entries()) {
    Value name = interpreter.str(std::string(entry.name.text()));
    if (!interpreter.dict_set(*target, name, entry.value, reader.range())) return {};
  }
  return Value::none();
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
  if (as<Instance>(number) != nullptr) {
    auto index = interpreter.as_index(number);
    if (index) number = Value::integer(*index);
  }
  constexpr std::string_view kSpec = Base == 2 ? "#b" : Base == 8 ? "#o" : "#x";
  return format_value(interpreter, number, kSpec, reader.range());
}

Value not_known(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  return interpreter.unknown(fmt::format("{}() is not run", native.name.substr(native.name.rfind('.') + 1)),
                             arguments.site);
}

constexpr LibraryFunction kFunctions[] = {
    {"builtins.len", length},
    {"builtins.print", print},
    {"builtins.isinstance", is_instance},
    {"builtins.issubclass", is_subclass},
    {"builtins.getattr", get_attr},
    {"builtins.hasattr", has_attr},
    {"builtins.setattr", set_attr},
    {"builtins.delattr", del_attr},
    {"builtins.callable", callable},
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
    {"builtins.ascii", ascii},
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
    {"builtins.eval", run_text<false>},
    {"builtins.exec", run_text<true>},
    {"builtins.locals", local_variables},
    {"builtins.globals", global_variables},
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
