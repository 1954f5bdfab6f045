// Facts as their users see them: relations go in, answers come out.
#include "sym/facts.h"

#include "sym/knowledge.h"
#include "sym/print.h"

namespace shapewise::sym {

std::string to_text(const Relation& relation, Style style) {
  std::string a = to_text(relation.a, style);
  std::string b = to_text(relation.b, style);
  bool unicode = style == Style::Unicode;
  switch (relation.op) {
    case Relation::Op::Eq: return a + " == " + b;
    case Relation::Op::Ne: return a + (unicode ? " ≠ " : " != ") + b;
    case Relation::Op::Ge: return a + (unicode ? " ≥ " : " >= ") + b;
    case Relation::Op::Divisible: break;
  }
  // Printed by the rules for a remainder, which know when an operand needs parentheses.
  Spelling spelling{style};
  std::string dividend = enclose(print(relation.a, spelling), Binding::Product);
  return dividend + " % " + enclose(print(relation.b, spelling), Binding::Power) + " == 0";
}

Truth Facts::assume(const Relation& relation) {
  Truth truth = prove(relation);
  if (truth == Truth::No) return Truth::No;
  std::vector<Relation> all = relations_;
  all.push_back(relation);
  auto known = learn(all);
  if (!known) return Truth::No;
  relations_ = std::move(all);
  known_ = std::make_shared<const Knowledge>(std::move(*known));
  return Truth::Yes;
}

Truth Facts::prove(const Relation& relation) const {
  static const Knowledge kNothing;
  const Knowledge& known = known_ ? *known_ : kNothing;
  Expr a = known.normal_form(relation.a);
  Expr b = known.normal_form(relation.b);
  Expr d = relation.op == Relation::Op::Divisible ? mod(a, b) : a - b;
  if (relation.a.has_unknown() || relation.b.has_unknown() || d.is_invalid()) return Truth::Unknown;
  Interval interval = range(d, known.ranges);
  bool zero = d.is_constant(0);
  bool nonzero = (interval.low && *interval.low > 0) || (interval.high && *interval.high < 0);
  switch (relation.op) {
    case Relation::Op::Eq:
    case Relation::Op::Divisible: return zero ? Truth::Yes : nonzero ? Truth::No : Truth::Unknown;
    case Relation::Op::Ne: return zero ? Truth::No : nonzero ? Truth::Yes : Truth::Unknown;
    case Relation::Op::Ge: break;
  }
  if (interval.low && *interval.low >= 0) return Truth::Yes;
  return interval.high && *interval.high < 0 ? Truth::No : Truth::Unknown;
}

std::optional<Int> Facts::lower_bound(const Expr& e) const {
  return known_ ? range(known_->normal_form(e), known_->ranges).low : range(e).low;
}

std::optional<Int> Facts::upper_bound(const Expr& e) const {
  return known_ ? range(known_->normal_form(e), known_->ranges).high : range(e).high;
}

}  // namespace shapewise::sym
