// FractionalMaxPool2d, FractionalMaxPool3d and their functions: max pooling with windows at random places, so that any
// output size can be had.
// Source: https://pytorch.org/docs/stable/generated/torch.nn.FractionalMaxPool2d.html, torch/nn/functional.py and
// aten/src/ATen/native/FractionalMaxPool2d.cpp.
#include <fmt/format.h>

#include "layer/pool.h"
#include "layer/scale.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Formula;

/// One ratio per axis.
std::vector<double> ratios(const Call& c) {
  std::vector<double> list = c.numbers("output_ratio");
  if (!c.arg("output_ratio").is<ir::AttrList>()) list.resize(static_cast<std::size_t>(c.spatial()), list.front());
  return list;
}

bool check_ratio(Call& c) {
  if (c.is_none("output_ratio") || !c.known("output_ratio")) return true;
  std::vector<double> list = ratios(c);
  if (static_cast<int>(list.size()) < c.spatial()) {
    auto& d = c.reject(Kind::ArgumentType, "output_ratio", fmt::format("{} takes {} ratios", c.name(), c.spatial()));
    d.label = fmt::format("expected a number or {} of them", c.spatial());
    return false;
  }
  for (double ratio : list) {
    if (!(ratio <= 0) && !(ratio >= 1)) continue;
    auto& d = c.reject(Kind::ArgumentValue, "output_ratio",
                       fmt::format("output_ratio of {} must lie between 0 and 1, not at {}", c.name(), ratio));
    d.label = "expected more than 0 and less than 1";
    return false;
  }
  return true;
}

bool check_choice(Call& c) {
  if (!c.is_none("output_size") || !c.is_none("output_ratio")) return true;
  auto& d = c.reject(Kind::MissingArgument, {}, fmt::format("{} needs output_size or output_ratio", c.name()));
  d.label = "one of the two is missing";
  return false;
}

void check(Call& c) {
  if (!check_choice(c) || !c.known("output_size") || !c.known("output_ratio")) return;
  if (c.is_none("output_size") || c.is_none("output_ratio")) {
    check_ratio(c);
    return;
  }
  auto& d = c.reject(Kind::ArgumentValue, "output_ratio",
                     fmt::format("{} takes output_size or output_ratio, not both", c.name()));
  d.label = "output_size is given too";
}

/// The output size along each axis, with the function's preference for output_size.
std::vector<Formula> output_sizes(const Call& c) {
  int n = c.spatial();
  std::vector<std::string> axes = axis_names(n);
  std::vector<Formula> sizes;
  if (!c.is_none("output_size")) {
    std::vector<Expr> given = c.ints("output_size", n);
    for (std::size_t i = 0; i < axes.size(); ++i) sizes.push_back(named(axes[i] + "_out", given[i]));
    return sizes;
  }
  std::vector<double> list = ratios(c);
  for (int i = 0; i < n; ++i) {
    auto at = static_cast<std::size_t>(i);
    sizes.push_back(scaled(named(axes[at], c.shape()[c.shape().rank() - n + i]), list[at]));
  }
  return sizes;
}

/// Each window must find its place: out + k − 1 ≤ in, and less than it in three dimensions.
bool check_fit(Call& c, const std::vector<Formula>& sizes) {
  int n = c.spatial();
  std::vector<Expr> kernel = c.ints("kernel_size", n);
  for (int i = 0; i < n; ++i) {
    auto at = static_cast<std::size_t>(i);
    const Expr& in = c.shape()[c.shape().rank() - n + i];
    Expr needed = sizes[at].value() + kernel[at] - (n == 3 ? 0 : 1);
    if (c.holds(sym::ge(in, needed), "the windows must fit into the input")) continue;
    auto& d = c.reject(
        Kind::EmptyOutput, "kernel_size",
        fmt::format("{} can't place {} windows of {} in {} elements: it needs at least {}", c.name(),
                    sym::to_text(sizes[at].value()), sym::to_text(kernel[at]), sym::to_text(in), sym::to_text(needed)));
    d.label = "too large for this output";
    return false;
  }
  return true;
}

void infer(Call& c) {
  std::optional<sym::Shape> shape;
  if (demand_spatial(c)) {
    int n = c.spatial();
    bool known = c.known("output_size") && (!c.is_none("output_size") || c.known("output_ratio"));
    shape = with_last_unknown(c.shape(), n);
    bool fine = check_choice(c) && check_ratio(c) && demand_elements(c, c.shape().rank() - n - 1);
    if (fine && !c.is_none("output_size")) fine = demand_at_least(c, "output_size", 0);
    if (fine && known) {
      std::vector<Formula> sizes = output_sizes(c);
      std::vector<Expr> values;
      for (const Formula& size : sizes) values.push_back(size.value());
      if (check_fit(c, sizes)) shape = with_last(c.shape(), values);
    }
  }
  give_pooled(c, std::move(shape), returns_indices(c));
}

