// Facts as their users see them: relations go in, answers come out.
#include "sym/facts.h"

#include "sym/cases.h"
#include "sym/knowledge.h"
#include "sym/print.h"

namespace shapewise::sym {
namespace {

const Knowledge& nothing() {
  static const Knowledge kNothing;
  return kNothing;
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

Truth Facts::assume(const Relation& relation) {
  if (prove(relation) == Truth::No) return Truth::No;
  std::vector<Relation> all = relations_;
  all.push_back(relation);
  auto known = learn(all);
  if (!known) return Truth::No;
  relations_ = std::move(all);
  known_ = std::make_shared<const Knowledge>(std::move(*known));
  return Truth::Yes;
}

Truth Facts::prove(const Relation& relation) const {
  const Knowledge& known = known_ ? *known_ : nothing();
  return decide({relation.op, known.normal_form(relation.a), known.normal_form(relation.b)}, known);
}

std::optional<Int> Facts::lower_bound(const Expr& e) const {
  const Knowledge& known = known_ ? *known_ : nothing();
  return greatest_lower_bound(known.normal_form(e), known);
}

std::optional<Int> Facts::upper_bound(const Expr& e) const {
  auto bound = lower_bound(-e);
  return bound ? checked_sub(0, *bound) : std::nullopt;
}

}  // namespace shapewise::sym
