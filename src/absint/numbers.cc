// Arithmetic over Python's numeric tower with symbolic sizes in it. A quotient of sizes (H / 2) is kept as an exact
// fraction, so that int(H / 2) and math.ceil(H / 8) come out as the floors and ceilings that they are.
#include "absint/numbers.h"

#include <cmath>

#include "absint/integer.h"
#include "absint/symbolic.h"

namespace shapewise::absint {
namespace {

using python::BinaryOp;
using python::CompareOp;
using sym::Expr;

struct Fraction {
  Expr num;
  Expr den = 1;
  bool is_float = false;
};

bool is_symbolic(Value v) { return as<SymInt>(v) != nullptr || as<SymFloat>(v) != nullptr; }

/// The exact fraction of a number; empty for floats that are no small dyadic fraction (0.1) and for ints over 128 bits.
std::optional<Fraction> fraction_of(Value v) {
  if (auto* s = as<SymInt>(v)) return Fraction{s->expr, 1, false};
  if (auto* s = as<SymFloat>(v)) return Fraction{s->num, s->den, true};
  if (auto i = integer_value(v)) return Fraction{Expr(*i), 1, false};
  if (!v.is_float() || !std::isfinite(v.as_float()) || std::abs(v.as_float()) > 1e15) return std::nullopt;
  constexpr int kDenominator = 1 << 20;
  double scaled = v.as_float() * kDenominator;
  if (scaled != std::floor(scaled)) return std::nullopt;
  Int num = static_cast<Int>(scaled);
  Int common = gcd(num, kDenominator);
  if (common == 0) common = 1;
  return Fraction{Expr(num / common), Expr(kDenominator / common), true};
}

Value value_of(Interpreter& interpreter, const Fraction& f) {
  if (!f.is_float) return interpreter.integer(f.num);
  auto n = f.num.constant();
  auto d = f.den.constant();
  if (n && d && *d != 0) return Value::floating(static_cast<double>(*n) / static_cast<double>(*d));
  auto* made = interpreter.heap().make<SymFloat>();
  made->num = f.num;
  made->den = f.den;
  return made;
}

Value symbolic_arithmetic(Interpreter& interpreter, BinaryOp op, Value left, Value right, source::Range range) {
  auto a = fraction_of(left);
  auto b = fraction_of(right);
  if (!a || !b) return interpreter.unknown("a float that is no exact fraction meets a symbolic size", range);
  bool is_float = a->is_float || b->is_float;
  switch (op) {
    case BinaryOp::Add: return value_of(interpreter, {a->num * b->den + b->num * a->den, a->den * b->den, is_float});
    case BinaryOp::Subtract:
      return value_of(interpreter, {a->num * b->den - b->num * a->den, a->den * b->den, is_float});
    case BinaryOp::Multiply: return value_of(interpreter, {a->num * b->num, a->den * b->den, is_float});
    case BinaryOp::Divide:
      if (b->num.is_constant(0)) return interpreter.raise_error("ZeroDivisionError", range, "division by zero");
      return value_of(interpreter, {a->num * b->den, a->den * b->num, true});
    case BinaryOp::FloorDivide: {
      if (b->num.is_constant(0)) return interpreter.raise_error("ZeroDivisionError", range, "integer division by zero");
      Expr quotient = interpreter.builder().graph().facts.simplify(sym::floor_div(a->num * b->den, a->den * b->num));
      return value_of(interpreter, {quotient, 1, is_float});
    }
    case BinaryOp::Modulo: {
      if (b->num.is_constant(0)) return interpreter.raise_error("ZeroDivisionError", range, "modulo by zero");
      Expr quotient = interpreter.builder().graph().facts.simplify(sym::floor_div(a->num * b->den, a->den * b->num));
      Expr den = a->den * b->den;
      Expr rest = interpreter.builder().graph().facts.simplify(a->num * b->den - quotient * b->num * a->den);
      return value_of(interpreter, {rest, den, is_float});
    }
    case BinaryOp::Power: {
      auto exponent = b->num.constant();
      if (exponent && b->den.is_constant(1) && *exponent >= 0 && *exponent <= 16) {
        int e = static_cast<int>(*exponent);
        return value_of(interpreter, {sym::pow(a->num, e), sym::pow(a->den, e), is_float});
      }
      return interpreter.unknown("a power of a symbolic size", range);
    }
    default: return interpreter.unknown("a bit operation on a symbolic size", range);
  }
}

/// The remainder with the sign of the divisor.
double float_remainder(double a, double b) {
  double r = std::fmod(a, b);
  if (r == 0) return std::copysign(0.0, b);
  return (r < 0) != (b < 0) ? r + b : r;
}

Value float_arithmetic(Interpreter& interpreter, BinaryOp op, double a, double b, source::Range range) {
  bool divides = op == BinaryOp::Divide || op == BinaryOp::FloorDivide || op == BinaryOp::Modulo;
  if (divides && b == 0)
    return interpreter.raise_error("ZeroDivisionError", range,
                                   op == BinaryOp::Divide        ? "float division by zero"
                                   : op == BinaryOp::FloorDivide ? "float floor division by zero"
                                                                 : "float modulo");
  switch (op) {
    case BinaryOp::Add: return Value::floating(a + b);
    case BinaryOp::Subtract: return Value::floating(a - b);
    case BinaryOp::Multiply: return Value::floating(a * b);
    case BinaryOp::Divide: return Value::floating(a / b);
    case BinaryOp::FloorDivide: {
      // As CPython: from the remainder, which is exact.
      double quotient = (a - float_remainder(a, b)) / b;
      double whole = std::floor(quotient);
      return Value::floating(quotient - whole > 0.5 ? whole + 1 : whole);
    }
    case BinaryOp::Modulo: return Value::floating(float_remainder(a, b));
    case BinaryOp::Power: {
      if (a < 0 && std::isfinite(b) && b != std::floor(b))
        return interpreter.unknown("complex numbers are not modelled", range);
      if (a == 0 && b < 0)
        return interpreter.raise_error("ZeroDivisionError", range, "0.0 cannot be raised to a negative power");
      double result = std::pow(a, b);
      if (std::isinf(result) && std::isfinite(a) && std::isfinite(b))
        return interpreter.raise_error("OverflowError", range, "(34, 'Numerical result out of range')");
      return Value::floating(result);
    }
    default: return Value::not_implemented();
  }
}

bool holds(CompareOp op, int order) {
  switch (op) {
    case CompareOp::Equal: return order == 0;
    case CompareOp::NotEqual: return order != 0;
    case CompareOp::Less: return order < 0;
    case CompareOp::LessEqual: return order <= 0;
    case CompareOp::Greater: return order > 0;
    default: return order >= 0;
  }
}

}  // namespace

bool is_number(Value v) { return is_integer(v) || v.is_float() || is_symbolic(v); }

std::optional<double> as_double(Value v) {
  if (v.is_float()) return v.as_float();
  if (is_integer(v)) return integer_to_double(v);
  return std::nullopt;
}

Value number_arithmetic(Interpreter& interpreter, BinaryOp op, Value a, Value b, source::Range range) {
  if (is_integer(a) && is_integer(b)) {
    if (a.is_bool() && b.is_bool() && op <= BinaryOp::BitAnd) {
      bool x = a.as_bool();
      bool y = b.as_bool();
      return Value::boolean(op == BinaryOp::BitOr ? x || y : op == BinaryOp::BitXor ? x != y : x && y);
    }
    return integer_arithmetic(interpreter, op, a, b, range);
  }
  if (is_symbolic(a) || is_symbolic(b)) return symbolic_arithmetic(interpreter, op, a, b, range);
  for (Value value : {a, b}) {
    if (as<BigInt>(value) != nullptr && std::isinf(*as_double(value)))
      return interpreter.raise_error("OverflowError", range, "int too large to convert to float");
  }
  return float_arithmetic(interpreter, op, *as_double(a), *as_double(b), range);
}

Value number_compare(Interpreter& interpreter, CompareOp op, Value a, Value b, source::Range range) {
  if (is_integer(a) && is_integer(b)) return Value::boolean(holds(op, integer_compare(a, b)));
  if (is_symbolic(a) || is_symbolic(b)) {
    if (a.is_float() && std::isinf(a.as_float())) return Value::boolean(holds(op, a.as_float() > 0 ? 1 : -1));
    if (b.is_float() && std::isinf(b.as_float())) return Value::boolean(holds(op, b.as_float() > 0 ? -1 : 1));
    auto x = fraction_of(a);
    auto y = fraction_of(b);
    if (!x || !y)
      return interpreter.unknown("a float that is no exact fraction is compared with a symbolic size", range);
    return decide(interpreter, op, x->num * y->den, y->num * x->den, range);
  }
  if (is_integer(a) && !std::isnan(b.as_float())) return Value::boolean(holds(op, integer_compare(a, b.as_float())));
  if (is_integer(b) && !std::isnan(a.as_float())) return Value::boolean(holds(op, -integer_compare(b, a.as_float())));
  double x = *as_double(a);
  double y = *as_double(b);
  if (std::isnan(x) || std::isnan(y)) return Value::boolean(op == CompareOp::NotEqual);
  return Value::boolean(holds(op, x < y ? -1 : x > y ? 1 : 0));
}

Value round_number(Interpreter& interpreter, Value v, Rounding rounding, source::Range range) {
  if (is_integer(v)) return v.is_bool() ? Value::integer(v.as_bool() ? 1 : 0) : v;
  if (is_symbolic(v)) {
    // Sizes and their fractions are not negative, so that truncation is the floor.
    auto f = fraction_of(v);
    Expr rounded = rounding == Rounding::Ceil ? sym::ceil_div(f->num, f->den) : sym::floor_div(f->num, f->den);
    return interpreter.integer(interpreter.builder().graph().facts.simplify(rounded));
  }
  if (!v.is_float()) return Value::not_implemented();
  double d = v.as_float();
  if (std::isnan(d)) return interpreter.raise_error("ValueError", range, "cannot convert float NaN to integer");
  if (std::isinf(d)) return interpreter.raise_error("OverflowError", range, "cannot convert float infinity to integer");
  double r = rounding == Rounding::Floor ? std::floor(d) : rounding == Rounding::Ceil ? std::ceil(d) : std::trunc(d);
  return integer_from_double(interpreter, r);
}

}  // namespace shapewise::absint
