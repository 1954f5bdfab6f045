// Ratio: an exact fraction of symbolic integers. Upsampling makes the steps between neighbouring elements fractions of
// an input element.
#pragma once

#include "sym/expr.h"

namespace shapewise::analysis {

/// num / den with den ≥ 1; in lowest terms where both are numbers.
struct Ratio {
  sym::Expr num = 0;
  sym::Expr den = 1;

  bool is_exact() const { return !num.has_unknown() && !num.is_invalid() && !den.has_unknown() && !den.is_invalid(); }
  /// The smallest integer that is not less.
  sym::Expr ceil() const { return sym::ceil_div(num, den); }
  friend bool operator==(const Ratio&, const Ratio&) = default;
};

Ratio make_ratio(sym::Expr num, sym::Expr den);
Ratio operator+(const Ratio& a, const Ratio& b);
Ratio operator*(const Ratio& a, const Ratio& b);
Ratio max(const Ratio& a, const Ratio& b);
Ratio min(const Ratio& a, const Ratio& b);

}  // namespace shapewise::analysis
