// A budget compares a number of the report's totals; the parts of the sum are those of the report's layers.
#include "check/budget.h"

#include <algorithm>
#include <fmt/format.h>

#include "report/numbers.h"
#include "report/summary.h"

namespace shapewise::check {
namespace {

using config::Budget;
using config::Quantity;

constexpr int kBlamed = 3;  // layers that are named

/// For one sample.
sym::Expr of_one(const sym::Expr& e) { return sym::substitute(e, {{"N", sym::Expr(1)}}); }

/// What a layer adds to the total; absent if it is not known.
std::optional<sym::Expr> share(const report::Layer& layer, Quantity quantity) {
  bool counts = !layer.shared && layer.weights_known;
  switch (quantity) {
    case Quantity::Parameters: return counts ? layer.counts.parameters : sym::Expr(0);
    case Quantity::Trainable: return counts ? layer.counts.trainable : sym::Expr(0);
    case Quantity::Weights: return counts ? layer.counts.bytes : sym::Expr(0);
    case Quantity::Macs: return layer.cost.macs ? std::optional(of_one(layer.cost.macs->value())) : std::nullopt;
    case Quantity::Activations: return layer.cost.memory ? std::optional(of_one(*layer.cost.memory)) : std::nullopt;
    case Quantity::Layers: return sym::Expr(1);
  }
  return std::nullopt;
}

/// The total: a lower bound where a part is not known.
analysis::Sum total(const report::Report& report, Quantity quantity) {
  const analysis::Totals& totals = report.totals;
  switch (quantity) {
    case Quantity::Parameters: return {totals.weights.parameters, totals.weights_exact};
    case Quantity::Trainable: return {totals.weights.trainable, totals.weights_exact};
    case Quantity::Weights: return {totals.weights.bytes, totals.weights_exact};
    case Quantity::Macs: return {of_one(totals.macs.value), totals.macs.exact};
    case Quantity::Activations: return {of_one(totals.memory.value), totals.memory.exact};
    case Quantity::Layers: return {sym::Expr(static_cast<std::int64_t>(report.layers.size())), true};
  }
  return {};
}

std::string amount(const sym::Expr& value, Quantity quantity) {
  bool bytes = quantity == Quantity::Activations || quantity == Quantity::Weights;
  return bytes ? report::bytes_text(value, sym::Style::Unicode) : report::grouped(value, sym::Style::Unicode);
}

/// The layers that add most, as notes.
void blame(diag::Diagnostic& d, const report::Report& report, Quantity quantity, Int sum) {
  struct Part {
    const report::Layer* layer;
    Int value;
  };
  std::vector<Part> parts;
  for (const report::Layer& layer : report.layers) {
    auto value = share(layer, quantity);
    auto number = value ? value->constant() : std::nullopt;
    if (number && *number > 0) parts.push_back({&layer, *number});
  }
  if (quantity == Quantity::Layers || sum <= 0) return;
  std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.value > b.value; });
  for (std::size_t i = 0; i < parts.size() && i < kBlamed; ++i) {
    const report::Layer& layer = *parts[i].layer;
    std::string name = layer.path.empty() ? layer.name : layer.path;
    d.notes.push_back(fmt::format("{} % of it: {} ({}) has {}, {}", to_string(parts[i].value * 100 / sum), name,
                                  layer.type, amount(sym::Expr(parts[i].value), quantity),
                                  report::place_text(layer.source)));
  }
}

}  // namespace

std::vector<diag::Diagnostic> check_budgets(std::span<const Budget> budgets, const report::Report& report,
                                            const std::string& network, source::Range range) {
  std::vector<diag::Diagnostic> found;
  for (const Budget& budget : budgets) {
    analysis::Sum sum = total(report, budget.quantity);
    auto value = sum.value.constant();
    bool below = budget.comparison == config::Comparison::Less || budget.comparison == config::Comparison::LessEqual;
    bool decided = value && (sum.exact || (below && !config::keeps(budget, *value)));
    if (decided && config::keeps(budget, *value)) continue;
    diag::Diagnostic d;
    d.range = range;
    if (decided) {
      d.message = fmt::format("{} has {}{} {}, and its budget is {}", network, sum.exact ? "" : "at least ",
                              amount(sum.value, budget.quantity), config::name(budget.quantity), budget.text);
      blame(d, report, budget.quantity, *value);
    } else {
      d.severity = diag::Severity::Warning;
      d.message = fmt::format("it cannot be told whether {} keeps its budget {}", network, budget.text);
      d.notes.push_back(value ? "a part of the network is not known"
                              : fmt::format("its {} are {}: give the input a size", config::name(budget.quantity),
                                            amount(sum.value, budget.quantity)));
    }
    found.push_back(std::move(d));
  }
  return found;
}

}  // namespace shapewise::check
