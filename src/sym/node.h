// What an Expr consists of when it is not a number: a polynomial with Int coefficients over atoms. An atom is whatever
// arithmetic cannot take apart: a symbol, a floor of a fraction, a minimum or maximum, an unknown. Internal to sym/.
//
// Invariants of every Node: terms are sorted by compare() (highest degree first, so the constant is last), monomials
// are distinct, coefficients are not 0, and the whole is not a plain number. Factors of a monomial are sorted, with
// powers ≥ 1.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sym/bounds.h"
#include "sym/expr.h"

namespace shapewise::sym {

/// Bounds that keep hostile input from growing without end. Beyond them an Expr is invalid("expression too large").
inline constexpr int kMaxTerms = 2048;            // of one polynomial
inline constexpr int kMaxProductPairs = 1 << 14;  // of terms in one multiplication
inline constexpr int kMaxSize = 1 << 13;          // atoms and terms, those inside of atoms included
inline constexpr int kMaxDepth = 32;              // of atoms inside of atoms
inline constexpr int kMaxPower = 4096;

/// −2^127 has no positive counterpart, so it is no number of an Expr: every other one can be negated.
inline constexpr Int kSmallest = static_cast<Int>(1) << 127;

struct Atom {
  enum class Kind { Symbol, FloorDiv, Min, Max, Unknown };
  Kind kind = Kind::Symbol;
  std::string name;         // of a Symbol or an Unknown
  std::int64_t serial = 0;  // tells Unknowns apart
  std::vector<Expr> args;   // FloorDiv: numerator, divisor; Min and Max: two or more, sorted and distinct

  std::size_t hash = 0;
  int size = 1;
  int depth = 0;
  bool has_unknown = false;
  Interval range;  // of its values when all symbols are ≥ 1

  const Expr& numerator() const { return args[0]; }
  const Expr& divisor() const { return args[1]; }
};
using AtomPtr = std::shared_ptr<const Atom>;

struct Factor {
  AtomPtr atom;
  int power = 1;
};
using Monomial = std::vector<Factor>;

struct Term {
  Int coefficient = 0;
  Monomial monomial;

  bool is_constant() const { return monomial.empty(); }
};
using Polynomial = std::vector<Term>;

class Node {
 public:
  Polynomial terms;
  std::string reason;  // of an invalid one, which has no terms
  bool invalid = false;
  bool has_unknown = false;
  int size = 0;
  int depth = 0;
  std::size_t hash = 0;

  static Expr wrap(std::shared_ptr<const Node> node) { return Expr(std::move(node)); }
};

std::strong_ordering compare(const Atom& a, const Atom& b);
/// Graded lexicographic: higher degree first, then symbols in their natural order (N, C, D, T, H, W, then by name).
std::strong_ordering compare(const Monomial& a, const Monomial& b);
std::strong_ordering compare(const Polynomial& a, const Polynomial& b);

inline bool same(const Atom& a, const Atom& b) { return &a == &b || (a.hash == b.hash && compare(a, b) == 0); }

/// The Expr of terms that satisfy the invariants already, save that they may be empty or a plain number; their halves
/// are joined (halves.h) or known to be.
Expr from_canonical(Polynomial terms);
/// The Expr of terms in any order.
Expr from_terms(Polynomial terms);
/// The Expr of one new atom, whose derived members are computed here.
Expr from_atom(Atom atom);
Expr from_atom(const AtomPtr& atom, int power = 1);

/// The terms of any valid Expr, a number included. Does not outlive the Expr, nor do terms outlive this object: that of
/// a number lies within it.
class Terms {
 public:
  explicit Terms(const Expr& e);
  Terms(const Terms&) = delete;
  Terms& operator=(const Terms&) = delete;
  const Term* begin() const { return begin_; }
  const Term* end() const { return end_; }
  int size() const { return static_cast<int>(end_ - begin_); }
  // From a temporary, a copy: the term of a number lies in the Terms itself.
  const Term& operator[](int i) const& { return begin_[i]; }
  Term operator[](int i) && { return begin_[i]; }
  const Term& front() const& { return *begin_; }
  Term front() && { return *begin_; }
  const Term& back() const& { return end_[-1]; }
  Term back() && { return end_[-1]; }

 private:
  Term number_;
  const Term* begin_;
  const Term* end_;
};

/// The terms of a + scale·b. Empty optional: a coefficient overflowed.
std::optional<Polynomial> add_scaled(const Terms& a, const Terms& b, Int scale);

/// The term without a symbol; 0 if there is none.
Int constant_term(const Expr& e);
/// The one atom that this is, with coefficient and power 1; else null.
AtomPtr single_atom(const Expr& e);
/// The atoms of the polynomial itself, not those inside of atoms; sorted, each once.
std::vector<AtomPtr> atoms(const Expr& e);
/// Greatest common divisor of the coefficients, the constant included; 0 for 0.
Int content(const Expr& e);
Monomial multiply(const Monomial& a, const Monomial& b);

Expr too_large();
Expr overflow();

}  // namespace shapewise::sym
