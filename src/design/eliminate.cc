// One equation after the other: a symbol that stands alone in it is replaced everywhere by the rest.
#include "design/eliminate.h"

#include <algorithm>
#include <numeric>

#include "sym/polynomial.h"

namespace shapewise::design {
namespace {

using sym::Expr;
using sym::Relation;

struct Solved {
  std::string symbol;
  Expr value;
};

/// symbol = value from Σ terms = 0, if that has no minus in it.
std::optional<Expr> solve_for(const std::string& symbol, const std::vector<sym::PlainTerm>& terms) {
  Int own = 0;
  Expr rest;
  for (const sym::PlainTerm& term : terms) {
    if (std::find(term.symbols.begin(), term.symbols.end(), symbol) == term.symbols.end()) continue;
    if (term.symbols.size() > 1 || own != 0) return std::nullopt;
    own = term.coefficient;
  }
  for (const sym::PlainTerm& term : terms) {
    if (term.symbols == std::vector<std::string>{symbol}) continue;
    if (term.coefficient % own != 0 || -term.coefficient / own < 0) return std::nullopt;
    Expr product = -term.coefficient / own;
    for (const std::string& factor : term.symbols) product *= Expr::symbol(factor);
    rest += product;
  }
  return rest;
}

std::optional<Solved> solve(const Relation& relation, std::string_view prefix) {
  if (relation.op != Relation::Op::Eq) return std::nullopt;
  auto terms = sym::plain_terms(relation.a - relation.b);
  if (!terms) return std::nullopt;
  for (const sym::PlainTerm& term : *terms) {
    if (term.symbols.size() != 1 || !term.symbols[0].starts_with(prefix)) continue;
    if (auto value = solve_for(term.symbols[0], *terms)) return Solved{term.symbols[0], *value};
  }
  return std::nullopt;
}

Relation with(const Relation& relation, const sym::Assignment& values) {
  return {relation.op, sym::substitute(relation.a, values), sym::substitute(relation.b, values)};
}

}  // namespace

Eliminated eliminate(const std::vector<Relation>& relations, std::string_view prefix) {
  Eliminated result;
  for (const Relation& relation : relations) {
    Relation now = with(relation, result.values);
    if (sym::Facts().prove(now) == sym::Truth::Yes) continue;
    std::optional<Solved> solved = solve(now, prefix);
    if (!solved) {
      result.other.push_back(now);
      continue;
    }
    sym::Assignment one{{solved->symbol, solved->value}};
    for (auto& [symbol, value] : result.values) value = sym::substitute(value, one);
    for (Relation& other : result.other) other = with(other, one);
    result.values.insert(one.begin(), one.end());
  }
  return result;
}

}  // namespace shapewise::design
