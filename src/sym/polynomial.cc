// One pass over the terms of the canonical form.
#include "sym/polynomial.h"

#include "sym/node.h"

namespace shapewise::sym {

std::optional<std::vector<PlainTerm>> plain_terms(const Expr& e) {
  if (e.is_invalid()) return std::nullopt;
  std::vector<PlainTerm> list;
  Terms terms(e);
  for (const Term& term : terms) {
    PlainTerm plain{term.coefficient, {}};
    for (const Factor& factor : term.monomial) {
      if (factor.atom->kind != Atom::Kind::Symbol) return std::nullopt;
      plain.symbols.insert(plain.symbols.end(), static_cast<std::size_t>(factor.power), factor.atom->name);
    }
    if (plain.coefficient != 0) list.push_back(std::move(plain));
  }
  return list;
}

}  // namespace shapewise::sym
