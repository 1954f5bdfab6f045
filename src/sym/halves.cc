// Every step leaves fewer floors, or as many and fewer terms.
#include "sym/halves.h"

#include <algorithm>

namespace shapewise::sym {
namespace {

bool is_single(const Term& term) { return term.monomial.size() == 1 && term.monomial[0].power == 1; }

/// The d of a term c·⌊P/d⌋, if it is an even number; else 0.
Int even_divisor(const Term& term) {
  if (!is_single(term)) return 0;
  const Atom& atom = *term.monomial[0].atom;
  auto divisor = atom.kind == Atom::Kind::FloorDiv ? atom.divisor().constant() : std::nullopt;
  return divisor && *divisor % 2 == 0 ? *divisor : 0;
}

Expr without(const Polynomial& terms, std::size_t i, std::size_t j) {
  Polynomial rest;
  for (std::size_t k = 0; k < terms.size(); ++k) {
    if (k != i && k != j) rest.push_back(terms[k]);
  }
  return from_canonical(std::move(rest));
}

/// The larger half of what term i is the smaller half of, with the same coefficient; terms.size() if there is none.
std::size_t larger_half(const Polynomial& terms, std::size_t i, Int divisor) {
  auto is_it = [&](const Term& term) {
    if (term.coefficient != terms[i].coefficient || even_divisor(term) != divisor) return false;
    const Expr& numerator = terms[i].monomial[0].atom->numerator();
    return term.monomial[0].atom->numerator() == numerator + divisor / 2;
  };
  return static_cast<std::size_t>(std::find_if(terms.begin(), terms.end(), is_it) - terms.begin());
}

}  // namespace

Expr from_sum(Polynomial terms) {
  if (std::count_if(terms.begin(), terms.end(), is_single) < 2) return from_canonical(std::move(terms));
  for (std::size_t i = 0; i < terms.size(); ++i) {
    Int divisor = even_divisor(terms[i]);
    if (divisor == 0) continue;
    Int scale = terms[i].coefficient;
    Expr whole = floor_div(terms[i].monomial[0].atom->numerator(), divisor / 2);
    if (whole.is_invalid()) continue;
    if (std::size_t j = larger_half(terms, i, divisor); j < terms.size()) return without(terms, i, j) + scale * whole;
    auto rest = add_scaled(Terms(without(terms, i, i)), Terms(whole), scale);
    if (rest && rest->size() + 1 < terms.size()) {
      return from_canonical(std::move(*rest)) - scale * floor_div(whole + 1, 2);
    }
  }
  return from_canonical(std::move(terms));
}

}  // namespace shapewise::sym
