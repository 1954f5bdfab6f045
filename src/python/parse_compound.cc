// Compound statements: if, while, for, with, try.
#include <fmt/format.h>

#include "python/parser.h"

namespace shapewise::python {

const Stmt* Parser::if_statement() {
  int begin = current_->begin;
  Gather branches = gather<IfBranch>();
  bool is_first = true;
  while (is_first ? at(TokenKind::If) : at_clause(TokenKind::Elif)) {
    ClauseScope scope(*this);
    IfBranch branch;
    int header = advance().begin;
    branch.test = named_expression();
    branch.body = suite(is_first ? "'if' statement" : "'elif' statement", header);
    branch.range.begin = header;
    branches.push(branch);
    is_first = false;
  }
  Stmts else_body = else_clause();
  for (int i = 0; i < branches.size(); ++i) branches[i].range = range_from(branches[i].range.begin);
  return make_stmt<If>(begin, branches.finish(arena_), else_body);
}

const Stmt* Parser::while_statement() {
  int begin = advance().begin;
  const Expr* test = named_expression();
  Scope loop = scope_;
  loop.loop = true;
  Stmts body = suite_in(loop, "'while' statement", begin);
  Stmts else_body = else_clause();
  return make_stmt<While>(begin, test, body, else_body);
}

const Stmt* Parser::for_statement(int begin, bool is_async) {
  advance();
  const Expr* target = targets();
  expect(TokenKind::In);
  const Expr* iterable = star_expressions();
  Scope loop = scope_;
  loop.loop = true;
  Stmts body = suite_in(loop, "'for' statement", begin);
  Stmts else_body = else_clause();
  return make_stmt<For>(begin, is_async, target, iterable, body, else_body);
}

const Stmt* Parser::with_statement(int begin, bool is_async) {
  advance();
  Gather items = gather<WithItem>();
  with_items(items);
  Span<WithItem> all = items.finish(arena_);
  Stmts body = suite("'with' statement", begin);
  return make_stmt<With>(begin, is_async, all, body);
}

void Parser::with_items(Gather<WithItem>& items) {
  if (!at_parenthesized_items()) {
    do {
      items.push(with_item());
    } while (accept(TokenKind::Comma));
    return;
  }
  const Token& open = advance();
  do {
    items.push(with_item());
  } while (next_element(TokenKind::RightParen, items.back().context));
  close(TokenKind::RightParen, open);
}

WithItem Parser::with_item() {
  WithItem item;
  item.context = expression();
  if (accept(TokenKind::As)) {
    item.target = target();
    if (!failed_) check_assignable(item.target, false);
  }
  return item;
}

// True at the parenthesis of `with (a as b, c):`. Without `as`, parentheses around what could be a list of items hold
// one, as in CPython; a walrus, a star, a yield or a comprehension makes it an expression.
bool Parser::at_parenthesized_items() const {
  if (!at(TokenKind::LeftParen)) return false;
  int depth = 0;
  bool has_as = false;
  bool is_expression = peek(1).kind == TokenKind::RightParen;
  TokenKind previous = TokenKind::LeftParen;
  int i = 0;
  do {
    TokenKind next = peek(i).kind;
    using enum TokenKind;
    if (next == LeftParen || next == LeftBracket || next == LeftBrace) ++depth;
    if (next == RightParen || next == RightBracket || next == RightBrace) --depth;
    if (depth == 1) {
      has_as = has_as || next == As;
      bool star = next == Star && (previous == LeftParen || previous == Comma);
      is_expression = is_expression || star || next == ColonEqual || next == Yield || next == For;
    }
    if (next == Newline) return false;
    previous = next;
    ++i;
  } while (depth > 0);
  return has_as || (!is_expression && peek(i).kind == TokenKind::Colon);
}

const Stmt* Parser::try_statement() {
  int begin = advance().begin;
  Stmts body = suite("'try' statement", begin);
  Gather handlers = gather<ExceptHandler>();
  bool any_star = false;
  while (at_clause(TokenKind::Except)) {
    ClauseScope scope(*this);
    bool is_star = peek(1).kind == TokenKind::Star;
    if (!handlers.empty() && is_star != any_star) {
      fail(range_of(*current_), "cannot have both 'except' and 'except*' on the same 'try'");
    }
    any_star = is_star;
    handlers.push(except_clause(is_star));
  }
  Stmts else_body;
  if (!handlers.empty()) else_body = else_clause();
  Stmts finally_body;
  if (at_clause(TokenKind::Finally)) {
    ClauseScope scope(*this);
    int header = advance().begin;
    finally_body = suite("'finally' statement", header);
  } else if (handlers.empty() && !failed_) {
    report(range_of(*current_), "expected 'except' or 'finally' block");
    failed_ = true;
    error_body_ = body;
  }
  return make_stmt<Try>(begin, any_star, body, handlers.finish(arena_), else_body, finally_body);
}

ExceptHandler Parser::except_clause(bool is_star) {
  ExceptHandler handler;
  int begin = advance().begin;
  if (is_star) advance();
  if (is_star && at(TokenKind::Colon)) fail(range_of(*current_), "expected one or more exception types");
  if (!at(TokenKind::Colon) && !at_line_end()) {
    handler.type = expression();
    if (at(TokenKind::Comma)) {
      fail(range(handler.type->range.begin, peek(1).end), "multiple exception types must be parenthesized");
    }
    if (accept(TokenKind::As)) handler.name = expect_name();
  }
  handler.body = suite(is_star ? "'except*' statement" : "'except' statement", begin);
  handler.range = range_from(begin);
  return handler;
}

}  // namespace shapewise::python
