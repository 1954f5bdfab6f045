// Division of polynomials, as far as floors, printing and proofs need it. Internal to sym/.
#pragma once

#include <optional>

#include "sym/expr.h"

namespace shapewise::sym {

struct Division {
  Expr quotient;
  Expr remainder;  // dividend − quotient·divisor
};

/// Division with remainder over the integers, so that ⌊dividend/divisor⌋ = quotient + ⌊remainder/divisor⌋. The divisor
/// is not 0. For a number d every coefficient of the remainder is smaller than d and has the sign it had in the
/// dividend (3·H//4 stays what it is, and so does (H − W)//4); the constant of the remainder lies in [0, d).
Division divide(const Expr& dividend, const Expr& divisor);

/// dividend / divisor if that is a polynomial with integer coefficients.
std::optional<Expr> exact_quotient(const Expr& dividend, const Expr& divisor);

}  // namespace shapewise::sym
