// What is known of the symbols, and proofs under that knowledge. Facts come from the user (H % 32 == 0), from the
// nature of sizes (≥ 1), and from assumptions that the analysis had to make in order to go on.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sym/expr.h"

namespace shapewise::sym {

enum class Truth { No, Yes, Unknown };

/// A statement on two expressions.
struct Relation {
  enum class Op { Eq, Ne, Ge, Divisible };  // a == b, a != b, a ≥ b, a % b == 0
  Op op = Op::Eq;
  Expr a;
  Expr b;
  friend bool operator==(const Relation&, const Relation&) = default;
};

std::string to_text(const Relation& relation, Style style = Style::Unicode);
/// The same statement, solved for a size where that is simple: ⌊(H + 1)/8⌋ ≥ 2 is H ≥ 15.
Relation solved(const Relation& relation);
/// Reads `H % 32 == 0`, `H >= 32`, `H > 4`, `H <= W`, `H == W`, `C != 3`. Empty if it is none.
std::optional<Relation> parse_relation(std::string_view text);

struct Knowledge;
struct Proofs;

class Facts {
 public:
  /// Adds a fact. Returns No, and adds nothing, if it contradicts what is already known; else Yes.
  Truth assume(const Relation& relation);
  /// Yes: true for every value of the symbols that the facts allow. No: false for every one. Else Unknown.
  /// Anything that contains Expr::unknown or is invalid is Unknown.
  Truth prove(const Relation& relation) const;
  /// The same value in the simplest form that the facts allow: N·(X//N) is X under X % N == 0.
  Expr simplify(const Expr& e) const;
  /// Smallest and largest value under the facts, where known.
  std::optional<Int> lower_bound(const Expr& e) const;
  std::optional<Int> upper_bound(const Expr& e) const;
  const std::vector<Relation>& relations() const { return relations_; }
  /// True for an assumed relation that follows from the others: H ≥ 2 once H ≥ 16 is assumed, too.
  bool redundant(const Relation& relation) const;

 private:
  std::vector<Relation> relations_;
  std::vector<Relation> basis_;  // those of relations_ that do not follow from the others, as far as is known
  std::shared_ptr<const Knowledge> known_;  // what follows from basis_; null: nothing
  /// Proofs so far: the blocks of a network ask the same again and again. Copies share them, so they belong to one
  /// thread.
  std::shared_ptr<Proofs> proofs_;
};

inline Relation eq(Expr a, Expr b) { return {Relation::Op::Eq, std::move(a), std::move(b)}; }
inline Relation ne(Expr a, Expr b) { return {Relation::Op::Ne, std::move(a), std::move(b)}; }
inline Relation ge(Expr a, Expr b) { return {Relation::Op::Ge, std::move(a), std::move(b)}; }
inline Relation divisible(Expr a, Expr b) { return {Relation::Op::Divisible, std::move(a), std::move(b)}; }

/// Not refuted when the symbols have these values. A division by zero in it refutes it.
bool may_hold(const Relation& relation, const Assignment& values);

}  // namespace shapewise::sym
