// What a floor is at least and at most, and floors that are remainders in disguise.
#include "sym/relax.h"

#include <algorithm>

#include "sym/divide.h"

namespace shapewise::sym {

std::optional<LinearIn> linear_in(const Expr& e, const AtomPtr& atom) {
  Polynomial cofactor;
  Polynomial rest;
  for (const Term& term : Terms(e)) {
    auto has_atom = [&](const Factor& factor) { return same(*factor.atom, *atom); };
    auto at = std::find_if(term.monomial.begin(), term.monomial.end(), has_atom);
    if (at == term.monomial.end()) {
      rest.push_back(term);
      continue;
    }
    if (at->power != 1) return std::nullopt;
    cofactor.push_back(term);
    cofactor.back().monomial.erase(cofactor.back().monomial.begin() + (at - term.monomial.begin()));
  }
  return LinearIn{from_terms(std::move(cofactor)), from_canonical(std::move(rest))};
}

std::optional<LowerRelaxation> relax_floor(const Expr& e, const AtomPtr& atom, const Ranges& ranges) {
  if (atom->kind != Atom::Kind::FloorDiv) return std::nullopt;
  auto linear = linear_in(e, atom);
  auto divisor = range(atom->divisor(), ranges);
  if (!linear || !divisor.low || *divisor.low < 1) return std::nullopt;
  Interval sign = range(linear->cofactor, ranges);
  bool positive = sign.low && *sign.low >= 0;
  if (!positive && !(sign.high && *sign.high <= 0)) return std::nullopt;
  Expr fraction = positive ? atom->numerator() - atom->divisor() + 1 : atom->numerator();
  return LowerRelaxation{atom->divisor(), linear->cofactor * fraction + linear->rest * atom->divisor()};
}

std::optional<Remainder> find_remainder(const Expr& e) {
  for (const AtomPtr& atom : atoms(e)) {
    if (atom->kind != Atom::Kind::FloorDiv) continue;
    auto linear = linear_in(e, atom);
    if (!linear) continue;
    auto scale = exact_quotient(-linear->cofactor, atom->divisor());
    if (!scale || Terms(*scale).size() != 1) continue;
    Expr floor = from_atom(atom);
    Remainder plain{*scale, atom->numerator(), atom->divisor(), 0};
    // ⌊(d − 1 − X)/d⌋ is −⌊X/d⌋ for d ≥ 1, so the same floor also makes remainders of −X.
    Remainder mirrored{-*scale, atom->divisor() - 1 - atom->numerator(), atom->divisor(), 0};
    for (Remainder* found : {&plain, &mirrored}) {
      if (found == &mirrored && !found->divisor.is_constant()) continue;
      Expr whole = found->scale * found->value + linear->cofactor * floor;
      found->rest = e - whole;
      if (found->rest.is_invalid() || whole.is_invalid()) continue;
      if (Terms(found->rest).size() + Terms(whole).size() == Terms(e).size()) return *found;
    }
  }
  return std::nullopt;
}

}  // namespace shapewise::sym
