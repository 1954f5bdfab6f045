// Substitution: all rewriting of expressions goes through here, and so through the constructors that keep them
// canonical.
#include "sym/substitute.h"

namespace shapewise::sym {

Expr replace_atoms(const Expr& e, const std::function<Expr(const AtomPtr&)>& value) {
  if (e.is_constant() || e.is_invalid()) return e;
  Polynomial sum;
  for (const Term& term : Terms(e)) {
    Expr part = term.coefficient;
    for (const Factor& factor : term.monomial) part *= pow(value(factor.atom), factor.power);
    if (part.is_invalid()) return part;
    for (const Term& piece : Terms(part)) sum.push_back(piece);
    if (sum.size() > static_cast<std::size_t>(kMaxProductPairs)) return too_large();
  }
  return from_terms(std::move(sum));
}

Expr replace_symbols(const Expr& e, const std::function<Expr(const AtomPtr&)>& value) {
  return replace_atoms(e, [&](const AtomPtr& atom) {
    auto arg = [&](std::size_t i) { return replace_symbols(atom->args[i], value); };
    if (atom->args.empty()) return value(atom);
    if (atom->kind == Atom::Kind::FloorDiv) return floor_div(arg(0), arg(1));
    Expr result = arg(0);
    for (std::size_t i = 1; i < atom->args.size(); ++i) {
      result = atom->kind == Atom::Kind::Min ? min(result, arg(i)) : max(result, arg(i));
    }
    return result;
  });
}

Expr substitute(const Expr& e, const Assignment& values) {
  return replace_symbols(e, [&](const AtomPtr& atom) {
    auto found = atom->kind == Atom::Kind::Symbol ? values.find(atom->name) : values.end();
    return found == values.end() ? from_atom(atom) : found->second;
  });
}

}  // namespace shapewise::sym
