// A polynomial as a product, for people: 4·H·W − 8·H − 8·W + 16 is 4·(H − 2)·(W − 2), H² − 2·H + 1 is
// (H − 1)². Internal to sym/.
#pragma once

#include <vector>

#include "sym/node.h"

namespace shapewise::sym {

/// A sum of two terms or more, without common divisor, to a power.
struct SumPower {
  Expr sum;
  int power = 1;
};

/// content · powers · sums. `powers` is sorted.
struct Product {
  Int content = 1;
  Monomial powers;
  std::vector<SumPower> sums;
};

/// Splits off what all terms share, and the parts whose atoms occur nowhere else; a part that is a power of a linear
/// one is one. `e` is neither a number nor invalid.
Product factorise(const Expr& e);

}  // namespace shapewise::sym
