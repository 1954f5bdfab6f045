// A search from small numbers upwards.
#include "exec/trials.h"

#include <algorithm>

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

std::vector<Trial> trials(const std::vector<std::string>& symbols, const std::vector<sym::Relation>& relations) {
  std::vector<Trial> list;
  auto base = smallest(symbols, relations);
  if (!base) return list;
  list.push_back({"smallest", *base});
  constexpr std::pair<std::string_view, bool (*)(int)> kKinds[] = {
      {"odd", is_odd}, {"even", is_even}, {"prime", is_prime}};
  for (const auto& [kind, fits] : kKinds) {
    sym::Assignment values = *base;
    for (const std::string& symbol : symbols) {
      auto size = next_size(relations, values, symbol, size_of(*base, symbol), fits);
      if (size) values[symbol] = sym::Expr(*size);
    }
    bool fresh = std::none_of(list.begin(), list.end(), [&](const Trial& trial) { return trial.values == values; });
    if (fresh) list.push_back({kind, std::move(values)});
  }
  return list;
}

std::optional<sym::Assignment> breaking(const sym::Relation& relation, const std::vector<sym::Relation>& others,
                                        const sym::Assignment& base) {
  std::optional<sym::Assignment> any;
  for (const auto& [symbol, value] : base) {
    sym::Assignment values = base;
    int around = size_of(base, symbol);
    for (int size = around + 8; size >= 1; --size) {
      values[symbol] = sym::Expr(size);
      if (holds(relation, values).value_or(true)) continue;
      if (all_hold(others, values)) return values;
      if (!any) any = values;
    }
  }
  return any;
}

}  // namespace shapewise::exec
