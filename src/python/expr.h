// Expressions of Python 3.12, in the shape of CPython's `ast` module; where the two differ, the comment says so.
// A range is that of the expression without enclosing parentheses (a parenthesised tuple or generator includes them).
#pragma once

#include <string_view>

#include "base/int.h"
#include "python/node.h"

namespace shapewise::python {

enum class ExprKind : std::uint8_t {
  Error,
  None,
  Bool,
  Ellipsis,
  Int,
  Float,
  Imaginary,
  String,
  Bytes,
  FString,
  FormattedValue,
  Name,
  Attribute,
  Subscript,
  Slice,
  Call,
  Unary,
  Binary,
  Boolean,
  Compare,
  Conditional,
  Lambda,
  Named,
  Starred,
  Tuple,
  List,
  Set,
  Dict,
  ListComprehension,
  SetComprehension,
  DictComprehension,
  Generator,
  Await,
  Yield,
  YieldFrom,
};

struct Expr : Node<ExprKind> {};

using Exprs = Span<const Expr*>;

/// Text that is no expression; a diagnostic has been reported. It occurs only below an ErrorStatement.
struct ErrorExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::Error;
};

struct NoneExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::None;
};

struct BoolExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::Bool;
  bool value;
};

struct EllipsisExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::Ellipsis;
};

struct IntExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::Int;
  bool fits;                // in 127 bits and a sign; else only `digits` tells the value
  std::string_view digits;  // as written, prefix included, without underscores
  Int value;                // 0 if it does not fit
};

struct FloatExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::Float;
  double value;
};

/// `3j`: the complex number 0 + value·j.
struct ImaginaryExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::Imaginary;
  double value;
};

/// One or several adjacent string literals.
struct StringExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::String;
  /// Decoded text in UTF-8 (lone surrogates in three bytes each, \N{...} as written). It is a view into the source if
  /// the expression is one literal without escapes, so that places in the text are places in the file.
  std::string_view value;
};

struct BytesExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::Bytes;
  std::string_view value;
};

/// One or several adjacent string literals of which at least one is an f-string (CPython: JoinedStr); also a format
/// specification. The parts are StringExpr, never empty and never two in a row, and FormattedValue. `f"{x=}"` has the
/// parts "x=" and {x!r}.
struct FStringExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::FString;
  Exprs parts;
};

struct FormattedValue : Expr {
  static constexpr ExprKind kKind = ExprKind::FormattedValue;
  const Expr* value;
  char conversion;            // 's', 'r', 'a', or 0 for none
  const FStringExpr* format;  // null if there is none
};

struct NameExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::Name;
  Name name;
};

struct Attribute : Expr {
  static constexpr ExprKind kKind = ExprKind::Attribute;
  const Expr* value;
  Identifier attribute;
};

struct Subscript : Expr {
  static constexpr ExprKind kKind = ExprKind::Subscript;
  const Expr* value;
  const Expr* index;  // a Tuple for x[i, j] and for x[*i]
};

/// Only below the index of a Subscript. Absent parts are null.
struct Slice : Expr {
  static constexpr ExprKind kKind = ExprKind::Slice;
  const Expr* lower;
  const Expr* upper;
  const Expr* step;
};

enum class ArgumentKind : std::uint8_t { Positional, Star, Keyword, DoubleStar };

/// One argument of a call or of the bases of a class, in the order written.
struct Argument {
  ArgumentKind kind = ArgumentKind::Positional;
  Identifier keyword;           // of Keyword
  const Expr* value = nullptr;  // without stars
  source::Range range;          // stars, keyword and value
};

struct Call : Expr {
  static constexpr ExprKind kKind = ExprKind::Call;
  const Expr* function;
  Span<Argument> arguments;
  source::Range parentheses;  // from "(" to ")"
};

enum class UnaryOp : std::uint8_t { Not, Negative, Positive, Invert };

struct Unary : Expr {
  static constexpr ExprKind kKind = ExprKind::Unary;
  UnaryOp op;
  const Expr* operand;
};

