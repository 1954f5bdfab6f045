// How tokens are spelled.
#include "python/token.h"

#include <array>
#include <cstddef>

namespace shapewise::python {

namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(TokenKind::Yield) + 1> kSpellings = {
    "",      "",      "",       "",      "",         "",      "",     "",       "",     "(",        ")",     "[",
    "]",     "{",     "}",      ",",     ":",        ";",     ".",    "...",    "->",   "@",        "!",     "=",
    ":=",    "|",     "^",      "&",     "<<",       ">>",    "+",    "-",      "*",    "/",        "//",    "%",
    "**",    "|=",    "^=",     "&=",    "<<=",      ">>=",   "+=",   "-=",     "*=",   "/=",       "//=",   "%=",
    "**=",   "@=",    "~",      "==",    "!=",       "<",     "<=",   ">",      ">=",   "and",      "as",    "assert",
    "async", "await", "break",  "class", "continue", "def",   "del",  "elif",   "else", "except",   "False", "finally",
    "for",   "from",  "global", "if",    "import",   "in",    "is",   "lambda", "None", "nonlocal", "not",   "or",
    "pass",  "raise", "return", "True",  "try",      "while", "with", "yield",
};
static_assert(kSpellings[static_cast<std::size_t>(TokenKind::And)] == "and");
static_assert(kSpellings[static_cast<std::size_t>(TokenKind::Tilde)] == "~");
static_assert(kSpellings.back() == "yield");

constexpr std::size_t kFirstKeyword = static_cast<std::size_t>(TokenKind::And);

constexpr auto kKeywords = [] {
  std::array<TokenKind, kSpellings.size() - kFirstKeyword> result{};
  for (std::size_t i = 0; i < result.size(); ++i) result[i] = static_cast<TokenKind>(kFirstKeyword + i);
  return result;
}();

}  // namespace

std::string_view spelling(TokenKind kind) { return kSpellings[static_cast<std::size_t>(kind)]; }

std::span<const TokenKind> keywords() { return kKeywords; }

}  // namespace shapewise::python
