// Reading budgets; the units are those of SI and IEC.
#include "config/budget.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>

#include "base/edit_distance.h"

namespace shapewise::config {
namespace {

constexpr QuantityInfo kQuantities[] = {
    {Quantity::Parameters, "params", "parameters"},
    {Quantity::Trainable, "trainable", "parameters that are trained"},
    {Quantity::Macs, "macs", "multiply-adds for one sample"},
    {Quantity::Activations, "activations", "memory of all activations of one sample, in bytes", true},
    {Quantity::Weights, "weights", "memory of parameters and buffers, in bytes", true},
    {Quantity::Layers, "layers", "calls of layers"},
};

struct Unit {
  std::string_view name;
  double factor;
  bool bytes;
};

constexpr Unit kUnits[] = {
    {"", 1, false},    {"k", 1e3, false},  {"K", 1e3, false},   {"M", 1e6, false},      {"G", 1e9, false},
    {"B", 1, true},    {"T", 1e12, false}, {"KB", 1e3, true},   {"kB", 1e3, true},      {"MB", 1e6, true},
    {"GB", 1e9, true}, {"TB", 1e12, true}, {"KiB", 1024, true}, {"MiB", 1048576, true}, {"GiB", 1073741824, true},
};

struct Symbol {
  std::string_view text;
  Comparison comparison;
};

constexpr Symbol kSymbols[] = {{"<=", Comparison::LessEqual},
                               {">=", Comparison::GreaterEqual},
                               {"<", Comparison::Less},
                               {">", Comparison::Greater}};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
  return text;
}

Result<const QuantityInfo*> find_quantity(std::string_view written) {
  std::vector<std::string_view> names;
  for (const QuantityInfo& info : kQuantities) {
    if (info.name == written) return &info;
    names.push_back(info.name);
  }
  auto near = similar(written, names);
  std::string hint = near.empty() ? "" : fmt::format("; did you mean {}?", near.front());
  return fail(fmt::format("there is no budget for '{}'{} (there are {})", written, hint, fmt::join(names, ", ")));
}

Result<Int> parse_amount(std::string_view written, const QuantityInfo& quantity) {
  std::string digits;
  std::size_t end = 0;
  while (end < written.size() &&
         (std::isdigit(static_cast<unsigned char>(written[end])) != 0 || written[end] == '.' || written[end] == '_')) {
    if (written[end] != '_') digits += written[end];
    ++end;
  }
  // 1e6: an exponent, and no unit.
  bool exponent = end + 1 < written.size() && written[end] == 'e' &&
                  std::isdigit(static_cast<unsigned char>(written[end + 1])) != 0;
  if (exponent) {
    std::size_t last = written.find_first_not_of("0123456789", end + 1);
    digits += written.substr(end, last == std::string_view::npos ? last : last - end);
    end = std::min(last, written.size());
  }
  std::string_view unit = trimmed(written.substr(end));
  char* rest = nullptr;
  double number = std::strtod(digits.c_str(), &rest);
  auto found = std::find_if(std::begin(kUnits), std::end(kUnits), [&](const Unit& u) { return u.name == unit; });
  bool fits = found != std::end(kUnits) && (!found->bytes || quantity.bytes);
  if (digits.empty() || *rest != '\0' || !fits || number * found->factor > 1e18) {
    return fail(fmt::format("'{}' is no amount of {}: expected the like of {}", written, quantity.name,
                            quantity.bytes ? "256KiB or 1.5MB" : "300M or 1.5k"));
  }
  return static_cast<Int>(std::llround(number * found->factor));
}

Result<Budget> parse_budget(std::string_view text) {
  for (const Symbol& symbol : kSymbols) {
    std::size_t at = text.find(symbol.text);
    if (at == std::string_view::npos) continue;
    auto quantity = find_quantity(trimmed(text.substr(0, at)));
    if (!quantity) return tl::unexpected(quantity.error());
    auto limit = parse_amount(trimmed(text.substr(at + symbol.text.size())), **quantity);
    if (!limit) return tl::unexpected(limit.error());
    return Budget{(*quantity)->quantity, symbol.comparison, *limit, std::string(text)};
  }
  return fail(fmt::format("'{}' is no budget: expected the like of params<1M", text));
}

Result<Growth> parse_growth(std::string_view text) {
  std::size_t at = text.find(">+");
  if (at == std::string_view::npos) {
    return fail(fmt::format("'{}' is no limit of growth: expected the like of params>+5%", text));
  }
  auto quantity = find_quantity(trimmed(text.substr(0, at)));
  if (!quantity) return tl::unexpected(quantity.error());
  std::string_view amount = trimmed(text.substr(at + 2));
  bool percent = amount.ends_with('%');
  if (percent) amount = trimmed(amount.substr(0, amount.size() - 1));
  auto limit = parse_amount(amount, **quantity);
  if (!limit) return tl::unexpected(limit.error());
  return Growth{(*quantity)->quantity, *limit, percent, std::string(text)};
}

/// What `parse` makes of each part between commas.
template <class T>
Result<std::vector<T>> parse_list(std::string_view text, Result<T> (*parse)(std::string_view)) {
  std::vector<T> all;
  while (!trimmed(text).empty()) {
    std::size_t end = std::min(text.find(','), text.size());
    auto one = parse(trimmed(text.substr(0, end)));
    if (!one) return tl::unexpected(one.error());
    all.push_back(std::move(*one));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return all;
}

}  // namespace

std::span<const QuantityInfo> quantities() { return kQuantities; }

std::string_view name(Quantity quantity) {
  return std::find_if(std::begin(kQuantities), std::end(kQuantities),
                      [&](const QuantityInfo& info) { return info.quantity == quantity; })
      ->name;
}

std::string_view symbol(Comparison comparison) {
  return std::find_if(std::begin(kSymbols), std::end(kSymbols),
                      [&](const Symbol& symbol) { return symbol.comparison == comparison; })
      ->text;
}

bool keeps(const Budget& budget, Int value) {
  switch (budget.comparison) {
    case Comparison::Less: return value < budget.limit;
    case Comparison::LessEqual: return value <= budget.limit;
    case Comparison::Greater: return value > budget.limit;
    case Comparison::GreaterEqual: return value >= budget.limit;
  }
  return true;
}

Result<std::vector<Budget>> parse_budgets(std::string_view text) { return parse_list(text, parse_budget); }

bool is_too_much(const Growth& growth, Int before, Int after) {
  Int more = after - before;
  return growth.percent ? more * 100 > growth.limit * before : more > growth.limit;
}

Result<std::vector<Growth>> parse_growths(std::string_view text) { return parse_list(text, parse_growth); }

}  // namespace shapewise::config
