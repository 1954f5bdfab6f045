// The tree of a formula, kept as written, and its printing in any style, with names or with values.
#include "sym/formula.h"

#include "sym/print.h"

namespace shapewise::sym {

struct Formula::Term {
  enum class Kind { Literal, Named, Add, Subtract, Multiply, Divide, FloorDiv, CeilDiv, Min, Max };
  Kind kind = Kind::Literal;
  Expr value;
  std::string name = {};
  std::vector<Formula> operands = {};

  static Formula make(Kind kind, Expr value, std::vector<Formula> operands) {
    return Formula(std::make_shared<const Term>(Term{kind, std::move(value), "", std::move(operands)}));
  }
  static Printed print(const Formula& formula, const Spelling& spelling, bool with_names);
};

Printed Formula::Term::print(const Formula& formula, const Spelling& spelling, bool with_names) {
  const Term& term = *formula.term_;
  if (term.kind == Kind::Named && with_names) return {term.name, Binding::Primary};
  if (term.operands.empty()) return sym::print(term.value, spelling);
  auto operand = [&](std::size_t i) { return print(term.operands[i], spelling, with_names); };
  auto join = [&](std::string_view separator, Binding binding, Binding needed) {
    std::string text = enclose(operand(0), binding);
    for (std::size_t i = 1; i < term.operands.size(); ++i) {
      Printed next = operand(i);
      // a + (b − c) is a + b − c, but the sign of a negative number must not meet the plus.
      Kind inner = term.operands[i].term_->kind;
      bool flat = term.kind == Kind::Add && (inner == Kind::Add || inner == Kind::Subtract) &&
                  !next.text.starts_with(spelling.sign());
      text.append(separator).append(flat ? next.text : enclose(next, needed));
    }
    return Printed{std::move(text), binding};
  };
  switch (term.kind) {
    case Kind::Add: return join(spelling.plus(), Binding::Sum, Binding::Division);
    case Kind::Subtract: return join(spelling.minus(), Binding::Sum, Binding::Division);
    case Kind::Multiply: return join(spelling.times(), Binding::Product, Binding::Product);
    case Kind::Divide: {
      std::string above = enclose(operand(0), Binding::Product);
      std::string below = enclose(operand(1), Binding::Power);
      return {above + (spelling.style == Style::Python ? "//" : "/") + below, Binding::Division};
    }
    case Kind::FloorDiv: return spelling.floor(operand(0), operand(1));
    case Kind::CeilDiv: return spelling.ceil(operand(0), operand(1));
    default: break;
  }
  return {(term.kind == Kind::Min ? "min(" : "max(") + operand(0).text + ", " + operand(1).text + ")",
          Binding::Primary};
}

Formula::Formula() : Formula(static_cast<Int>(0)) {}
Formula::Formula(Int literal) : term_(std::make_shared<const Term>(Term{Term::Kind::Literal, literal})) {}

Formula Formula::named(std::string name, Expr value) {
  return Formula(std::make_shared<const Term>(Term{Term::Kind::Named, std::move(value), std::move(name)}));
}

Formula operator+(const Formula& a, const Formula& b) {
  return Formula::Term::make(Formula::Term::Kind::Add, a.value() + b.value(), {a, b});
}
Formula operator-(const Formula& a, const Formula& b) {
  return Formula::Term::make(Formula::Term::Kind::Subtract, a.value() - b.value(), {a, b});
}
Formula operator*(const Formula& a, const Formula& b) {
  return Formula::Term::make(Formula::Term::Kind::Multiply, a.value() * b.value(), {a, b});
}
Formula operator/(const Formula& a, const Formula& b) {
  return Formula::Term::make(Formula::Term::Kind::Divide, floor_div(a.value(), b.value()), {a, b});
}
Formula Formula::floor_div(const Formula& a, const Formula& b) {
  return Term::make(Term::Kind::FloorDiv, sym::floor_div(a.value(), b.value()), {a, b});
}
Formula Formula::ceil_div(const Formula& a, const Formula& b) {
  return Term::make(Term::Kind::CeilDiv, sym::ceil_div(a.value(), b.value()), {a, b});
}
Formula Formula::min(const Formula& a, const Formula& b) {
  return Term::make(Term::Kind::Min, sym::min(a.value(), b.value()), {a, b});
}
Formula Formula::max(const Formula& a, const Formula& b) {
  return Term::make(Term::Kind::Max, sym::max(a.value(), b.value()), {a, b});
}

const Expr& Formula::value() const { return term_->value; }
std::string Formula::symbolic(Style style) const { return Term::print(*this, {style, true}, true).text; }
std::string Formula::substituted(Style style) const { return Term::print(*this, {style, true}, false).text; }

Formula product(const std::vector<Formula>& factors) {
  if (factors.empty()) return 1;
  Expr value = 1;
  for (const Formula& factor : factors) value *= factor.value();
  return factors.size() == 1 ? factors.front()
                             : Formula::Term::make(Formula::Term::Kind::Multiply, std::move(value), factors);
}

Formula sum(const std::vector<Formula>& terms) {
  if (terms.empty()) return 0;
  Expr value = 0;
  for (const Formula& term : terms) value += term.value();
  return terms.size() == 1 ? terms.front() : Formula::Term::make(Formula::Term::Kind::Add, std::move(value), terms);
}

}  // namespace shapewise::sym
