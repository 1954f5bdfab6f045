// A search from small numbers upwards.
#include "exec/trials.h"

#include <algorithm>
#include <fmt/format.h>

namespace shapewise::exec {
namespace {

constexpr int kMostSize = 2048;  // that is tried for a symbol

bool all_hold(const std::vector<sym::Relation>& relations, const sym::Assignment& values) {
  return std::all_of(relations.begin(), relations.end(),
                     [&](const sym::Relation& relation) { return holds(relation, values).value_or(true); });
}

bool is_odd(int n) { return n % 2 == 1; }
bool is_even(int n) { return n % 2 == 0; }
bool is_prime(int n) {
  for (int d = 2; d * d <= n; ++d) {
    if (n % d == 0) return false;
  }
  return n > 1;
}

/// The first number above `from` of the kind with which all relations hold, in the place of one symbol's.
std::optional<int> next_size(const std::vector<sym::Relation>& relations, sym::Assignment values,
                             const std::string& symbol, int from, bool (*fits)(int)) {
  for (int size = from + 1; size <= kMostSize; ++size) {
    if (!fits(size)) continue;
    values[symbol] = sym::Expr(size);
    if (all_hold(relations, values)) return size;
  }
  return std::nullopt;
}

/// All symbols equally large first, then each as small as the others allow.
std::optional<sym::Assignment> smallest(const std::vector<std::string>& symbols,
                                        const std::vector<sym::Relation>& relations) {
  sym::Assignment values;
  int size = 0;
  do {
    if (++size > kMostSize) return std::nullopt;
    for (const std::string& symbol : symbols) values[symbol] = sym::Expr(size);
  } while (!all_hold(relations, values));
  for (const std::string& symbol : symbols) {
    auto least = next_size(relations, values, symbol, 0, [](int) { return true; });
    if (least) values[symbol] = sym::Expr(*least);
  }
  return values;
}

/// A symbol that follows from the others.
struct Derived {
  std::string symbol;
  sym::Expr expr;
};

/// The one of these symbols that an equality a = b decides: one whose factor in a − b is 1 or −1.
std::optional<Derived> derived_from(const sym::Relation& relation, const std::vector<std::string>& symbols) {
  if (relation.op != sym::Relation::Op::Eq) return std::nullopt;
  sym::Expr difference = relation.a - relation.b;
  for (const std::string& symbol : symbols) {
    sym::Expr rest = sym::substitute(difference, {{symbol, sym::Expr(0)}});
    for (int factor : {1, -1}) {
      if (difference == rest + sym::Expr(factor) * *sym::parse_expr(symbol))
        return Derived{symbol, sym::Expr(-factor) * rest};
    }
  }
  return std::nullopt;
}

/// Takes the symbols that equalities decide out of `symbols` and puts what they are into all relations.
std::vector<Derived> solve_equalities(std::vector<std::string>& symbols, std::vector<sym::Relation>& relations) {
  std::vector<Derived> list;
  for (std::size_t i = 0; i < relations.size(); ++i) {
    auto found = derived_from(relations[i], symbols);
    if (!found) continue;
    std::erase(symbols, found->symbol);
    sym::Assignment known{{found->symbol, found->expr}};
    for (sym::Relation& one : relations) {
      one.a = sym::substitute(one.a, known);
      one.b = sym::substitute(one.b, known);
    }
    for (Derived& one : list) one.expr = sym::substitute(one.expr, known);
    relations.push_back(sym::ge(found->expr, sym::Expr(1)));
    list.push_back(std::move(*found));
  }
  return list;
}

sym::Assignment completed(sym::Assignment values, const std::vector<Derived>& derived) {
  for (const Derived& one : derived) values[one.symbol] = sym::substitute(one.expr, values);
  return values;
}

/// The first relation without which there are numbers, if one alone is to blame.
std::string why_none(const std::vector<std::string>& symbols, const std::vector<sym::Relation>& relations) {
  for (const sym::Relation& relation : relations) {
    std::vector<sym::Relation> others = relations;
    std::erase(others, relation);
    if (smallest(symbols, others)) return sym::to_text(relation);
  }
  return "all that is assumed";
}

int size_of(const sym::Assignment& values, const std::string& symbol) {
  return static_cast<int>(values.find(symbol)->second.constant().value_or(1));
}

}  // namespace

std::optional<bool> holds(const sym::Relation& relation, const sym::Assignment& values) {
  auto a = sym::substitute(relation.a, values).constant();
  auto b = sym::substitute(relation.b, values).constant();
  if (!a || !b) return std::nullopt;
  switch (relation.op) {
    case sym::Relation::Op::Eq: return *a == *b;
    case sym::Relation::Op::Ne: return *a != *b;
    case sym::Relation::Op::Ge: return *a >= *b;
    case sym::Relation::Op::Divisible: return *b != 0 && floor_mod(*a, *b) == 0;
  }
  return std::nullopt;
}

Result<std::vector<Trial>> trials(const std::vector<std::string>& symbols, std::vector<sym::Relation> relations) {
  std::vector<std::string> open = symbols;
  std::vector<Derived> derived = solve_equalities(open, relations);
  auto base = smallest(open, relations);
  if (!base) {
    return fail(fmt::format("no sizes up to {} were found with which {} holds; give {} a value with --set {}=SIZE",
                            kMostSize, why_none(open, relations), fmt::join(symbols, " or "),
                            symbols.empty() ? "NAME" : symbols.front()));
  }
  std::vector<Trial> list{{"smallest", completed(*base, derived)}};
  constexpr std::pair<std::string_view, bool (*)(int)> kKinds[] = {
      {"odd", is_odd}, {"even", is_even}, {"prime", is_prime}};
  for (const auto& [kind, fits] : kKinds) {
    sym::Assignment values = *base;
    for (const std::string& symbol : open) {
      auto size = next_size(relations, values, symbol, size_of(*base, symbol), fits);
      if (size) values[symbol] = sym::Expr(*size);
    }
    values = completed(std::move(values), derived);
    bool fresh = std::none_of(list.begin(), list.end(), [&](const Trial& trial) { return trial.values == values; });
    if (fresh) list.push_back({kind, std::move(values)});
  }
  return list;
}

std::optional<sym::Assignment> breaking(const sym::Relation& relation, const std::vector<sym::Relation>& others,
                                        std::vector<sym::Relation> facts, const sym::Assignment& base) {
  std::vector<std::string> open;
  for (const auto& [symbol, value] : base) open.push_back(symbol);
  std::vector<Derived> derived = solve_equalities(open, facts);
  std::optional<sym::Assignment> any;
  for (const std::string& symbol : open) {
    sym::Assignment values = base;
    int around = size_of(base, symbol);
    for (int size = around + 8; size >= 1; --size) {
      values[symbol] = sym::Expr(size);
      values = completed(std::move(values), derived);
      if (holds(relation, values).value_or(true) || !all_hold(facts, values)) continue;
      if (all_hold(others, values)) return values;
      if (!any) any = values;
    }
  }
  return any;
}

}  // namespace shapewise::exec
