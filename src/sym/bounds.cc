// Interval arithmetic on polynomials. Each atom is first measured from its own lower bound (x = low + x', x' ≥ 0),
// which settles what plain intervals cannot: H·W − H = h·w + w ≥ 0.
#include "sym/bounds.h"

#include <algorithm>

#include "sym/node.h"
#include "sym/substitute.h"

namespace shapewise::sym {
namespace {

using Bound = std::optional<Int>;

Bound add(Bound a, Bound b) { return a && b ? checked_add(*a, *b) : std::nullopt; }
Bound scale(Bound a, Int c) { return a ? checked_mul(*a, c) : std::nullopt; }

Interval add(const Interval& a, const Interval& b) { return {add(a.low, b.low), add(a.high, b.high)}; }

Interval scale(const Interval& a, Int c) {
  return c >= 0 ? Interval{scale(a.low, c), scale(a.high, c)} : Interval{scale(a.high, c), scale(a.low, c)};
}

Interval multiply(const Interval& a, const Interval& b) {
  if (a.low && *a.low >= 0 && b.low && *b.low >= 0) {
    return {checked_mul(*a.low, *b.low), a.high && b.high ? checked_mul(*a.high, *b.high) : std::nullopt};
  }
  if (!a.low || !a.high || !b.low || !b.high) return {};
  Interval result;
  for (Int x : {*a.low, *a.high}) {
    for (Int y : {*b.low, *b.high}) {
      Bound corner = checked_mul(x, y);
      if (!corner) return {};
      result.low = result.low ? std::min(*result.low, *corner) : corner;
      result.high = result.high ? std::max(*result.high, *corner) : corner;
    }
  }
  return result;
}

/// Bounds of ⌊n/d⌋ for n in the interval and d ≥ 1 in the other.
Interval divide(const Interval& n, const Interval& d) {
  Interval result;
  Int smallest = *d.low;
  if (n.low) {
    if (*n.low < 0) result.low = shapewise::floor_div(*n.low, smallest);
    if (*n.low >= 0) result.low = d.high ? shapewise::floor_div(*n.low, *d.high) : 0;
  }
  if (n.high) {
    if (*n.high >= 0) result.high = shapewise::floor_div(*n.high, smallest);
    if (*n.high < 0) result.high = d.high ? shapewise::floor_div(*n.high, *d.high) : -1;
  }
  return result;
}

/// The interval of min(…) over intervals; of max(…) if negated on the way in and out.
Interval minimum(const std::vector<Interval>& args) {
  Interval result = args.front();
  for (const Interval& arg : args) {
    result.low = result.low && arg.low ? Bound(std::min(*result.low, *arg.low)) : std::nullopt;
    if (arg.high) result.high = result.high ? std::min(*result.high, *arg.high) : arg.high;
  }
  return result;
}

/// Beyond these, expanding the shifted polynomial costs more than it can tell.
constexpr int kMaxShiftedTerms = 64;
constexpr int kMaxShiftedDegree = 8;

int degree(const Monomial& monomial) {
  int sum = 0;
  for (const Factor& factor : monomial) sum += factor.power;
  return sum;
}

/// True if the terms reach their bounds together: no two have an atom in common, or all grow or all fall in each atom.
bool is_exact_by_terms(const Expr& e) {
  bool linear = true;
  bool rising = true;
  bool falling = true;
  for (const Term& term : Terms(e)) {
    if (term.is_constant()) continue;
    linear &= term.monomial.size() == 1 && term.monomial[0].power == 1;
    rising &= term.coefficient > 0;
    falling &= term.coefficient < 0;
    for (const Factor& factor : term.monomial) {
      // With a part below 0 a product need not grow with its atoms.
      const Bound& low = factor.atom->range.low;
      bool nonnegative = low && *low >= 0;
      rising &= nonnegative;
      falling &= nonnegative;
    }
  }
  return linear || rising || falling;
}

template <class IntervalOf>
Interval sum_of_terms(const Expr& e, IntervalOf interval_of) {
  Interval total{0, 0};
  for (const Term& term : Terms(e)) {
    Interval value{1, 1};
    for (const Factor& factor : term.monomial) {
      Interval interval = interval_of(factor.atom);
      for (int i = 0; i < factor.power && (value.low || value.high); ++i) value = multiply(value, interval);
    }
    total = add(total, scale(value, term.coefficient));
    if (!total.low && !total.high) break;
  }
  return total;
}

}  // namespace

Interval compute_range(const Atom& atom, const Ranges& ranges) {
  if (atom.kind == Atom::Kind::Unknown) return {};
  if (atom.kind == Atom::Kind::Symbol) {
    auto known = ranges.find(atom.name);
    return known == ranges.end() ? Interval{1, std::nullopt} : known->second;
  }
  std::vector<Interval> args;
  Int sign = atom.kind == Atom::Kind::Max ? -1 : 1;
  for (const Expr& arg : atom.args) args.push_back(scale(range(arg, ranges), sign));
  if (atom.kind != Atom::Kind::FloorDiv) return scale(minimum(args), sign);
  return args[1].low && *args[1].low >= 1 ? divide(args[0], args[1]) : Interval{};
}

Interval range(const Expr& e, const Ranges& ranges) {
  if (auto number = e.constant()) return {number, number};
  if (e.is_invalid() || e.has_unknown()) return {};
  auto interval_of = [&](const AtomPtr& atom) { return ranges.empty() ? atom->range : compute_range(*atom, ranges); };
  bool shift_is_cheap = Terms(e).size() <= kMaxShiftedTerms && degree(Terms(e).front().monomial) <= kMaxShiftedDegree;
  if (is_exact_by_terms(e) || !shift_is_cheap) return sum_of_terms(e, interval_of);
  // The distances from the bounds are symbols of their own: what holds between the atoms does not between them.
  std::vector<AtomPtr> variables = atoms(e);
  Ranges distances;
  Expr shifted = replace_atoms(e, [&](const AtomPtr& atom) {
    auto [low, high] = interval_of(atom);
    if (!low && !high) return from_atom(atom);
    auto before = [](const AtomPtr& x, const AtomPtr& y) { return compare(*x, *y) < 0; };
    auto at = std::lower_bound(variables.begin(), variables.end(), atom, before) - variables.begin();
    std::string name = "\x03" + std::to_string(at);  // no name of a user begins so
    distances[name] = {0, add(high, scale(low, -1))};
    return low ? Expr::symbol(std::move(name)) + *low : *high - Expr::symbol(std::move(name));
  });
  if (shifted.is_invalid()) return {};
  return sum_of_terms(shifted, [&](const AtomPtr& atom) {
    auto distance = distances.find(atom->name);
    return distance != distances.end() ? distance->second : Interval{};
  });
}

bool is_nonnegative(const Expr& e) {
  auto low = range(e).low;
  return low && *low >= 0;
}

}  // namespace shapewise::sym
