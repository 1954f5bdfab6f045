// What can be assigned to or deleted, and how CPython's messages call what cannot.
#include <fmt/format.h>

#include "python/parser.h"

namespace shapewise::python {

std::string_view describe(const Expr* expr) {
  switch (expr->kind) {
    case ExprKind::None: return "None";
    case ExprKind::Bool: return cast<BoolExpr>(expr).value ? "True" : "False";
    case ExprKind::Ellipsis: return "ellipsis";
    case ExprKind::Int:
    case ExprKind::Float:
    case ExprKind::Imaginary:
    case ExprKind::String:
    case ExprKind::Bytes: return "literal";
    case ExprKind::FString:
    case ExprKind::FormattedValue: return "f-string expression";
    case ExprKind::Name: return "name";
    case ExprKind::Attribute: return "attribute";
    case ExprKind::Subscript: return "subscript";
    case ExprKind::Call: return "function call";
    case ExprKind::Compare: return "comparison";
    case ExprKind::Conditional: return "conditional expression";
    case ExprKind::Lambda: return "lambda";
    case ExprKind::Named: return "named expression";
    case ExprKind::Starred: return "starred";
    case ExprKind::Tuple: return "tuple";
    case ExprKind::List: return "list";
    case ExprKind::Set: return "set display";
    case ExprKind::Dict: return "dict literal";
    case ExprKind::ListComprehension: return "list comprehension";
    case ExprKind::SetComprehension: return "set comprehension";
    case ExprKind::DictComprehension: return "dict comprehension";
    case ExprKind::Generator: return "generator expression";
    case ExprKind::Await: return "await expression";
    case ExprKind::Yield:
    case ExprKind::YieldFrom: return "yield expression";
    case ExprKind::Error:
    case ExprKind::Slice:
    case ExprKind::Unary:
    case ExprKind::Binary:
    case ExprKind::Boolean: break;
  }
  return "expression";
}

// The targets of a `for`: up to its `in`, which is why they are no full expressions.
const Expr* Parser::targets() {
  const Expr* result = tuple_of(current_->begin, &Parser::target);
  if (!failed_) check_assignable(result, false);
  return result;
}

const Expr* Parser::target() {
  if (!at(TokenKind::Star)) return binary(1);
  int begin = advance().begin;
  const Expr* value = binary(1);
  return make_expr<Starred>(begin, value);
}

namespace {

enum class Verb { Assign, Delete };

// The first part of a target that cannot be assigned to or deleted; null if there is none.
const Expr* find_invalid(const Expr* target, Verb verb) {
  Exprs elements;
  switch (target->kind) {
    case ExprKind::Error:
    case ExprKind::Name:
    case ExprKind::Attribute:
    case ExprKind::Subscript: return nullptr;
    case ExprKind::Starred: return verb == Verb::Assign ? find_invalid(cast<Starred>(target).value, verb) : target;
    case ExprKind::Tuple: elements = cast<Tuple>(target).elements; break;
    case ExprKind::List: elements = cast<List>(target).elements; break;
    default: return target;
  }
  for (const Expr* element : elements) {
    if (const Expr* invalid = find_invalid(element, verb)) return invalid;
  }
  return nullptr;
}

}  // namespace

// `is_statement`: the target of an assignment, where "==" may have been meant.
void Parser::check_assignable(const Expr* target, bool is_statement) {
  const Expr* invalid = find_invalid(target, Verb::Assign);
  if (invalid == nullptr) return;
  bool constant = is<NoneExpr>(invalid) || is<BoolExpr>(invalid);
  bool comparable = is_statement && invalid == target && !constant;
  fail(invalid->range, fmt::format("cannot assign to {}{}", describe(invalid),
                                   comparable ? " here. Maybe you meant '==' instead of '='?" : ""));
}

void Parser::check_deletable(const Expr* target) {
  const Expr* invalid = find_invalid(target, Verb::Delete);
  if (invalid != nullptr) fail(invalid->range, fmt::format("cannot delete {}", describe(invalid)));
}

}  // namespace shapewise::python
