// The range of values of an expression, given ranges of its symbols. Internal to sym/.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "sym/expr.h"

namespace shapewise::sym {

struct Atom;

/// All integers from low to high; an end that is not known is open.
struct Interval {
  std::optional<Int> low;
  std::optional<Int> high;
};

/// Ranges of symbols by name. A symbol that is not in it is ≥ 1.
using Ranges = std::map<std::string, Interval, std::less<>>;

/// An interval that contains every value of `e`, not always the smallest one. Open on both sides if `e` contains an
/// unknown or is invalid.
Interval range(const Expr& e, const Ranges& ranges = {});

/// The range of an atom from those of its arguments.
Interval compute_range(const Atom& atom, const Ranges& ranges);

/// True only if `e` ≥ 0 for all values ≥ 1 of its symbols.
bool is_nonnegative(const Expr& e);

}  // namespace shapewise::sym
