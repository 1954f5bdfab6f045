// A polynomial as a product, for people: 4·H·W − 8·H − 8·W + 16 is 4·(H − 2)·(W − 2). Internal to sym/.
#pragma once

#include <vector>

#include "sym/node.h"

namespace shapewise::sym {

/// content · powers · sums. `powers` is sorted; each of `sums` is primitive and has two terms or more.
struct Product {
  Int content = 1;
  Monomial powers;
  std::vector<Expr> sums;
};

/// Splits off what all terms share, and the parts whose atoms occur nowhere else. `e` is neither a number nor invalid.
Product factorise(const Expr& e);

}  // namespace shapewise::sym
