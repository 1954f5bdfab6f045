// The scanner. Inside brackets line ends are blanks and // divides, as in Python; outside, a line end ends a layer and
// // begins a comment, as people write lists.
#include "import/expr/lexer.h"

#include <algorithm>

namespace shapewise::import {
namespace {

struct Alias {
  std::string_view text;
  std::string_view op;
};

/// Longer spellings first. Those with an empty `op` stand for themselves.
constexpr Alias kOperators[] = {
    {"**", ""},  {"//", ""},  {"->", ""},  {"=>", "->"}, {">>", "->"}, {"==", ""}, {"→", "->"}, {"⟶", "->"},
    {"➔", "->"}, {"➜", "->"}, {"↦", "->"}, {"⇒", "->"},  {"−", "-"},   {"–", "-"}, {"×", "*"},  {"·", "*"},
    {"(", ""},   {")", ""},   {"[", ""},   {"]", ""},    {"{", ""},    {"}", ""},  {",", ""},   {":", ""},
    {";", ""},   {"|", ""},   {"=", ""},   {"+", ""},    {"-", ""},    {"*", ""},  {"/", ""},   {"%", ""},
    {"`", ""},   {".", ""},   {"<", ""},   {">", ""},    {"!", ""},    {"@", ""},  {"&", ""},   {"^", ""},
    {"~", ""},   {"?", ""},   {"$", ""},   {"\\", ""},
};

/// Blanks other than the plain ones: no-break space, zero-width space and joiner marks, byte order mark, ideographic
/// space.
constexpr std::string_view kWideBlanks[] = {"\u00a0", "\u200b", "\u2009", "\u202f", "\u2060", "\ufeff", "\u3000"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }

Lexer::Lexer(const source::SourceFile& file, int begin, int end)
    : file_(file), text_(file.text()), place_(begin), end_(end), last_end_(begin) {
  scan();
}

Token Lexer::next() {
  Token taken = token_;
  last_end_ = taken.range.end;
  if (taken.kind != Token::Kind::End) scan();
  return taken;
}

bool Lexer::starts(std::string_view what) const {
  return text_.substr(0, static_cast<std::size_t>(end_)).substr(static_cast<std::size_t>(place_)).starts_with(what);
}

bool Lexer::skip_comment() {
  if (at(place_) != '#' && !(depth_ == 0 && starts("//"))) return false;
  while (place_ < end_ && at(place_) != '\n' && at(place_) != '\r') ++place_;
  return true;
}

void Lexer::skip_blanks() {
  while (place_ < end_) {
    char c = at(place_);
    if (c == ' ' || c == '\t' || c == '\f' || c == '\v' || (depth_ > 0 && (c == '\n' || c == '\r'))) {
      ++place_;
    } else if (c == '\\' && (at(place_ + 1) == '\n' || at(place_ + 1) == '\r')) {
      place_ += starts("\\\r\n") ? 3 : 2;
    } else if (!skip_comment()) {
      auto* wide =
          std::find_if(std::begin(kWideBlanks), std::end(kWideBlanks), [&](std::string_view b) { return starts(b); });
      if (wide == std::end(kWideBlanks)) return;
      place_ += static_cast<int>(wide->size());
    }
  }
}

void Lexer::finish(Token::Kind kind, int end) {
  end = std::min(end, end_);
  token_.kind = kind;
  token_.text = text_.substr(static_cast<std::size_t>(place_), static_cast<std::size_t>(end - place_));
  token_.range = file_.range(place_, end);
  place_ = end;
}

void Lexer::scan() {
  skip_blanks();
  char c = at(place_);
  if (place_ >= end_) return finish(Token::Kind::End, place_);
  if (c == '\n' || c == '\r') return finish(Token::Kind::Newline, place_ + (starts("\r\n") ? 2 : 1));
  if (is_digit(c) || (c == '.' && is_digit(at(place_ + 1)))) return scan_number();
  if (scan_string()) return;
  if (is_name_start(c)) return scan_name();
  scan_operator();
}

void Lexer::scan_name() {
  int end = place_;
  while (is_name_part(at(end)) || (at(end) == '.' && is_name_start(at(end + 1)))) ++end;
  finish(Token::Kind::Name, end);
}

void Lexer::scan_number() {
  int end = place_;
  bool floating = false;
  bool prefixed =
      at(end) == '0' && std::string_view("xXoObB").find(at(end + 1)) != std::string_view::npos && end + 1 < end_;
  if (prefixed) {
    end += 2;
    while (is_name_part(at(end))) ++end;
    // "0x3" may be a size and its neighbour as well, but Python reads a number of base 16, and so do we.
    return finish(Token::Kind::Int, end);
  }
  auto digits = [&] {
    while (is_digit(at(end)) || (at(end) == '_' && is_digit(at(end + 1)))) ++end;
  };
  digits();
  if (at(end) == '.' && at(end + 1) != '.' && !is_name_start(at(end + 1))) {
    floating = true;
    ++end;
    digits();
  }
  if (at(end) == 'e' || at(end) == 'E') {
    int sign = at(end + 1) == '+' || at(end + 1) == '-' ? 1 : 0;
    if (is_digit(at(end + 1 + sign))) {
      floating = true;
      end += 1 + sign;
      digits();
    }
  }
  finish(floating ? Token::Kind::Float : Token::Kind::Int, end);
}

bool Lexer::scan_string() {
  int open = place_;
  while (open < place_ + 2 && std::string_view("rRuUbB").find(at(open)) != std::string_view::npos && at(open) != '\0')
    ++open;
  char quote = at(open);
  if (quote != '\'' && quote != '"') return false;
  bool triple = at(open + 1) == quote && at(open + 2) == quote;
  int end = open + (triple ? 3 : 1);
  while (end < end_) {
    char c = at(end);
    if (c == '\\') {
      end += 2;
      continue;
    }
    if (!triple && (c == '\n' || c == '\r')) break;
    if (c == quote && (!triple || (at(end + 1) == quote && at(end + 2) == quote))) {
      finish(Token::Kind::String, end + (triple ? 3 : 1));
      return true;
    }
    ++end;
  }
  finish(Token::Kind::Bad, triple ? open + 3 : end);
  return true;
}

void Lexer::scan_operator() {
  for (const Alias& alias : kOperators) {
    if (!starts(alias.text)) continue;
    char first = alias.text.front();
    if (first == '(' || first == '[' || first == '{') ++depth_;
    if (first == ')' || first == ']' || first == '}') depth_ = std::max(0, depth_ - 1);
    finish(Token::Kind::Op, place_ + static_cast<int>(alias.text.size()));
    token_.text = canonical_op(alias.text);
    return;
  }
  int end = place_ + 1;
  while (end < end_ && (static_cast<unsigned char>(at(end)) & 0xC0) == 0x80) ++end;  // the rest of one code point
  finish(Token::Kind::Bad, end);
}

std::string_view canonical_op(std::string_view text) {
  for (const Alias& alias : kOperators) {
    if (alias.text == text) return alias.op.empty() ? alias.text : alias.op;
  }
  return text;
}

std::string unquote(std::string_view token) {
  bool raw = false;
  while (!token.empty() && token.front() != '\'' && token.front() != '"') {
    raw = raw || token.front() == 'r' || token.front() == 'R';
    token.remove_prefix(1);
  }
  std::size_t quotes = token.size() >= 6 && token[0] == token[1] && token[1] == token[2] ? 3 : 1;
  token = token.substr(quotes, token.size() - 2 * quotes);
  std::string text;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '\\' || raw || i + 1 == token.size()) {
      text += token[i];
      continue;
    }
    char c = token[++i];
    switch (c) {
      case 'n': text += '\n'; break;
      case 't': text += '\t'; break;
      case 'r': text += '\r'; break;
      case '\n': break;
      case '\\':
      case '\'':
      case '"': text += c; break;
      default: text += {'\\', c};
    }
  }
  return text;
}

}  // namespace shapewise::import
