// Calls and subscripts.
#include <fmt/format.h>

#include "python/parser.h"

namespace shapewise::python {

const Expr* Parser::call(int begin, const Expr* function) {
  int open = current_->begin;
  Span<Argument> list = arguments();
  return make_expr<Call>(begin, function, list, range_from(open));
}

// From "(" to ")", of a call or of the bases of a class.
Span<Argument> Parser::arguments() {
  const Token& open = advance();
  if (accept(TokenKind::RightParen)) return {};
  Gather list = gather<Argument>();
  ArgumentOrder order;
  do {
    Argument next = argument(open.begin, list.empty());
    check_argument_order(next, order);
    list.push(next);
  } while (next_element(TokenKind::RightParen, list.back().value));
  close(TokenKind::RightParen, open);
  return list.finish(arena_);
}

Argument Parser::argument(int open, bool is_first) {
  Argument result;
  int begin = current_->begin;
  if (accept(TokenKind::Star)) {
    result.kind = ArgumentKind::Star;
    result.value = expression();
  } else if (accept(TokenKind::DoubleStar)) {
    result.kind = ArgumentKind::DoubleStar;
    result.value = expression();
  } else if (at(TokenKind::Name) && peek(1).kind == TokenKind::Equal) {
    result.kind = ArgumentKind::Keyword;
    result.keyword = expect_name();
    advance();
    result.value = keyword_value(result.keyword);
  } else {
    result.value = named_argument();
    if (at_comprehension()) result.value = generator_argument(open, is_first, result.value);
    if (at(TokenKind::Equal)) bad_keyword(result.value);
  }
  result.range = range_from(begin);
  return result;
}

const Expr* Parser::keyword_value(const Identifier& keyword) {
  if (at(TokenKind::Comma) || at(TokenKind::RightParen)) {
    fail(range(keyword.range.begin, previous_end_), "expected argument value expression");
    return error_expr(previous_end_);
  }
  const Expr* value = expression();
  if (at_comprehension()) {
    fail(range(keyword.range.begin, previous_end_), "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
  }
  return value;
}

// `f(x for x in y)`: the parentheses of the call are those of the generator, so it must stand alone.
const Expr* Parser::generator_argument(int open, bool is_first, const Expr* element) {
  ComprehensionClauses clauses = comprehension_clauses();
  if (is_first && at(TokenKind::RightParen)) {
    Generator* generator = make_expr<Generator>(open, element, clauses);
    generator->range.end = current_->end;
    return generator;
  }
  const Expr* generator = make_expr<Generator>(element->range.begin, element, clauses);
  if (!failed_) fail(generator->range, "Generator expression must be parenthesized");
  return generator;
}

// `f(x.y=1)`, `f(True=1)`
void Parser::bad_keyword(const Expr* value) {
  if (failed_) return;
  source::Range place = range(value->range.begin, current_->end);
  if (is<NoneExpr>(value) || is<BoolExpr>(value)) {
    fail(place, fmt::format("cannot assign to {}", describe(value)));
  } else {
    fail(place, "expression cannot contain assignment, perhaps you meant \"==\"?");
  }
}

void Parser::check_argument_order(const Argument& argument, ArgumentOrder& order) {
  switch (argument.kind) {
    case ArgumentKind::Positional:
      if (order.double_star_seen) {
        fail(argument.range, "positional argument follows keyword argument unpacking");
      } else if (order.keyword_seen) {
        fail(argument.range, "positional argument follows keyword argument");
      }
      break;
    case ArgumentKind::Star:
      if (order.double_star_seen) {
        fail(argument.range, "iterable argument unpacking follows keyword argument unpacking");
      }
      break;
    case ArgumentKind::Keyword: order.keyword_seen = true; break;
    case ArgumentKind::DoubleStar: order.double_star_seen = true; break;
  }
}

// `value[...]`: one index, a slice, or a tuple of them.
const Expr* Parser::subscript(int begin, const Expr* value) {
  const Token& open = advance();
  int first_begin = current_->begin;
  const Expr* index = subscript_element();
  bool is_tuple = at(TokenKind::Comma) || is<Starred>(index);
  Gather elements = gather<const Expr*>();
  elements.push(index);
  while (next_element(TokenKind::RightBracket, elements.back())) {
    is_tuple = true;
    elements.push(subscript_element());
  }
  if (is_tuple) index = make_expr<Tuple>(first_begin, elements.finish(arena_));
  close(TokenKind::RightBracket, open);
  return make_expr<Subscript>(begin, value, index);
}

const Expr* Parser::subscript_element() {
  int begin = current_->begin;
  if (at(TokenKind::Star)) return starred();
  const Expr* lower = at(TokenKind::Colon) ? nullptr : named_expression();
  if (!at(TokenKind::Colon)) return lower;
  const Expr* bounds[2] = {nullptr, nullptr};  // upper and step
  for (const Expr*& bound : bounds) {
    if (!accept(TokenKind::Colon)) break;
    if (begins_expression(kind())) bound = expression();
  }
  return make_expr<Slice>(begin, lower, bounds[0], bounds[1]);
}

}  // namespace shapewise::python