std::vector<SizeRule> sizes(const Call& c) {
  std::vector<SizeRule> rules;
  if (!c.is_none("output_size")) return rules;
  std::vector<std::string> axes = axis_names(c.spatial());
  std::vector<Formula> formulas = output_sizes(c);
  for (std::size_t i = 0; i < axes.size(); ++i) rules.push_back({axes[i], formulas[i]});
  return rules;
}

/// The windows lie at random, in/out elements apart on average.
Receptive receptive(const Call& c) {
  Receptive field{Receptive::Kind::Window, {}};
  int n = c.spatial();
  const sym::Shape& out = *c.output().shape;
  std::vector<Expr> kernel = c.ints("kernel_size", n);
  for (int i = 0; i < n; ++i) {
    field.axes.push_back(
        {kernel[static_cast<std::size_t>(i)], c.shape()[c.shape().rank() - n + i], out[out.rank() - n + i], 0});
  }
  return field;
}

constexpr Param kParams[] = {
    {"kernel_size", kSizes, "", "size of the window"},
    {"output_size", kSizes | Takes::None, "None", "elements of the output"},
    {"output_ratio", Takes::Float | Takes::List | Takes::None, "None",
     "size of the output as a fraction of the input's"},
    {"return_indices", Takes::Bool, "False", "return the places of the maxima too, for MaxUnpool"},
    {"_random_samples", Takes::Any, "None", "where the windows lie"},
};
constexpr Param kForward[] = {{"input", Takes::Tensor, "", "(N, C, …) or (C, …)"}};
constexpr Param kFunction[] = {kForward[0], kParams[0], kParams[1], kParams[2], kParams[3], kParams[4]};

constexpr Example kExamples2d[] = {
    {"FractionalMaxPool2d(3, output_size=(13, 12))", "20,16,50,32", "(20, 16, 13, 12)", "0", "0"},
    {"FractionalMaxPool2d(3, output_ratio=(0.5, 0.7), return_indices=True)", "N,16,50,30",
     "(N, 16, 25, 21);(N, 16, 25, 21)", "0", "0"},
};
constexpr Rejected kRejected2d[] = {
    {"FractionalMaxPool2d(3)", "N,16,50,32", Kind::MissingArgument},
    {"FractionalMaxPool2d(3, output_ratio=1.5)", "N,16,50,32", Kind::ArgumentValue},
};
constexpr Example kExamples3d[] = {
    {"FractionalMaxPool3d(3, output_size=(13, 12, 11))", "20,16,50,32,16", "(20, 16, 13, 12, 11)", "0", "0"}};
constexpr Rejected kRejected3d[] = {{"FractionalMaxPool3d(3, 6)", "N,16,8,8,8", Kind::EmptyOutput}};

constexpr std::string_view kSummary =
    "Fractional max pooling: windows at random places make an output of a given size.";

constexpr Spec pool(std::string_view names, int spatial, std::span<const Example> examples,
                    std::span<const Rejected> rejected) {
  return {.names = names,
          .summary = kSummary,
          .rule = pool_rule(spatial),
          .spatial = spatial,
          .params = kParams,
          .call = kForward,
          .check = check,
          .infer = infer,
          .sizes = sizes,
          .receptive = receptive,
          .printed = {.lost = "output_size output_ratio"},
          .pooling = true,
          .examples = examples,
          .rejected = rejected};
}

constexpr Spec function(std::string_view names, int spatial) {
  return {.names = names,
          .form = Form::Function,
          .summary = kSummary,
          .rule = pool_rule(spatial),
          .spatial = spatial,
          .call = kFunction,
          .infer = infer,
          .sizes = sizes,
          .receptive = receptive,
          .pooling = true};
}

constexpr Spec kSpecs[] = {
    pool("torch.nn.FractionalMaxPool2d", 2, kExamples2d, kRejected2d),
    pool("torch.nn.FractionalMaxPool3d", 3, kExamples3d, kRejected3d),
    function("torch.nn.functional.fractional_max_pool2d", 2),
    function("torch.nn.functional.fractional_max_pool3d", 3),
    function("torch.nn.functional.fractional_max_pool2d_with_indices", 2),
    function("torch.nn.functional.fractional_max_pool3d_with_indices", 3),
};

}  // namespace

std::span<const Spec> fractional_max_pool_specs() { return kSpecs; }

}  // namespace shapewise::layers
