// Expr as a value: construction, questions, comparison, and the ring operations on canonical polynomials.
#include "sym/expr.h"

#include <atomic>
#include <set>

#include "sym/halves.h"
#include "sym/node.h"

namespace shapewise::sym {
namespace {

Expr add(const Expr& a, const Expr& b, Int scale) {
  if (a.is_invalid()) return a;
  if (b.is_invalid()) return b;
  auto sum = add_scaled(Terms(a), Terms(b), scale);
  return sum ? from_sum(std::move(*sum)) : overflow();
}

Expr of(std::optional<Int> number) { return number ? Expr(*number) : overflow(); }

void collect_symbols(const Expr& e, std::set<std::string>& names) {
  if (e.is_invalid()) return;
  for (const AtomPtr& atom : atoms(e)) {
    if (atom->kind == Atom::Kind::Symbol) names.insert(atom->name);
    for (const Expr& arg : atom->args) collect_symbols(arg, names);
  }
}

}  // namespace

Expr::Expr(Int value) : value_(value) {
  if (value == kSmallest) *this = overflow();
}

Expr Expr::symbol(std::string name) {
  Atom atom;
  atom.name = std::move(name);
  return from_atom(std::move(atom));
}

Expr Expr::unknown(std::string name) {
  static std::atomic<std::int64_t> serial = 0;
  Atom atom;
  atom.kind = Atom::Kind::Unknown;
  atom.name = std::move(name);
  atom.serial = ++serial;
  return from_atom(std::move(atom));
}

Expr Expr::invalid(std::string reason) {
  auto node = std::make_shared<Node>();
  node->invalid = true;
  node->hash = std::hash<std::string>()(reason);
  node->reason = std::move(reason);
  return Expr(std::move(node));
}

std::optional<Int> Expr::constant() const {
  if (node_) return std::nullopt;
  return value_;
}

bool Expr::is_invalid() const { return node_ && node_->invalid; }
std::string Expr::invalid_reason() const { return node_ ? node_->reason : std::string(); }
bool Expr::has_unknown() const { return node_ && node_->has_unknown; }

std::optional<std::string> Expr::symbol_name() const {
  if (is_constant() || is_invalid()) return std::nullopt;
  AtomPtr atom = single_atom(*this);
  if (!atom || atom->kind != Atom::Kind::Symbol) return std::nullopt;
  return atom->name;
}

std::size_t Expr::hash() const {
  if (node_) return node_->hash;
  return static_cast<std::size_t>(value_) * 31 + static_cast<std::size_t>(value_ >> 64);
}

bool operator==(const Expr& a, const Expr& b) {
  if (!a.node_ || !b.node_) return !a.node_ && !b.node_ && a.value_ == b.value_;
  return a.node_ == b.node_ || (a.node_->hash == b.node_->hash && (a <=> b) == 0);
}

std::strong_ordering operator<=>(const Expr& a, const Expr& b) {
  if (!a.node_ && !b.node_) return a.value_ <=> b.value_;
  if (!a.node_ || !b.node_) return !a.node_ ? std::strong_ordering::greater : std::strong_ordering::less;
  if (a.node_ == b.node_) return std::strong_ordering::equal;
  if (auto order = a.node_->invalid <=> b.node_->invalid; order != 0) return order;
  if (a.node_->invalid) return a.node_->reason.compare(b.node_->reason) <=> 0;
  return compare(a.node_->terms, b.node_->terms);
}

Expr operator+(const Expr& a, const Expr& b) {
  if (!a.node_ && !b.node_) return of(checked_add(a.value_, b.value_));
  return add(a, b, 1);
}

Expr operator-(const Expr& a, const Expr& b) {
  if (!a.node_ && !b.node_) return of(checked_sub(a.value_, b.value_));
  return add(a, b, -1);
}

Expr operator-(const Expr& a) { return Expr() - a; }

Expr operator*(const Expr& a, const Expr& b) {
  if (!a.node_ && !b.node_) return of(checked_mul(a.value_, b.value_));
  if (a.is_invalid()) return a;
  if (b.is_invalid()) return b;
  if (!b.node_) return add(0, a, b.value_);
  if (!a.node_) return add(0, b, a.value_);
  const Polynomial& left = a.node_->terms;
  const Polynomial& right = b.node_->terms;
  if (left.size() * right.size() > static_cast<std::size_t>(kMaxProductPairs)) return too_large();
  Polynomial terms;
  terms.reserve(left.size() * right.size());
  for (const Term& x : left) {
    for (const Term& y : right) {
      auto coefficient = checked_mul(x.coefficient, y.coefficient);
      if (!coefficient) return overflow();
      terms.push_back({*coefficient, multiply(x.monomial, y.monomial)});
    }
  }
  return from_terms(std::move(terms));
}

Expr pow(const Expr& a, int exponent) {
  if (exponent < 0) return Expr::invalid("negative power");
  if (a.is_invalid()) return a;
  if (exponent > kMaxPower && !a.is_constant()) return too_large();
  Expr result = 1;
  Expr square = a;
  for (int rest = exponent; rest > 0; rest /= 2) {
    if (rest % 2 == 1) result *= square;
    if (rest > 1) square *= square;
    if (result.is_invalid()) return result;
  }
  return result;
}

Expr product(const std::vector<Expr>& factors) {
  Expr result = 1;
  for (const Expr& factor : factors) result *= factor;
  return result;
}

std::vector<std::string> symbols(const Expr& e) {
  std::set<std::string> names;
  collect_symbols(e, names);
  return {names.begin(), names.end()};
}

}  // namespace shapewise::sym
