// The total order and the hashes that make the polynomial form canonical, and the constructors that keep its
// invariants.
#include "sym/node.h"

#include <algorithm>
#include <string_view>

#include "sym/halves.h"

namespace shapewise::sym {
namespace {

std::size_t mix(std::size_t seed, std::size_t value) {
  return (seed ^ value) * static_cast<std::size_t>(0x9E3779B97F4A7C15) + (seed >> 7);
}

std::size_t hash_of(const Polynomial& terms) {
  std::size_t hash = 0x51;
  for (const Term& term : terms) {
    hash = mix(hash, Expr(term.coefficient).hash());
    for (const Factor& factor : term.monomial)
      hash = mix(mix(hash, factor.atom->hash), static_cast<std::size_t>(factor.power));
  }
  return hash;
}

/// The customary order of the axes of a tensor; all other names come after them.
int rank(std::string_view name) {
  constexpr std::string_view kAxes = "NBCDTHW";
  auto at = name.size() == 1 ? kAxes.find(name[0]) : std::string_view::npos;
  return static_cast<int>(at == std::string_view::npos ? kAxes.size() : at);
}

int degree(const Monomial& monomial) {
  int sum = 0;
  for (const Factor& factor : monomial) sum += factor.power;
  return sum;
}

std::strong_ordering compare_names(std::string_view a, std::string_view b) {
  if (auto order = rank(a) <=> rank(b); order != 0) return order;
  return a.compare(b) <=> 0;
}

/// Sorts, and merges equal monomials. False if a coefficient overflows.
bool canonicalise(Polynomial& terms) {
  std::sort(terms.begin(), terms.end(),
            [](const Term& a, const Term& b) { return compare(a.monomial, b.monomial) < 0; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (kept > 0 && compare(terms[kept - 1].monomial, terms[i].monomial) == 0) {
      auto sum = checked_add(terms[kept - 1].coefficient, terms[i].coefficient);
      if (!sum) return false;
      terms[kept - 1].coefficient = *sum;
      continue;
    }
    if (kept > 0 && terms[kept - 1].coefficient == 0) --kept;
    if (kept != i) terms[kept] = std::move(terms[i]);
    ++kept;
  }
  if (kept > 0 && terms[kept - 1].coefficient == 0) --kept;
  terms.erase(terms.begin() + static_cast<std::ptrdiff_t>(kept), terms.end());
  return true;
}

}  // namespace

std::strong_ordering compare(const Atom& a, const Atom& b) {
  if (&a == &b) return std::strong_ordering::equal;
  if (auto order = a.kind <=> b.kind; order != 0) return order;
  if (auto order = compare_names(a.name, b.name); order != 0) return order;
  if (auto order = a.serial <=> b.serial; order != 0) return order;
  if (auto order = a.args.size() <=> b.args.size(); order != 0) return order;
  for (std::size_t i = 0; i < a.args.size(); ++i) {
    if (auto order = a.args[i] <=> b.args[i]; order != 0) return order;
  }
  return std::strong_ordering::equal;
}

std::strong_ordering compare(const Monomial& a, const Monomial& b) {
  if (auto order = degree(b) <=> degree(a); order != 0) return order;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (auto order = compare(*a[i].atom, *b[i].atom); order != 0) return order;
    if (auto order = b[i].power <=> a[i].power; order != 0) return order;
  }
  return a.size() <=> b.size();
}

std::strong_ordering compare(const Polynomial& a, const Polynomial& b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (auto order = compare(a[i].monomial, b[i].monomial); order != 0) return order;
    if (auto order = a[i].coefficient <=> b[i].coefficient; order != 0) return order;
  }
  return a.size() <=> b.size();
}

Expr from_canonical(Polynomial terms) {
  if (terms.empty()) return 0;
  if (terms.size() == 1 && terms[0].is_constant()) return terms[0].coefficient;
  if (terms.size() > static_cast<std::size_t>(kMaxTerms)) return too_large();
  auto node = std::make_shared<Node>();
  for (const Term& term : terms) {
    if (term.coefficient == kSmallest) return overflow();
    ++node->size;
    for (const Factor& factor : term.monomial) {
      node->size += factor.atom->size;
      node->depth = std::max(node->depth, factor.atom->depth);
      node->has_unknown |= factor.atom->has_unknown;
      if (factor.power > kMaxPower) return too_large();
    }
    if (node->size > kMaxSize) return too_large();
  }
  node->hash = hash_of(terms);
  node->terms = std::move(terms);
  return Node::wrap(std::move(node));
}

