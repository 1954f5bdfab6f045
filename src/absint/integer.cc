// Integer arithmetic: 64-bit with overflow checks first, GMP behind it.
#include "absint/integer.h"

#include <cmath>
#include <fmt/format.h>
#include <gmp.h>

namespace shapewise::absint {

struct BigIntData {
  mpz_t z;
  BigIntData() { mpz_init(z); }
  ~BigIntData() { mpz_clear(z); }
  BigIntData(const BigIntData&) = delete;
  BigIntData& operator=(const BigIntData&) = delete;
};

namespace {

using python::BinaryOp;
using Big = std::shared_ptr<BigIntData>;

constexpr std::size_t kMaxBits = 1 << 20;  // larger numbers only cost time

std::int64_t small(Value value) {
  return value.is_bool() ? static_cast<std::int64_t>(value.as_bool()) : value.as_int();
}
bool is_small(Value value) { return value.is_int() || value.is_bool(); }

void set_int64(mpz_t z, std::int64_t value) {
  static_assert(sizeof(long) == sizeof(std::int64_t) || sizeof(long) == 4);
  if constexpr (sizeof(long) == sizeof(std::int64_t)) {
    mpz_set_si(z, static_cast<long>(value));
  } else {
    mpz_set_si(z, static_cast<long>(value >> 32));
    mpz_mul_2exp(z, z, 32);
    mpz_add_ui(z, z, static_cast<unsigned long>(value & 0xFFFFFFFF));
  }
}

Big big_of(Value value) {
  auto big = std::make_shared<BigIntData>();
  if (is_small(value)) {
    set_int64(big->z, small(value));
  } else {
    mpz_set(big->z, as<BigInt>(value)->data->z);
  }
  return big;
}

Value value_of(Interpreter& interpreter, Big big) {
  if (mpz_sizeinbase(big->z, 2) <= 63) {
    std::int64_t magnitude = 0;
    mpz_export(&magnitude, nullptr, -1, sizeof(magnitude), 0, 0, big->z);
    return Value::integer(mpz_sgn(big->z) < 0 ? -magnitude : magnitude);
  }
  auto* object = interpreter.heap().make<BigInt>();
  interpreter.heap().charge(static_cast<std::int64_t>(mpz_sizeinbase(big->z, 2) / 8));
  object->data = std::move(big);
  return object;
}

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  std::int64_t q = a / b;
  return a % b != 0 && (a < 0) != (b < 0) ? q - 1 : q;
}

/// The result if both operands and it fit into 64 bits.
std::optional<std::int64_t> fast(BinaryOp op, std::int64_t a, std::int64_t b) {
  std::int64_t r = 0;
  bool edge = a == INT64_MIN && b == -1;
  switch (op) {
    case BinaryOp::Add: return __builtin_add_overflow(a, b, &r) ? std::nullopt : std::optional(r);
    case BinaryOp::Subtract: return __builtin_sub_overflow(a, b, &r) ? std::nullopt : std::optional(r);
    case BinaryOp::Multiply: return __builtin_mul_overflow(a, b, &r) ? std::nullopt : std::optional(r);
    case BinaryOp::FloorDivide: return edge ? std::nullopt : std::optional(floor_divide(a, b));
    case BinaryOp::Modulo: return edge ? std::nullopt : std::optional(a - b * floor_divide(a, b));
    case BinaryOp::BitOr: return a | b;
    case BinaryOp::BitXor: return a ^ b;
    case BinaryOp::BitAnd: return a & b;
    case BinaryOp::RightShift: return b > 63 ? (a < 0 ? -1 : 0) : a >> b;
    default: return std::nullopt;
  }
}

bool too_large(BinaryOp op, const Big& a, Value b) {
  if (op != BinaryOp::Power && op != BinaryOp::LeftShift) return false;
  if (!is_small(b)) return true;
  auto bits = static_cast<double>(mpz_sizeinbase(a->z, 2));
  double exponent = static_cast<double>(small(b));
  return op == BinaryOp::Power ? bits * exponent > kMaxBits : bits + exponent > kMaxBits;
}

}  // namespace

bool is_integer(Value value) { return is_small(value) || as<BigInt>(value) != nullptr; }

Value integer_literal(Interpreter& interpreter, const python::IntExpr& literal) {
  if (literal.fits) return make_integer(interpreter, literal.value);
  Value parsed = parse_integer(interpreter, literal.digits, 0);
  return parsed.failed() ? interpreter.stop(literal.range, "this number is too long") : parsed;
}

Value parse_integer(Interpreter& interpreter, std::string_view text, int base) {
  std::string digits;
  for (char c : text) {
    if (c != '_' && c != ' ' && c != '\t' && c != '\n' && c != '\r') digits.push_back(c);
  }
  bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.erase(0, 1);
  if (digits.size() > 2 && digits[0] == '0') {
    int prefix = (digits[1] | 32) == 'x' ? 16 : (digits[1] | 32) == 'o' ? 8 : (digits[1] | 32) == 'b' ? 2 : 0;
    if (prefix != 0 && (base == 0 || base == prefix)) {
      digits.erase(0, 2);
      base = prefix;
    }
  }
  if (base == 0) base = 10;
  if (digits.empty() || digits[0] == '-' || digits[0] == '+' || digits.size() > kMaxBits / 4) return {};
  auto big = std::make_shared<BigIntData>();
  if (mpz_set_str(big->z, digits.c_str(), base) != 0) return {};
  if (negative) mpz_neg(big->z, big->z);
  return value_of(interpreter, std::move(big));
}

