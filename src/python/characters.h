// Classes of characters for the lexer: one table look-up decides what a byte may begin.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace shapewise::python {

enum class CharClass : std::uint8_t {
  Invalid,  // control characters, $, ? and `
  End,      // NUL, which stands behind the text only
  Space,
  LineBreak,
  Letter,  // and the underscore
  Digit,
  NotAscii,
  Quote,
  Hash,
  Backslash,
  Operator,
};

inline constexpr auto kCharClasses = [] {
  std::array<CharClass, 256> table{};
  auto set = [&](const char* characters, CharClass value) {
    for (const char* c = characters; *c != 0; ++c) table[static_cast<std::uint8_t>(*c)] = value;
  };
  table[0] = CharClass::End;
  set(" \t\f", CharClass::Space);
  set("\r\n", CharClass::LineBreak);
  set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", CharClass::Letter);
  set("0123456789", CharClass::Digit);
  set("'\"", CharClass::Quote);
  set("#", CharClass::Hash);
  set("\\", CharClass::Backslash);
  set("()[]{},:;.=+-*/%@&|^~<>!", CharClass::Operator);
  for (int i = 128; i < 256; ++i) table[static_cast<std::size_t>(i)] = CharClass::NotAscii;
  return table;
}();

inline CharClass char_class(char c) { return kCharClasses[static_cast<std::uint8_t>(c)]; }
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_line_break(char c) { return c == '\n' || c == '\r'; }
inline bool is_name_byte(char c) {
  CharClass kind = char_class(c);
  return kind == CharClass::Letter || kind == CharClass::Digit || kind == CharClass::NotAscii;
}

/// True if no byte is above 127.
inline bool is_ascii(std::string_view text) {
  for (char c : text) {
    if (char_class(c) == CharClass::NotAscii) return false;
  }
  return true;
}

/// The value of a hexadecimal digit, or −1.
inline int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace shapewise::python
