// String literals: adjacent ones are joined, f-strings are read into text and replacement fields.
#include <fmt/format.h>

#include "python/characters.h"
#include "python/parser.h"

namespace shapewise::python {

/// Adjacent literals on their way to become one expression.
struct Parser::StringPieces {
  explicit StringPieces(Parser& parser)
      : texts(parser.gather<std::string_view>()), parts(parser.gather<const Expr*>()) {}

  Gather<std::string_view> texts;  // behind the last replacement field
  Gather<const Expr*> parts;
  int text_begin = 0;
  int text_end = 0;
  bool has_text = false;  // a literal that is no bytes literal
  bool has_bytes = false;
  bool is_fstring = false;
};

namespace {

// The form of a literal by its prefix, of which `length` is set to the number of letters.
StringForm form_of(std::string_view literal, int& length) {
  StringForm form;
  length = 0;
  for (char c : literal) {
    if (char_class(c) == CharClass::Quote) break;
    char letter = static_cast<char>(c | 0x20);
    form.raw = form.raw || letter == 'r';
    form.bytes = form.bytes || letter == 'b';
    form.fstring = form.fstring || letter == 'f';
    ++length;
  }
  return form;
}

}  // namespace

const Expr* Parser::strings() {
  int begin = current_->begin;
  StringPieces pieces(*this);
  while (at(TokenKind::String) || at(TokenKind::FStringStart)) {
    if (at(TokenKind::String)) {
      add_string(pieces);
    } else {
      add_fstring(pieces);
    }
  }
  if (pieces.has_bytes && pieces.has_text) {
    fail(range_from(begin), "cannot mix bytes and nonbytes literals");
    return error_expr(begin);
  }
  if (pieces.is_fstring) {
    flush_text(pieces);
    return make_expr<FStringExpr>(begin, pieces.parts.finish(arena_));
  }
  std::string_view text = joined(pieces.texts);
  if (pieces.has_bytes) return make_expr<BytesExpr>(begin, text);
  return make_expr<StringExpr>(begin, text);
}

void Parser::add_string(StringPieces& pieces) {
  const Token& token = advance();
  std::string_view text = file_.slice(range_of(token));
  int prefix = 0;
  StringForm form = form_of(text, prefix);
  bool triple = static_cast<int>(text.size()) - prefix >= 6 &&
                text[static_cast<std::size_t>(prefix)] == text[static_cast<std::size_t>(prefix) + 1];
  int quotes = triple ? 3 : 1;
  (form.bytes ? pieces.has_bytes : pieces.has_text) = true;
  add_text(pieces, token.begin + prefix + quotes, token.end - quotes, form);
}

void Parser::add_text(StringPieces& pieces, int begin, int end, StringForm form) {
  form.encoding = encoding_;
  std::string_view text = file_.slice(range(begin, end));
  if (form.bytes && !is_ascii(text)) fail(range(begin, end), "bytes can only contain ASCII literal characters");
  std::optional<LiteralError> error;
  std::string_view value = decode_string(text, form, arena_, error);
  if (error) fail(range(begin + error->begin, begin + error->end), error->message);
  if (pieces.texts.empty()) pieces.text_begin = begin;
  pieces.text_end = end;
  pieces.texts.push(value);
}

std::string_view Parser::joined(Gather<std::string_view>& texts) {
  if (texts.empty()) return {};
  if (texts.size() == 1) return texts[0];
  std::string text;
  for (int i = 0; i < texts.size(); ++i) text += texts[i];
  return arena_.copy(text);
}

// Makes the text gathered so far a part of the f-string.
void Parser::flush_text(StringPieces& pieces) {
  std::string_view text = joined(pieces.texts);
  pieces.texts.clear();
  if (text.empty()) return;
  StringExpr* part = make_expr<StringExpr>(pieces.text_begin, text);
  part->range.end = pieces.text_end;
  pieces.parts.push(part);
}

void Parser::add_fstring(StringPieces& pieces) {
  pieces.has_text = true;
  pieces.is_fstring = true;
  int prefix = 0;
  StringForm form = form_of(file_.slice(range_of(*current_)), prefix);
  advance();
  while (!at(TokenKind::FStringEnd) && !at_line_end()) {
    if (at(TokenKind::FStringMiddle)) {
      const Token& token = advance();
      add_text(pieces, token.begin, token.end, form);
    } else if (at(TokenKind::LeftBrace)) {
      add_replacement_field(pieces, form);
    } else {
      fail_here();
    }
  }
  accept(TokenKind::FStringEnd);
}

// `{` expression `=`? `!conversion`? `:format`? `}`
void Parser::add_replacement_field(StringPieces& pieces, StringForm form) {
  int begin = advance().begin;
  TokenKind first = kind();
  if (first == TokenKind::RightBrace || first == TokenKind::Exclamation || first == TokenKind::Colon ||
      first == TokenKind::Equal) {
    fail(range_of(*current_), fmt::format("f-string: valid expression required before '{}'",
                                          first == TokenKind::Exclamation ? "!" : spelling(first)));
    return;
  }
  const Expr* value = yield_or_star_expressions();
  bool is_debug = accept(TokenKind::Equal);
  if (is_debug) {
    add_source(pieces, begin + 1, std::max(begin + 1, current_->begin));
  }
  char converted = at(TokenKind::Exclamation) ? conversion() : '\0';
  const FStringExpr* format = at(TokenKind::Colon) ? format_specification(form) : nullptr;
  if (!accept(TokenKind::RightBrace)) {
    fail(range_of(*current_), "f-string: expecting '=', or '!', or ':', or '}'");
    return;
  }
  if (is_debug && converted == '\0' && format == nullptr) converted = 'r';
  flush_text(pieces);
  pieces.parts.push(make_expr<FormattedValue>(begin, value, converted, format));
}

// What `=` prints before the value: the text of the field, white space included but comments not.
void Parser::add_source(StringPieces& pieces, int begin, int end) {
  if (pieces.texts.empty()) pieces.text_begin = begin;
  pieces.text_end = end;
  const std::vector<source::Range>& comments = lexer_.comments();
  auto comment = std::lower_bound(comments.begin(), comments.end(), begin,
                                  [](const source::Range& range, int offset) { return range.begin < offset; });
  for (; comment != comments.end() && comment->begin < end; ++comment) {
    pieces.texts.push(file_.slice(range(begin, comment->begin)));
    begin = comment->end;
  }
  pieces.texts.push(file_.slice(range(begin, end)));
}

char Parser::conversion() {
  int end = advance().end;
  const Token& token = *current_;
  if (token.kind != TokenKind::Name || token.begin != end) {
    fail(range_of(token), "f-string: conversion type must come right after the exclamation mark");
    return '\0';
  }
  advance();
  std::string_view text = file_.slice(range_of(token));
  if (text == "s" || text == "r" || text == "a") return text[0];
  fail(range_of(token), fmt::format("f-string: invalid conversion character '{}': expected 's', 'r', or 'a'", text));
  return '\0';
}

const FStringExpr* Parser::format_specification(StringForm form) {
  int begin = advance().begin;
  StringPieces pieces(*this);
  form.fstring = false;  // its braces are never doubled
  while (at(TokenKind::FStringMiddle) || at(TokenKind::LeftBrace)) {
    if (at(TokenKind::FStringMiddle)) {
      const Token& token = advance();
      add_text(pieces, token.begin, token.end, form);
    } else {
      add_replacement_field(pieces, form);
    }
  }
  flush_text(pieces);
  return make_expr<FStringExpr>(begin, pieces.parts.finish(arena_));
}

}  // namespace shapewise::python
