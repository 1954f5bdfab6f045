// Python's ints of any size. Those that fit into 64 bits are plain values and take the fast path; the others are GMP
// numbers.
#pragma once

#include "absint/interpreter.h"

namespace shapewise::absint {

Value integer_literal(Interpreter& interpreter, const python::IntExpr& literal);
/// Parses Python's int("…", base): spaces around, underscores, prefixes if base is 0. Failed without an exception if it
/// is none.
Value parse_integer(Interpreter& interpreter, std::string_view text, int base);
/// a op b for two concrete ints (bools as 0 and 1). Division by zero and the like raise.
Value integer_arithmetic(Interpreter& interpreter, python::BinaryOp op, Value a, Value b, source::Range range);
Value integer_negate(Interpreter& interpreter, Value a);
/// < 0, 0 or > 0.
int integer_compare(Value a, Value b);
bool is_integer(Value value);  // Int, BigInt or Bool
double integer_to_double(Value value);
Value integer_from_double(Interpreter& interpreter, double value);
std::string integer_text(Value value, int base = 10);
/// The value, if it fits into 128 bits.
std::optional<Int> integer_value(Value value);
Value make_integer(Interpreter& interpreter, Int value);

/// Exactly, also where a double can't hold the int.
int integer_compare(Value a, double b);
/// pow(base, exponent, modulus); Failed if there is no inverse or the modulus is 0.
Value integer_power_modulo(Interpreter& interpreter, Value base, Value exponent, Value modulus);

}  // namespace shapewise::absint
