// Text of values: str(), repr(), format specifications and %-formatting.
#pragma once

#include "absint/interpreter.h"

namespace shapewise::absint {

/// format(value, spec). Raises ValueError for a specification that does not fit.
Value format_value(Interpreter& interpreter, Value value, std::string_view spec, source::Range range);
/// format % values
Value percent_format(Interpreter& interpreter, std::string_view format, Value values, source::Range range);
/// Python's repr of a float: 0.1, 1e-05, 2.0, inf.
std::string float_text(double value);
/// 'text' with Python's quoting and escapes.
std::string quoted(std::string_view text);

/// The text with all but ASCII escaped, as ascii() gives it.
std::string escaped(std::string_view text);
/// The same of bytes, without the b.
std::string quoted_bytes(std::string_view bytes);

}  // namespace shapewise::absint