Expr from_terms(Polynomial terms) { return canonicalise(terms) ? from_sum(std::move(terms)) : overflow(); }

std::optional<Polynomial> add_scaled(const Terms& a, const Terms& b, Int scale) {
  Polynomial sum;
  sum.reserve(static_cast<std::size_t>(a.size() + b.size()));
  const Term* i = a.begin();
  const Term* j = b.begin();
  while (i != a.end() || j != b.end()) {
    auto order = i == a.end()   ? std::strong_ordering::greater
                 : j == b.end() ? std::strong_ordering::less
                                : compare(i->monomial, j->monomial);
    if (order < 0) {
      sum.push_back(*i++);
      continue;
    }
    auto scaled = checked_mul(j->coefficient, scale);
    if (!scaled) return std::nullopt;
    auto total = order == 0 ? checked_add(i->coefficient, *scaled) : scaled;
    if (!total) return std::nullopt;
    if (*total != 0) sum.push_back({*total, j->monomial});
    if (order == 0) ++i;
    ++j;
  }
  return sum;
}

Expr from_atom(Atom atom) {
  atom.hash = mix(static_cast<std::size_t>(atom.kind), std::hash<std::string>()(atom.name));
  atom.hash = mix(atom.hash, static_cast<std::size_t>(atom.serial));
  atom.has_unknown = atom.kind == Atom::Kind::Unknown;
  for (const Expr& arg : atom.args) {
    if (arg.is_invalid()) return arg;
    atom.hash = mix(atom.hash, arg.hash());
    if (arg.is_constant()) continue;
    atom.size += arg.node()->size;
    atom.depth = std::max(atom.depth, arg.node()->depth + 1);
    atom.has_unknown |= arg.has_unknown();
  }
  if (atom.depth > kMaxDepth || atom.size > kMaxSize) return too_large();
  atom.range = compute_range(atom, {});
  return from_atom(std::make_shared<const Atom>(std::move(atom)));
}

Expr from_atom(const AtomPtr& atom, int power) {
  Polynomial terms(1);
  terms[0].coefficient = 1;
  if (power > 0) terms[0].monomial.push_back({atom, power});
  return from_canonical(std::move(terms));
}

Terms::Terms(const Expr& e) {
  if (const Node* node = e.node()) {
    begin_ = node->terms.data();
    end_ = begin_ + node->terms.size();
    return;
  }
  number_.coefficient = *e.constant();
  begin_ = &number_;
  end_ = begin_ + (number_.coefficient != 0 ? 1 : 0);
}

Int constant_term(const Expr& e) {
  Terms terms(e);
  return terms.size() > 0 && terms.back().is_constant() ? terms.back().coefficient : 0;
}

AtomPtr single_atom(const Expr& e) {
  Terms terms(e);
  if (terms.size() != 1 || terms.front().coefficient != 1) return nullptr;
  const Monomial& monomial = terms.front().monomial;
  return monomial.size() == 1 && monomial[0].power == 1 ? monomial[0].atom : nullptr;
}

std::vector<AtomPtr> atoms(const Expr& e) {
  std::vector<AtomPtr> found;
  for (const Term& term : Terms(e)) {
    for (const Factor& factor : term.monomial) found.push_back(factor.atom);
  }
  std::sort(found.begin(), found.end(), [](const AtomPtr& a, const AtomPtr& b) { return compare(*a, *b) < 0; });
  auto equal = [](const AtomPtr& a, const AtomPtr& b) { return same(*a, *b); };
  found.erase(std::unique(found.begin(), found.end(), equal), found.end());
  return found;
}

Int content(const Expr& e) {
  Int divisor = 0;
  for (const Term& term : Terms(e)) {
    divisor = gcd(divisor, term.coefficient);
    if (divisor == 1) break;
  }
  return divisor;
}

Monomial multiply(const Monomial& a, const Monomial& b) {
  Monomial result;
  result.reserve(a.size() + b.size());
  auto i = a.begin();
  auto j = b.begin();
  while (i != a.end() && j != b.end()) {
    auto order = compare(*i->atom, *j->atom);
    if (order < 0) {
      result.push_back(*i++);
    } else if (order > 0) {
      result.push_back(*j++);
    } else {
      result.push_back({i->atom, i->power + j->power});
      ++i;
      ++j;
    }
  }
  result.insert(result.end(), i, a.end());
  result.insert(result.end(), j, b.end());
  return result;
}

Expr too_large() { return Expr::invalid("expression too large"); }
Expr overflow() { return Expr::invalid("number larger than 128 bits"); }

}  // namespace shapewise::sym
