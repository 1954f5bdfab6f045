// Attributes and methods of int and float.
#include <bit>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>

#include "absint/integer.h"
#include "absint/library.h"
#include "absint/numbers.h"

namespace shapewise::absint {
namespace {

Value itself(Interpreter&, Arguments& arguments, const Native&) {
  Value self = held(arguments.at(0));
  return self.is_bool() ? Value::integer(self.as_bool() ? 1 : 0) : self;
}

Value zero(Interpreter&, Arguments&, const Native&) { return Value::integer(0); }
Value one(Interpreter&, Arguments&, const Native&) { return Value::integer(1); }
Value float_zero(Interpreter&, Arguments&, const Native&) { return Value::floating(0); }
Value yes(Interpreter&, Arguments&, const Native&) { return Value::boolean(true); }

/// The binary digits of an int's magnitude; empty for 0 and for sizes that are not known.
std::string bits_of(Value value) {
  value = held(value);
  if (!is_integer(value)) return {};
  std::string bits = integer_text(value, 2);
  if (bits.starts_with('-')) bits.erase(0, 1);
  return bits == "0" ? std::string() : bits;
}

Value bit_length(Interpreter& interpreter, Arguments& arguments, const Native&) {
  if (!is_integer(held(arguments.at(0)))) return interpreter.unknown("the bits of a symbolic size", arguments.site);
  return Value::integer(static_cast<std::int64_t>(bits_of(arguments.at(0)).size()));
}

Value bit_count(Interpreter& interpreter, Arguments& arguments, const Native&) {
  if (!is_integer(held(arguments.at(0)))) return interpreter.unknown("the bits of a symbolic size", arguments.site);
  std::int64_t count = 0;
  for (char bit : bits_of(arguments.at(0))) count += bit == '1' ? 1 : 0;
  return Value::integer(count);
}

Value to_bytes(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value self = held(reader.required("self"));
  std::int64_t length = interpreter.as_index(reader.optional("length", Value::integer(1))).value_or(1);
  auto* order = as<Str>(reader.optional("byteorder"));
  reader.keyword("signed");
  if (!reader.done()) return {};
  auto number = integer_value(self);
  if (!number || *number < 0 || !interpreter.check_length(length, reader.range()))
    return interpreter.unknown("the bytes of this number", reader.range());
  std::string bytes;
  for (std::int64_t i = 0; i < length; ++i, *number >>= 8) bytes += static_cast<char>(*number & 255);
  if (*number != 0) return interpreter.raise_error("OverflowError", reader.range(), "int too big to convert");
  auto* made = interpreter.heap().make<Bytes>();
  bool little = order != nullptr && order->text == "little";
  made->bytes = little ? bytes : std::string(bytes.rbegin(), bytes.rend());
  return made;
}

Value from_bytes(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  reader.required("cls");
  auto* bytes = as<Bytes>(reader.required("bytes"));
  auto* order = as<Str>(reader.optional("byteorder"));
  reader.keyword("signed");
  if (!reader.done()) return {};
  if (bytes == nullptr || bytes->bytes.size() > 15)
    return interpreter.unknown("these bytes as a number", reader.range());
  bool little = order != nullptr && order->text == "little";
  Int number = 0;
  for (std::size_t i = 0; i < bytes->bytes.size(); ++i) {
    std::size_t at = little ? bytes->bytes.size() - 1 - i : i;
    number = number << 8 | static_cast<unsigned char>(bytes->bytes[at]);
  }
  return interpreter.integer(number);
}

/// The type of Python that stands for one of numpy, which may be given by name.
Value numpy_type(Interpreter& interpreter, Value type) {
  auto* name = as<Str>(type);
  if (name == nullptr) return type;
  std::string_view text = name->text;
  return interpreter.builtin(text.starts_with("float")  ? "builtins.float"
                             : text.starts_with("bool") ? "builtins.bool"
                                                        : "builtins.int");
}

/// The numbers of numpy are Python's here, and have what numpy's have.
Value as_numpy_type(Interpreter& interpreter, Arguments& arguments, const Native&) {
  return interpreter.call(numpy_type(interpreter, arguments.at(1)), {held(arguments.at(0))}, arguments.site);
}

/// x.astype(type) of an array whose numbers are not known.
Value array_as_type(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* type = as<Class>(numpy_type(interpreter, arguments.at(1)));
  std::string_view method = type == interpreter.builtin("builtins.int")    ? "long"
                            : type == interpreter.builtin("builtins.bool") ? "bool"
                                                                           : "float";
  return interpreter.call_method(arguments.at(0), method, {}, arguments.site);
}

Value array_copy(Interpreter& interpreter, Arguments& arguments, const Native&) {
  return interpreter.call_method(arguments.at(0), "clone", {}, arguments.site);
}

Value float_is_integer(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto number = as_double(held(arguments.at(0)));
  if (!number) return interpreter.unknown("whether a symbolic size is whole", arguments.site);
  return Value::boolean(std::isfinite(*number) && *number == std::floor(*number));
}

Value integer_ratio(Interpreter& interpreter, Arguments& arguments, const Native&) {
  Value self = held(arguments.at(0));
  if (is_integer(self)) return interpreter.tuple({self, Value::integer(1)});
  auto number = as_double(self);
  if (!number || !std::isfinite(*number)) return interpreter.unknown("the ratio of this number", arguments.site);
  int exponent = 0;
  double fraction = std::frexp(*number, &exponent);
  for (; fraction != std::floor(fraction); --exponent) fraction *= 2;
  Value top = integer_from_double(interpreter, fraction);
  Value power = interpreter.binary(python::BinaryOp::LeftShift, Value::integer(1), Value::integer(std::abs(exponent)),
                                   arguments.site);
  if (power.failed() || exponent <= 0) return interpreter.tuple({top, power});
  return interpreter.tuple(
      {interpreter.binary(python::BinaryOp::Multiply, top, power, arguments.site), Value::integer(1)});
}

Value float_hex(Interpreter& interpreter, Arguments& arguments, const Native&) {
  double value = as_double(held(arguments.at(0))).value_or(0);
  int exponent = 0;
  double fraction = std::frexp(std::abs(value), &exponent);
  if (value == 0 || !std::isfinite(value)) return interpreter.str(fmt::format("{}0x0.0p+0", value < 0 ? "-" : ""));
  auto digits = static_cast<std::uint64_t>(std::ldexp(fraction * 2 - 1, 52));
  return interpreter.str(fmt::format("{}0x1.{:013x}p{:+d}", value < 0 ? "-" : "", digits, exponent - 1));
}

Value float_fromhex(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* text = as<Str>(arguments.at(1));
  if (text == nullptr) return interpreter.raise_error("TypeError", arguments.site, "fromhex() takes a string");
  return Value::floating(std::strtod(text->text.c_str(), nullptr));
}

constexpr LibraryFunction kFunctions[] = {
    {"builtins.int.real", itself, true},
    {"builtins.int.imag", zero, true},
    {"builtins.int.numerator", itself, true},
    {"builtins.int.denominator", one, true},
    {"builtins.int.conjugate", itself},
    {"builtins.int.__index__", itself},
    {"builtins.int.__int__", itself},
    {"builtins.int.__trunc__", itself},
    {"builtins.int.bit_length", bit_length},
    {"builtins.int.bit_count", bit_count},
    {"builtins.int.to_bytes", to_bytes},
    {"builtins.int.from_bytes", from_bytes, false, true},
    {"builtins._numpy_number.astype", as_numpy_type},
    {"builtins._numpy_array.astype", array_as_type},
    {"builtins._numpy_array.copy", array_copy},
    {"builtins._numpy_number.item", itself},
    {"builtins._numpy_number.tolist", itself},
    {"builtins.int.is_integer", yes},
    {"builtins.int.as_integer_ratio", integer_ratio},
    {"builtins.float.real", itself, true},
    {"builtins.float.imag", float_zero, true},
    {"builtins.float.conjugate", itself},
    {"builtins.float.is_integer", float_is_integer},
    {"builtins.float.as_integer_ratio", integer_ratio},
    {"builtins.float.hex", float_hex},
    {"builtins.float.fromhex", float_fromhex, false, true},
};

}  // namespace

Library number_methods_library() { return {kFunctions, {}, {}}; }

}  // namespace shapewise::absint
