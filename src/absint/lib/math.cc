// The module math. Roundings are exact on symbolic sizes; everything else needs numbers.
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "absint/integer.h"
#include "absint/library.h"
#include "absint/numbers.h"

namespace shapewise::absint {
namespace {

template <Rounding How>
Value round_to(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value x = reader.required("x");
  if (!reader.done()) return {};
  if (as<Unknown>(x) != nullptr) return x;
  if (as<Instance>(x) != nullptr) {
    constexpr std::string_view kMethods[] = {"__floor__", "__ceil__", "__trunc__"};
    constexpr std::size_t kWhich = How == Rounding::Floor ? 0 : How == Rounding::Ceil ? 1 : 2;
    Value made = interpreter.call_special(x, interpreter.intern(kMethods[kWhich]), {}, reader.range());
    if (!made.failed() || interpreter.raising() || interpreter.stopped()) return made;
    x = held(x);
  }
  Value result = round_number(interpreter, x, How, reader.range());
  return result.tag() == Tag::NotImplemented
             ? interpreter.raise_error("TypeError", reader.range(), "must be real number")
             : result;
}

using Real = double (*)(double);

template <Real F>
Value real(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value x = held(reader.required("x"));
  if (!reader.done()) return {};
  if (as<Unknown>(x) != nullptr) return x;
  auto number = as_double(x);
  if (!number && as<Instance>(x) != nullptr) {
    Value converted = interpreter.call_special(x, interpreter.known().float_, {}, reader.range());
    if (converted.failed() && (interpreter.raising() || interpreter.stopped())) return converted;
    number = as_double(converted);
  }
  if (!number) {
    if (as<SymInt>(x) != nullptr || as<SymFloat>(x) != nullptr) {
      return interpreter.unknown(native.name + " of a symbolic size", reader.range());
    }
    return interpreter.raise_error("TypeError", reader.range(), "must be real number, not " + interpreter.type_name(x));
  }
  double result = F(*number);
  if (std::isnan(result) && !std::isnan(*number))
    return interpreter.raise_error("ValueError", reader.range(), "math domain error");
  if (std::isinf(result) && !std::isinf(*number))
    return interpreter.raise_error("OverflowError", reader.range(), "math range error");
  return Value::floating(result);
}

/// log(x) and its kin also of ints that no float can hold.
template <Real Log>
std::optional<double> log_of(Value x) {
  if (as<BigInt>(x) == nullptr) {
    auto number = as_double(x);
    return number ? std::optional(Log(*number)) : std::nullopt;
  }
  std::string digits = integer_text(x, 16);
  if (digits[0] == '-') return std::nan("");
  std::size_t kept = std::min<std::size_t>(digits.size(), 15);
  double head = std::strtod(("0x" + digits.substr(0, kept)).c_str(), nullptr);
  return Log(head) + static_cast<double>(digits.size() - kept) * Log(16.0);
}

template <Real Log>
Value logarithm(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value x = held(reader.required("x"));
  Value base = reader.optional("base");
  if (!reader.done()) return {};
  if (as<Unknown>(x) != nullptr) return x;
  auto logged = log_of<Log>(x);
  if (!logged) return interpreter.unknown("the logarithm of a symbolic size", reader.range());
  if (std::isnan(*logged) || *logged == -HUGE_VAL)
    return interpreter.raise_error("ValueError", reader.range(), "math domain error");
  if (base.is_none()) return Value::floating(*logged);
  auto b = log_of<Log>(base);
  return b ? Value::floating(*logged / *b) : interpreter.unknown("a logarithm to a symbolic base", reader.range());
}

using Real2 = double (*)(double, double);

template <Real2 F>
Value real2(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value x = reader.required("x");
  Value y = reader.required("y");
  if (!reader.done()) return {};
  auto a = as_double(x);
  auto b = as_double(y);
  if (!a || !b) return interpreter.unknown(native.name + " of a value that is not known", reader.range());
  return Value::floating(F(*a, *b));
}

/// The greatest common divisor of ints of any size, by Euclid.
Value common_divisor(Interpreter& interpreter, Value a, Value b, source::Range range) {
  while (!b.failed() && integer_compare(b, Value::integer(0)) != 0) {
    Value rest = interpreter.binary(python::BinaryOp::Modulo, a, b, range);
    a = std::exchange(b, rest);
    if (!interpreter.step(range)) return {};
  }
  return integer_compare(a, Value::integer(0)) < 0 ? integer_negate(interpreter, a) : a;
}

template <bool Least>
Value divisor(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  using python::BinaryOp;
  Reader reader(interpreter, arguments, native);
  Value result = Value::integer(Least ? 1 : 0);
  for (Value value : reader.rest()) {
    if (as<Unknown>(value) != nullptr) return value;
    if (as<SymInt>(value) != nullptr) return interpreter.unknown(native.name + " of a symbolic size", reader.range());
    if (!is_integer(value))
      return interpreter.raise_error(
          "TypeError", reader.range(),
          "'" + interpreter.type_name(value) + "' object cannot be interpreted as an integer");
    Value common = common_divisor(interpreter, result, value, reader.range());
    if (common.failed()) return common;
    if (!Least || integer_compare(common, Value::integer(0)) == 0) {
      result = common;
      continue;
    }
    Value part = interpreter.binary(BinaryOp::FloorDivide, result, common, reader.range());
    result = interpreter.binary(BinaryOp::Multiply, part, value, reader.range());
    if (result.failed()) return result;
    if (integer_compare(result, Value::integer(0)) < 0) result = integer_negate(interpreter, result);
  }
  return result;
}

/// from · (from − 1) · … in `count` factors; of comb() divided as it goes.
Value falling(Interpreter& interpreter, std::int64_t from, std::int64_t count, bool divided, source::Range range) {
  Value result = Value::integer(1);
  for (std::int64_t i = 0; i < count && !result.failed(); ++i) {
    if (!interpreter.step(range)) return {};
    result = interpreter.binary(python::BinaryOp::Multiply, result, Value::integer(from - i), range);
    if (divided && !result.failed())
      result = interpreter.binary(python::BinaryOp::FloorDivide, result, Value::integer(i + 1), range);
  }
  return result;
}

template <bool Divided>
Value selections(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  auto n = interpreter.as_index(reader.required("n"));
  auto k = interpreter.as_index(reader.optional("k", n ? Value::integer(*n) : Value::none()));
  if (!reader.done()) return {};
  if (!n || !k) return interpreter.unknown(native.name + " of a value that is not known", reader.range());
  if (*n < 0 || *k < 0)
    return interpreter.raise_error("ValueError", reader.range(), native.name + "() not defined for negative values");
  if (*k > *n) return Value::integer(0);
  return falling(interpreter, *n, Divided ? std::min(*k, *n - *k) : *k, Divided, reader.range());
}

Value factorial(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  auto n = interpreter.as_index(reader.required("x"));
  if (!reader.done()) return {};
  if (!n) return interpreter.unknown("the factorial of a value that is not known", reader.range());
  if (*n < 0)
    return interpreter.raise_error("ValueError", reader.range(), "factorial() not defined for negative values");
  return falling(interpreter, *n, *n, false, reader.range());
}

/// The numbers of an iterable; empty if one is not known.
std::optional<std::vector<double>> numbers_of(Interpreter& interpreter, Value iterable, source::Range range) {
  std::vector<Value> items;
  if (!interpreter.collect(iterable, items, range)) return std::nullopt;
  std::vector<double> numbers;
  for (Value item : items) {
    auto number = as_double(held(item));
    if (!number) return std::nullopt;
    numbers.push_back(*number);
  }
  return numbers;
}

Value exact_sum(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto numbers = numbers_of(interpreter, arguments.at(0), arguments.site);
  if (!numbers) return interpreter.raising() ? Value() : interpreter.unknown("a sum of sizes", arguments.site);
  long double total = 0;
  for (double number : *numbers) total += number;
  return Value::floating(static_cast<double>(total));
}

Value hypotenuse(Interpreter& interpreter, Arguments& arguments, const Native&) {
  double sum = 0;
  for (const Argument& argument : arguments.items) {
    auto number = as_double(held(argument.value));
    if (!number) return interpreter.unknown("the distance of values that are not known", arguments.site);
    sum += *number * *number;
  }
  return Value::floating(std::sqrt(sum));
}

Value distance(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto p = numbers_of(interpreter, arguments.at(0), arguments.site);
  auto q = numbers_of(interpreter, arguments.at(1), arguments.site);
  if (!p || !q || p->size() != q->size())
    return interpreter.raising() ? Value() : interpreter.unknown("a distance of sizes", arguments.site);
  double sum = 0;
  for (std::size_t i = 0; i < p->size(); ++i) sum += ((*p)[i] - (*q)[i]) * ((*p)[i] - (*q)[i]);
  return Value::floating(std::sqrt(sum));
}

Value split_fraction(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  auto x = as_double(held(arguments.at(0)));
  if (!x) return interpreter.unknown(native.name + " of a value that is not known", arguments.site);
  double whole = 0;
  double part = std::modf(*x, &whole);
  return interpreter.tuple({Value::floating(part), Value::floating(whole)});
}

Value split_exponent(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  auto x = as_double(held(arguments.at(0)));
  if (!x) return interpreter.unknown(native.name + " of a value that is not known", arguments.site);
  int exponent = 0;
  double part = std::frexp(*x, &exponent);
  return interpreter.tuple({Value::floating(part), Value::integer(exponent)});
}

Value is_close(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  auto a = as_double(reader.required("a"));
  auto b = as_double(reader.required("b"));
  double relative = as_double(reader.keyword("rel_tol")).value_or(1e-9);
  double absolute = as_double(reader.keyword("abs_tol")).value_or(0);
  if (!reader.done()) return {};
  if (!a || !b) return interpreter.unknown("whether sizes are close", reader.range());
  double largest = std::max(std::abs(*a), std::abs(*b));
  return Value::boolean(*a == *b || std::abs(*a - *b) <= std::max(relative * largest, absolute));
}

Value product(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value iterable = reader.required("iterable");
  Value total = reader.keyword("start", Value::integer(1));
  std::vector<Value> items;
  if (!reader.done() || !interpreter.collect(iterable, items, reader.range())) return {};
  for (Value item : items) {
    total = interpreter.binary(python::BinaryOp::Multiply, total, item, reader.range());
    if (total.failed()) return total;
  }
  return total;
}

template <bool (*Test)(double)>
Value test(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  auto x = as_double(reader.required("x"));
  if (!reader.done()) return {};
  return x ? Value::boolean(Test(*x)) : Value::boolean(false);
}

bool is_nan(double x) { return std::isnan(x); }
bool is_inf(double x) { return std::isinf(x); }
bool is_finite(double x) { return std::isfinite(x); }
double degrees(double x) { return x * (180 / 3.14159265358979323846); }
double radians(double x) { return x * (3.14159265358979323846 / 180); }
double unit_in_last_place(double x) { return std::nextafter(std::abs(x), HUGE_VAL) - std::abs(x); }
double scale(double x, double exponent) { return std::ldexp(x, static_cast<int>(exponent)); }

/// The integer square root, by Newton's method from above.
Value isqrt(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  using python::BinaryOp;
  Reader reader(interpreter, arguments, native);
  Value n = held(reader.required("n"));
  if (!reader.done()) return {};
  if (!is_integer(n)) return interpreter.unknown("the root of a value that is not known", reader.range());
  if (integer_compare(n, Value::integer(0)) < 0)
    return interpreter.raise_error("ValueError", reader.range(), "isqrt() argument must be nonnegative");
  if (integer_compare(n, Value::integer(0)) == 0) return Value::integer(0);
  auto shift = static_cast<std::int64_t>(integer_text(n, 2).size() / 2 + 1);
  Value root = interpreter.binary(BinaryOp::LeftShift, Value::integer(1), Value::integer(shift), reader.range());
  while (interpreter.step(reader.range())) {
    Value quotient = interpreter.binary(BinaryOp::FloorDivide, n, root, reader.range());
    Value sum = interpreter.binary(BinaryOp::Add, root, quotient, reader.range());
    Value next = interpreter.binary(BinaryOp::FloorDivide, sum, Value::integer(2), reader.range());
    if (next.failed() || integer_compare(next, root) >= 0) return next.failed() ? next : root;
    root = next;
  }
  return {};
}

constexpr LibraryFunction kFunctions[] = {
    {"math.floor", round_to<Rounding::Floor>},
    {"math.ceil", round_to<Rounding::Ceil>},
    {"math.trunc", round_to<Rounding::Truncate>},
    {"math.sqrt", real<std::sqrt>},
    {"math.isqrt", isqrt},
    {"math.exp", real<std::exp>},
    {"math.log", logarithm<std::log>},
    {"math.log2", logarithm<std::log2>},
    {"math.log10", logarithm<std::log10>},
    {"math.expm1", real<std::expm1>},
    {"math.exp2", real<std::exp2>},
    {"math.cbrt", real<std::cbrt>},
    {"math.asin", real<std::asin>},
    {"math.acos", real<std::acos>},
    {"math.sinh", real<std::sinh>},
    {"math.cosh", real<std::cosh>},
    {"math.asinh", real<std::asinh>},
    {"math.acosh", real<std::acosh>},
    {"math.atanh", real<std::atanh>},
    {"math.erfc", real<std::erfc>},
    {"math.gamma", real<std::tgamma>},
    {"math.lgamma", real<std::lgamma>},
    {"math.degrees", real<degrees>},
    {"math.radians", real<radians>},
    {"math.ulp", real<unit_in_last_place>},
    {"math.copysign", real2<std::copysign>},
    {"math.remainder", real2<std::remainder>},
    {"math.nextafter", real2<std::nextafter>},
    {"math.ldexp", real2<scale>},
    {"math.hypot", hypotenuse},
    {"math.dist", distance},
    {"math.fsum", exact_sum},
    {"math.modf", split_fraction},
    {"math.frexp", split_exponent},
    {"math.factorial", factorial},
    {"math.comb", selections<true>},
    {"math.perm", selections<false>},
    {"math.isfinite", test<is_finite>},
    {"math.isclose", is_close},
    {"math.log1p", real<std::log1p>},
    {"math.sin", real<std::sin>},
    {"math.cos", real<std::cos>},
    {"math.tan", real<std::tan>},
    {"math.atan", real<std::atan>},
    {"math.tanh", real<std::tanh>},
    {"math.erf", real<std::erf>},
    {"math.fabs", real<std::fabs>},
    {"math.pow", real2<std::pow>},
    {"math.fmod", real2<std::fmod>},
    {"math.atan2", real2<std::atan2>},
    {"math.gcd", divisor<false>},
    {"math.lcm", divisor<true>},
    {"math.prod", product},
    {"math.isnan", test<is_nan>},
    {"math.isinf", test<is_inf>},
};

constexpr LibraryValue kValues[] = {
    {"math.pi", [](Interpreter&) { return Value::floating(3.14159265358979323846); }},
    {"math.e", [](Interpreter&) { return Value::floating(2.71828182845904523536); }},
    {"math.tau", [](Interpreter&) { return Value::floating(6.28318530717958647692); }},
    {"math.inf", [](Interpreter&) { return Value::floating(HUGE_VAL); }},
    {"math.nan", [](Interpreter&) { return Value::floating(std::nan("")); }},
};

}  // namespace

Library math_library() { return {kFunctions, {}, kValues}; }

}  // namespace shapewise::absint
