// The module math. Roundings are exact on symbolic sizes; everything else needs numbers.
#include <cmath>

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
  Value result = round_number(interpreter, x, How, reader.range());
  return result.tag() == Tag::NotImplemented
             ? interpreter.raise_error("TypeError", reader.range(), "must be real number")
             : result;
}

using Real = double (*)(double);

template <Real F>
Value real(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value x = reader.required("x");
  if (!reader.done()) return {};
  if (as<Unknown>(x) != nullptr) return x;
  auto number = as_double(x);
  if (!number) {
    if (as<SymInt>(x) != nullptr || as<SymFloat>(x) != nullptr) {
      return interpreter.unknown(native.name + " of a symbolic size", reader.range());
    }
    return interpreter.raise_error("TypeError", reader.range(), "must be real number, not " + interpreter.type_name(x));
  }
  double result = F(*number);
  if (std::isnan(result) && !std::isnan(*number))
    return interpreter.raise_error("ValueError", reader.range(), "math domain error");
  return Value::floating(result);
}

Value logarithm(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value x = reader.required("x");
  Value base = reader.optional("base");
  if (!reader.done()) return {};
  if (as<Unknown>(x) != nullptr) return x;
  auto number = as_double(x);
  if (!number) return interpreter.unknown("the logarithm of a symbolic size", reader.range());
  if (*number <= 0) return interpreter.raise_error("ValueError", reader.range(), "math domain error");
  auto b = as_double(base);
  return Value::floating(b ? std::log(*number) / std::log(*b) : std::log(*number));
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

template <bool Least>
Value divisor(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Int result = Least ? 1 : 0;
  for (Value value : reader.rest()) {
    auto e = interpreter.as_expr(value);
    auto number = e ? e->constant() : std::nullopt;
    if (!number) return interpreter.unknown(native.name + " of a symbolic size", reader.range());
    Int common = gcd(result, *number);
    if (!Least) {
      result = common;
      continue;
    }
    auto product = common == 0 ? std::optional<Int>(0) : checked_mul(result / common, *number);
    if (!product) return interpreter.unknown(native.name + " of a large number", reader.range());
    result = *product < 0 ? -*product : *product;
  }
  return interpreter.integer(result);
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
double integer_root(double x) { return std::floor(std::sqrt(x)); }

Value isqrt(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Value root = real<integer_root>(interpreter, arguments, native);
  return root.is_float() ? round_number(interpreter, root, Rounding::Truncate, arguments.site) : root;
}

constexpr LibraryFunction kFunctions[] = {
    {"math.floor", round_to<Rounding::Floor>},
    {"math.ceil", round_to<Rounding::Ceil>},
    {"math.trunc", round_to<Rounding::Truncate>},
    {"math.sqrt", real<std::sqrt>},
    {"math.isqrt", isqrt},
    {"math.exp", real<std::exp>},
    {"math.log", logarithm},
    {"math.log2", real<std::log2>},
    {"math.log10", real<std::log10>},
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
