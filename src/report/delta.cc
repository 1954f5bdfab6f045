// Matching the calls of two reports.
#include "report/delta.h"

#include <algorithm>
#include <map>

#include "report/summary.h"

namespace shapewise::report {
namespace {

/// A name for each call that it is likely to keep: its module's path, or the function in its module.
std::vector<std::string> keys_of(const Report& report) {
  std::map<std::string, int> seen;
  std::vector<std::string> keys;
  for (const Layer& layer : report.layers) {
    std::string key = layer.path;
    if (layer.function || key.empty()) key += (key.empty() ? "" : " ") + layer.name;
    int count = ++seen[key];
    keys.push_back(count == 1 ? key : key + " #" + std::to_string(count));
  }
  return keys;
}

std::optional<sym::Expr> exact(const std::optional<sym::Expr>& e) {
  return e && analysis::is_exact(*e) ? e : std::nullopt;
}

std::optional<sym::Expr> parameters_of(const Layer& layer) {
  return layer.weights_known && !layer.shared ? exact(layer.counts.parameters) : std::nullopt;
}

std::optional<sym::Expr> macs_of(const Layer& layer) {
  return layer.cost.macs ? exact(layer.cost.macs->value()) : std::nullopt;
}

std::string signature(const Layer& layer) { return layer.type + "(" + layer.arguments + ")"; }

LayerChange difference(const std::string& key, const Layer* before, const Layer* after) {
  LayerChange change;
  change.name = key;
  change.kind = before == nullptr  ? LayerChange::Kind::Added
                : after == nullptr ? LayerChange::Kind::Removed
                                   : LayerChange::Kind::Changed;
  if (before != nullptr) {
    change.before = signature(*before);
    change.shape_before = shapes_text(before->outputs, sym::Style::Unicode);
    change.parameters.before = parameters_of(*before);
    change.macs.before = macs_of(*before);
    change.memory.before = exact(before->cost.memory);
  }
  if (after != nullptr) {
    change.after = signature(*after);
    change.shape_after = shapes_text(after->outputs, sym::Style::Unicode);
    change.parameters.after = parameters_of(*after);
    change.macs.after = macs_of(*after);
    change.memory.after = exact(after->cost.memory);
  }
  return change;
}

bool is_change(const LayerChange& change) {
  return change.kind != LayerChange::Kind::Changed || change.before != change.after ||
         change.shape_before != change.shape_after || change.parameters.differs() || change.macs.differs() ||
         change.memory.differs();
}

std::optional<sym::Expr> sum(const analysis::Sum& sum) { return sum.exact ? exact(sum.value) : std::nullopt; }

std::vector<TotalChange> totals_of(const analysis::Totals& a, const analysis::Totals& b) {
  auto weight = [](const analysis::Totals& totals, sym::Expr analysis::Counts::*member) {
    return totals.weights_exact ? exact(totals.weights.*member) : std::nullopt;
  };
  auto pair = [&](sym::Expr analysis::Counts::*member) { return Pair{weight(a, member), weight(b, member)}; };
  return {
      {"params", "parameters", false, pair(&analysis::Counts::parameters)},
      {"trainable", "trainable", false, pair(&analysis::Counts::trainable)},
      {"weights", "weights", true, pair(&analysis::Counts::bytes)},
      {"macs", "multiply-adds", false, {sum(a.macs), sum(b.macs)}},
      {"activations", "activations", true, {sum(a.memory), sum(b.memory)}},
  };
}

}  // namespace

bool Delta::same() const {
  return layers.empty() &&
         std::none_of(totals.begin(), totals.end(), [](const TotalChange& total) { return total.value.differs(); });
}

Delta delta_of(const Report& before, const Report& after) {
  Delta delta;
  delta.before = before.title;
  delta.after = after.title;
  delta.inputs = after.inputs;
  delta.totals = totals_of(before.totals, after.totals);
  std::vector<std::string> old_keys = keys_of(before);
  std::vector<std::string> new_keys = keys_of(after);
  std::map<std::string, std::size_t> old_index;
  std::map<std::string, bool> kept;
  for (std::size_t i = 0; i < old_keys.size(); ++i) old_index.emplace(old_keys[i], i);
  for (const std::string& key : new_keys) kept[key] = true;
  // Removed calls stand where they were: before the next one that is still there.
  std::size_t next = 0;
  auto add = [&](LayerChange change) {
    if (is_change(change)) delta.layers.push_back(std::move(change));
  };
  auto add_removed = [&](std::size_t until) {
    for (; next < until; ++next) {
      if (!kept[old_keys[next]]) add(difference(old_keys[next], &before.layers[next], nullptr));
    }
  };
  for (std::size_t i = 0; i < new_keys.size(); ++i) {
    auto old = old_index.find(new_keys[i]);
    if (old != old_index.end()) add_removed(old->second);
    const Layer* was = old == old_index.end() ? nullptr : &before.layers[old->second];
    add(difference(new_keys[i], was, &after.layers[i]));
  }
  add_removed(old_keys.size());
  return delta;
}

}  // namespace shapewise::report
