// Which functions are generators: those with a yield of their own, not counting functions within them.
#include "absint/interpreter.h"

namespace shapewise::absint {
namespace {

using python::as;
using python::ExprKind;
using python::StmtKind;

bool yields(const python::Expr* expr);
bool yields(python::Stmts statements);

bool any(python::Exprs exprs) {
  for (const python::Expr* expr : exprs) {
    if (yields(expr)) return true;
  }
  return false;
}

bool yields(const python::Expr* expr) {
  if (expr == nullptr) return false;
  switch (expr->kind) {
    case ExprKind::Yield:
    case ExprKind::YieldFrom: return true;
    case ExprKind::Await: return yields(as<python::Await>(expr)->value);
    case ExprKind::Attribute: return yields(as<python::Attribute>(expr)->value);
    case ExprKind::Subscript:
      return yields(as<python::Subscript>(expr)->value) || yields(as<python::Subscript>(expr)->index);
    case ExprKind::Call: {
      auto* call = as<python::Call>(expr);
      for (const python::Argument& argument : call->arguments) {
        if (yields(argument.value)) return true;
      }
      return yields(call->function);
    }
    case ExprKind::Unary: return yields(as<python::Unary>(expr)->operand);
    case ExprKind::Binary: return yields(as<python::Binary>(expr)->left) || yields(as<python::Binary>(expr)->right);
    case ExprKind::Boolean: return any(as<python::Boolean>(expr)->values);
    case ExprKind::Compare: return yields(as<python::Compare>(expr)->left) || any(as<python::Compare>(expr)->operands);
    case ExprKind::Conditional: {
      auto* node = as<python::Conditional>(expr);
      return yields(node->test) || yields(node->body) || yields(node->otherwise);
    }
    case ExprKind::Named: return yields(as<python::Named>(expr)->value);
    case ExprKind::Starred: return yields(as<python::Starred>(expr)->value);
    case ExprKind::Tuple: return any(as<python::Tuple>(expr)->elements);
    case ExprKind::List: return any(as<python::List>(expr)->elements);
    case ExprKind::Set: return any(as<python::Set>(expr)->elements);
    default: return false;
  }
}

bool yields(const python::Try& node) {
  for (const python::ExceptHandler& handler : node.handlers) {
    if (yields(handler.body)) return true;
  }
  return yields(node.body) || yields(node.else_body) || yields(node.finally_body);
}

bool yields(const python::Stmt* statement) {
  switch (statement->kind) {
    case StmtKind::Expr: return yields(as<python::ExprStatement>(statement)->value);
    case StmtKind::Assign: return yields(as<python::Assign>(statement)->value);
    case StmtKind::AugmentedAssign: return yields(as<python::AugmentedAssign>(statement)->value);
    case StmtKind::AnnotatedAssign: return yields(as<python::AnnotatedAssign>(statement)->value);
    case StmtKind::Return: return yields(as<python::Return>(statement)->value);
    case StmtKind::If: {
      auto* node = as<python::If>(statement);
      for (const python::IfBranch& branch : node->branches) {
        if (yields(branch.test) || yields(branch.body)) return true;
      }
      return yields(node->else_body);
    }
    case StmtKind::While:
      return yields(as<python::While>(statement)->body) || yields(as<python::While>(statement)->else_body);
    case StmtKind::For:
      return yields(as<python::For>(statement)->body) || yields(as<python::For>(statement)->else_body);
    case StmtKind::With: return yields(as<python::With>(statement)->body);
    case StmtKind::Try: return yields(*as<python::Try>(statement));
    case StmtKind::Match: {
      for (const python::MatchCase& one : as<python::Match>(statement)->cases) {
        if (yields(one.body)) return true;
      }
      return false;
    }
    default: return false;
  }
}

bool yields(python::Stmts statements) {
  for (const python::Stmt* statement : statements) {
    if (yields(statement)) return true;
  }
  return false;
}

}  // namespace

bool Interpreter::is_generator(const python::Function& node) {
  auto [found, fresh] = generators_.try_emplace(&node, false);
  if (fresh) found->second = yields(node.body);
  return found->second;
}

}  // namespace shapewise::absint
