// Simplification under facts: into the normal form, where the facts are part of the arithmetic, and back to the symbols
// that people know.
#include <algorithm>
#include <map>

#include "sym/divide.h"
#include "sym/prover.h"
#include "sym/substitute.h"

namespace shapewise::sym {
namespace {

/// Decides floors, minima and maxima that the canonical form leaves open but the facts do not.
class Resolver {
 public:
  explicit Resolver(const Knowledge& known) : known_(known), prover_(known) {}

  Expr resolve(const Expr& e) {
    return replace_atoms(e, [&](const AtomPtr& atom) { return resolve(atom); });
  }

 private:
  Expr resolve(const AtomPtr& atom) {
    if (atom->args.empty()) return from_atom(atom);
    if (atom->kind == Atom::Kind::FloorDiv) {
      Expr quotient = floor_div(resolve(atom->numerator()), resolve(atom->divisor()));
      Interval interval = range(quotient, known_.ranges);
      return interval.low && interval.low == interval.high ? Expr(*interval.low) : quotient;
    }
    bool is_min = atom->kind == Atom::Kind::Min;
    std::vector<Expr> kept;
    for (const Expr& arg : atom->args) {
      Expr candidate = resolve(arg);
      auto beats = [&](const Expr& a, const Expr& b) { return prover_.nonnegative(is_min ? b - a : a - b); };
      if (std::any_of(kept.begin(), kept.end(), [&](const Expr& other) { return beats(other, candidate); })) continue;
      std::erase_if(kept, [&](const Expr& other) { return beats(candidate, other); });
      kept.push_back(std::move(candidate));
    }
    Expr result = kept.front();
    for (const Expr& arg : kept) result = is_min ? min(result, arg) : max(result, arg);
    return result;
  }

  const Knowledge& known_;
  Prover prover_;  // one budget for the whole expression
};

/// Back from the normal form: the fresh symbols q become X again where their steps allow it, else floors of X.
class Restorer {
 public:
  explicit Restorer(const Knowledge& known) : known_(known) {}

  Expr restore(const Expr& e) const { return restore_numeric_steps(restore_symbolic_steps(e)); }

 private:
  const Progression* progression_of(const AtomPtr& atom) const {
    auto found = atom->kind == Atom::Kind::Symbol ? known_.progressions.find(atom->name) : known_.progressions.end();
    return found == known_.progressions.end() ? nullptr : &found->second;
  }

  /// For X = D·q with an expression D: e = Σ K·qⁿ becomes Σ (K/Dⁿ)·Xⁿ where Dⁿ divides K, else K·⌊X/D⌋ⁿ.
  Expr restore_symbolic_steps(Expr e) const {
    for (const AtomPtr& atom : e.is_constant() || e.is_invalid() ? std::vector<AtomPtr>() : atoms(e)) {
      const Progression* progression = progression_of(atom);
      if (!progression || progression->step.is_constant()) continue;
      std::map<int, Polynomial> cofactors;
      for (const Term& term : Terms(e)) {
        Term cofactor{term.coefficient, {}};
        int power = 0;
        for (const Factor& factor : term.monomial) {
          if (same(*factor.atom, *atom)) {
            power = factor.power;
          } else {
            cofactor.monomial.push_back(factor);
          }
        }
        cofactors[power].push_back(std::move(cofactor));
      }
      e = 0;
      for (auto& [power, terms] : cofactors) {
        Expr cofactor = from_terms(std::move(terms));
        auto divided = exact_quotient(cofactor, pow(progression->step, power));
        Expr base = divided ? progression->symbol : floor_div(progression->symbol, restore(progression->step));
        e += (divided ? *divided : cofactor) * pow(base, power);
      }
    }
    return e;
  }

  Expr restore_numeric_steps(const Expr& e) const {
    if (e.is_constant() || e.is_invalid()) return e;
    Expr total;
    for (const Term& term : Terms(e)) {
      Expr value = 1;
      Int coefficient = term.coefficient;
      for (const Factor& factor : term.monomial) {
        const Progression* progression = progression_of(factor.atom);
        bool numeric = progression && progression->step.is_constant();
        Expr base = numeric ? quotient_of(*progression, factor.power, coefficient) : restore(factor.atom);
        value *= pow(base, factor.power);
      }
      total += Expr(coefficient) * value;
    }
    return total;
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
  Expr quotient_of(const Progression& progression, int power, Int& coefficient) const {
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
  Expr simple = Restorer(*known_).restore(Resolver(*known_).resolve(known_->normal_form(e)));
  if (simple.is_constant() || defined.is_constant()) return simple;
  return simple.is_invalid() || simple.node()->size > defined.node()->size ? defined : simple;
}

}  // namespace shapewise::sym
