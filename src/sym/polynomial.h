// The terms of a polynomial as plain data, for code that computes with many values: sym::Expr is for few and large
// ones.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sym/expr.h"

namespace shapewise::sym {

struct PlainTerm {
  Int coefficient = 0;
  std::vector<std::string> symbols;  // the factors; one may occur several times
};

/// Empty if `e` is no polynomial in its symbols: if it has a floor, a minimum or an unknown in it.
std::optional<std::vector<PlainTerm>> plain_terms(const Expr& e);

}  // namespace shapewise::sym
