// What changed between two networks: per call of a layer and in total. Renderers print it and compute nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/report.h"
#include "report/view.h"

namespace shapewise::report {

/// A number before and after; absent where it is not known or the layer is not there.
struct Pair {
  std::optional<sym::Expr> before;
  std::optional<sym::Expr> after;

  bool differs() const { return !(before == after); }
};

/// One call before and after. Calls are matched by the path of their module, functions by name and the module they are
/// called in, and both by how often they have been called before.
struct LayerChange {
  enum class Kind { Added, Removed, Changed };
  Kind kind = Kind::Changed;
  std::string name;    // "layer1.0.conv1"; of a function also its module: "layer1.0 relu"
  std::string before;  // "Conv2d(in_channels=3, …)"; empty if added
  std::string after;
  std::string shape_before;
  std::string shape_after;
  Pair parameters;
  Pair macs;
  Pair memory;
};

struct TotalChange {
  std::string_view name;   // as in budgets: "params"
  std::string_view title;  // "parameters"
  bool bytes = false;
  Pair value;
};

struct Delta {
  std::string before;  // titles
  std::string after;
  std::vector<LayerChange> layers;  // those that changed, in the order of execution
  std::vector<TotalChange> totals;  // all of them
  std::vector<Port> inputs;

  bool same() const;
};

Delta delta_of(const Report& before, const Report& after);

/// (N, 16, 64, 64); the change in numbers and, where both are numbers, in percent: "+1,024 (+5.0 %)".
std::string change_text(const Pair& pair, bool bytes, sym::Style style);

std::string text(const Delta& delta, const View& view);
/// For a comment on a pull request.
std::string markdown(const Delta& delta);
std::string json(const std::vector<Delta>& deltas);

}  // namespace shapewise::report
