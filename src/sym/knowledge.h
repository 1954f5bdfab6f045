// What follows from a list of relations, solved for single symbols as far as possible. Internal to sym/.
//
// The normal form of an expression under facts has every symbol X replaced by m·q + c, where q ≥ 1 is a fresh symbol
// and m, c say all that is known of X alone: X ≥ m + c, X ≡ c (mod m). So the canonical form, which knows that symbols
// are ≥ 1, applies these facts by itself: under H % 2 == 0 the floor ⌊H/2⌋ is ⌊2q/2⌋ = q.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sym/bounds.h"
#include "sym/facts.h"

namespace shapewise::sym {

/// All that is known of one symbol by itself: low ≤ X ≤ high and X ≡ residue (mod modulus), 0 ≤ residue < modulus.
struct Restriction {
  Int low = 1;
  std::optional<Int> high;
  Int modulus = 1;
  Int residue = 0;
};

/// X = step·q + offset with q ≥ 1. The step is a number, or an expression in normal form that divides X (then the
/// offset is 0).
struct Progression {
  Expr symbol;
  Expr step;
  Expr offset;
};

struct Knowledge {
  std::map<std::string, Restriction, std::less<>> restrictions;
  Assignment definitions;  // X = expression, from equalities; free of defined symbols
  Assignment normal;       // what a symbol is in normal form
  std::map<std::string, Progression, std::less<>> progressions;  // by the name of q
  Ranges ranges;                                                 // of the symbols of the normal form
  std::vector<Expr> nonnegative;                                 // all that follow are in normal form
  std::vector<Expr> nonzero;
  std::vector<std::pair<Expr, Expr>> multiples;  // first % second == 0

  Expr normal_form(const Expr& e) const { return normal.empty() ? e : substitute(e, normal); }
};

/// Empty if the relations contradict each other.
std::optional<Knowledge> learn(const std::vector<Relation>& relations);

}  // namespace shapewise::sym
