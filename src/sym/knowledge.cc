// Solving relations: equalities by substitution, inequalities and congruences of one symbol by narrowing what is known
// of it, until nothing changes. What cannot be solved is kept for the prover.
#include "sym/knowledge.h"

#include <algorithm>
#include <set>

#include "sym/node.h"
#include "sym/relax.h"

namespace shapewise::sym {
namespace {

/// Beyond this a modulus tells nothing about real networks, and products of moduli could overflow.
constexpr Int kMaxModulus = static_cast<Int>(1) << 40;
/// Bounds beyond this are ignored, so that arithmetic on bounds cannot overflow.
constexpr Int kMaxBound = static_cast<Int>(1) << 100;
constexpr int kMaxRounds = 8;

/// coefficient·X + constant, X a symbol.
struct Linear {
  std::string symbol;
  Int coefficient = 1;
  Int constant = 0;
};

std::optional<Linear> as_linear(const Expr& e) {
  Terms terms(e);
  if (terms.size() == 0 || terms.size() > 2 || (terms.size() == 2 && !terms.back().is_constant())) return std::nullopt;
  const Monomial& monomial = terms.front().monomial;
  if (monomial.size() != 1 || monomial[0].power != 1 || monomial[0].atom->kind != Atom::Kind::Symbol)
    return std::nullopt;
  return Linear{monomial[0].atom->name, terms.front().coefficient, constant_term(e)};
}

/// H − 32·⌊H/32⌋ == 0, which is how `H % 32 == 0` looks as an equation, as the divisibility that it is.
Relation as_divisibility(const Relation& relation) {
  bool equation = relation.op == Relation::Op::Eq || relation.op == Relation::Op::Ne;
  Expr difference = relation.a - relation.b;
  if (!equation || difference.is_invalid() || difference.is_constant()) return relation;
  auto remainder = find_remainder(difference);
  if (!remainder || !remainder->rest.is_constant() || !remainder->scale.is_constant()) return relation;
  auto divisor = remainder->divisor.constant();
  Int scale = *remainder->scale.constant();
  Int rest = *remainder->rest.constant();
  if (rest % scale != 0) return relation;
  // value % divisor ==, or !=, residue
  Int residue = -rest / scale;
  if (relation.op == Relation::Op::Eq && residue == 0) return divisible(remainder->value, remainder->divisor);
  if (!divisor || residue < 0 || residue >= *divisor) return relation;
  if (relation.op == Relation::Op::Eq) return divisible(remainder->value - residue, *divisor);
  return *divisor == 2 ? divisible(remainder->value - (1 - residue), 2) : relation;
}

/// x with a·x ≡ 1 (mod m), for a and m without common divisor, m ≥ 1.
Int inverse(Int a, Int m) {
  Int r0 = m, r1 = floor_mod(a, m), x0 = 0, x1 = 1;
  while (r1 != 0) {
    Int q = r0 / r1;
    r0 = std::exchange(r1, r0 - q * r1);
    x0 = std::exchange(x1, x0 - q * x1);
  }
  return floor_mod(x0, m);
}

class Learner {
 public:
  std::optional<Knowledge> learn(const std::vector<Relation>& relations) {
    for (const Relation& relation : relations) pending_.push_back(as_divisibility(relation));
    for (std::size_t i = 0; i < relations.size(); ++i) {
      if (pending_[i].op == Relation::Op::Eq) equate(pending_[i].a - pending_[i].b);
    }
    for (int round = 0; round < kMaxRounds && changed_ && !contradiction_; ++round) {
      changed_ = false;
      for (const Relation& relation : pending_) narrow(relation);
    }
    define_normal_form();
    if (!contradiction_) keep_the_rest();
    if (contradiction_) return std::nullopt;
    return std::move(known_);
  }

 private:
  Expr defined(const Expr& e) const { return substitute(e, known_.definitions); }

