// The lexer's operators and punctuation: the longest one that the text begins with.
#include "python/characters.h"
#include "python/lexer.h"

namespace shapewise::python {

namespace {

struct Operator {
  TokenKind kind = TokenKind::Invalid;
  int length = 1;
};

// An operator that has forms with "=" and, for `doubled`, with itself repeated.
Operator augmented(char next, TokenKind plain, TokenKind with_equal) {
  return next == '=' ? Operator{with_equal, 2} : Operator{plain, 1};
}

Operator doubled(const char* text, TokenKind plain, TokenKind with_equal, TokenKind twice, TokenKind twice_equal) {
  if (text[1] != text[0]) return augmented(text[1], plain, with_equal);
  return text[2] == '=' ? Operator{twice_equal, 3} : Operator{twice, 2};
}

Operator single(char c) {
  switch (c) {
    case ',': return {TokenKind::Comma, 1};
    case ';': return {TokenKind::Semicolon, 1};
    case '~': return {TokenKind::Tilde, 1};
    default: return {};
  }
}

Operator find_operator(const char* text) {
  using enum TokenKind;
  char next = text[1];
  switch (text[0]) {
    case '=': return augmented(next, Equal, EqualEqual);
    case '!': return augmented(next, Invalid, NotEqual);
    case ':': return augmented(next, Colon, ColonEqual);
    case '+': return augmented(next, Plus, PlusEqual);
    case '-': return next == '>' ? Operator{Arrow, 2} : augmented(next, Minus, MinusEqual);
    case '%': return augmented(next, Percent, PercentEqual);
    case '@': return augmented(next, At, AtEqual);
    case '&': return augmented(next, Ampersand, AmpersandEqual);
    case '|': return augmented(next, VerticalBar, VerticalBarEqual);
    case '^': return augmented(next, Circumflex, CircumflexEqual);
    case '*': return doubled(text, Star, StarEqual, DoubleStar, DoubleStarEqual);
    case '/': return doubled(text, Slash, SlashEqual, DoubleSlash, DoubleSlashEqual);
    case '<': return doubled(text, Less, LessEqual, LeftShift, LeftShiftEqual);
    case '>': return doubled(text, Greater, GreaterEqual, RightShift, RightShiftEqual);
    case '.': return next == '.' && text[2] == '.' ? Operator{Ellipsis, 3} : Operator{Dot, 1};
    default: return single(text[0]);
  }
}

}  // namespace

void Lexer::lex_operator(char c) {
  switch (c) {
    case '(': return open_bracket(TokenKind::LeftParen);
    case '[': return open_bracket(TokenKind::LeftBracket);
    case '{': return open_bracket(TokenKind::LeftBrace);
    case ')': return close_bracket(TokenKind::RightParen);
    case ']': return close_bracket(TokenKind::RightBracket);
    case '}': return close_bracket(TokenKind::RightBrace);
    default: break;
  }
  if (c == '.' && is_digit(at(position_ + 1))) return lex_number();
  Operator found = find_operator(text_ + position_);
  if (found.kind == TokenKind::Invalid) return lex_invalid();
  push(found.kind, position_, position_ + found.length);
  position_ += found.length;
}

}  // namespace shapewise::python
