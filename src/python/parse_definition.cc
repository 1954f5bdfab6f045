// Definitions: functions, classes, and the decorators and `async` in front of them.
#include <fmt/format.h>

#include "python/parser.h"

namespace shapewise::python {

const Stmt* Parser::decorated() {
  int begin = current_->begin;
  Gather list = gather<const Expr*>();
  bool failed = false;
  while (at_clause(TokenKind::At)) {
    failed_ = broken_;
    advance();
    list.push(named_expression());
    if (!failed_ && !at_line_end()) fail_here();
    failed = failed || failed_;
    next_line();
  }
  failed_ = broken_;
  Exprs decorators = list.finish(arena_);
  const Stmt* result = nullptr;
  if (at_clause(TokenKind::Def)) {
    result = function(current_->begin, false, decorators);
  } else if (at_clause(TokenKind::Class)) {
    result = class_definition(decorators);
  } else if (at_clause(TokenKind::Async) && peek(1).kind == TokenKind::Def) {
    result = async_statement(decorators);
  } else {
    // What stands here is read as a statement of its own.
    if (!failed) {
      diag::Diagnostic* error = report(range_of(*current_), "invalid syntax");
      if (error != nullptr) error->label = "expected a function or a class behind the decorator";
    }
    failed_ = true;
    return make_stmt<ErrorStatement>(begin, Exprs(), Stmts());
  }
  failed_ = failed_ || failed;
  return result;
}

const Stmt* Parser::async_statement(Exprs decorators) {
  int begin = advance().begin;
  switch (kind()) {
    case TokenKind::Def: return function(begin, true, decorators);
    case TokenKind::For: return for_statement(begin, true);
    case TokenKind::With: return with_statement(begin, true);
    default: break;
  }
  if (diag::Diagnostic* error = fail_here()) error->label = "expected 'def', 'for' or 'with'";
  Stmts body = suite("", begin);
  return make_stmt<ErrorStatement>(begin, Exprs(), body);
}

const Stmt* Parser::function(int begin, bool is_async, Exprs decorators) {
  advance();
  Identifier name = expect_name();
  TypeParameters type_list = type_parameters();
  Parameters list;
  if (!failed_ && !at(TokenKind::LeftParen)) {
    fail(range_of(*current_), "expected '('");
  } else if (at(TokenKind::LeftParen)) {
    const Token& open = advance();
    list = parameters(TokenKind::RightParen);
    close(TokenKind::RightParen, open);
  }
  const Expr* returns = accept(TokenKind::Arrow) ? expression() : nullptr;
  source::Range header = range(begin, current_->end);
  Stmts body = suite_in({.function = true}, "function definition", begin);
  if (failed_) error_targets_ = name_target(name);
  return make_stmt<Function>(begin, is_async, decorators, name, type_list, list, returns, header, body);
}

const Stmt* Parser::class_definition(Exprs decorators) {
  int begin = advance().begin;
  Identifier name = expect_name();
  TypeParameters type_list = type_parameters();
  Span<Argument> list;
  if (at(TokenKind::LeftParen)) {
    int open = current_->begin;
    list = arguments();
    for (const Argument& base : list) {
      if (base.value->range.begin == open) fail(base.value->range, "invalid syntax");  // a generator
    }
  }
  source::Range header = range(begin, current_->end);
  Stmts body = suite_in({}, "class definition", begin);
  if (failed_) error_targets_ = name_target(name);
  return make_stmt<Class>(begin, decorators, name, type_list, list, header, body);
}

// What a definition that could not be read would have bound.
Exprs Parser::name_target(const Identifier& name) {
  if (!name.valid()) return {};
  NameExpr* target = make_expr<NameExpr>(name.range.begin, name.name);
  target->range = name.range;
  const Expr* expr = target;
  return {arena_.copy(&expr, 1), 1};
}

}  // namespace shapewise::python