Value integer_arithmetic(Interpreter& interpreter, BinaryOp op, Value a, Value b, source::Range range) {
  bool divides = op == BinaryOp::FloorDivide || op == BinaryOp::Modulo || op == BinaryOp::Divide;
  if (divides && is_small(b) && small(b) == 0) {
    return interpreter.raise_error("ZeroDivisionError", range,
                                   op == BinaryOp::Divide        ? "division by zero"
                                   : op == BinaryOp::FloorDivide ? "integer division or modulo by zero"
                                                                 : "integer modulo by zero");
  }
  bool negative_exponent = is_small(b) ? small(b) < 0 : mpz_sgn(as<BigInt>(b)->data->z) < 0;
  if ((op == BinaryOp::LeftShift || op == BinaryOp::RightShift) && negative_exponent) {
    return interpreter.raise_error("ValueError", range, "negative shift count");
  }
  if (op == BinaryOp::Divide) return Value::floating(integer_to_double(a) / integer_to_double(b));
  if (op == BinaryOp::Power && negative_exponent) {
    if (is_small(a) && small(a) == 0) {
      return interpreter.raise_error("ZeroDivisionError", range, "0.0 cannot be raised to a negative power");
    }
    return Value::floating(std::pow(integer_to_double(a), integer_to_double(b)));
  }
  if (is_small(a) && is_small(b)) {
    if (auto result = fast(op, small(a), small(b))) return Value::integer(*result);
  }
  Big x = big_of(a);
  if (too_large(op, x, b)) return interpreter.stop(range, "this number is too large");
  Big y = big_of(b);
  auto result = std::make_shared<BigIntData>();
  switch (op) {
    case BinaryOp::Add: mpz_add(result->z, x->z, y->z); break;
    case BinaryOp::Subtract: mpz_sub(result->z, x->z, y->z); break;
    case BinaryOp::Multiply: mpz_mul(result->z, x->z, y->z); break;
    case BinaryOp::FloorDivide: mpz_fdiv_q(result->z, x->z, y->z); break;
    case BinaryOp::Modulo: mpz_fdiv_r(result->z, x->z, y->z); break;
    case BinaryOp::BitOr: mpz_ior(result->z, x->z, y->z); break;
    case BinaryOp::BitXor: mpz_xor(result->z, x->z, y->z); break;
    case BinaryOp::BitAnd: mpz_and(result->z, x->z, y->z); break;
    case BinaryOp::Power: mpz_pow_ui(result->z, x->z, mpz_get_ui(y->z)); break;
    case BinaryOp::LeftShift: mpz_mul_2exp(result->z, x->z, mpz_get_ui(y->z)); break;
    case BinaryOp::RightShift: mpz_fdiv_q_2exp(result->z, x->z, mpz_get_ui(y->z)); break;
    default: return Value::not_implemented();
  }
  return value_of(interpreter, std::move(result));
}

Value integer_negate(Interpreter& interpreter, Value a) {
  return integer_arithmetic(interpreter, BinaryOp::Subtract, Value::integer(0), a, {});
}

int integer_compare(Value a, Value b) {
  if (is_small(a) && is_small(b)) return small(a) < small(b) ? -1 : small(a) > small(b) ? 1 : 0;
  return mpz_cmp(big_of(a)->z, big_of(b)->z);
}

int integer_compare(Value a, double b) {
  if (std::isinf(b)) return b > 0 ? -1 : 1;
  return mpz_cmp_d(big_of(a)->z, b);
}

double integer_to_double(Value value) {
  return is_small(value) ? static_cast<double>(small(value)) : mpz_get_d(as<BigInt>(value)->data->z);
}

Value integer_from_double(Interpreter& interpreter, double value) {
  auto big = std::make_shared<BigIntData>();
  mpz_set_d(big->z, value);  // towards zero, as Python's int()
  return value_of(interpreter, std::move(big));
}

std::string integer_text(Value value, int base) {
  Big big = big_of(value);
  std::string text(mpz_sizeinbase(big->z, base) + 2, '\0');
  mpz_get_str(text.data(), base, big->z);
  text.resize(std::char_traits<char>::length(text.c_str()));
  return text;
}

std::optional<Int> integer_value(Value value) {
  if (is_small(value)) return small(value);
  if (as<BigInt>(value) == nullptr) return std::nullopt;
  return parse_int(integer_text(value));
}

Value make_integer(Interpreter& interpreter, Int value) {
  if (fits_int64(value)) return Value::integer(static_cast<std::int64_t>(value));
  return parse_integer(interpreter, to_string(value), 10);
}

Value integer_power_modulo(Interpreter& interpreter, Value base, Value exponent, Value modulus) {
  Big b = big_of(base);
  Big e = big_of(exponent);
  Big m = big_of(modulus);
  if (mpz_sgn(m->z) == 0) return {};
  auto result = std::make_shared<BigIntData>();
  if (mpz_sgn(e->z) < 0 && mpz_invert(result->z, b->z, m->z) == 0) return {};
  mpz_powm(result->z, b->z, e->z, m->z);
  // As the remainder, it has the sign of the modulus.
  if (mpz_sgn(m->z) < 0 && mpz_sgn(result->z) != 0) mpz_add(result->z, result->z, m->z);
  return value_of(interpreter, std::move(result));
}

}  // namespace shapewise::absint
