// Numbers of all kinds: ints, floats, and those that depend on symbolic sizes.
#pragma once

#include "absint/interpreter.h"

namespace shapewise::absint {

bool is_number(Value value);
/// a op b for two numbers; NotImplemented if one is none.
Value number_arithmetic(Interpreter& interpreter, python::BinaryOp op, Value a, Value b, source::Range range);
/// The comparison of two numbers. Open questions on symbolic sizes are decided and recorded as assumptions.
Value number_compare(Interpreter& interpreter, python::CompareOp op, Value a, Value b, source::Range range);
/// The value as a double, if it is a concrete number.
std::optional<double> as_double(Value value);
/// ⌊x⌋, ⌈x⌉ and truncation of a number, exact for symbolic quotients.
enum class Rounding { Floor, Ceil, Truncate };
Value round_number(Interpreter& interpreter, Value value, Rounding rounding, source::Range range);

}  // namespace shapewise::absint
