// Patterns of the match statement.
#pragma once

#include "python/expr.h"

namespace shapewise::python {

enum class PatternKind : std::uint8_t { Value, Singleton, Sequence, Mapping, Class, Star, As, Or };

struct Pattern : Node<PatternKind> {};

using Patterns = Span<const Pattern*>;

/// A literal (numbers with a sign or an imaginary part included) or a dotted name; compared with ==.
struct ValuePattern : Pattern {
  static constexpr PatternKind kKind = PatternKind::Value;
  const Expr* value;
};

/// None, True or False; compared with `is`.
struct SingletonPattern : Pattern {
  static constexpr PatternKind kKind = PatternKind::Singleton;
  const Expr* value;
};

struct SequencePattern : Pattern {
  static constexpr PatternKind kKind = PatternKind::Sequence;
  Patterns elements;
};

struct MappingPatternItem {
  const Expr* key = nullptr;
  const Pattern* value = nullptr;
};

struct MappingPattern : Pattern {
  static constexpr PatternKind kKind = PatternKind::Mapping;
  Span<MappingPatternItem> items;
  Identifier rest;  // of `**rest`, or absent
};

struct ClassPatternArgument {
  Identifier keyword;  // absent for positional ones, which come first
  const Pattern* value = nullptr;
};

struct ClassPattern : Pattern {
  static constexpr PatternKind kKind = PatternKind::Class;
  const Expr* type;
  Span<ClassPatternArgument> arguments;
};

/// `*name` in a sequence; absent name for `*_`.
struct StarPattern : Pattern {
  static constexpr PatternKind kKind = PatternKind::Star;
  Identifier name;
};

/// `pattern as name`; a capture `name` has no pattern, and the wildcard `_` has neither.
struct AsPattern : Pattern {
  static constexpr PatternKind kKind = PatternKind::As;
  const Pattern* pattern;
  Identifier name;
};

struct OrPattern : Pattern {
  static constexpr PatternKind kKind = PatternKind::Or;
  Patterns alternatives;
};

}  // namespace shapewise::python
