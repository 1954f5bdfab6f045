// The tokens of Python 3.12 (Python reference, chapter 2, "Lexical analysis").
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "python/names.h"

namespace shapewise::python {

enum class TokenKind : std::uint8_t {
  Name,  // also the soft keywords match, case, type and _
  Number,
  String,         // a whole literal without replacement fields, prefix and quotes included
  FStringStart,   // prefix and opening quotes
  FStringMiddle,  // literal text between replacement fields, or in a format specification
  FStringEnd,     // closing quotes
  Newline,        // the end of a logical line
  End,            // the end of the file; alone on its logical line
  Invalid,        // a character that begins no token; the lexer has noted what is wrong

  // Punctuation.
  LeftParen,
  RightParen,
  LeftBracket,
  RightBracket,
  LeftBrace,
  RightBrace,
  Comma,
  Colon,
  Semicolon,
  Dot,
  Ellipsis,
  Arrow,
  At,
  Exclamation,  // before the conversion of a replacement field
  Equal,
  ColonEqual,

  // Binary operators, then the same with "=" behind them, in the same order. At stands above: it also begins
  // decorators.
  VerticalBar,
  Circumflex,
  Ampersand,
  LeftShift,
  RightShift,
  Plus,
  Minus,
  Star,
  Slash,
  DoubleSlash,
  Percent,
  DoubleStar,
  VerticalBarEqual,
  CircumflexEqual,
  AmpersandEqual,
  LeftShiftEqual,
  RightShiftEqual,
  PlusEqual,
  MinusEqual,
  StarEqual,
  SlashEqual,
  DoubleSlashEqual,
  PercentEqual,
  DoubleStarEqual,
  AtEqual,
  Tilde,

  // Comparisons.
  EqualEqual,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,

  // Keywords.
  And,
  As,
  Assert,
  Async,
  Await,
  Break,
  Class,
  Continue,
  Def,
  Del,
  Elif,
  Else,
  Except,
  False,
  Finally,
  For,
  From,
  Global,
  If,
  Import,
  In,
  Is,
  Lambda,
  None,
  Nonlocal,
  Not,
  Or,
  Pass,
  Raise,
  Return,
  True,
  Try,
  While,
  With,
  Yield,
};

inline bool is_keyword(TokenKind kind) { return kind >= TokenKind::And; }

/// Punctuation, operators and keywords as they are written; "" for the kinds whose text varies.
std::string_view spelling(TokenKind kind);

/// Every keyword, in the order of the enumeration.
std::span<const TokenKind> keywords();

struct Token {
  TokenKind kind = TokenKind::End;
  std::int32_t begin = 0;  // byte offsets in the file
  std::int32_t end = 0;
  Name name;  // of a Name token
};

}  // namespace shapewise::python