enum class BinaryOp : std::uint8_t {
  BitOr,
  BitXor,
  BitAnd,
  LeftShift,
  RightShift,
  Add,
  Subtract,
  Multiply,
  Divide,
  FloorDivide,
  Modulo,
  Power,
  MatrixMultiply,
};

struct Binary : Expr {
  static constexpr ExprKind kKind = ExprKind::Binary;
  BinaryOp op;
  source::Range op_range;
  const Expr* left;
  const Expr* right;
};

enum class BooleanOp : std::uint8_t { And, Or };

/// `a or b or c` is one node with three values.
struct Boolean : Expr {
  static constexpr ExprKind kKind = ExprKind::Boolean;
  BooleanOp op;
  Exprs values;
};

enum class CompareOp : std::uint8_t {
  Equal,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  Is,
  IsNot,
  In,
  NotIn,
};

/// `left` compared by ops[0] with operands[0], and that by ops[1] with operands[1], and so on.
struct Compare : Expr {
  static constexpr ExprKind kKind = ExprKind::Compare;
  const Expr* left;
  Span<CompareOp> ops;
  Exprs operands;
};

/// `body if test else otherwise`
struct Conditional : Expr {
  static constexpr ExprKind kKind = ExprKind::Conditional;
  const Expr* test;
  const Expr* body;
  const Expr* otherwise;
};

enum class ParameterKind : std::uint8_t { PositionalOnly, Regular, Star, KeywordOnly, DoubleStar };

struct Parameter {
  ParameterKind kind = ParameterKind::Regular;
  Identifier name;
  const Expr* annotation = nullptr;     // null if absent
  const Expr* default_value = nullptr;  // null if absent
  source::Range range;                  // stars, name, annotation and default
};

using Parameters = Span<Parameter>;

struct Lambda : Expr {
  static constexpr ExprKind kKind = ExprKind::Lambda;
  Parameters parameters;
  const Expr* body;
};

/// `name := value`
struct Named : Expr {
  static constexpr ExprKind kKind = ExprKind::Named;
  const NameExpr* target;
  const Expr* value;
};

/// `*value` in a tuple, list or set, or among targets.
struct Starred : Expr {
  static constexpr ExprKind kKind = ExprKind::Starred;
  const Expr* value;
};

struct Tuple : Expr {
  static constexpr ExprKind kKind = ExprKind::Tuple;
  Exprs elements;
};

struct List : Expr {
  static constexpr ExprKind kKind = ExprKind::List;
  Exprs elements;
};

struct Set : Expr {
  static constexpr ExprKind kKind = ExprKind::Set;
  Exprs elements;
};

struct DictItem {
  const Expr* key = nullptr;  // null for `**value`
  const Expr* value = nullptr;
};

struct Dict : Expr {
  static constexpr ExprKind kKind = ExprKind::Dict;
  Span<DictItem> items;
};

/// `for target in iterable if condition...` in a comprehension.
struct ComprehensionClause {
  const Expr* target = nullptr;
  const Expr* iterable = nullptr;
  Exprs conditions;
  bool is_async = false;
  source::Range range;
};

using ComprehensionClauses = Span<ComprehensionClause>;

struct ListComprehension : Expr {
  static constexpr ExprKind kKind = ExprKind::ListComprehension;
  const Expr* element;
  ComprehensionClauses clauses;
};

struct SetComprehension : Expr {
  static constexpr ExprKind kKind = ExprKind::SetComprehension;
  const Expr* element;
  ComprehensionClauses clauses;
};

struct DictComprehension : Expr {
  static constexpr ExprKind kKind = ExprKind::DictComprehension;
  const Expr* key;
  const Expr* value;
  ComprehensionClauses clauses;
};

struct Generator : Expr {
  static constexpr ExprKind kKind = ExprKind::Generator;
  const Expr* element;
  ComprehensionClauses clauses;
};

struct Await : Expr {
  static constexpr ExprKind kKind = ExprKind::Await;
  const Expr* value;
};

struct Yield : Expr {
  static constexpr ExprKind kKind = ExprKind::Yield;
  const Expr* value;  // null for a bare `yield`
};

struct YieldFrom : Expr {
  static constexpr ExprKind kKind = ExprKind::YieldFrom;
  const Expr* value;
};

}  // namespace shapewise::python
