// Separation of variables. General factoring would be more than a reader needs: sizes are products of one part per
// axis.
#include "sym/factor.h"

#include <algorithm>

#include "sym/divide.h"

namespace shapewise::sym {
namespace {

/// Large sums are no easier to read as products.
constexpr int kMaxTermsToFactor = 64;
constexpr Int kMaxLeadingRoot = 64;

int power_of(const Monomial& monomial, const Atom& atom) {
  for (const Factor& factor : monomial) {
    if (same(*factor.atom, atom)) return factor.power;
  }
  return 0;
}

/// The polynomial in `atom` alone that e has with the leading monomial of the rest, with content 1 and a positive lead.
Expr part_in(const Expr& e, const AtomPtr& atom) {
  auto rest_of = [&](const Monomial& monomial) {
    Monomial rest;
    for (const Factor& factor : monomial) {
      if (!same(*factor.atom, *atom)) rest.push_back(factor);
    }
    return rest;
  };
  Monomial lead = rest_of(Terms(e).front().monomial);
  Polynomial part;
  for (const Term& term : Terms(e)) {
    if (compare(rest_of(term.monomial), lead) != 0) continue;
    int power = power_of(term.monomial, *atom);
    part.push_back({term.coefficient, power > 0 ? Monomial{{atom, power}} : Monomial{}});
  }
  Expr result = from_terms(std::move(part));
  Int divisor = content(result);
  return *exact_quotient(result, Terms(result).front().coefficient < 0 ? -divisor : divisor);
}

/// root^n with root = (a·x + b), if the polynomial in x alone is one; the part itself otherwise.
SumPower as_power(const Expr& part) {
  Terms terms(part);
  const Factor& lead = terms.front().monomial.front();
  int n = lead.power;
  if (n == 1 || terms.size() != n + 1 || atoms(part).size() != 1) return {part, 1};
  // The two leading terms of (a·x + b)^n are aⁿ·xⁿ + n·aⁿ⁻¹·b·xⁿ⁻¹.
  for (Int a = 1; a <= kMaxLeadingRoot; ++a) {
    auto power = pow(a, n).constant();
    if (!power || *power > terms.front().coefficient) break;
    if (*power != terms.front().coefficient) continue;
    Int step = *power / a * n;
    if (terms[1].coefficient % step != 0) break;
    Expr root = Expr(a) * from_atom(lead.atom) + terms[1].coefficient / step;
    if (pow(root, n) == part) return {root, n};
  }
  return {part, 1};
}

}  // namespace

Product factorise(const Expr& e) {
  Product product;
  product.content = content(e);
  Expr rest = *exact_quotient(e, product.content);
  for (const AtomPtr& atom : atoms(rest)) {
    int common = kMaxPower;
    for (const Term& term : Terms(rest)) common = std::min(common, power_of(term.monomial, *atom));
    if (common > 0) product.powers.push_back({atom, common});
  }
  rest = *exact_quotient(rest, from_canonical({{1, product.powers}}));
  if (Terms(rest).size() <= kMaxTermsToFactor) {
    for (const AtomPtr& atom : atoms(rest)) {
      Expr part = part_in(rest, atom);
      if (part.is_constant()) continue;
      auto quotient = exact_quotient(rest, part);
      if (!quotient) continue;
      // The atom must be gone, else this is a factor like H + 1 of (H + 1)·(H + W).
      bool separate = true;
      for (const Term& term : Terms(*quotient)) separate = separate && power_of(term.monomial, *atom) == 0;
      if (!separate) continue;
      product.sums.push_back(as_power(part));
      rest = *quotient;
    }
  }
  if (rest.is_constant()) {
    product.content *= *rest.constant();
  } else {
    product.sums.push_back({rest, 1});
  }
  return product;
}

}  // namespace shapewise::sym
