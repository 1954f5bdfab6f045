// Imports.
#include "python/parser.h"

namespace shapewise::python {

const Stmt* Parser::import_statement() {
  int begin = advance().begin;
  Gather aliases = gather<Alias>();
  do {
    aliases.push(import_alias(true));
  } while (accept(TokenKind::Comma));
  return make_stmt<Import>(begin, aliases.finish(arena_));
}

Span<Identifier> Parser::dotted_name() {
  Gather path = gather<Identifier>();
  do {
    path.push(expect_name());
  } while (accept(TokenKind::Dot));
  return path.finish(arena_);
}

Alias Parser::import_alias(bool dotted) {
  Alias alias;
  int begin = current_->begin;
  if (dotted) {
    alias.path = dotted_name();
  } else {
    Identifier name = expect_name();
    alias.path = {arena_.copy(&name, 1), 1};
  }
  if (accept(TokenKind::As)) alias.as_name = expect_name();
  alias.range = range_from(begin);
  return alias;
}

const Stmt* Parser::import_from_statement() {
  int begin = advance().begin;
  int level = 0;
  for (; at(TokenKind::Dot) || at(TokenKind::Ellipsis); advance()) level += at(TokenKind::Dot) ? 1 : 3;
  Span<Identifier> module;
  if (level == 0 || !at(TokenKind::Import)) module = dotted_name();
  expect(TokenKind::Import);
  bool is_star = accept(TokenKind::Star);
  Span<Alias> aliases;
  if (!is_star) aliases = import_list();
  if (is_star && !scope_.module) report(range_from(begin), "import * only allowed at module level");
  return make_stmt<ImportFrom>(begin, level, module, aliases, is_star);
}

Span<Alias> Parser::import_list() {
  Gather aliases = gather<Alias>();
  if (!at(TokenKind::LeftParen)) {
    do {
      aliases.push(import_alias(false));
      if (at(TokenKind::Comma) && peek(1).kind == TokenKind::Newline) {
        fail(range_of(*current_), "trailing comma not allowed without surrounding parentheses");
      }
    } while (accept(TokenKind::Comma));
    return aliases.finish(arena_);
  }
  const Token& open = advance();
  do {
    aliases.push(import_alias(false));
    if (at(TokenKind::Name)) forgotten_parameter_comma();
  } while ((accept(TokenKind::Comma) || at(TokenKind::Name)) && !at(TokenKind::RightParen));
  close(TokenKind::RightParen, open);
  return aliases.finish(arena_);
}

}  // namespace shapewise::python
