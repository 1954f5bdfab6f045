// Facts as their users see them: relations go in, answers come out.
#include "sym/facts.h"

#include <algorithm>
#include <unordered_map>

#include "sym/cases.h"
#include "sym/knowledge.h"
#include "sym/node.h"
#include "sym/print.h"

namespace shapewise::sym {
namespace {

const Knowledge& nothing() {
  static const Knowledge kNothing;
  return kNothing;
}

Relation normal_form(const Relation& relation, const Knowledge& known) {
  return {relation.op, known.normal_form(relation.a), known.normal_form(relation.b)};
}

/// No more than so many facts are learnt from: the proofs that would need more are not found then.
constexpr std::size_t kMaxBasis = 100;
constexpr std::size_t kLatest = 8;

/// A deep network demands H ≥ 3, H ≥ 5, H ≥ 7 … one after the other. Drops the bounds that follow from the newest, the
/// last of `basis`, and the rest, so that what must be learnt again with each new one does not grow with the depth.
void drop_implied(std::vector<Relation>& basis, Knowledge& known) {
  // The newest are the likeliest to follow.
  for (std::size_t i = basis.size() - std::min(basis.size(), kLatest + 1); i + 1 < basis.size();) {
    std::vector<Relation> others = basis;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    auto without = basis[i].op == Relation::Op::Ge ? learn(others) : std::nullopt;
    if (!without || decide_at_once(normal_form(basis[i], *without), *without) != Truth::Yes) {
      ++i;
      continue;
    }
    basis = std::move(others);
    known = std::move(*without);
  }
}

}  // namespace

std::string to_text(const Relation& relation, Style style) {
  Spelling spelling{style};
  if (relation.op == Relation::Op::Divisible) {
    std::string dividend = enclose(print(relation.a, spelling), Binding::Product);
    return dividend + " % " + enclose(print(relation.b, spelling), Binding::Power) + " == 0";
  }
  bool unicode = style == Style::Unicode;
  std::string_view op = relation.op == Relation::Op::Eq   ? " == "
                        : relation.op == Relation::Op::Ne ? (unicode ? " ≠ " : " != ")
                                                          : (unicode ? " ≥ " : " >= ");
  return to_text(relation.a, style).append(op) + to_text(relation.b, style);
}

Relation solved(const Relation& relation) {
  if (relation.op == Relation::Op::Divisible && relation.b.constant().value_or(0) > 0) {
    // A factor that has nothing in common with the divisor is of no account.
    Int factor = std::max<Int>(content(relation.a), 1);
    Int divisor = *relation.b.constant();
    return divisible(floor_div(relation.a, factor), divisor / gcd(factor, divisor));
  }
  if (relation.op != Relation::Op::Ge || !relation.b.constant() || relation.a.constant()) return relation;
  Expr side = relation.a - constant_term(relation.a);
  Expr bound = relation.b - constant_term(relation.a);
  AtomPtr atom = single_atom(side);
  if (atom == nullptr || atom->kind != Atom::Kind::FloorDiv) return ge(side, bound);
  auto divisor = atom->divisor().constant();
  return divisor && *divisor > 0 ? solved(ge(atom->numerator(), bound * *divisor)) : ge(side, bound);
}

namespace {

struct RelationHash {
  std::size_t operator()(const Relation& relation) const {
    return (relation.a.hash() * 31 + relation.b.hash()) * 31 + static_cast<std::size_t>(relation.op);
  }
};

}  // namespace

struct Proofs {
  std::unordered_map<Relation, Truth, RelationHash> answers;
};

Truth Facts::assume(const Relation& relation) {
  Truth truth = prove(relation);
  if (truth == Truth::No) return Truth::No;
  // Other relations than bounds tell more than what follows from them: they define symbols and their steps.
  bool nothing_new = truth == Truth::Yes && relation.op == Relation::Op::Ge;
  if (nothing_new || basis_.size() >= kMaxBasis) {
    relations_.push_back(relation);
    return Truth::Yes;
  }
  std::vector<Relation> basis = basis_;
  basis.push_back(relation);
  auto known = learn(basis);
  if (!known) return Truth::No;
  if (relation.op == Relation::Op::Ge) drop_implied(basis, *known);
  relations_.push_back(relation);
  basis_ = std::move(basis);
  known_ = std::make_shared<const Knowledge>(std::move(*known));
  auto proofs = std::make_shared<Proofs>();
  // What was proved or refuted stays so; what was open may not be any more.
  for (const auto& [question, answer] : proofs_ ? proofs_->answers : decltype(Proofs::answers)()) {
    if (answer != Truth::Unknown) proofs->answers.emplace(question, answer);
  }
  proofs_ = std::move(proofs);
  return Truth::Yes;
}

Truth Facts::prove(const Relation& relation) const {
  if (!known_) return decide(normal_form(relation, nothing()), nothing());
  auto [found, fresh] = proofs_->answers.try_emplace(relation, Truth::Unknown);
  if (fresh) found->second = decide(normal_form(relation, *known_), *known_);
  return found->second;
}

bool Facts::redundant(const Relation& relation) const {
  return std::find(basis_.begin(), basis_.end(), relation) == basis_.end() && prove(relation) == Truth::Yes;
}

std::optional<Int> Facts::lower_bound(const Expr& e) const {
  const Knowledge& known = known_ ? *known_ : nothing();
  return greatest_lower_bound(known.normal_form(e), known);
}

std::optional<Int> Facts::upper_bound(const Expr& e) const {
  auto bound = lower_bound(-e);
  return bound ? checked_sub(0, *bound) : std::nullopt;
}

bool may_hold(const Relation& relation, const Assignment& values) {
  Relation now{relation.op, substitute(relation.a, values), substitute(relation.b, values)};
  if (now.a.is_invalid() || now.b.is_invalid()) return false;
  return Facts().prove(now) != Truth::No;
}

}  // namespace shapewise::sym
