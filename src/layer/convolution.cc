// Rules and costs common to convolutions in both directions.
#include "layer/convolution.h"

#include <fmt/format.h>

#include "layer/demand.h"

namespace shapewise::layer {

using diag::Kind;
using sym::Formula;

bool is_function(const Call& c) { return c.spec().form == Form::Function; }

bool check_channels(Call& c) {
  if (!demand_at_least(c, "groups", 1) || !demand_at_least(c, "in_channels", 0) ||
      !demand_at_least(c, "out_channels", 0) || !demand_at_least(c, "kernel_size", 0)) {
    return false;
  }
  bool even = demand_divisible(c, Kind::GroupMismatch, "in_channels", "groups");
  return demand_divisible(c, Kind::GroupMismatch, "out_channels", "groups") && even;
}

bool demand_weight(Call& c) {
  if (!is_function(c)) return true;
  const ir::Tensor* weight = c.tensor("weight");
  if (weight == nullptr || !weight->shape) return c.give_nothing("the shape of the weight is not known"), false;
  if (demand_rank(c, *weight, {c.spatial() + 2}, "weight")) return true;
  return c.give_nothing("the weight has the wrong rank"), false;
}

bool demand_filters(Call& c, std::string_view channels, const sym::Expr& count, const std::vector<Window>& windows) {
  std::vector<std::pair<std::string_view, sym::Expr>> sizes = {{channels, count}};
  for (const Window& w : windows) sizes.emplace_back("kernel_size", w.kernel.value());
  for (auto& [param, size] : sizes) {
    if (!c.refuted(sym::ge(size, 1))) continue;
    auto& d = c.reject(Kind::ArgumentValue, is_function(c) ? "weight" : param,
                       fmt::format("{} of {} must be at least 1, not {}", param, c.name(), sym::to_text(size)));
    d.label = "expected at least 1";
    return false;
  }
  return true;
}

bool demand_bias(Call& c, const sym::Expr& out_channels) {
  const ir::Tensor* bias = is_function(c) ? c.tensor("bias") : nullptr;
  if (bias == nullptr || !bias->shape) return true;
  if (bias->shape->rank() == 1 && c.holds(sym::eq((*bias->shape)[0], out_channels), "the size of the bias"))
    return true;
  auto& d = c.reject(Kind::ShapeMismatch, "bias",
                     fmt::format("{} needs a bias of one number for each of its {} output channels, not {}", c.name(),
                                 sym::to_text(out_channels), sym::to_text(*bias->shape)));
  d.label = fmt::format("expected ({},)", sym::to_text(out_channels));
  return false;
}

std::vector<Convolution::Axis> convolution_axes(const std::vector<Window>& windows, const sym::Shape& out) {
  std::vector<Convolution::Axis> axes;
  int place = out.rank() - static_cast<int>(windows.size());
  for (const Window& w : windows)
    axes.push_back({w.in.value(), out[place++], w.kernel.value(), w.stride.value(), w.padding.value(),
                    w.padding.value(), w.dilation.value()});
  return axes;
}

Formula spatial_elements(const sym::Shape& shape, int spatial, std::string_view suffix) {
  std::vector<Formula> factors;
  int place = shape.rank() - spatial;
  for (const std::string& axis : axis_names(spatial)) {
    factors.push_back(named(fmt::format("{}{}", axis, suffix), shape[place++]));
  }
  return sym::product(factors);
}

Formula dense_equivalent(const Call& c, const Formula& in_channels, const Formula& out_channels, bool bias) {
  Formula in = in_channels * spatial_elements(c.shape(), c.spatial(), "");
  Formula out = out_channels * spatial_elements(*c.output().shape, c.spatial(), "_out");
  return bias ? in * out + out : in * out;
}

}  // namespace shapewise::layer
