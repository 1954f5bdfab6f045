// The match statement and its patterns (Python reference 8.6).
#include <fmt/format.h>

#include "python/parser.h"

namespace shapewise::python {

// `match` is a keyword where a subject and, at the end of the line, a colon follow; elsewhere it is a name.
bool Parser::at_match() const {
  if (!at_word(words_.match) || last_ - current_ < 3 || (last_ - 1)->kind != TokenKind::Colon) return false;
  return begins_expression(peek(1).kind) || peek(1).kind == TokenKind::Star;
}

const Stmt* Parser::match_statement() {
  int begin = advance().begin;
  const Expr* subject = tuple_of(current_->begin, &Parser::star_named_expression);
  if (is<Starred>(subject)) fail_here();
  bool ok = header_end();
  if (ok && !at_line_end()) fail_here();
  ok = ok && !failed_;
  next_line();
  Gather cases = gather<MatchCase>();
  if (!at(TokenKind::End) && lexer_.indentation().column > indentations_.back().column) {
    indentations_.push_back(lexer_.indentation());
    failed_ = false;
    while (at_word(words_.case_) && at_clause(TokenKind::Name)) {
      ClauseScope scope(*this);
      cases.push(match_case());
    }
    ok = ok && !failed_;
    if (lexer_.indentation().column >= indentations_.back().column && !at(TokenKind::End)) {
      ok = false;
      if (diag::Diagnostic* error = report(range_of(*current_), "invalid syntax")) error->label = "expected 'case'";
      Gather rest = gather<const Stmt*>();
      block_statements(rest);
    }
    indentations_.pop_back();
  } else if (ok) {
    report(range_of(*current_),
           fmt::format("expected an indented block after 'match' statement on line {}", file_.position(begin).line));
    ok = false;
  }
  failed_ = !ok;
  return make_stmt<Match>(begin, subject, cases.finish(arena_));
}

MatchCase Parser::match_case() {
  MatchCase result;
  int begin = advance().begin;
  result.pattern = patterns();
  if (accept(TokenKind::If)) result.guard = named_expression();
  result.body = suite("'case' statement", begin);
  result.range = range_from(begin);
  return result;
}

const Pattern* Parser::error_pattern() {
  fail_here();
  return make_pattern<AsPattern>(current_->begin, static_cast<const Pattern*>(nullptr), Identifier());
}

// A pattern, or a sequence without brackets.
const Pattern* Parser::patterns() {
  int begin = current_->begin;
  const Pattern* first = maybe_star_pattern();
  if (!at(TokenKind::Comma)) return is<StarPattern>(first) ? error_pattern() : first;
  Gather elements = gather<const Pattern*>();
  elements.push(first);
  while (accept(TokenKind::Comma) && !at(TokenKind::Colon) && !at(TokenKind::If)) {
    elements.push(maybe_star_pattern());
  }
  return make_pattern<SequencePattern>(begin, elements.finish(arena_));
}

const Pattern* Parser::maybe_star_pattern() {
  if (!at(TokenKind::Star)) return as_pattern();
  int begin = advance().begin;
  Identifier name = expect_name();
  if (name.name == words_.underscore) name = {};
  return make_pattern<StarPattern>(begin, name);
}

const Pattern* Parser::as_pattern() {
  int begin = current_->begin;
  const Pattern* pattern = enter() ? or_pattern() : error_pattern();
  leave();
  if (!accept(TokenKind::As)) return pattern;
  source::Range place = range_of(*current_);
  Identifier name = expect_name();
  if (name.name == words_.underscore) fail(place, "cannot use '_' as a target");
  if (!failed_ && (at(TokenKind::Dot) || at(TokenKind::LeftParen))) fail(place, "invalid pattern target");
  return make_pattern<AsPattern>(begin, pattern, name);
}

const Pattern* Parser::or_pattern() {
  int begin = current_->begin;
  const Pattern* first = closed_pattern();
  if (!at(TokenKind::VerticalBar)) return first;
  Gather alternatives = gather<const Pattern*>();
  alternatives.push(first);
  while (accept(TokenKind::VerticalBar)) alternatives.push(closed_pattern());
  return make_pattern<OrPattern>(begin, alternatives.finish(arena_));
}

const Pattern* Parser::closed_pattern() {
  int begin = current_->begin;
  switch (kind()) {
    case TokenKind::Name: return name_pattern();
    case TokenKind::None:
    case TokenKind::True:
    case TokenKind::False: {
      const Expr* value = atom();
      return make_pattern<SingletonPattern>(begin, value);
    }
    case TokenKind::Number:
    case TokenKind::Minus:
    case TokenKind::String:
    case TokenKind::FStringStart: {
      const Expr* value = literal();
      return make_pattern<ValuePattern>(begin, value);
    }
    case TokenKind::LeftParen: return group_pattern();
    case TokenKind::LeftBracket: {
      const Token& open = advance();
      return sequence_pattern(open, TokenKind::RightBracket, nullptr);
    }
    case TokenKind::LeftBrace: return mapping_pattern();
    default: return error_pattern();
  }
}

// A capture, the wildcard, a dotted name to compare with, or a class.
const Pattern* Parser::name_pattern() {
  int begin = current_->begin;
  const Expr* value = dotted_value();
  if (at(TokenKind::LeftParen)) return class_pattern(begin, value);
  if (const auto* name = as<NameExpr>(value)) {
    Identifier capture{name->name, name->range};
    if (capture.name == words_.underscore) capture = {};
    return make_pattern<AsPattern>(begin, static_cast<const Pattern*>(nullptr), capture);
  }
  return make_pattern<ValuePattern>(begin, value);
}

const Expr* Parser::dotted_value() {
  int begin = current_->begin;
  const Expr* value = name();
  while (accept(TokenKind::Dot)) {
    Identifier attribute = expect_name();
    value = make_expr<Attribute>(begin, value, attribute);
  }
  return value;
}

// A string, or a number: with a sign, and perhaps with an imaginary part added to it.
const Expr* Parser::literal() {
  int begin = current_->begin;
  if (at(TokenKind::String) || at(TokenKind::FStringStart)) {
    const Expr* text = strings();
    if (is<FStringExpr>(text)) fail(text->range, "patterns may only match literals and attribute lookups");
    return text;
  }
  const Expr* real = signed_number();
  if (!at(TokenKind::Plus) && !at(TokenKind::Minus)) return real;
  BinaryOp op = at(TokenKind::Plus) ? BinaryOp::Add : BinaryOp::Subtract;
  source::Range op_range = range_of(advance());
  source::Range place = range_of(*current_);
  const Expr* imaginary = at(TokenKind::Number) ? number() : error_expr(begin);
  if (!is<ImaginaryExpr>(imaginary)) fail(place, "imaginary number required in complex literal");
  return make_expr<Binary>(begin, op, op_range, real, imaginary);
}

const Expr* Parser::signed_number() {
  int begin = current_->begin;
  bool negative = accept(TokenKind::Minus);
  if (!at(TokenKind::Number)) {
    fail_here();
    return error_expr(begin);
  }
  const Expr* value = number();
  if (!negative) return value;
  return make_expr<Unary>(begin, UnaryOp::Negative, value);
}

const Pattern* Parser::class_pattern(int begin, const Expr* type) {
  const Token& open = advance();
  Gather arguments = gather<ClassPatternArgument>();
  bool keyword_seen = false;
  while (!at(TokenKind::RightParen) && !at_line_end()) {
    ClassPatternArgument argument;
    source::Range place = range_of(*current_);
    if (at(TokenKind::Name) && peek(1).kind == TokenKind::Equal) {
      argument.keyword = expect_name();
      advance();
      keyword_seen = true;
    } else if (keyword_seen) {
      fail(place, "positional patterns follow keyword patterns");
    }
    argument.value = as_pattern();
    arguments.push(argument);
    if (!accept(TokenKind::Comma)) break;
  }
  close(TokenKind::RightParen, open);
  return make_pattern<ClassPattern>(begin, type, arguments.finish(arena_));
}

// `(pattern)`, or a sequence in parentheses.
const Pattern* Parser::group_pattern() {
  const Token& open = advance();
  if (at(TokenKind::RightParen)) return sequence_pattern(open, TokenKind::RightParen, nullptr);
  const Pattern* first = maybe_star_pattern();
  if (!is<StarPattern>(first) && accept(TokenKind::RightParen)) return first;
  if (!at(TokenKind::Comma)) return error_pattern();
  return sequence_pattern(open, TokenKind::RightParen, first);
}

// The rest of a sequence, behind its first element if that was read already.
const Pattern* Parser::sequence_pattern(const Token& open, TokenKind closing, const Pattern* first) {
  Gather elements = gather<const Pattern*>();
  if (first != nullptr) {
    elements.push(first);
    accept(TokenKind::Comma);
  }
  while (!at(closing) && !at_line_end()) {
    elements.push(maybe_star_pattern());
    if (!accept(TokenKind::Comma)) break;
  }
  close(closing, open);
  return make_pattern<SequencePattern>(open.begin, elements.finish(arena_));
}

const Pattern* Parser::mapping_pattern() {
  const Token& open = advance();
  Gather items = gather<MappingPatternItem>();
  Identifier rest;
  while (!at(TokenKind::RightBrace) && !at_line_end() && !rest.valid()) {
    if (accept(TokenKind::DoubleStar)) {
      source::Range place = range_of(*current_);
      rest = expect_name();
      if (rest.name == words_.underscore) fail(place, "invalid syntax");
    } else {
      items.push(mapping_item());
    }
    if (!accept(TokenKind::Comma)) break;
  }
  close(TokenKind::RightBrace, open);
  return make_pattern<MappingPattern>(open.begin, items.finish(arena_), rest);
}

MappingPatternItem Parser::mapping_item() {
  MappingPatternItem item;
  int begin = current_->begin;
  switch (kind()) {
    case TokenKind::None:
    case TokenKind::True:
    case TokenKind::False: item.key = atom(); break;
    case TokenKind::Name:
      item.key = dotted_value();
      if (is<NameExpr>(item.key))
        fail(range_from(begin), "mapping pattern keys may only match literals and attribute lookups");
      break;
    default: item.key = literal();
  }
  expect(TokenKind::Colon);
  item.value = as_pattern();
  return item;
}

}  // namespace shapewise::python
