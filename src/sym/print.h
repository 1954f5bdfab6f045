// Printed pieces and how tightly they bind, so that Expr and Formula set parentheses by one rule. Internal to sym/.
#pragma once

#include <string>
#include <string_view>

#include "sym/expr.h"

namespace shapewise::sym {

/// From loosest to tightest. A division is Python's // and %, and the bare fraction a/b.
enum class Binding { Sum, Division, Product, Power, Primary };

struct Printed {
  std::string text;
  Binding binding = Binding::Primary;
};

/// How one style spells things.
struct Spelling {
  Style style = Style::Unicode;
  bool spaced = true;  // around + and −

  std::string_view plus() const { return spaced ? " + " : "+"; }
  std::string_view minus() const;  // between two terms
  std::string_view sign() const;   // before one
  std::string_view times() const { return style == Style::Unicode ? "·" : "*"; }
  std::string number(Int value) const;
  std::string power(std::string base, int exponent) const;
  /// ⌊numerator/divisor⌋, floor(numerator/divisor) or numerator//divisor.
  Printed floor(const Printed& numerator, const Printed& divisor) const;
  /// ⌈numerator/divisor⌉, ceil(numerator/divisor) or -(-numerator//divisor).
  Printed ceil(const Printed& numerator, const Printed& divisor) const;
};

/// The text, in parentheses if it binds less tightly than `needed`.
std::string enclose(const Printed& piece, Binding needed);

Printed print(const Expr& e, const Spelling& spelling);

}  // namespace shapewise::sym
