// Atoms and displays: names, numbers, everything in brackets, comprehensions, and what may follow an atom.
#include <fmt/format.h>

#include "python/characters.h"
#include "python/parser.h"

namespace shapewise::python {

const Expr* Parser::primary() {
  int begin = current_->begin;
  if (at(TokenKind::Await)) {
    advance();
    const Expr* value = enter() ? primary() : error_expr(begin);
    leave();
    return make_expr<Await>(begin, value);
  }
  const Expr* result = atom();
  for (;;) {
    switch (kind()) {
      case TokenKind::Dot: {
        advance();
        Identifier attribute = expect_name();
        result = make_expr<Attribute>(begin, result, attribute);
        break;
      }
      case TokenKind::LeftParen: result = call(begin, result); break;
      case TokenKind::LeftBracket: result = subscript(begin, result); break;
      default: return result;
    }
  }
}

const Expr* Parser::atom() {
  int begin = current_->begin;
  TokenKind found = kind();
  switch (found) {
    case TokenKind::Name: return name();
    case TokenKind::Number: return number();
    case TokenKind::String:
    case TokenKind::FStringStart: return strings();
    case TokenKind::LeftParen: return parenthesized();
    case TokenKind::LeftBracket: return list();
    case TokenKind::LeftBrace: return brace();
    case TokenKind::None: advance(); return make_expr<NoneExpr>(begin);
    case TokenKind::True:
    case TokenKind::False: advance(); return make_expr<BoolExpr>(begin, found == TokenKind::True);
    case TokenKind::Ellipsis: advance(); return make_expr<EllipsisExpr>(begin);
    default: break;
  }
  if (diag::Diagnostic* error = fail_here()) {
    error->label = is_keyword(found) ? fmt::format("'{}' is a keyword", spelling(found)) : "expected an expression";
  }
  return error_expr(begin);
}

const Expr* Parser::name() {
  const Token& token = advance();
  return make_expr<NameExpr>(token.begin, token.name);
}

const Expr* Parser::number() {
  const Token& token = advance();
  std::string_view text = file_.slice(range_of(token));
  bool has_radix = text.size() > 1 && text[0] == '0' && char_class(text[1]) == CharClass::Letter &&
                   std::string_view("xXoObB").find(text[1]) != std::string_view::npos;
  if (!has_radix) {
    if ((text.back() | 0x20) == 'j') {
      return make_expr<ImaginaryExpr>(token.begin, decode_float(text.substr(0, text.size() - 1)));
    }
    if (text.find_first_of(".eE") != std::string_view::npos) {
      return make_expr<FloatExpr>(token.begin, decode_float(text));
    }
  }
  IntLiteral literal = decode_int(text, arena_);
  return make_expr<IntExpr>(token.begin, literal.fits, literal.digits, literal.value);
}

void Parser::close(TokenKind closing, const Token& opening) {
  if (accept(closing)) return;
  source::Range opened = range_of(opening);
  if (diag::Diagnostic* error = fail_here()) {
    error->label = fmt::format("expected ',' or '{}'", spelling(closing));
    error->labels.push_back({opened, fmt::format("to close this '{}'", spelling(opening.kind))});
  }
}

// Behind an element of a list in brackets: true if another one follows.
bool Parser::next_element(TokenKind closing, const Expr* element) {
  if (accept(TokenKind::Comma)) return !at(closing) && !at_line_end();
  return !at(closing) && forgotten_comma(element);
}

// `f(a b)`. Where the comma is all that can be missing, reading goes on as if it were there: behind anything that is
// not a plain name (which may be a keyword argument without its "="), and between elements on lines of their own.
bool Parser::forgotten_comma(const Expr* element) {
  if (failed_ || !begins_expression(kind()) || at(TokenKind::Not)) return false;
  bool is_name = is<NameExpr>(element) || is<Attribute>(element);
  if (is<NameExpr>(element) && (at(TokenKind::String) || at(TokenKind::FStringStart))) return false;
  constexpr const char* kMessage = "invalid syntax. Perhaps you forgot a comma?";
  int gap = previous_end_;
  source::Range place = range(element->range.begin, current_->end);
  bool new_line = file_.slice(range(gap, current_->begin)).find_first_of("\r\n") != std::string_view::npos;
  bool meant = !is_name || new_line;
  diag::Diagnostic* error = meant ? report(place, kMessage) : fail(place, kMessage);
  if (error != nullptr) error->fixes.push_back({"insert ','", {{range(gap, gap), ","}}});
  return meant;
}

// `()`, `(yield)`, `(x)`, `(x, y)`, `(x for ...)`
const Expr* Parser::parenthesized() {
  const Token& open = advance();
  int begin = open.begin;
  if (accept(TokenKind::RightParen)) return make_expr<Tuple>(begin, Exprs());
  const Expr* first = at(TokenKind::Yield) ? yield() : star_named_expression();
  if (at_comprehension()) return finish_comprehension(begin, first, TokenKind::RightParen);
  if (at(TokenKind::RightParen)) {
    advance();
    if (is<Starred>(first)) fail(first->range, "cannot use starred expression here");
    last_parenthesized_ = first;
    return first;
  }
  Gather elements = gather<const Expr*>();
  elements.push(first);
  while (next_element(TokenKind::RightParen, elements.back())) elements.push(star_named_expression());
  close(TokenKind::RightParen, open);
  return make_expr<Tuple>(begin, elements.finish(arena_));
}

const Expr* Parser::list() {
  const Token& open = advance();
  int begin = open.begin;
  if (accept(TokenKind::RightBracket)) return make_expr<List>(begin, Exprs());
  const Expr* first = star_named_expression();
  if (at_comprehension()) return finish_comprehension(begin, first, TokenKind::RightBracket);
  Gather elements = gather<const Expr*>();
  elements.push(first);
  while (next_element(TokenKind::RightBracket, elements.back())) elements.push(star_named_expression());
  close(TokenKind::RightBracket, open);
  return make_expr<List>(begin, elements.finish(arena_));
}

// A set, a dictionary, or a comprehension of either.
const Expr* Parser::brace() {
  const Token& open = advance();
  int begin = open.begin;
  if (accept(TokenKind::RightBrace)) return make_expr<Dict>(begin, Span<DictItem>());
  if (at(TokenKind::DoubleStar)) return dict(open, dict_item());
  const Expr* first = star_named_expression();
  if (at(TokenKind::Colon)) return dict(open, dict_value(first));
  if (at_comprehension()) return finish_comprehension(begin, first, TokenKind::RightBrace);
  Gather elements = gather<const Expr*>();
  elements.push(first);
  while (next_element(TokenKind::RightBrace, elements.back())) elements.push(star_named_expression());
  close(TokenKind::RightBrace, open);
  return make_expr<Set>(begin, elements.finish(arena_));
}

const Expr* Parser::dict(const Token& open, DictItem first) {
  int begin = open.begin;
  if (at_comprehension()) {
    if (first.key == nullptr) fail(first.value->range, "dict unpacking cannot be used in dict comprehension");
    ComprehensionClauses clauses = comprehension_clauses();
    close(TokenKind::RightBrace, open);
    return make_expr<DictComprehension>(begin, first.key, first.value, clauses);
  }
  Gather items = gather<DictItem>();
  items.push(first);
  while (next_element(TokenKind::RightBrace, items.back().value)) items.push(dict_item());
  close(TokenKind::RightBrace, open);
  return make_expr<Dict>(begin, items.finish(arena_));
}

DictItem Parser::dict_item() {
  if (accept(TokenKind::DoubleStar)) return {nullptr, binary(1)};
  return dict_value(expression());
}

// Behind the key of an item.
DictItem Parser::dict_value(const Expr* key) {
  if (!at(TokenKind::Colon)) {
    if (!failed_) fail(range(key->range.begin, previous_end_), "':' expected after dictionary key");
    return {key, error_expr(previous_end_)};
  }
  source::Range colon = range_of(advance());
  if (at(TokenKind::RightBrace) || at(TokenKind::Comma)) {
    fail(colon, "expression expected after dictionary key and ':'");
    return {key, error_expr(previous_end_)};
  }
  return {key, expression()};
}

bool Parser::at_comprehension() const {
  return at(TokenKind::For) || (at(TokenKind::Async) && peek(1).kind == TokenKind::For);
}

ComprehensionClauses Parser::comprehension_clauses() {
  Gather clauses = gather<ComprehensionClause>();
  while (at_comprehension()) {
    ComprehensionClause clause;
    int begin = current_->begin;
    clause.is_async = accept(TokenKind::Async);
    expect(TokenKind::For);
    clause.target = targets();
    expect(TokenKind::In);
    clause.iterable = disjunction();
    Gather conditions = gather<const Expr*>();
    while (accept(TokenKind::If)) conditions.push(disjunction());
    clause.conditions = conditions.finish(arena_);
    clause.range = range_from(begin);
    clauses.push(clause);
  }
  return clauses.finish(arena_);
}

// Behind the element of a comprehension of one of the three kinds that have one.
const Expr* Parser::finish_comprehension(int begin, const Expr* element, TokenKind closing) {
  if (is<Starred>(element)) fail(element->range, "iterable unpacking cannot be used in comprehension");
  ComprehensionClauses clauses = comprehension_clauses();
  if (at(TokenKind::Comma)) {
    fail(range(element->range.begin, current_->end), "did you forget parentheses around the comprehension target?");
  }
  expect(closing);
  switch (closing) {
    case TokenKind::RightParen: return make_expr<Generator>(begin, element, clauses);
    case TokenKind::RightBracket: return make_expr<ListComprehension>(begin, element, clauses);
    default: return make_expr<SetComprehension>(begin, element, clauses);
  }
}

}  // namespace shapewise::python
