// Symbolic exact integers: what a tensor size or a count is while the batch is still "N". An Expr is an immutable value
// in canonical form, so that equal polynomials compare equal, and a plain number costs no allocation.
#pragma once

#include <compare>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/int.h"

namespace shapewise::sym {

class Node;

/// How expressions are spelled. Unicode is for people (⌊(H−1)/2⌋, 3·H²); Ascii is for terminals without Unicode; Python
/// is for machines: it evaluates in Python to the same value ((H - 1)//2, 3*H**2, max(a, b)).
enum class Style { Unicode, Ascii, Python };

class Expr {
 public:
  Expr() = default;  // 0
  // NOLINTBEGIN(google-explicit-constructor): numbers are expressions
  Expr(Int value);
  Expr(int value) : Expr(static_cast<Int>(value)) {}
  Expr(std::int64_t value) : Expr(static_cast<Int>(value)) {}
  // NOLINTEND(google-explicit-constructor)
  Expr(bool) = delete;
  Expr(double) = delete;

  /// A named size. Without facts that say otherwise a symbol is an integer ≥ 1.
  static Expr symbol(std::string name);
  /// A size that could not be determined; each call makes a different one. `name` is shown to people ("?").
  /// No comparison with it is ever decided, and nothing is ever assumed about it. It is ≥ 0.
  static Expr unknown(std::string name = "?");
  /// The result of arithmetic that left 128 bits, or of a division by zero. It swallows everything it meets.
  static Expr invalid(std::string reason);

  bool is_constant() const { return node_ == nullptr; }
  /// The value, if this is a number.
  std::optional<Int> constant() const;
  bool is_constant(Int value) const { return node_ == nullptr && value_ == value; }
  bool is_invalid() const;
  std::string invalid_reason() const;
  /// True if it contains an Expr::unknown.
  bool has_unknown() const;
  /// The name, if this is exactly one named symbol.
  std::optional<std::string> symbol_name() const;

  friend Expr operator+(const Expr& a, const Expr& b);
  friend Expr operator-(const Expr& a, const Expr& b);
  friend Expr operator*(const Expr& a, const Expr& b);
  friend Expr operator-(const Expr& a);
  Expr& operator+=(const Expr& other) { return *this = *this + other; }
  Expr& operator*=(const Expr& other) { return *this = *this * other; }

  /// Structural equality of canonical forms: equal polynomials are equal; `false` does not prove a difference (see
  /// facts.h).
  friend bool operator==(const Expr& a, const Expr& b);
  /// An arbitrary but stable total order.
  friend std::strong_ordering operator<=>(const Expr& a, const Expr& b);
  std::size_t hash() const;

  const Node* node() const { return node_.get(); }

 private:
  friend class Node;
  explicit Expr(std::shared_ptr<const Node> node) : node_(std::move(node)) {}

  std::shared_ptr<const Node> node_;
  Int value_ = 0;
};

/// ⌊a / b⌋ as Python's // (towards −∞). b = 0 is invalid.
Expr floor_div(const Expr& a, const Expr& b);
/// ⌈a / b⌉.
Expr ceil_div(const Expr& a, const Expr& b);
/// a − b·⌊a / b⌋ as Python's %.
Expr mod(const Expr& a, const Expr& b);
Expr min(const Expr& a, const Expr& b);
Expr max(const Expr& a, const Expr& b);
/// a to a power ≥ 0.
Expr pow(const Expr& a, int exponent);
Expr product(const std::vector<Expr>& factors);

using Assignment = std::map<std::string, Expr, std::less<>>;

/// Replaces named symbols and simplifies again.
Expr substitute(const Expr& e, const Assignment& values);
/// Names of the symbols in it, sorted, each once; unknowns are left out.
std::vector<std::string> symbols(const Expr& e);

std::string to_text(const Expr& e, Style style = Style::Unicode);
/// Reads what Style::Python and Style::Ascii print (also ⌊⌋ · − and powers by ^), symbols being identifiers.
/// Empty if the text is not such an expression.
std::optional<Expr> parse_expr(std::string_view text);

}  // namespace shapewise::sym

template <>
struct std::hash<shapewise::sym::Expr> {
  std::size_t operator()(const shapewise::sym::Expr& e) const noexcept { return e.hash(); }
};
