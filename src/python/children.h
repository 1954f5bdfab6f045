// The direct children of a node, for walks that treat most nodes alike: finding the node at a place, collecting names.
//
//   struct Visitor { void operator()(const Expr*); void operator()(const Stmt*); void operator()(const Pattern*); };
//
// `for_each_child(node, visitor)` calls it for each child that is there, in the order of the fields, which is that of
// the text but for `a if test else b` and for what CPython also lists out of order.
#pragma once

#include <type_traits>

#include "python/ast.h"

namespace shapewise::python {

namespace children {

template <class V>
void visit(const Identifier&, V&) {}
template <class V>
void visit(const Argument& argument, V& visitor);
template <class V>
void visit(const Parameter& parameter, V& visitor);
template <class V>
void visit(const DictItem& item, V& visitor);
template <class V>
void visit(const ComprehensionClause& clause, V& visitor);
template <class V>
void visit(const MappingPatternItem& item, V& visitor);
template <class V>
void visit(const ClassPatternArgument& argument, V& visitor);
template <class V>
void visit(const TypeParameter& parameter, V& visitor);
template <class V>
void visit(const IfBranch& branch, V& visitor);
template <class V>
void visit(const WithItem& item, V& visitor);
template <class V>
void visit(const ExceptHandler& handler, V& visitor);
template <class V>
void visit(const MatchCase& match_case, V& visitor);

template <class T, class V>
requires std::is_convertible_v<T, const Expr*> || std::is_convertible_v<T, const Stmt*> ||
    std::is_convertible_v<T, const Pattern*>
void visit(T node, V& visitor) {
  if (node == nullptr) return;
  if constexpr (std::is_convertible_v<T, const Expr*>) {
    visitor(static_cast<const Expr*>(node));
  } else if constexpr (std::is_convertible_v<T, const Stmt*>) {
    visitor(static_cast<const Stmt*>(node));
  } else {
    visitor(static_cast<const Pattern*>(node));
  }
}

template <class T, class V>
void visit(const Span<T>& list, V& visitor) {
  for (const T& element : list) visit(element, visitor);
}

template <class V, class... Fields>
void all(V& visitor, const Fields&... fields) {
  (visit(fields, visitor), ...);
}

template <class V>
void visit(const Argument& argument, V& visitor) {
  all(visitor, argument.value);
}
template <class V>
void visit(const Parameter& parameter, V& visitor) {
  all(visitor, parameter.annotation, parameter.default_value);
}
template <class V>
void visit(const DictItem& item, V& visitor) {
  all(visitor, item.key, item.value);
}
template <class V>
void visit(const ComprehensionClause& clause, V& visitor) {
  all(visitor, clause.target, clause.iterable, clause.conditions);
}
template <class V>
void visit(const MappingPatternItem& item, V& visitor) {
  all(visitor, item.key, item.value);
}
template <class V>
void visit(const ClassPatternArgument& argument, V& visitor) {
  all(visitor, argument.value);
}
template <class V>
void visit(const TypeParameter& parameter, V& visitor) {
  all(visitor, parameter.bound);
}
template <class V>
void visit(const IfBranch& branch, V& visitor) {
  all(visitor, branch.test, branch.body);
}
template <class V>
void visit(const WithItem& item, V& visitor) {
  all(visitor, item.context, item.target);
}
template <class V>
void visit(const ExceptHandler& handler, V& visitor) {
  all(visitor, handler.type, handler.body);
}
template <class V>
void visit(const MatchCase& match_case, V& visitor) {
  all(visitor, match_case.pattern, match_case.guard, match_case.body);
}

}  // namespace children

template <class V>
void for_each_child(const Expr* expr, V&& visitor) {
  using children::all;
  auto with = [&]<class T>(auto T::*... fields) { all(visitor, cast<T>(expr).*fields...); };
  switch (expr->kind) {
    case ExprKind::Error:
    case ExprKind::None:
    case ExprKind::Bool:
    case ExprKind::Ellipsis:
    case ExprKind::Int:
    case ExprKind::Float:
    case ExprKind::Imaginary:
    case ExprKind::String:
    case ExprKind::Bytes:
    case ExprKind::Name: return;
    case ExprKind::FString: return with(&FStringExpr::parts);
    case ExprKind::FormattedValue: return with(&FormattedValue::value, &FormattedValue::format);
    case ExprKind::Attribute: return with(&Attribute::value);
    case ExprKind::Subscript: return with(&Subscript::value, &Subscript::index);
    case ExprKind::Slice: return with(&Slice::lower, &Slice::upper, &Slice::step);
    case ExprKind::Call: return with(&Call::function, &Call::arguments);
    case ExprKind::Unary: return with(&Unary::operand);
    case ExprKind::Binary: return with(&Binary::left, &Binary::right);
    case ExprKind::Boolean: return with(&Boolean::values);
    case ExprKind::Compare: return with(&Compare::left, &Compare::operands);
    case ExprKind::Conditional: return with(&Conditional::test, &Conditional::body, &Conditional::otherwise);
    case ExprKind::Lambda: return with(&Lambda::parameters, &Lambda::body);
    case ExprKind::Named: return with(&Named::target, &Named::value);
    case ExprKind::Starred: return with(&Starred::value);
    case ExprKind::Tuple: return with(&Tuple::elements);
    case ExprKind::List: return with(&List::elements);
    case ExprKind::Set: return with(&Set::elements);
    case ExprKind::Dict: return with(&Dict::items);
    case ExprKind::ListComprehension: return with(&ListComprehension::element, &ListComprehension::clauses);
    case ExprKind::SetComprehension: return with(&SetComprehension::element, &SetComprehension::clauses);
    case ExprKind::DictComprehension:
      return with(&DictComprehension::key, &DictComprehension::value, &DictComprehension::clauses);
    case ExprKind::Generator: return with(&Generator::element, &Generator::clauses);
    case ExprKind::Await: return with(&Await::value);
    case ExprKind::Yield: return with(&Yield::value);
    case ExprKind::YieldFrom: return with(&YieldFrom::value);
  }
}

template <class V>
void for_each_child(const Pattern* pattern, V&& visitor) {
  using children::all;
  auto with = [&]<class T>(auto T::*... fields) { all(visitor, cast<T>(pattern).*fields...); };
  switch (pattern->kind) {
    case PatternKind::Value: return with(&ValuePattern::value);
    case PatternKind::Singleton: return with(&SingletonPattern::value);
    case PatternKind::Sequence: return with(&SequencePattern::elements);
    case PatternKind::Mapping: return with(&MappingPattern::items);
    case PatternKind::Class: return with(&ClassPattern::type, &ClassPattern::arguments);
    case PatternKind::Star: return;
    case PatternKind::As: return with(&AsPattern::pattern);
    case PatternKind::Or: return with(&OrPattern::alternatives);
  }
}

template <class V>
void for_each_child(const Stmt* statement, V&& visitor) {
  using children::all;
  auto with = [&]<class T>(auto T::*... fields) { all(visitor, cast<T>(statement).*fields...); };
  switch (statement->kind) {
    case StmtKind::Pass:
    case StmtKind::Break:
    case StmtKind::Continue:
    case StmtKind::Global:
    case StmtKind::Nonlocal:
    case StmtKind::Import:
    case StmtKind::ImportFrom: return;
    case StmtKind::Error: return with(&ErrorStatement::targets, &ErrorStatement::body);
    case StmtKind::Expr: return with(&ExprStatement::value);
    case StmtKind::Assign: return with(&Assign::targets, &Assign::value);
    case StmtKind::AugmentedAssign: return with(&AugmentedAssign::target, &AugmentedAssign::value);
    case StmtKind::AnnotatedAssign:
      return with(&AnnotatedAssign::target, &AnnotatedAssign::annotation, &AnnotatedAssign::value);
    case StmtKind::TypeAlias: return with(&TypeAlias::type_parameters, &TypeAlias::value);
    case StmtKind::Return: return with(&Return::value);
    case StmtKind::Delete: return with(&Delete::targets);
    case StmtKind::Raise: return with(&Raise::exception, &Raise::cause);
    case StmtKind::Assert: return with(&Assert::test, &Assert::message);
    case StmtKind::If: return with(&If::branches, &If::else_body);
    case StmtKind::While: return with(&While::test, &While::body, &While::else_body);
    case StmtKind::For: return with(&For::target, &For::iterable, &For::body, &For::else_body);
    case StmtKind::With: return with(&With::items, &With::body);
    case StmtKind::Try: return with(&Try::body, &Try::handlers, &Try::else_body, &Try::finally_body);
    case StmtKind::Match: return with(&Match::subject, &Match::cases);
    case StmtKind::Function:
      return with(&Function::decorators, &Function::type_parameters, &Function::parameters, &Function::returns,
                  &Function::body);
    case StmtKind::Class: return with(&Class::decorators, &Class::type_parameters, &Class::arguments, &Class::body);
  }
}

}  // namespace shapewise::python