  /// Uses e == 0.
  void equate(Expr e) {
    e = defined(e);
    if (e.is_invalid()) return;
    if (auto number = e.constant()) {
      contradiction_ |= *number != 0;
      return;
    }
    Int constant = constant_term(e);
    Int common = content(e - constant);
    if (constant % common != 0) contradiction_ = true;
    if (contradiction_) return;
    e = floor_div(e, common);
    Terms terms(e);
    // The last symbol in the order is replaced by those before it.
    for (const Term* term = terms.end(); term-- != terms.begin();) {
      bool unit = term->coefficient == 1 || term->coefficient == -1;
      if (!unit || term->monomial.size() != 1 || term->monomial[0].power != 1) continue;
      const Atom& atom = *term->monomial[0].atom;
      if (atom.kind != Atom::Kind::Symbol) continue;
      Expr value = Expr::symbol(atom.name) - Expr(term->coefficient) * e;
      std::vector<std::string> names = symbols(value);
      if (value.is_invalid() || std::binary_search(names.begin(), names.end(), atom.name)) continue;
      for (auto& [name, definition] : known_.definitions) definition = substitute(definition, {{atom.name, value}});
      known_.definitions.insert_or_assign(atom.name, value);
      pending_.push_back(ge(value, 1));
      return;
    }
  }

  Restriction& restriction(const std::string& name) { return known_.restrictions[name]; }

  /// Applies a relation to the one symbol that it restricts, if it is of that kind.
  void narrow(const Relation& relation) {
    if (relation.op == Relation::Op::Divisible) {
      auto modulus = defined(relation.b).constant();
      bool fits = modulus && *modulus != 0 && *modulus <= kMaxModulus && *modulus >= -kMaxModulus;
      if (fits) narrow_congruence(defined(relation.a), *modulus < 0 ? -*modulus : *modulus);
      return;
    }
    Expr difference = defined(relation.a - relation.b);
    if (difference.is_invalid() || difference.has_unknown()) return;
    switch (relation.op) {
      case Relation::Op::Eq:
        narrow_bound(difference);
        narrow_bound(-difference);
        break;
      case Relation::Op::Ge: narrow_bound(difference); break;
      default: narrow_exclusion(difference);
    }
  }

  /// e ≥ 0.
  void narrow_bound(Expr e) {
    // Floors are replaced by what they are at most: ⌊(H−3)/4⌋ ≥ 7 says H − 3 ≥ 28.
    for (bool relaxed = true; relaxed;) {
      relaxed = false;
      for (const AtomPtr& atom : e.is_constant() ? std::vector<AtomPtr>() : atoms(e)) {
        auto upper = relax_floor(-e, atom, {});
        if (!upper || upper->bound.is_invalid()) continue;
        e = -upper->bound;
        relaxed = true;
        break;
      }
    }
    if (auto number = e.constant()) contradiction_ |= *number < 0;
    auto linear = as_linear(e);
    if (!linear) return;
    Restriction& known = restriction(linear->symbol);
    if (linear->coefficient > 0) {
      raise(known, -shapewise::floor_div(linear->constant, linear->coefficient));
    } else {
      lower(known, shapewise::floor_div(linear->constant, -linear->coefficient));
    }
  }

  /// e ≠ 0 moves a bound that stands on the excluded value.
  void narrow_exclusion(const Expr& e) {
    auto linear = as_linear(e);
    if (!linear || linear->constant % linear->coefficient != 0) return;
    Int excluded = -linear->constant / linear->coefficient;
    Restriction& known = restriction(linear->symbol);
    if (known.low == excluded) raise(known, excluded + 1);
    if (known.high == excluded) lower(known, excluded - 1);
  }

  /// a·X + b ≡ 0 (mod m), joined with what is known of X by the Chinese remainder theorem.
  void narrow_congruence(const Expr& e, Int m) {
    if (auto number = e.constant()) contradiction_ |= *number % m != 0;
    auto linear = as_linear(e);
    if (!linear) return;
    Int common = gcd(linear->coefficient, m);
    if (linear->constant % common != 0) {
      contradiction_ = true;
      return;
    }
    m /= common;
    Int residue = floor_mod(-(linear->constant / common) % m * inverse(linear->coefficient / common, m), m);
    Restriction& known = restriction(linear->symbol);
    Int shared = gcd(known.modulus, m);
    if ((known.residue - residue) % shared != 0) {
      contradiction_ = true;
      return;
    }
    Int modulus = known.modulus / shared * m;
    if (modulus == known.modulus || modulus > kMaxModulus) return;
    // X = known.residue + known.modulus·t with known.modulus·t ≡ residue − known.residue (mod m).
    Int t = floor_mod((residue - known.residue) / shared % m * inverse(known.modulus / shared, m / shared), m / shared);
    known.residue = floor_mod(known.residue + known.modulus * t, modulus);
    known.modulus = modulus;
    changed_ = true;
    raise(known, known.low);
    if (known.high) lower(known, *known.high);
  }

