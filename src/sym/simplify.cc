// Simplification under facts: into the normal form, where the facts are part of the arithmetic, and back to the symbols
// that people know.
#include "sym/knowledge.h"
#include "sym/node.h"
#include "sym/substitute.h"

namespace shapewise::sym {
namespace {

class Restorer {
 public:
  explicit Restorer(const Knowledge& known) : known_(known) {}

  Expr restore(const Expr& e) const {
    if (e.is_constant() || e.is_invalid()) return e;
    Expr total;
    for (const Term& term : Terms(e)) total += restore(term);
    return total;
  }

 private:
  Expr restore(const Term& term) const {
    Expr value = 1;
    Int coefficient = term.coefficient;
    for (const Factor& factor : term.monomial) {
      const Atom& atom = *factor.atom;
      auto progression =
          atom.kind == Atom::Kind::Symbol ? known_.progressions.find(atom.name) : known_.progressions.end();
      value *= progression == known_.progressions.end()
                   ? pow(restore(factor.atom), factor.power)
                   : pow(restore(progression->second, factor.power, coefficient), factor.power);
    }
    return coefficient * value;
  }

  Expr restore(const AtomPtr& atom) const {
    if (atom->args.empty()) return from_atom(atom);
    Expr result = restore(atom->args[0]);
    for (std::size_t i = 1; i < atom->args.size(); ++i) {
      Expr arg = restore(atom->args[i]);
      if (atom->kind == Atom::Kind::FloorDiv) result = floor_div(result, arg);
      if (atom->kind == Atom::Kind::Min) result = min(result, arg);
      if (atom->kind == Atom::Kind::Max) result = max(result, arg);
    }
    return result;
  }

  /// q·g as ⌊(X − c)/(m/g)⌋ for the largest g that divides m and, to the power, the coefficient, from which it is
  /// taken.
  Expr restore(const Progression& progression, int power, Int& coefficient) const {
    Expr numerator = progression.symbol - progression.offset;
    Int m = *progression.step.constant();
    for (Int d = 1; d <= m && d <= kMaxDivisor; ++d) {
      if (m % d != 0) continue;
      auto factor = pow(m / d, power).constant();
      if (!factor || coefficient % *factor != 0) continue;
      coefficient /= *factor;
      return floor_div(numerator, d);
    }
    return floor_div(numerator, m);
  }

  /// Trial division ends here; a window with a larger step than this is not simplified.
  static constexpr Int kMaxDivisor = 4096;
  const Knowledge& known_;
};

}  // namespace

Expr Facts::simplify(const Expr& e) const {
  if (!known_ || e.is_constant() || e.is_invalid()) return e;
  Expr defined = substitute(e, known_->definitions);
  Expr simple = Restorer(*known_).restore(known_->normal_form(e));
  if (simple.is_constant() || defined.is_constant()) return simple;
  return simple.is_invalid() || simple.node()->size > defined.node()->size ? defined : simple;
}

}  // namespace shapewise::sym
