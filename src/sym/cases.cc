// Case analysis. With the case distinction on residues, proofs about windows of one symbol are complete: after it every
// floor of a linear numerator is a polynomial.
#include "sym/cases.h"

#include <algorithm>
#include <map>

#include "sym/prover.h"

namespace shapewise::sym {
namespace {

constexpr Int kMaxClasses = 64;  // of one symbol
constexpr int kMaxSplits = 3;    // symbols, one after the other
constexpr int kMaxCases = 200;   // in one decision
/// Bounds beyond this are not improved upon.
constexpr Int kMaxBound = static_cast<Int>(1) << 100;

Truth opposite(Truth truth) { return truth == Truth::Unknown ? truth : truth == Truth::Yes ? Truth::No : Truth::Yes; }

/// For each symbol the least common multiple of the numbers that make the floors around it exact.
void find_moduli(const Expr& e, std::map<std::string, Int>& moduli) {
  if (e.is_constant() || e.is_invalid()) return;
  for (const AtomPtr& atom : atoms(e)) {
    for (const Expr& arg : atom->args) find_moduli(arg, moduli);
    if (atom->kind != Atom::Kind::FloorDiv || !atom->divisor().is_constant()) continue;
    Int divisor = *atom->divisor().constant();
    for (const Term& term : Terms(atom->numerator())) {
      Int needed = divisor / gcd(divisor, term.coefficient);
      for (const Factor& factor : term.monomial) {
        if (factor.atom->kind != Atom::Kind::Symbol) continue;
        Int& modulus = moduli.try_emplace(factor.atom->name, 1).first->second;
        auto multiple = checked_mul(modulus / gcd(modulus, needed), needed);
        modulus = multiple && *multiple <= kMaxClasses ? *multiple : kMaxClasses + 1;
      }
    }
  }
}

struct Split {
  std::string symbol;
  Int classes = 0;
  bool by_value = false;  // every class is one value
};

/// The cheapest split of a symbol inside of floors, or of one with few values.
std::optional<Split> choose_split(const Relation& relation, const Knowledge& known) {
  std::map<std::string, Int> moduli;
  find_moduli(relation.a, moduli);
  find_moduli(relation.b, moduli);
  if (relation.op == Relation::Op::Divisible) find_moduli(mod(relation.a, relation.b), moduli);
  std::optional<Split> best;
  auto offer = [&](const std::string& symbol, Int classes, bool by_value) {
    if (classes <= kMaxClasses && (!best || classes < best->classes)) best = Split{symbol, classes, by_value};
  };
  for (const auto& [symbol, modulus] : moduli) {
    if (modulus > 1) offer(symbol, modulus, false);
  }
  for (const Expr* side : {&relation.a, &relation.b}) {
    for (const std::string& symbol : symbols(*side)) {
      auto range = known.ranges.find(symbol);
      if (range != known.ranges.end() && range->second.high) offer(symbol, *range->second.high, true);
    }
  }
  return best;
}

/// What is known in the class q = m·q' − (m − r) with q' ≥ 1, or q = r if by value. Empty if no value is in it.
std::optional<Knowledge> known_in_class(const Knowledge& known, const Split& split, Int r, Expr& value) {
  Knowledge result;
  result.ranges = known.ranges;
  result.ranges.erase(split.symbol);
  value = r;
  if (!split.by_value) {
    std::string name = "\x02" + split.symbol;  // no name of a user begins so
    value = Expr(split.classes) * Expr::symbol(name) - (split.classes - r);
    auto range = known.ranges.find(split.symbol);
    if (range != known.ranges.end() && range->second.high) {
      if (*range->second.high < r) return std::nullopt;
      result.ranges[name] = {1, (*range->second.high - r) / split.classes + 1};
    }
  }
  Assignment assignment{{split.symbol, value}};
  for (const Expr& fact : known.nonnegative) {
    Expr here = substitute(fact, assignment);
    auto high = range(here, result.ranges).high;
    if (high && *high < 0) return std::nullopt;
    if (!here.is_constant()) result.nonnegative.push_back(std::move(here));
  }
  for (const Expr& fact : known.nonzero) {
    Expr here = substitute(fact, assignment);
    if (here.is_constant(0)) return std::nullopt;
    if (!here.is_constant()) result.nonzero.push_back(std::move(here));
  }
  for (const auto& [multiple, divisor] : known.multiples) {
    Expr a = substitute(multiple, assignment);
    Expr b = substitute(divisor, assignment);
    Expr remainder = mod(a, b);
    if (remainder.is_constant() && !remainder.is_constant(0)) return std::nullopt;
    if (!remainder.is_constant() && !remainder.is_invalid()) result.multiples.emplace_back(std::move(a), std::move(b));
  }
  return result;
}

Truth decide(const Relation& relation, const Knowledge& known, int splits, int& cases) {
  Truth truth = decide_at_once(relation, known);
  if (truth != Truth::Unknown || splits == 0) return truth;
  auto split = choose_split(relation, known);
  if (!split) return truth;
  // From the last class on: r = m is q ≡ 0, which tells a typical Unknown at the first or second try.
  for (Int r = split->classes; r >= 1; --r) {
    Expr value;
    auto here = known_in_class(known, *split, r, value);
    if (!here) continue;
    Assignment assignment{{split->symbol, value}};
    Relation reduced{relation.op, substitute(relation.a, assignment), substitute(relation.b, assignment)};
    Truth in_class = --cases < 0 ? Truth::Unknown : decide(reduced, *here, splits - 1, cases);
    if (in_class == Truth::Unknown || (truth != Truth::Unknown && in_class != truth)) return Truth::Unknown;
    truth = in_class;
  }
  return truth;
}

}  // namespace

Truth decide_at_once(const Relation& relation, const Knowledge& known) {
  Prover prover(known);
  if (relation.op == Relation::Op::Divisible) return prover.divisible(relation.a, relation.b);
  Expr difference = relation.a - relation.b;
  if (difference.is_invalid() || difference.has_unknown()) return Truth::Unknown;
  if (relation.op == Relation::Op::Ge) {
    if (prover.nonnegative(difference)) return Truth::Yes;
    return prover.nonnegative(-1 - difference) ? Truth::No : Truth::Unknown;
  }
  Truth equal = Truth::Unknown;
  if (difference.is_constant(0)) {
    equal = Truth::Yes;
  } else if (prover.nonzero(difference)) {
    equal = Truth::No;
  } else if (prover.nonnegative(difference) && prover.nonnegative(-difference)) {
    equal = Truth::Yes;
  }
  return relation.op == Relation::Op::Eq ? equal : opposite(equal);
}

Truth decide(const Relation& relation, const Knowledge& known) {
  bool undecidable =
      relation.a.has_unknown() || relation.b.has_unknown() || relation.a.is_invalid() || relation.b.is_invalid();
  int cases = kMaxCases;
  return undecidable ? Truth::Unknown : decide(relation, known, kMaxSplits, cases);
}

std::optional<Int> greatest_lower_bound(const Expr& e, const Knowledge& known) {
  if (e.is_constant() || e.is_invalid() || e.has_unknown()) return e.constant();
  std::optional<Int> low = range(e, known.ranges).low;
  std::vector<AtomPtr> variables = atoms(e);
  bool only_symbols = std::all_of(variables.begin(), variables.end(),
                                  [](const AtomPtr& atom) { return atom->kind == Atom::Kind::Symbol; });
  // The interval is as good as a proof where no two atoms depend on each other.
  if (known.nonnegative.empty() && (only_symbols || variables.size() == 1)) return low;
  constexpr int kBudget = 60;  // for each of some dozens of proofs
  auto holds = [&](Int bound) { return Prover(known, kBudget).nonnegative(e - bound); };
  if (!low) {
    // The interval is open below; a proof may still close it.
    for (Int bound = 0; bound >= -(1 << 20) && !low; bound = bound == 0 ? -1 : bound * 4) {
      if (holds(bound)) low = bound;
    }
  }
  if (!low || *low > kMaxBound || *low < -kMaxBound) return low;
  Int step = 1;
  while (step < (1 << 20) && holds(*low + step)) {
    low = *low + step;
    step *= 2;
  }
  for (; step >= 1; step /= 2) {
    if (holds(*low + step)) low = *low + step;
  }
  return low;
}

}  // namespace shapewise::sym
