// Proofs about expressions in normal form (see knowledge.h). Internal to sym/.
#pragma once

#include "sym/knowledge.h"
#include "sym/node.h"

namespace shapewise::sym {

/// Searches for proofs within a budget of steps. Every `true` is a proof; `false` says only that none was found.
class Prover {
 public:
  explicit Prover(const Knowledge& known, int budget = 400) : known_(known), budget_(budget) {}

  /// e ≥ 0 for all allowed values.
  bool nonnegative(const Expr& e) { return nonnegative(e, 0); }
  /// e ≠ 0 for all allowed values.
  bool nonzero(const Expr& e);
  /// Yes: divisor divides e for all allowed values. No: for none. The divisor is not a zero.
  Truth divisible(const Expr& e, const Expr& divisor);

 private:
  bool nonnegative(Expr e, int depth);
  bool nonnegative_product(const Expr& e, int depth);
  bool nonnegative_relaxed(const Expr& e, int depth);
  bool nonnegative_by_cases(const Expr& e, const AtomPtr& atom, int depth);
  bool nonnegative_by_facts(const Expr& e, int depth);

  const Knowledge& known_;
  int budget_;
};

}  // namespace shapewise::sym
