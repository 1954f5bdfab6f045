// Expressions by precedence, from the loosest to the tightest binding (Python reference 6.17); atoms are elsewhere.
#include <fmt/format.h>

#include "python/parser.h"

namespace shapewise::python {

namespace {

struct BinaryOperator {
  int precedence = 0;  // 0: not a binary operator
  BinaryOp op = BinaryOp::Add;
};

BinaryOperator binary_operator(TokenKind kind) {
  switch (kind) {
    case TokenKind::VerticalBar: return {1, BinaryOp::BitOr};
    case TokenKind::Circumflex: return {2, BinaryOp::BitXor};
    case TokenKind::Ampersand: return {3, BinaryOp::BitAnd};
    case TokenKind::LeftShift: return {4, BinaryOp::LeftShift};
    case TokenKind::RightShift: return {4, BinaryOp::RightShift};
    case TokenKind::Plus: return {5, BinaryOp::Add};
    case TokenKind::Minus: return {5, BinaryOp::Subtract};
    case TokenKind::Star: return {6, BinaryOp::Multiply};
    case TokenKind::Slash: return {6, BinaryOp::Divide};
    case TokenKind::DoubleSlash: return {6, BinaryOp::FloorDivide};
    case TokenKind::Percent: return {6, BinaryOp::Modulo};
    case TokenKind::At: return {6, BinaryOp::MatrixMultiply};
    default: return {};
  }
}

}  // namespace

bool begins_expression(TokenKind kind) {
  using enum TokenKind;
  switch (kind) {
    case Name:
    case Number:
    case String:
    case FStringStart:
    case LeftParen:
    case LeftBracket:
    case LeftBrace:
    case Ellipsis:
    case Plus:
    case Minus:
    case Tilde:
    case Not:
    case Lambda:
    case Await:
    case None:
    case True:
    case False: return true;
    default: return false;
  }
}

// One element, or a tuple of several with commas between them and perhaps behind the last.
const Expr* Parser::tuple_of(int begin, const Expr* (Parser::*element)()) {
  const Expr* first = (this->*element)();
  if (!at(TokenKind::Comma)) return first;
  Gather elements = gather<const Expr*>();
  elements.push(first);
  while (accept(TokenKind::Comma)) {
    if (!begins_expression(kind()) && !at(TokenKind::Star)) break;
    elements.push((this->*element)());
  }
  return make_expr<Tuple>(begin, elements.finish(arena_));
}

const Expr* Parser::star_expressions() {
  const Expr* result = tuple_of(current_->begin, &Parser::star_expression);
  if (is<Starred>(result) && !at(TokenKind::Equal)) report(result->range, "can't use starred expression here");
  return result;
}

const Expr* Parser::yield_or_star_expressions() { return at(TokenKind::Yield) ? yield() : star_expressions(); }

const Expr* Parser::star_expression() { return at(TokenKind::Star) ? starred() : expression(); }

const Expr* Parser::star_named_expression() { return at(TokenKind::Star) ? starred() : named_expression(); }

const Expr* Parser::starred() {
  int begin = advance().begin;
  const Expr* value = binary(1);
  return make_expr<Starred>(begin, value);
}

const Expr* Parser::named_expression() {
  const Expr* result = named_argument();
  if (at(TokenKind::Equal)) misplaced_equal(result);
  return result;
}

// `=` where a value was expected, as in `if x = 1:`
void Parser::misplaced_equal(const Expr* target) {
  source::Range equal = range_of(*current_);
  diag::Diagnostic* error = nullptr;
  switch (target->kind) {
    case ExprKind::Name:
      error =
          fail(range(target->range.begin, peek(1).end), "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
      break;
    case ExprKind::None:
    case ExprKind::Bool:
    case ExprKind::List:
    case ExprKind::Tuple:
    case ExprKind::Generator:
    case ExprKind::Compare:
    case ExprKind::Boolean:
    case ExprKind::Conditional:
    case ExprKind::Lambda: fail_here(); break;
    default:
      error = fail(target->range,
                   fmt::format("cannot assign to {} here. Maybe you meant '==' instead of '='?", describe(target)));
  }
  if (error != nullptr) error->fixes.push_back({"compare with '=='", {{equal, "=="}}});
}

// An expression that may have a `:=`; where a keyword argument may stand, a `=` behind it is not looked at.
const Expr* Parser::named_argument() {
  int begin = current_->begin;
  const Expr* target = expression();
  if (!at(TokenKind::ColonEqual)) return target;
  if (!is<NameExpr>(target) || target == last_parenthesized_) {
    fail(target->range, fmt::format("cannot use assignment expressions with {}", describe(target)));
    return target;
  }
  advance();
  const Expr* value = expression();
  return make_expr<Named>(begin, as<NameExpr>(target), value);
}

const Expr* Parser::yield() {
  if (!scope_.function) report(range_of(*current_), "'yield' outside function");
  int begin = advance().begin;
  if (accept(TokenKind::From)) {
    const Expr* value = expression();
    return make_expr<YieldFrom>(begin, value);
  }
  const Expr* value = nullptr;
  if (begins_expression(kind()) || at(TokenKind::Star)) value = star_expressions();
  return make_expr<Yield>(begin, value);
}

const Expr* Parser::expression() {
  if (!enter()) {
    leave();
    return error_expr(current_->begin);
  }
  int begin = current_->begin;
  const Expr* result = at(TokenKind::Lambda) ? lambda() : disjunction();
  if (at(TokenKind::If)) {
    advance();
    const Expr* test = disjunction();
    if (at(TokenKind::Else)) {
      advance();
      const Expr* otherwise = expression();
      result = make_expr<Conditional>(begin, test, result, otherwise);
    } else if (at(TokenKind::Colon)) {
      fail_here();
    } else {
      fail(range(begin, previous_end_), "expected 'else' after 'if' expression");
    }
  }
  leave();
  return result;
}

const Expr* Parser::lambda() {
  int begin = advance().begin;
  Parameters list = parameters(TokenKind::Colon);
  expect(TokenKind::Colon);
  Scope scope{.function = true};
  std::swap(scope_, scope);
  const Expr* body = expression();
  std::swap(scope_, scope);
  return make_expr<Lambda>(begin, list, body);
}

const Expr* Parser::disjunction() {
  int begin = current_->begin;
  const Expr* first = conjunction();
  if (!at(TokenKind::Or)) return first;
  Gather values = gather<const Expr*>();
  values.push(first);
  while (accept(TokenKind::Or)) values.push(conjunction());
  return make_expr<Boolean>(begin, BooleanOp::Or, values.finish(arena_));
}

const Expr* Parser::conjunction() {
  int begin = current_->begin;
  const Expr* first = inversion();
  if (!at(TokenKind::And)) return first;
  Gather values = gather<const Expr*>();
  values.push(first);
  while (accept(TokenKind::And)) values.push(inversion());
  return make_expr<Boolean>(begin, BooleanOp::And, values.finish(arena_));
}

const Expr* Parser::inversion() {
  if (!at(TokenKind::Not)) return comparison();
  int begin = advance().begin;
  const Expr* operand = enter() ? inversion() : error_expr(begin);
  leave();
  return make_expr<Unary>(begin, UnaryOp::Not, operand);
}

// The comparison operator at the current token, and of how many tokens it consists.
bool Parser::at_comparison(CompareOp& op, int& tokens) const {
  tokens = 1;
  switch (kind()) {
    case TokenKind::EqualEqual: op = CompareOp::Equal; return true;
    case TokenKind::NotEqual: op = CompareOp::NotEqual; return true;
    case TokenKind::Less: op = CompareOp::Less; return true;
    case TokenKind::LessEqual: op = CompareOp::LessEqual; return true;
    case TokenKind::Greater: op = CompareOp::Greater; return true;
    case TokenKind::GreaterEqual: op = CompareOp::GreaterEqual; return true;
    case TokenKind::In: op = CompareOp::In; return true;
    case TokenKind::Is:
      tokens = peek(1).kind == TokenKind::Not ? 2 : 1;
      op = tokens == 2 ? CompareOp::IsNot : CompareOp::Is;
      return true;
    case TokenKind::Not:
      tokens = 2;
      op = CompareOp::NotIn;
      return peek(1).kind == TokenKind::In;
    default: return false;
  }
}

const Expr* Parser::comparison() {
  int begin = current_->begin;
  const Expr* left = binary(1);
  CompareOp op{};
  int tokens = 0;
  if (!at_comparison(op, tokens)) return left;
  Gather ops = gather<CompareOp>();
  Gather operands = gather<const Expr*>();
  do {
    for (; tokens > 0; --tokens) advance();
    ops.push(op);
    operands.push(binary(1));
  } while (at_comparison(op, tokens));
  return make_expr<Compare>(begin, left, ops.finish(arena_), operands.finish(arena_));
}

// Operators of at least the given precedence; they all associate to the left.
const Expr* Parser::binary(int min_precedence) {
  int begin = current_->begin;
  const Expr* left = unary();
  for (;;) {
    BinaryOperator found = binary_operator(kind());
    if (found.precedence < min_precedence || found.precedence == 0) return left;
    source::Range op_range = range_of(advance());
    const Expr* right = binary(found.precedence + 1);
    left = make_expr<Binary>(begin, found.op, op_range, left, right);
  }
}

const Expr* Parser::unary() {
  UnaryOp op{};
  switch (kind()) {
    case TokenKind::Minus: op = UnaryOp::Negative; break;
    case TokenKind::Plus: op = UnaryOp::Positive; break;
    case TokenKind::Tilde: op = UnaryOp::Invert; break;
    default: return power();
  }
  int begin = advance().begin;
  const Expr* operand = enter() ? unary() : error_expr(begin);
  leave();
  return make_expr<Unary>(begin, op, operand);
}

const Expr* Parser::power() {
  int begin = current_->begin;
  const Expr* base = primary();
  if (!at(TokenKind::DoubleStar)) return base;
  source::Range op_range = range_of(advance());
  const Expr* exponent = enter() ? unary() : error_expr(begin);
  leave();
  return make_expr<Binary>(begin, BinaryOp::Power, op_range, base, exponent);
}

}  // namespace shapewise::python
