// GroupNorm: normalisation over groups of channels of each sample.
// Source: torch/nn/modules/normalization.py, torch/nn/functional.py, aten/src/ATen/native/group_norm.cpp.
#include <fmt/format.h>

#include "layer/demand.h"
#include "layer/registry.h"
#include "layer/saved.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;

void check(Call& c) {
  if (!demand_at_least(c, "num_groups", 1) || !demand_at_least(c, "num_channels", 0)) return;
  demand_divisible(c, Kind::GroupMismatch, "num_channels", "num_groups");
}

std::vector<WeightSpec> weights(const Call& c) {
  if (!c.flag("affine")) return {};
  auto channels = named("C", c.integer("num_channels"));
  return {{"weight", {channels}}, {"bias", {channels}}};
}

/// The channels of the input come out even, and each group has a variance.
void check_groups(Call& c, const sym::Shape& shape) {
  Expr groups = c.integer("num_groups");
  if (!c.holds(sym::divisible(shape[1], groups), "the groups of channels")) {
    auto& d = c.reject(
        Kind::GroupMismatch, "num_groups",
        fmt::format("{} channels cannot be divided into {} groups", sym::to_text(shape[1]), sym::to_text(groups)));
    d.label = fmt::format("does not divide {}", sym::to_text(shape[1]));
    return;
  }
  Expr elements = sym::floor_div(shape[0] * shape[1], groups);
  for (int i = 2; i < shape.rank(); ++i) elements *= shape[i];
  if (!c.proved(sym::eq(elements, 1))) return;
  auto& d = c.reject(Kind::SizeMismatch, {}, fmt::format("{} has only one value per group", c.name()));
  d.label = "there is no variance of one value";
}

void infer_module(Call& c) {
  demand_floating(c, c.input());
  if (demand_rank_at_least(c, c.input(), 2)) {
    const Expr& found = c.shape()[1];
    Fixed fixed{Kind::ChannelMismatch, "num_channels", "channels", c.integer("num_channels"), found};
    fixed.fixable = c.proved(sym::divisible(found, c.integer("num_groups")));
    // Without weights any number of channels is taken that the groups divide.
    if (!c.flag("affine") || demand_fixed(c, fixed)) check_groups(c, c.shape());
  }
  c.give(c.shape());
}

void infer_function(Call& c) {
  const ir::Tensor& input = *c.tensor("input");
  if (demand_at_least(c, "num_groups", 1) && demand_rank_at_least(c, input, 2)) {
    demand_floating(c, input);
    check_groups(c, *input.shape);
    for (std::string_view param : {"weight", "bias"}) {
      const ir::Tensor* vector = c.tensor(param);
      if (vector == nullptr || !demand_rank(c, *vector, {1}, param)) continue;
      demand_fixed(c, {Kind::ChannelMismatch, param, "channels", (*vector->shape)[0], (*input.shape)[1]});
    }
  }
  c.give(*input.shape, input.dtype);
}

/// Mean and inverse deviation of each group, too.
Saved saved(const Call& c) { return {{{0}}, {}, {{2 * c.shape()[0] * c.integer("num_groups"), c.dtype()}}}; }

constexpr Param kParams[] = {
    {"num_groups", Takes::Int, "", "groups into which the channels are divided"},
    {"num_channels", Takes::Int, "", "channels of the input"},
    {"eps", Takes::Float, "1e-05", "added to the variance"},
    {"affine", Takes::Bool, "True", "learn a scale and an offset per channel"},
    {"device", Takes::Any, "None", "where the weights live"},
    {"dtype", Takes::Any, "None", "element type of the weights"},
};
constexpr Param kForward[] = {{"input", Takes::Tensor, "", "(N, C, …)"}};
constexpr Param kTorch[] = {
    {"input", Takes::Tensor, "", "(N, C, …)"},
    {"num_groups", Takes::Int, "", "groups into which the channels are divided"},
    {"weight", Takes::Tensor | Takes::None, "None", "(C)"},
    {"bias", Takes::Tensor | Takes::None, "None", "(C)"},
    {"eps", Takes::Float, "1e-05", "added to the variance"},
    {"cudnn_enabled", Takes::Bool, "True", "how it is computed"},
};

constexpr Example kExamples[] = {{"GroupNorm(8, 64)", "N,64,8,8", "(N, 64, 8, 8)", "128", "0"},
                                 {"GroupNorm(3, 6, affine=False)", "N,6", "(N, 6)", "0", "0"}};
constexpr Rejected kRejected[] = {{"GroupNorm(4, 6)", "N,6,8,8", Kind::GroupMismatch},
                                  {"GroupNorm(4, 32)", "N,64,8,8", Kind::ChannelMismatch},
                                  {"GroupNorm(4, 4)", "1,4", Kind::SizeMismatch}};
constexpr std::string_view kSummary = "Subtracts the mean of each group of channels and divides by its deviation.";
constexpr std::string_view kRule = "(N, C, *) → (N, C, *)";

constexpr Spec kSpecs[] = {
    {.names = "torch.nn.GroupNorm",
     .summary = kSummary,
     .rule = kRule,
     .params = kParams,
     .call = kForward,
     .check = check,
     .weights = weights,
     .infer = infer_module,
     .saved = saved,
     .placement = Placement::AsInputs,
     .examples = kExamples,
     .rejected = kRejected},
    {.names = "torch.nn.functional.group_norm",
     .form = Form::Function,
     .summary = kSummary,
     .rule = kRule,
     .call = std::span(kTorch).first(5),
     .infer = infer_function,
     .saved = saved,
     .placement = Placement::AsInputs},
    {.names = "torch.group_norm",
     .form = Form::Function,
     .summary = kSummary,
     .rule = kRule,
     .call = kTorch,
     .infer = infer_function,
     .saved = saved,
     .placement = Placement::AsInputs},
};

}  // namespace

std::span<const Spec> group_norm_specs() { return kSpecs; }

}  // namespace shapewise::layers
