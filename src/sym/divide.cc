// Floors of fractions. ⌊P/Q⌋ becomes a polynomial plus at most one floor atom ±⌊R/Q⌋ with R reduced by Q, so that the
// windows of a network, nested or shifted, meet in one form: ⌊(⌊(H−1)/2⌋−1)/2⌋ = ⌊(H+1)/4⌋ − 1.
#include "sym/divide.h"

#include <algorithm>

#include "sym/bounds.h"
#include "sym/node.h"

namespace shapewise::sym {
namespace {

/// x / y if every power suffices.
std::optional<Monomial> divide(const Monomial& x, const Monomial& y) {
  Monomial quotient;
  auto j = y.begin();
  for (const Factor& factor : x) {
    int power = factor.power;
    if (j != y.end() && same(*factor.atom, *j->atom)) power -= (j++)->power;
    if (power < 0) return std::nullopt;
    if (power > 0) quotient.push_back({factor.atom, power});
  }
  if (j != y.end()) return std::nullopt;
  return quotient;
}

Division divide_by_number(const Expr& dividend, Int divisor) {
  Polynomial quotient;
  Polynomial remainder;
  for (const Term& term : Terms(dividend)) {
    Int c = term.coefficient;
    Int q = term.is_constant() ? shapewise::floor_div(c, divisor) : c / divisor;
    Int r = c - q * divisor;
    if (q != 0) quotient.push_back({q, term.monomial});
    if (r != 0) remainder.push_back({r, term.monomial});
  }
  return {from_canonical(std::move(quotient)), from_canonical(std::move(remainder))};
}

Expr floor_atom(const Expr& numerator, const Expr& divisor) {
  Atom atom;
  atom.kind = Atom::Kind::FloorDiv;
  atom.args = {numerator, divisor};
  return from_atom(std::move(atom));
}

/// A term ±⌊X/a⌋ of a numerator, X and a such that the term is +⌊X/a⌋.
struct InnerFloor {
  Expr term;
  Expr numerator;
  Expr divisor;
};

/// The only term ±⌊X/a⌋ with a number a > 0; empty if there is none or more than one.
std::optional<InnerFloor> only_inner_floor(const Expr& e) {
  std::optional<InnerFloor> found;
  for (const Term& term : Terms(e)) {
    if (term.monomial.size() != 1 || term.monomial[0].power != 1) continue;
    if (term.coefficient != 1 && term.coefficient != -1) continue;
    const Atom& atom = *term.monomial[0].atom;
    if (atom.kind != Atom::Kind::FloorDiv || !atom.divisor().is_constant()) continue;
    if (found) return std::nullopt;
    bool negative = term.coefficient < 0;
    Expr numerator = negative ? atom.divisor() - 1 - atom.numerator() : atom.numerator();
    found = InnerFloor{from_canonical({term}), std::move(numerator), atom.divisor()};
  }
  return found;
}

/// ⌊(⌊X/a⌋ + Y)/b⌋ = ⌊(X + a·Y)/(a·b)⌋ for b > 0. Empty if the numerator has no such floor or numbers get too large.
std::optional<Expr> collapse(const Expr& numerator, const Expr& divisor) {
  auto inner = only_inner_floor(numerator);
  if (!inner) return std::nullopt;
  Expr joined = inner->numerator + inner->divisor * (numerator - inner->term);
  Expr scale = inner->divisor * divisor;
  if (joined.is_invalid() || scale.is_invalid()) return std::nullopt;
  return floor_div(joined, scale);
}

/// Divides by what all coefficients but the constant share with d: ⌊(gX + r)/(gd)⌋ = ⌊(X + ⌊r/g⌋)/d⌋.
void cancel_common_factor(Expr& numerator, Int& d) {
  Int constant = constant_term(numerator);
  Int common = gcd(content(numerator - constant), d);
  if (common == 1) return;
  numerator = divide_by_number(numerator - constant, common).quotient + shapewise::floor_div(constant, common);
  d /= common;
}

/// d > 0, numerator not a number.
Expr floor_by_number(const Expr& dividend, Int d) {
  if (d == 1) return dividend;
  auto [quotient, rest] = divide_by_number(dividend, d);
  if (rest.is_constant()) return quotient;
  if (Terms(rest).front().coefficient < 0) return quotient - floor_by_number(d - 1 - rest, d);
  Int reduced = d;
  cancel_common_factor(rest, reduced);
  if (reduced != d) return quotient + floor_by_number(rest, reduced);
  if (auto collapsed = collapse(rest, d)) return quotient + *collapsed;
  return quotient + floor_atom(rest, d);
}

/// The largest monomial that divides every term.
Monomial common_monomial(const Expr& a, const Expr& b) {
  Monomial common;
  for (const Factor& factor : Terms(b).front().monomial) {
    int power = factor.power;
    for (const Expr* e : {&a, &b}) {
      for (const Term& term : Terms(*e)) {
        int here = 0;
        for (const Factor& other : term.monomial) {
          if (same(*other.atom, *factor.atom)) here = other.power;
        }
        power = std::min(power, here);
      }
    }
    if (power > 0) common.push_back({factor.atom, power});
  }
  return common;
}

/// The divisor is not a number.
Expr floor_by_polynomial(Expr dividend, Expr divisor) {
  if (Terms(divisor).front().coefficient < 0) {
    dividend = -dividend;
    divisor = -divisor;
  }
  auto [quotient, rest] = divide(dividend, divisor);
  if (rest.is_constant(0) || quotient.is_invalid() || rest.is_invalid()) return quotient + rest;
  Expr common = from_canonical({{gcd(content(rest), content(divisor)), common_monomial(rest, divisor)}});
  if (!common.is_constant(1)) {
    rest = *exact_quotient(rest, common);
    divisor = *exact_quotient(divisor, common);
  }
  if (divisor.is_constant()) return quotient + floor_div(rest, divisor);
  if (is_nonnegative(rest) && is_nonnegative(divisor - rest - 1)) return quotient;
  if (is_nonnegative(-1 - rest) && is_nonnegative(divisor + rest)) return quotient - 1;
  if (is_nonnegative(divisor - 1)) {
    if (auto collapsed = collapse(rest, divisor)) return quotient + *collapsed;
  }
  return quotient + floor_atom(rest, divisor);
}

}  // namespace

Division divide(const Expr& dividend, const Expr& divisor) {
  const Term& lead = Terms(divisor).front();
  if (lead.coefficient < 0) {
    auto [quotient, remainder] = divide(-dividend, -divisor);
    return {quotient, -remainder};
  }
  if (auto number = divisor.constant()) return divide_by_number(dividend, *number);
  Division result{0, dividend};
  Expr& rest = result.remainder;
  int budget = kMaxTerms;
  // Each step changes term i and terms after it only, so what lies before i is final.
  for (int i = 0; !rest.is_invalid() && i < Terms(rest).size();) {
    const Term& term = Terms(rest)[i];
    auto monomial = divide(term.monomial, lead.monomial);
    Int factor = monomial ? term.coefficient / lead.coefficient : 0;
    if (factor == 0) {
      ++i;
      continue;
    }
    if (--budget < 0) return {too_large(), too_large()};
    Expr step = from_canonical({{factor, std::move(*monomial)}});
    result.quotient += step;
    rest = rest - step * divisor;
  }
  return result;
}

std::optional<Expr> exact_quotient(const Expr& dividend, const Expr& divisor) {
  if (divisor.is_constant(0) || dividend.is_invalid() || divisor.is_invalid()) return std::nullopt;
  auto [quotient, remainder] = divide(dividend, divisor);
  if (!remainder.is_constant(0) || quotient.is_invalid()) return std::nullopt;
  return quotient;
}

Expr floor_div(const Expr& a, const Expr& b) {
  if (a.is_invalid()) return a;
  if (b.is_invalid()) return b;
  if (b.is_constant(0)) return Expr::invalid("division by zero");
  auto d = b.constant();
  if (!d) return floor_by_polynomial(a, b);
  if (*d < 0) return floor_div(-a, -b);
  if (auto number = a.constant()) return shapewise::floor_div(*number, *d);
  return floor_by_number(a, *d);
}

Expr ceil_div(const Expr& a, const Expr& b) { return -floor_div(-a, b); }

Expr mod(const Expr& a, const Expr& b) { return a - b * floor_div(a, b); }

}  // namespace shapewise::sym
