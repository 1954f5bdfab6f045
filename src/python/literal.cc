// Decoding literals. Escapes follow CPython's unicode_escape and bytes decoders, with their messages.
#include "python/literal.h"

#include <cstdlib>

#include "python/characters.h"
#include "python/unicode.h"

namespace shapewise::python {

IntLiteral decode_int(std::string_view text, Arena& arena) {
  IntLiteral result;
  result.digits = text;
  if (text.find('_') != std::string_view::npos) {
    std::string digits;
    for (char c : text) {
      if (c != '_') digits += c;
    }
    result.digits = arena.copy(digits);
  }
  int base = 10;
  std::string_view digits = result.digits;
  if (digits.size() > 1 && char_class(digits[1]) == CharClass::Letter) {
    char radix = static_cast<char>(digits[1] | 0x20);
    base = radix == 'x' ? 16 : radix == 'o' ? 8 : 2;
    digits.remove_prefix(2);
  }
  for (char c : digits) {
    std::optional<Int> shifted = checked_mul(result.value, base);
    std::optional<Int> next = shifted ? checked_add(*shifted, hex_value(c)) : std::nullopt;
    if (!next) return {false, result.digits, 0};
    result.value = *next;
  }
  return result;
}

double decode_float(std::string_view text) {
  std::string digits;
  for (char c : text) {
    if (c != '_') digits += c;
  }
  return std::strtod(digits.c_str(), nullptr);
}

namespace {

class StringDecoder {
 public:
  StringDecoder(std::string_view text, StringForm form, std::optional<LiteralError>& error)
      : text_(text), form_(form), error_(error), size_(static_cast<int>(text.size())) {}

  std::string decode() {
    while (position_ < size_) decode_one();
    return std::move(value_);
  }

 private:
  char at(int offset) const { return offset < size_ ? text_[static_cast<std::size_t>(offset)] : '\0'; }

  void decode_one() {
    char c = at(position_);
    if (c == '\r') {
      value_ += '\n';
      position_ += at(position_ + 1) == '\n' ? 2 : 1;
    } else if (form_.fstring && (c == '{' || c == '}') && at(position_ + 1) == c) {
      value_ += c;
      position_ += 2;
    } else if (c == '\\' && !form_.raw) {
      decode_escape();
    } else {
      if (form_.encoding == Encoding::Latin1) {
        append_utf8(value_, static_cast<std::uint8_t>(c));
      } else {
        value_ += c;
      }
      ++position_;
    }
  }

  void decode_escape() {
    char c = at(position_ + 1);
    constexpr std::string_view kLetters = "\\'\"abfnrtv";
    constexpr std::string_view kValues = "\\'\"\a\b\f\n\r\t\v";
    if (std::size_t letter = kLetters.find(c); letter != std::string_view::npos && position_ + 1 < size_) {
      value_ += kValues[letter];
      position_ += 2;
    } else if (is_line_break(c)) {
      position_ += c == '\r' && at(position_ + 2) == '\n' ? 3 : 2;
    } else if (c >= '0' && c <= '7') {
      decode_octal();
    } else if (c == 'x') {
      decode_hexadecimal(2, "\\xXX");
    } else if (c == 'u' && !form_.bytes) {
      decode_hexadecimal(4, "\\uXXXX");
    } else if (c == 'U' && !form_.bytes) {
      decode_hexadecimal(8, "\\UXXXXXXXX");
    } else if (c == 'N' && !form_.bytes) {
      keep_named_character();
    } else {
      value_ += '\\';  // no escape: both characters stand for themselves
      ++position_;
    }
  }

  void decode_octal() {
    std::int32_t value = 0;
    int end = position_ + 1;
    for (; end < position_ + 4 && at(end) >= '0' && at(end) <= '7'; ++end) value = value * 8 + (at(end) - '0');
    append(value);
    position_ = end;
  }

  void decode_hexadecimal(int digits, const char* form) {
    std::int64_t value = 0;
    int end = position_ + 2;
    for (; end < position_ + 2 + digits && hex_value(at(end)) >= 0; ++end) value = value * 16 + hex_value(at(end));
    if (end < position_ + 2 + digits) {
      fail(end, std::string("truncated ") + form + " escape");
    } else if (value > 0x10FFFF) {
      fail(end, "illegal Unicode character");
    } else {
      append(static_cast<std::int32_t>(value));
    }
    position_ = end;
  }

  // \N{...} stays as it is: its value needs the names of all characters.
  void keep_named_character() {
    std::size_t end = text_.find('}', static_cast<std::size_t>(position_));
    if (at(position_ + 2) != '{' || end == std::string_view::npos) {
      fail(position_ + 2, "malformed \\N character escape");
      position_ += 2;
      return;
    }
    int length = static_cast<int>(end) + 1 - position_;
    value_ += text_.substr(static_cast<std::size_t>(position_), static_cast<std::size_t>(length));
    position_ += length;
  }

  void append(std::int32_t code_point) {
    if (form_.bytes) {
      value_ += static_cast<char>(code_point);
    } else {
      append_utf8(value_, code_point);
    }
  }

  void fail(int end, std::string message) {
    if (!error_) error_ = LiteralError{position_, end, std::move(message)};
  }

  std::string_view text_;
  StringForm form_;
  std::optional<LiteralError>& error_;
  int size_;
  int position_ = 0;
  std::string value_;
};

bool is_plain(std::string_view text, StringForm form) {
  for (char c : text) {
    if (c == '\r' || (c == '\\' && !form.raw) || (form.fstring && (c == '{' || c == '}'))) return false;
    if (char_class(c) == CharClass::NotAscii && form.encoding == Encoding::Latin1) return false;
  }
  return true;
}

}  // namespace

std::string_view decode_string(std::string_view text, StringForm form, Arena& arena,
                               std::optional<LiteralError>& error) {
  if (is_plain(text, form)) return text;
  return arena.copy(StringDecoder(text, form, error).decode());
}

}  // namespace shapewise::python
