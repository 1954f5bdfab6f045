// The values of literals: numbers, and the text of strings with their escapes decoded (Python reference 2.4).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "base/int.h"
#include "python/lexer.h"

namespace shapewise::python {

struct IntLiteral {
  bool fits = true;
  std::string_view digits;  // without underscores
  Int value = 0;
};

/// A decimal, hexadecimal, octal or binary integer as the lexer accepts it.
IntLiteral decode_int(std::string_view text, Arena& arena);

/// A decimal number with a point or an exponent or neither, without the "j" of an imaginary one.
double decode_float(std::string_view text);

/// What kind of literal a piece of text stands in.
struct StringForm {
  bool raw = false;
  bool bytes = false;
  bool fstring = false;  // doubled braces stand for one
  Encoding encoding = Encoding::Utf8;
};

/// Where and why text cannot be decoded; offsets count from its first byte.
struct LiteralError {
  int begin = 0;
  int end = 0;
  std::string message;
};

/// The value of the text between the quotes of a literal: `text` itself if nothing in it is escaped, else a copy in the
/// arena. Line breaks become "\n".
std::string_view decode_string(std::string_view text, StringForm form, Arena& arena,
                               std::optional<LiteralError>& error);

}  // namespace shapewise::python
