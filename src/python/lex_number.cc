// The lexer's numbers (Python reference 2.4.5 to 2.4.7), with CPython's messages for malformed ones.
#include <fmt/format.h>

#include "python/characters.h"
#include "python/lexer.h"

namespace shapewise::python {

namespace {

bool is_digit_of(char c, int base) {
  int value = hex_value(c);
  return value >= 0 && value < base;
}

const char* literal_name(int base) {
  switch (base) {
    case 16: return "hexadecimal";
    case 8: return "octal";
    case 2: return "binary";
    default: return "decimal";
  }
}

}  // namespace

void Lexer::lex_number() {
  int begin = position_;
  if (!scan_radix(begin)) scan_decimal(begin);
  push(TokenKind::Number, begin, position_);
}

void Lexer::bad_number(int begin, int end, std::string message) {
  note(false, begin, end, std::move(message));
  // The rest of what looks like one word belongs to the number.
  while (end < size_ && is_name_byte(at(end))) ++end;
  position_ = end;
}

// The end of digits of a base with single underscores between them.
int Lexer::scan_digits(int offset, int base) {
  while (is_digit_of(at(offset), base) || (at(offset) == '_' && is_digit_of(at(offset + 1), base))) ++offset;
  return offset;
}

// 0x1F, 0o17, 0b11. False if the number is decimal.
bool Lexer::scan_radix(int begin) {
  if (at(begin) != '0') return false;
  int base = 0;
  switch (at(begin + 1)) {
    case 'x':
    case 'X': base = 16; break;
    case 'o':
    case 'O': base = 8; break;
    case 'b':
    case 'B': base = 2; break;
    default: return false;
  }
  int end = scan_digits(begin + 2, base);
  char next = at(end);
  if (is_digit(next)) {
    bad_number(end, end + 1, fmt::format("invalid digit '{}' in {} literal", next, literal_name(base)));
  } else if (end == begin + 2 || next == '_') {
    bad_number(begin, end, fmt::format("invalid {} literal", literal_name(base)));
  } else {
    position_ = end;
    check_number_end(begin, literal_name(base));
  }
  return true;
}

void Lexer::scan_decimal(int begin) {
  int end = scan_digits(begin, 10);
  bool is_integer = true;
  if (at(end) == '.' && (end > begin || is_digit(at(end + 1)))) {
    is_integer = false;
    ++end;
    if (is_digit(at(end))) end = scan_digits(end, 10);
  }
  char exponent = at(end);
  if (exponent == 'e' || exponent == 'E') {
    int digits = end + 1 + (at(end + 1) == '+' || at(end + 1) == '-' ? 1 : 0);
    if (is_digit(at(digits))) {
      is_integer = false;
      end = scan_digits(digits, 10);
    }
  }
  bool is_imaginary = at(end) == 'j' || at(end) == 'J';
  if (is_imaginary) ++end;
  position_ = end;
  if (is_integer && !is_imaginary && at(begin) == '0') {
    int zeros = begin;
    while (at(zeros) == '0' || at(zeros) == '_') ++zeros;
    if (zeros < end) {
      return bad_number(begin, zeros,
                        "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal "
                        "integers");
    }
  }
  check_number_end(begin, is_imaginary ? "imaginary" : "decimal");
}

// A name must not follow a number at once, except for the keywords that may follow an expression (`1if x else 2`).
void Lexer::check_number_end(int begin, const char* literal) {
  int end = position_;
  while (end < size_ && is_name_byte(at(end))) ++end;
  if (end == position_) return;
  std::string_view rest = slice(position_, end);
  for (TokenKind kind : {TokenKind::And, TokenKind::Else, TokenKind::For, TokenKind::If, TokenKind::In, TokenKind::Is,
                         TokenKind::Not, TokenKind::Or}) {
    if (rest.starts_with(spelling(kind))) return;
  }
  bad_number(begin, position_, fmt::format("invalid {} literal", literal));
}

}  // namespace shapewise::python
