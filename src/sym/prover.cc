// Each tactic turns one question into simpler ones, until interval arithmetic answers. They are tried from cheap to
// expensive, to a bounded depth, with a common budget.
#include "sym/prover.h"

#include <algorithm>

#include "sym/divide.h"
#include "sym/factor.h"
#include "sym/relax.h"
#include "sym/substitute.h"

namespace shapewise::sym {
namespace {

constexpr int kMaxDepthOfProof = 6;
/// Above this many combinations of residues a divisibility is not decided by trying them.
constexpr Int kMaxResidues = 4096;

/// The strongest e' with e ≥ 0 ⇔ e' ≥ 0: coefficients without common divisor, the constant rounded down.
Expr tightened(const Expr& e) {
  Int constant = constant_term(e);
  Int common = content(e - constant);
  return common > 1 ? floor_div(e, common) : e;
}

bool is_linear_in_symbols(const Expr& e) {
  Terms terms(e);
  return std::all_of(terms.begin(), terms.end(), [](const Term& term) {
    if (term.is_constant()) return true;
    const Factor& factor = term.monomial.front();
    return term.monomial.size() == 1 && factor.power == 1 && factor.atom->kind == Atom::Kind::Symbol;
  });
}

/// The polynomial modulo m at residues of its atoms; all coefficients and residues are below kMaxResidues.
Int evaluate_modulo(const Expr& e, Int m, const std::vector<AtomPtr>& variables, const std::vector<Int>& residues) {
  Int sum = 0;
  for (const Term& term : Terms(e)) {
    Int value = floor_mod(term.coefficient, m);
    for (const Factor& factor : term.monomial) {
      auto equal = [&](const AtomPtr& atom) { return same(*atom, *factor.atom); };
      auto at = std::find_if(variables.begin(), variables.end(), equal) - variables.begin();
      for (int i = 0; i < factor.power; ++i) value = value * residues[static_cast<std::size_t>(at)] % m;
    }
    sum = (sum + value) % m;
  }
  return sum;
}

/// Divisibility of a polynomial by a number, by trying all residues of its atoms as if they were independent.
Truth divisible_at_residues(const Expr& e, Int m) {
  std::vector<AtomPtr> variables = atoms(e);
  Int combinations = 1;
  for (std::size_t i = 0; i < variables.size() && combinations <= kMaxResidues; ++i) combinations *= m;
  if (m > kMaxResidues || combinations > kMaxResidues) return Truth::Unknown;
  bool some = false;
  bool all = true;
  std::vector<Int> residues(variables.size());
  for (Int index = 0; index < combinations && (all || !some); ++index) {
    Int rest = index;
    for (Int& residue : residues) {
      residue = rest % m;
      rest /= m;
    }
    bool zero = evaluate_modulo(e, m, variables, residues) == 0;
    some |= zero;
    all &= zero;
  }
  return all ? Truth::Yes : some ? Truth::Unknown : Truth::No;
}

}  // namespace

bool Prover::nonnegative(Expr e, int depth) {
  if (e.is_invalid() || e.has_unknown() || depth > kMaxDepthOfProof || budget_ < 0) return false;
  budget_ -= 1 + (e.is_constant() ? 0 : e.node()->size / 32);
  e = tightened(e);
  Interval interval = range(e, known_.ranges);
  if (interval.low && *interval.low >= 0) return true;
  if (interval.high && *interval.high < 0) return false;
  if (known_.nonnegative.empty() && is_linear_in_symbols(e)) return false;  // the interval was exact
  return nonnegative_product(e, depth) || nonnegative_relaxed(e, depth) || nonnegative_by_facts(e, depth);
}

/// A product of parts of which an even number is ≤ 0 and all others are ≥ 0.
bool Prover::nonnegative_product(const Expr& e, int depth) {
  Product product = factorise(e);
  if (product.powers.empty() && product.sums.size() == 1 && product.sums.front().power == 1) return false;
  bool negative = product.content < 0;
  std::vector<Expr> parts;
  for (SumPower& factor : product.sums) {
    if (factor.power % 2 == 1) parts.push_back(std::move(factor.sum));
  }
  for (const Factor& power : product.powers) {
    if (power.power % 2 == 1) parts.push_back(from_atom(power.atom));
  }
  for (const Expr& part : parts) {
    if (nonnegative(part, depth + 1)) continue;
    if (!nonnegative(-part, depth + 1)) return false;
    negative = !negative;
  }
  return !negative;
}

/// Replaces one floor by what it is at least or at most, or one minimum or maximum by its arguments.
bool Prover::nonnegative_relaxed(const Expr& e, int depth) {
  for (const AtomPtr& atom : atoms(e)) {
    if (atom->kind == Atom::Kind::Symbol) continue;
    if (auto relaxed = relax_floor(e, atom, known_.ranges)) {
      // scale·e > −scale is enough, because e is an integer.
      if (nonnegative(relaxed->bound + relaxed->scale - 1, depth + 1)) return true;
    } else if (atom->kind != Atom::Kind::FloorDiv && nonnegative_by_cases(e, atom, depth)) {
      return true;
    }
  }
  return false;
}

bool Prover::nonnegative_by_cases(const Expr& e, const AtomPtr& atom, int depth) {
  auto linear = linear_in(e, atom);
  if (!linear) return false;
  Interval sign = range(linear->cofactor, known_.ranges);
  bool positive = sign.low && *sign.low >= 0;
  bool negative = sign.high && *sign.high <= 0;
  auto holds = [&](const Expr& arg) { return nonnegative(linear->cofactor * arg + linear->rest, depth + 1); };
  // A maximum is at least each of its arguments, so one of them may do; otherwise it is one of them, so all must.
  bool one_is_enough = atom->kind == Atom::Kind::Max ? positive : negative;
  if (one_is_enough) return std::any_of(atom->args.begin(), atom->args.end(), holds);
  return std::all_of(atom->args.begin(), atom->args.end(), holds);
}

/// e ≥ e − q·p for a known p ≥ 0 and q ≥ 0, with q such that a term vanishes.
bool Prover::nonnegative_by_facts(const Expr& e, int depth) {
  for (const Expr& fact : known_.nonnegative) {
    std::vector<Expr> tried;
    for (const Term& term : Terms(e)) {
      if (term.is_constant()) continue;
      for (const Term& part : Terms(fact)) {
        if (part.is_constant() || (part.coefficient < 0) != (term.coefficient < 0)) continue;
        auto factor = exact_quotient(from_canonical({term}), from_canonical({part}));
        if (!factor || std::find(tried.begin(), tried.end(), *factor) != tried.end()) continue;
        tried.push_back(*factor);
        Interval sign = range(*factor, known_.ranges);
        if (sign.low && *sign.low >= 0 && nonnegative(e - *factor * fact, depth + 1)) return true;
      }
    }
  }
  return false;
}

bool Prover::nonzero(const Expr& e) {
  if (e.is_invalid() || e.has_unknown()) return false;
  if (auto number = e.constant()) return *number != 0;
  Int constant = constant_term(e);
  if (constant % content(e - constant) != 0) return true;
  auto is_this = [&](const Expr& fact) { return fact == e || fact == -e; };
  if (std::any_of(known_.nonzero.begin(), known_.nonzero.end(), is_this)) return true;
  if (nonnegative(e - 1) || nonnegative(-1 - e)) return true;
  for (const auto& [multiple, divisor] : known_.multiples) {
    if (!divisor.is_constant() || multiple.is_constant()) continue;
    // e = k·multiple + rest, and the rest is no multiple of the divisor.
    auto factor = exact_quotient(from_canonical({Terms(e).front()}), from_canonical({Terms(multiple).front()}));
    if (factor && divisible_at_residues(e - *factor * multiple, *divisor.constant()) == Truth::No) return true;
  }
  return false;
}

Truth Prover::divisible(const Expr& e, const Expr& divisor) {
  if (e.is_invalid() || e.has_unknown() || divisor.is_invalid() || divisor.has_unknown()) return Truth::Unknown;
  Expr remainder = mod(e, divisor);
  if (remainder.is_invalid()) return Truth::Unknown;
  if (remainder.is_constant(0)) return Truth::Yes;
  auto modulus = divisor.constant();
  std::vector<Expr> congruent = {e};
  for (const auto& [multiple, its_divisor] : known_.multiples) {
    if (multiple.is_constant() || !mod(its_divisor, divisor).is_constant(0)) continue;
    auto factor = exact_quotient(from_canonical({Terms(e).front()}), from_canonical({Terms(multiple).front()}));
    if (factor) congruent.push_back(e - *factor * multiple);
  }
  for (const Expr& candidate : congruent) {
    if (mod(candidate, divisor).is_constant(0)) return Truth::Yes;
    Truth truth = modulus ? divisible_at_residues(candidate, *modulus < 0 ? -*modulus : *modulus) : Truth::Unknown;
    if (truth != Truth::Unknown) return truth;
  }
  return nonzero(remainder) ? Truth::No : Truth::Unknown;
}

}  // namespace shapewise::sym
