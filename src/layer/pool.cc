// The rules of sliding pooling windows.
#include "layer/pool.h"

#include <fmt/format.h>

#include "layer/demand.h"

namespace shapewise::layer {
namespace {

using sym::Expr;

bool demand_arguments(Call& c) {
  bool fine = demand_at_least(c, "kernel_size", 1);
  if (fine && !c.is_none("stride")) fine = demand_at_least(c, "stride", 1);
  if (fine && c.has("padding")) fine = demand_at_least(c, "padding", 0);
  if (fine && c.has("dilation")) fine = demand_at_least(c, "dilation", 1);
  return fine;
}

/// A window must not lie in the padding alone: torch takes at most half the kernel, whatever the dilation.
bool demand_half(Call& c, const std::vector<Window>& windows) {
  for (const Window& w : windows) {
    Expr most = sym::floor_div(w.kernel.value(), 2);
    if (c.holds(sym::ge(most, w.padding.value()), "the padding must be at most half of the window")) continue;
    auto& d = c.reject(
        diag::Kind::PaddingTooLarge, "padding",
        fmt::format("the padding of {} must be at most half of its window: {} for a kernel_size of {}, not {}",
                    c.name(), sym::to_text(most), sym::to_text(w.kernel.value()), sym::to_text(w.padding.value())));
    d.label = fmt::format("expected at most {}", sym::to_text(most));
    return false;
  }
  return true;
}

}  // namespace

std::optional<sym::Shape> pooled_shape(Call& c) {
  if (!demand_spatial(c)) return std::nullopt;
  int n = c.spatial();
  sym::Shape unknown = with_last_unknown(c.shape(), n);
  if (!demand_elements(c, c.shape().rank() - n - 1) || !demand_arguments(c)) return unknown;
  std::vector<Window> list = windows(c);
  bool ceil_mode = c.flag("ceil_mode");
  if (!demand_half(c, list) || !c.known("ceil_mode") || !demand_fit(c, list, "kernel_size", ceil_mode)) return unknown;
  std::vector<Expr> sizes;
  for (const Window& w : list) sizes.push_back(window_size(w, ceil_mode).value());
  return with_last(c.shape(), sizes);
}

void give_pooled(Call& c, std::optional<sym::Shape> shape, bool indices) {
  if (c.has("return_indices") && !c.known("return_indices")) return c.give_nothing("return_indices is not known");
  if (indices) c.set_layout("(t,t)");
  if (!shape) {
    c.give_nothing("the input has the wrong rank");
    if (indices) c.give_nothing("the input has the wrong rank");
    return;
  }
  c.give(*shape);
  if (indices) c.give(*shape, ir::DType::Int64);
}

bool returns_indices(const Call& c) {
  return c.name().ends_with("_with_indices") || (c.has("return_indices") && c.flag("return_indices"));
}

std::vector<SizeRule> pool_sizes(const Call& c) { return window_sizes(windows(c), c.flag("ceil_mode")); }

Receptive pool_receptive(const Call& c) { return receptive_of(windows(c)); }

}  // namespace shapewise::layer
