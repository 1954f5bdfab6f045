// Simple statements: those that fit on one line.
#include <fmt/format.h>

#include "python/parser.h"

namespace shapewise::python {

// All the statements of a logical line, and its end.
void Parser::simple_statements(Gather<const Stmt*>& list) {
  do {
    int begin = current_->begin;
    failed_ = broken_;
    error_targets_ = {};
    const Stmt* statement = simple_statement();
    if (!failed_ && !at(TokenKind::Semicolon) && !at_line_end()) fail_here();
    list.push(failed_ ? error_statement(begin) : statement);
  } while (accept(TokenKind::Semicolon) && !at_line_end());
  next_line();
}

const Stmt* Parser::error_statement(int begin, Stmts body) {
  if (body.empty() && last_ != lexer_.tokens().data()) previous_end_ = (last_ - 1)->end;
  return make_stmt<ErrorStatement>(begin, std::exchange(error_targets_, {}), body);
}

const Stmt* Parser::simple_statement() {
  switch (kind()) {
    case TokenKind::Return: return return_statement();
    case TokenKind::Import: return import_statement();
    case TokenKind::From: return import_from_statement();
    case TokenKind::Raise: return raise_statement();
    case TokenKind::Pass: return word_statement<Pass>();
    case TokenKind::Break:
    case TokenKind::Continue: return loop_statement();
    case TokenKind::Del: return delete_statement();
    case TokenKind::Assert: return assert_statement();
    case TokenKind::Global: return scope_statement<Global>();
    case TokenKind::Nonlocal: return scope_statement<Nonlocal>();
    case TokenKind::Name:
      if (at_word(words_.type) && peek(1).kind == TokenKind::Name) return type_alias();
      return expression_statement();
    default: return expression_statement();
  }
}

namespace {

// The operator of an augmented assignment; false for other tokens.
bool augmented_operator(TokenKind kind, BinaryOp& op) {
  constexpr BinaryOp kOps[] = {BinaryOp::BitOr,         BinaryOp::BitXor,      BinaryOp::BitAnd,   BinaryOp::LeftShift,
                               BinaryOp::RightShift,    BinaryOp::Add,         BinaryOp::Subtract, BinaryOp::Multiply,
                               BinaryOp::Divide,        BinaryOp::FloorDivide, BinaryOp::Modulo,   BinaryOp::Power,
                               BinaryOp::MatrixMultiply};
  if (kind < TokenKind::VerticalBarEqual || kind > TokenKind::AtEqual) return false;
  op = kOps[static_cast<int>(kind) - static_cast<int>(TokenKind::VerticalBarEqual)];
  return true;
}

}  // namespace

const Stmt* Parser::expression_statement() {
  int begin = current_->begin;
  const Expr* first = yield_or_star_expressions();
  BinaryOp op{};
  if (at(TokenKind::Equal)) return assignment(begin, first);
  if (at(TokenKind::Colon)) return annotated_assignment(begin, first);
  if (augmented_operator(kind(), op)) return augmented_assignment(begin, first, op);
  const auto* name = as<NameExpr>(first);
  if (name != nullptr && (name->name == words_.print || name->name == words_.exec) && begins_expression(kind())) {
    return legacy_statement(begin, name);
  }
  return make_stmt<ExprStatement>(begin, first);
}

const Stmt* Parser::assignment(int begin, const Expr* first) {
  Gather targets = gather<const Expr*>();
  const Expr* value = first;
  while (at(TokenKind::Equal) && !failed_) {
    if (is<Yield>(value) || is<YieldFrom>(value)) {
      fail(value->range, "assignment to yield expression not possible");
      break;
    }
    check_assignable(value, true);
    if (failed_) break;
    targets.push(value);
    advance();
    value = yield_or_star_expressions();
  }
  Exprs all = targets.finish(arena_);
  if (failed_ || broken_) error_targets_ = all;
  return make_stmt<Assign>(begin, all, value);
}

const Stmt* Parser::annotated_assignment(int begin, const Expr* target) {
  bool parenthesized = target == last_parenthesized_;
  bool simple = is<NameExpr>(target) && !parenthesized;
  if (is<Tuple>(target) || is<List>(target)) {
    fail(target->range, fmt::format("only single target (not {}) can be annotated", describe(target)));
  } else if (!is<NameExpr>(target) && !is<Attribute>(target) && !is<Subscript>(target) && !failed_) {
    fail(target->range, "illegal target for annotation");
  }
  accept(TokenKind::Colon);
  const Expr* annotation = expression();
  const Expr* value = nullptr;
  if (accept(TokenKind::Equal)) value = yield_or_star_expressions();
  if (failed_) error_targets_ = {arena_.copy(&target, 1), 1};
  return make_stmt<AnnotatedAssign>(begin, target, simple, annotation, value);
}

const Stmt* Parser::augmented_assignment(int begin, const Expr* target, BinaryOp op) {
  source::Range op_range = range_of(*current_);
  if (!is<NameExpr>(target) && !is<Attribute>(target) && !is<Subscript>(target)) {
    fail(target->range, fmt::format("'{}' is an illegal expression for augmented assignment", describe(target)));
  } else {
    advance();
  }
  const Expr* value = yield_or_star_expressions();
  if (failed_) error_targets_ = {arena_.copy(&target, 1), 1};
  return make_stmt<AugmentedAssign>(begin, op, op_range, target, value);
}

// `print "text"` of Python 2, read as the call that it has become.
const Stmt* Parser::legacy_statement(int begin, const NameExpr* name) {
  int gap = previous_end_;
  int open = current_->begin;
  const Expr* value = star_expressions();
  std::string_view text = name->name.text();
  diag::Diagnostic* error =
      report(range_from(begin), fmt::format("Missing parentheses in call to '{}'. Did you mean {}(...)?", text, text));
  if (error != nullptr && !failed_) {
    error->fixes.push_back(
        {"add the parentheses", {{range(gap, open), "("}, {range(previous_end_, previous_end_), ")"}}});
  }
  Argument argument;
  argument.value = value;
  argument.range = value->range;
  Span<Argument> list{arena_.copy(&argument, 1), 1};
  const Expr* call = make_expr<Call>(begin, name, list, range_from(open));
  return make_stmt<ExprStatement>(begin, call);
}

const Stmt* Parser::delete_statement() {
  int begin = advance().begin;
  Gather targets = gather<const Expr*>();
  do {
    const Expr* target = star_expression();
    if (!failed_) check_deletable(target);
    targets.push(target);
  } while (accept(TokenKind::Comma) && begins_expression(kind()));
  return make_stmt<Delete>(begin, targets.finish(arena_));
}

const Stmt* Parser::raise_statement() {
  int begin = advance().begin;
  const Expr* exception = nullptr;
  const Expr* cause = nullptr;
  if (!at_line_end() && !at(TokenKind::Semicolon)) {
    exception = expression();
    if (accept(TokenKind::From)) cause = expression();
  }
  return make_stmt<Raise>(begin, exception, cause);
}

const Stmt* Parser::assert_statement() {
  int begin = advance().begin;
  const Expr* test = expression();
  const Expr* message = accept(TokenKind::Comma) ? expression() : nullptr;
  return make_stmt<Assert>(begin, test, message);
}

const Stmt* Parser::return_statement() {
  int begin = advance().begin;
  const Expr* value = nullptr;
  if (!at_line_end() && !at(TokenKind::Semicolon)) value = star_expressions();
  if (!scope_.function && !failed_) report(range_from(begin), "'return' outside function");
  return make_stmt<Return>(begin, value);
}

const Stmt* Parser::type_alias() {
  int begin = advance().begin;
  Identifier name = expect_name();
  TypeParameters list = type_parameters();
  expect(TokenKind::Equal);
  const Expr* value = expression();
  return make_stmt<TypeAlias>(begin, name, list, value);
}

const Stmt* Parser::loop_statement() {
  bool is_break = at(TokenKind::Break);
  if (!scope_.loop) {
    report(range_of(*current_), is_break ? "'break' outside loop" : "'continue' not properly in loop");
  }
  return is_break ? word_statement<Break>() : word_statement<Continue>();
}

// `global a, b` and `nonlocal a, b`
template <class T>
const Stmt* Parser::scope_statement() {
  int begin = advance().begin;
  Gather names = gather<Identifier>();
  do {
    names.push(expect_name());
  } while (accept(TokenKind::Comma));
  return make_stmt<T>(begin, names.finish(arena_));
}

// A statement of one keyword.
template <class T>
const Stmt* Parser::word_statement() {
  int begin = advance().begin;
  return make_stmt<T>(begin);
}

}  // namespace shapewise::python
