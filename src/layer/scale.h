// Sizes multiplied by a floating-point factor, as interpolation and fractional pooling take them.
#pragma once

#include <optional>

#include "sym/formula.h"

namespace shapewise::layer {

/// A factor as a fraction.
struct Fraction {
  Int numerator = 1;
  Int denominator = 1;
};

/// The fraction of the smallest denominator, up to 4096, that divides to exactly this double: 0.4 is 2/5. Empty if
/// there is none, or if the factor is not positive.
std::optional<Fraction> as_fraction(double factor);

/// ⌊in · factor⌋ as torch computes it, in double precision. For a symbolic size it is known only if the product is
/// exact for every size: if the denominator is a power of two. Else its value is Expr::unknown.
sym::Formula scaled(const sym::Formula& in, double factor);

}  // namespace shapewise::layer
