// The largest value of a polynomial in bounded integers, while others stay below their limits: which widths of a
// network use a budget best.
#pragma once

#include <functional>
#include <vector>

#include "base/int.h"

namespace shapewise::design {

/// A positive number times variables; one may occur several times.
struct Product {
  Int coefficient = 0;
  std::vector<int> variables;
};
using Polynomial = std::vector<Product>;

Int evaluate(const Polynomial& polynomial, const std::vector<Int>& values);

struct Limit {
  Polynomial cost;
  Int most = 0;
};

struct Program {
  std::vector<std::vector<Int>> domains;  // by variable: the values it may have, in rising order
  Polynomial objective;
  std::vector<Limit> limits;
  std::function<bool(const std::vector<Int>&)> allowed;  // what must hold beside the limits; empty: nothing
};

struct Optimum {
  std::vector<Int> values;  // empty: none keeps to the limits
  Int objective = 0;
  Int bound = 0;  // proved: no values within the limits have a larger objective
  bool is_best() const { return !values.empty() && objective == bound; }
};

/// Deterministic, and bounded in time and memory: where the search is cut short, the bound is above the objective.
Optimum maximize(const Program& program);

}  // namespace shapewise::design