  /// Bounds are kept on values that the congruence allows.
  void raise(Restriction& known, Int low) {
    if (low > kMaxBound) return;
    low = std::max(low, known.low);
    low += floor_mod(known.residue - low, known.modulus);
    if (low > known.low) {
      known.low = low;
      changed_ = true;
    }
    contradiction_ |= known.high && known.low > *known.high;
  }

  void lower(Restriction& known, Int high) {
    if (high > kMaxBound) return;
    high = std::max(high, static_cast<Int>(0));  // every symbol is ≥ 1
    high -= floor_mod(high - known.residue, known.modulus);
    if (!known.high || high < *known.high) {
      known.high = high;
      changed_ = true;
    }
    contradiction_ |= known.low > *known.high;
  }

  void define_normal_form() {
    for (const auto& [name, known] : known_.restrictions) {
      if (known.high == known.low) {
        known_.normal.insert_or_assign(name, known.low);
        continue;
      }
      define_progression(name, known.modulus, known.low - known.modulus);
      if (known.high) known_.ranges[quotient_name(name)] = {1, (*known.high - known.low) / known.modulus + 1};
    }
    for (const Relation& relation : pending_) divide_symbol(relation);
    Assignment symbols_only = known_.normal;
    for (const auto& [name, value] : known_.definitions) {
      known_.normal.insert_or_assign(name, substitute(value, symbols_only));
    }
  }

  static std::string quotient_name(const std::string& name) { return "\x01" + name; }

  void define_progression(const std::string& name, const Expr& step, const Expr& offset) {
    Progression progression{Expr::symbol(name), step, offset};
    known_.normal.insert_or_assign(name, step * Expr::symbol(quotient_name(name)) + offset);
    known_.progressions.insert_or_assign(quotient_name(name), std::move(progression));
  }

  /// X % D == 0 for an expression D ≥ 1 makes X = D·q, if nothing else is known of X.
  void divide_symbol(const Relation& relation) {
    if (relation.op != Relation::Op::Divisible) return;
    Expr dividend = defined(relation.a);
    Expr divisor = known_.normal_form(defined(relation.b));
    auto name = dividend.symbol_name();
    if (!name || divisor.is_constant() || known_.normal.contains(*name) || divisor.has_unknown()) return;
    auto low = range(divisor, known_.ranges).low;
    if (!low || *low < 1) return;
    // No step may depend on the symbol that it defines, also not by way of another step.
    auto depends = [&](const Expr& e) {
      std::vector<std::string> names = symbols(e);
      return std::binary_search(names.begin(), names.end(), *name);
    };
    if (depends(divisor)) return;
    for (const auto& [quotient, progression] : known_.progressions) {
      if (depends(progression.step)) return;
    }
    define_progression(*name, divisor, 0);
  }

  void keep_the_rest() {
    for (const Relation& relation : pending_) {
      Expr a = known_.normal_form(relation.a);
      Expr b = known_.normal_form(relation.b);
      Expr difference = a - b;
      if (difference.is_invalid() || difference.has_unknown()) continue;
      if (relation.op == Relation::Op::Divisible) {
        keep_multiple(a, b);
        continue;
      }
      if (relation.op == Relation::Op::Ne) {
        contradiction_ |= difference.is_constant(0);
        if (!difference.is_constant()) known_.nonzero.push_back(difference);
        continue;
      }
      keep_nonnegative(difference);
      if (relation.op == Relation::Op::Eq) keep_nonnegative(-difference);
    }
  }

  void keep_multiple(const Expr& a, Expr b) {
    Expr remainder = mod(a, b);
    if (remainder.is_constant(0) || remainder.is_invalid()) return;
    contradiction_ |= remainder.is_constant();
    if (b.is_constant() && *b.constant() < 0) b = -b;
    known_.multiples.emplace_back(a, b);
  }

  void keep_nonnegative(const Expr& e) {
    Interval interval = range(e, known_.ranges);
    contradiction_ |= interval.high && *interval.high < 0;
    bool evident = interval.low && *interval.low >= 0;
    if (!evident && std::find(known_.nonnegative.begin(), known_.nonnegative.end(), e) == known_.nonnegative.end()) {
      known_.nonnegative.push_back(e);
    }
  }

  Knowledge known_;
  std::vector<Relation> pending_;
  bool changed_ = true;
  bool contradiction_ = false;
};

}  // namespace

std::optional<Knowledge> learn(const std::vector<Relation>& relations) { return Learner().learn(relations); }

}  // namespace shapewise::sym
