// A formula as a person writes it: named quantities with values, in the order of the textbook, not simplified. One
// Formula object is printed three ways: with its names (C_in·C_out·k² + C_out), with the numbers put in (3·16·3·3 +
// 16), and as its value (448), so that what is explained can never differ from what is computed.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sym/expr.h"

namespace shapewise::sym {

class Formula {
 public:
  struct Term;

  Formula();  // 0
  // NOLINTBEGIN(google-explicit-constructor): numbers are formulas
  Formula(Int literal);
  Formula(int literal) : Formula(static_cast<Int>(literal)) {}
  // NOLINTEND(google-explicit-constructor)
  /// A quantity called `name` in formulas (ASCII with _ for subscripts: "C_in", "k_h") that has the value `value`.
  static Formula named(std::string name, Expr value);

  friend Formula operator+(const Formula& a, const Formula& b);
  friend Formula operator-(const Formula& a, const Formula& b);
  friend Formula operator*(const Formula& a, const Formula& b);
  /// Exact division, printed (C_in/g); the value is the floor.
  friend Formula operator/(const Formula& a, const Formula& b);
  static Formula floor_div(const Formula& a, const Formula& b);  // ⌊a/b⌋
  static Formula ceil_div(const Formula& a, const Formula& b);   // ⌈a/b⌉
  static Formula min(const Formula& a, const Formula& b);
  static Formula max(const Formula& a, const Formula& b);

  const Expr& value() const;
  bool is_zero() const { return value().is_constant(0); }
  /// With names: C_in·C_out·k_h·k_w + C_out. Equal neighbours are not merged: k·k stays k·k.
  std::string symbolic(Style style = Style::Unicode) const;
  /// With values in the place of the names: 3·16·3·3 + 16. Symbolic values that are sums get parentheses.
  std::string substituted(Style style = Style::Unicode) const;

 private:
  explicit Formula(std::shared_ptr<const Term> term) : term_(std::move(term)) {}
  std::shared_ptr<const Term> term_;
};

Formula product(const std::vector<Formula>& factors);
Formula sum(const std::vector<Formula>& terms);

}  // namespace shapewise::sym
