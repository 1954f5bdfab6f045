// A walk over the body that leaves out the bodies of functions and classes within it, whose names are their own.
#include "absint/function_info.h"

#include <algorithm>

#include "python/children.h"

namespace shapewise::absint {
namespace {

using python::as;
using python::ExprKind;
using python::StmtKind;

std::uint64_t filter_bit(python::Name name) {
  return std::uint64_t{1} << ((reinterpret_cast<std::uintptr_t>(name.entry()) >> 4) * 0x9E3779B97F4A7C15u >> 58);
}

class BodyWalk {
 public:
  FunctionInfo finish() {
    std::erase_if(found_.locals, [&](python::Name name) {
      return std::find(redirected_.begin(), redirected_.end(), name) != redirected_.end();
    });
    for (python::Name name : found_.locals) found_.filter |= filter_bit(name);
    return std::move(found_);
  }

  void operator()(const python::Expr* expr) {
    switch (expr->kind) {
      case ExprKind::Yield:
      case ExprKind::YieldFrom: found_.generator = true; break;
      case ExprKind::Lambda: return;
      case ExprKind::Named: target(as<python::Named>(expr)->target); break;
      default: break;
    }
    python::for_each_child(expr, *this);
  }

  void operator()(const python::Pattern* pattern) {
    if (auto* star = as<python::StarPattern>(pattern)) bind(star->name);
    if (auto* capture = as<python::AsPattern>(pattern)) bind(capture->name);
    if (auto* mapping = as<python::MappingPattern>(pattern)) bind(mapping->rest);
    python::for_each_child(pattern, *this);
  }

  void operator()(const python::Stmt* statement) {
    switch (statement->kind) {
      case StmtKind::Function: return bind(as<python::Function>(statement)->name);
      case StmtKind::Class: return bind(as<python::Class>(statement)->name);
      case StmtKind::Error: targets(as<python::ErrorStatement>(statement)->targets); break;
      case StmtKind::Assign: targets(as<python::Assign>(statement)->targets); break;
      case StmtKind::AugmentedAssign: target(as<python::AugmentedAssign>(statement)->target); break;
      case StmtKind::AnnotatedAssign: {
        auto* node = as<python::AnnotatedAssign>(statement);
        target(node->target);
        if (node->value != nullptr) (*this)(node->value);
        return;  // annotations of variables in functions are not evaluated
      }
      case StmtKind::TypeAlias: return bind(as<python::TypeAlias>(statement)->name);
      case StmtKind::Delete: targets(as<python::Delete>(statement)->targets); break;
      case StmtKind::For: target(as<python::For>(statement)->target); break;
      case StmtKind::With:
        for (const python::WithItem& item : as<python::With>(statement)->items) {
          if (item.target != nullptr) target(item.target);
        }
        break;
      case StmtKind::Try:
        for (const python::ExceptHandler& handler : as<python::Try>(statement)->handlers) bind(handler.name);
        break;
      case StmtKind::Import: aliases(as<python::Import>(statement)->aliases); break;
      case StmtKind::ImportFrom: aliases(as<python::ImportFrom>(statement)->aliases); break;
      case StmtKind::Global: redirect(as<python::Global>(statement)->names); break;
      case StmtKind::Nonlocal: redirect(as<python::Nonlocal>(statement)->names); break;
      default: break;
    }
    python::for_each_child(statement, *this);
  }

 private:
  void bind(python::Identifier name) {
    if (name.valid() && std::find(found_.locals.begin(), found_.locals.end(), name.name) == found_.locals.end())
      found_.locals.push_back(name.name);
  }

  void target(const python::Expr* expr) {
    if (auto* name = as<python::NameExpr>(expr)) bind({name->name, name->range});
    if (auto* starred = as<python::Starred>(expr)) target(starred->value);
    if (auto* tuple = as<python::Tuple>(expr)) targets(tuple->elements);
    if (auto* list = as<python::List>(expr)) targets(list->elements);
  }

  void targets(python::Exprs exprs) {
    for (const python::Expr* expr : exprs) target(expr);
  }

  void aliases(python::Span<python::Alias> imported) {
    for (const python::Alias& alias : imported) bind(alias.as_name.valid() ? alias.as_name : alias.path.front());
  }

  void redirect(python::Span<python::Identifier> names) {
    for (const python::Identifier& name : names) redirected_.push_back(name.name);
  }

  FunctionInfo found_;
  std::vector<python::Name> redirected_;
};

}  // namespace

bool FunctionInfo::binds(python::Name name) const {
  return (filter & filter_bit(name)) != 0 && std::find(locals.begin(), locals.end(), name) != locals.end();
}

std::vector<const python::NameExpr*> annotation_names(const python::Function& function) {
  struct Collector {
    std::vector<const python::NameExpr*> names;
    void operator()(const python::Expr* expr) {
      if (auto* name = python::as<python::NameExpr>(expr)) names.push_back(name);
      // What a lambda or comprehension in an annotation binds is its own.
      bool binds = python::is<python::Lambda>(expr) || python::is<python::ListComprehension>(expr);
      if (!binds) python::for_each_child(expr, *this);
    }
    void operator()(const python::Stmt* /*statement*/) {}
    void operator()(const python::Pattern* /*pattern*/) {}
  } collector;
  for (const python::Parameter& parameter : function.parameters) {
    if (parameter.annotation != nullptr) collector(parameter.annotation);
  }
  if (function.returns != nullptr) collector(function.returns);
  return std::move(collector.names);
}

FunctionInfo function_info(python::Stmts body, const python::Expr* expr) {
  BodyWalk walk;
  for (const python::Stmt* statement : body) walk(statement);
  if (expr != nullptr) walk(expr);
  return walk.finish();
}

bool yields(const python::Expr* expr) {
  BodyWalk walk;
  if (expr != nullptr) walk(expr);
  return walk.finish().generator;
}

bool yields(const python::Stmt* statement) {
  BodyWalk walk;
  walk(statement);
  return walk.finish().generator;
}

}  // namespace shapewise::absint
