// Statements of Python 3.12, in the shape of CPython's `ast` module; where the two differ, the comment says so.
// The range of a compound statement reaches from its keyword (decorators stand before it) to the end of its last
// clause.
#pragma once

#include "python/pattern.h"

namespace shapewise::python {

enum class StmtKind : std::uint8_t {
  Error,
  Expr,
  Assign,
  AugmentedAssign,
  AnnotatedAssign,
  TypeAlias,
  Return,
  Delete,
  Raise,
  Assert,
  Pass,
  Break,
  Continue,
  Global,
  Nonlocal,
  Import,
  ImportFrom,
  If,
  While,
  For,
  With,
  Try,
  Match,
  Function,
  Class,
};

struct Stmt : Node<StmtKind> {};

using Stmts = Span<const Stmt*>;

/// A statement that could not be read; a diagnostic has been reported. What it does is unknown.
struct ErrorStatement : Stmt {
  static constexpr StmtKind kKind = StmtKind::Error;
  Exprs targets;  // what it would have assigned, as far as that is known
  Stmts body;     // the block behind an unreadable header
};

struct ExprStatement : Stmt {
  static constexpr StmtKind kKind = StmtKind::Expr;
  const Expr* value;
};

/// `targets[0] = targets[1] = value`
struct Assign : Stmt {
  static constexpr StmtKind kKind = StmtKind::Assign;
  Exprs targets;
  const Expr* value;
};

struct AugmentedAssign : Stmt {
  static constexpr StmtKind kKind = StmtKind::AugmentedAssign;
  BinaryOp op;
  source::Range op_range;
  const Expr* target;
  const Expr* value;
};

struct AnnotatedAssign : Stmt {
  static constexpr StmtKind kKind = StmtKind::AnnotatedAssign;
  const Expr* target;
  bool simple;  // a name without parentheses
  const Expr* annotation;
  const Expr* value;  // null if absent
};

enum class TypeParameterKind : std::uint8_t { TypeVar, TypeVarTuple, ParamSpec };

struct TypeParameter {
  TypeParameterKind kind = TypeParameterKind::TypeVar;
  Identifier name;
  const Expr* bound = nullptr;  // null if absent
  source::Range range;
};

using TypeParameters = Span<TypeParameter>;

struct TypeAlias : Stmt {
  static constexpr StmtKind kKind = StmtKind::TypeAlias;
  Identifier name;
  TypeParameters type_parameters;
  const Expr* value;
};

struct Return : Stmt {
  static constexpr StmtKind kKind = StmtKind::Return;
  const Expr* value;  // null if absent
};

struct Delete : Stmt {
  static constexpr StmtKind kKind = StmtKind::Delete;
  Exprs targets;
};

struct Raise : Stmt {
  static constexpr StmtKind kKind = StmtKind::Raise;
  const Expr* exception;  // null if absent
  const Expr* cause;      // null if absent
};

struct Assert : Stmt {
  static constexpr StmtKind kKind = StmtKind::Assert;
  const Expr* test;
  const Expr* message;  // null if absent
};

struct Pass : Stmt {
  static constexpr StmtKind kKind = StmtKind::Pass;
};

struct Break : Stmt {
  static constexpr StmtKind kKind = StmtKind::Break;
};

struct Continue : Stmt {
  static constexpr StmtKind kKind = StmtKind::Continue;
};

struct Global : Stmt {
  static constexpr StmtKind kKind = StmtKind::Global;
  Span<Identifier> names;
};

struct Nonlocal : Stmt {
  static constexpr StmtKind kKind = StmtKind::Nonlocal;
  Span<Identifier> names;
};

struct Alias {
  Span<Identifier> path;  // `torch.nn` is torch, nn; in a from-import one name
  Identifier as_name;     // absent if there is no `as`
  source::Range range;
};

struct Import : Stmt {
  static constexpr StmtKind kKind = StmtKind::Import;
  Span<Alias> aliases;
};

struct ImportFrom : Stmt {
  static constexpr StmtKind kKind = StmtKind::ImportFrom;
  int level;                // the number of leading dots
  Span<Identifier> module;  // empty in `from . import x`
  Span<Alias> aliases;      // empty in `from x import *`
  bool is_star;
};

struct IfBranch {
  const Expr* test = nullptr;
  Stmts body;
  source::Range range;  // from `if` or `elif` to the end of the whole statement, as CPython counts it
};

/// `if` and its `elif`s in one node, so that a long chain is not a deep tree (CPython nests them).
struct If : Stmt {
  static constexpr StmtKind kKind = StmtKind::If;
  Span<IfBranch> branches;
  Stmts else_body;
};

struct While : Stmt {
  static constexpr StmtKind kKind = StmtKind::While;
  const Expr* test;
  Stmts body;
  Stmts else_body;
};

struct For : Stmt {
  static constexpr StmtKind kKind = StmtKind::For;
  bool is_async;
  const Expr* target;
  const Expr* iterable;
  Stmts body;
  Stmts else_body;
};

struct WithItem {
  const Expr* context = nullptr;
  const Expr* target = nullptr;  // null if there is no `as`
};

struct With : Stmt {
  static constexpr StmtKind kKind = StmtKind::With;
  bool is_async;
  Span<WithItem> items;
  Stmts body;
};

struct ExceptHandler {
  const Expr* type = nullptr;  // null for a bare `except:`
  Identifier name;             // absent if there is no `as`
  Stmts body;
  source::Range range;
};

struct Try : Stmt {
  static constexpr StmtKind kKind = StmtKind::Try;
  bool is_star;  // `except*`
  Stmts body;
  Span<ExceptHandler> handlers;
  Stmts else_body;
  Stmts finally_body;
};

struct MatchCase {
  const Pattern* pattern = nullptr;
  const Expr* guard = nullptr;  // null if absent
  Stmts body;
  source::Range range;
};

struct Match : Stmt {
  static constexpr StmtKind kKind = StmtKind::Match;
  const Expr* subject;
  Span<MatchCase> cases;
};

struct Function : Stmt {
  static constexpr StmtKind kKind = StmtKind::Function;
  bool is_async;
  Exprs decorators;
  Identifier name;
  TypeParameters type_parameters;
  Parameters parameters;
  const Expr* returns;         // null if absent
  source::Range header_range;  // from `def` (or `async`) to the colon
  Stmts body;
};

struct Class : Stmt {
  static constexpr StmtKind kKind = StmtKind::Class;
  Exprs decorators;
  Identifier name;
  TypeParameters type_parameters;
  Span<Argument> arguments;    // bases and keywords, in the order written
  source::Range header_range;  // from `class` to the colon
  Stmts body;
};

}  // namespace shapewise::python
