// Linear relaxation: bounds of expressions by simpler ones. Internal to sym/.
#pragma once

#include <optional>
#include <vector>

#include "sym/bounds.h"
#include "sym/node.h"

namespace shapewise::sym {

/// e as cofactor·atom + rest, if the atom occurs with power 1 only and not inside of the cofactor.
struct LinearIn {
  Expr cofactor;
  Expr rest;
};
std::optional<LinearIn> linear_in(const Expr& e, const AtomPtr& atom);

/// scale·e ≥ bound, scale ≥ 1, and the atom no longer in the bound's own terms.
struct LowerRelaxation {
  Expr scale;
  Expr bound;
};

/// Uses (P − d + 1)/d ≤ ⌊P/d⌋ ≤ P/d for one floor atom of e, on the side that the sign of its cofactor asks for.
std::optional<LowerRelaxation> relax_floor(const Expr& e, const AtomPtr& atom, const Ranges& ranges);

/// value % divisor times scale, found in a sum, and what the sum is without it.
struct Remainder {
  Expr scale;
  Expr value;
  Expr divisor;
  Expr rest;
};

/// The first scale·(value − divisor·⌊value/divisor⌋), scale having one term, whose terms are all in the sum.
std::optional<Remainder> find_remainder(const Expr& e);

}  // namespace shapewise::sym
