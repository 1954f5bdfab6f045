// Linear, LazyLinear, NonDynamicallyQuantizableLinear (MultiheadAttention's projection prints as that) and
// torch.nn.functional.linear.
// Source: https://pytorch.org/docs/stable/generated/torch.nn.Linear.html and aten/src/ATen/native/Linear.cpp.
#include <fmt/format.h>

#include "layer/axes.h"
#include "layer/demand.h"
#include "layer/saved.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Formula;
using sym::Shape;

/// What a linear layer is, whether its weight belongs to a module or is passed to the function.
struct Linear {
  Formula in_features;
  Formula out_features;
  bool vector = false;  // the function's weight is a vector: one output, without a dimension of its own
};

bool is_function(const Call& c) { return c.spec().form == Form::Function; }

Linear linear_of(const Call& c) {
  if (!is_function(c)) return {named("F_in", c.integer("in_features")), named("F_out", c.integer("out_features"))};
  const Shape& weight = *c.tensor("weight")->shape;
  if (weight.rank() == 1) return {named("F_in", weight[0]), 1, true};
  return {named("F_in", weight[1]), named("F_out", weight[0])};
}

void check(Call& c) {
  demand_at_least(c, "in_features", 0);
  demand_at_least(c, "out_features", 0);
}

/// The elements of one sample, where the input is that of a layer with channels and windows.
std::optional<Expr> flattened(const Shape& shape) {
  if (shape.rank() < 3) return std::nullopt;
  return Shape(std::vector<Expr>(shape.dims.begin() + 1, shape.dims.end())).elements();
}

/// An image where its flattened elements are expected is a forgotten Flatten, not a wrong number of features: true.
bool check_features(Call& c, const Linear& linear) {
  const Expr& expected = linear.in_features.value();
  const Expr& found = c.shape()[-1];
  auto elements = flattened(c.shape());
  bool forgotten = elements && c.refuted(sym::eq(found, expected)) && c.proved(sym::eq(*elements, expected));
  std::string_view param = is_function(c) ? "weight" : "in_features";
  if (!forgotten) {
    demand_fixed(c, {Kind::FeatureMismatch, param, "features", expected, found});
    return false;
  }
  auto& d = c.reject(Kind::FeatureMismatch, {},
                     fmt::format("{} expects {} features, but its input {} is not flattened: its last size is {}",
                                 c.name(), sym::to_text(expected), sym::to_text(c.shape()), sym::to_text(found)));
  d.label = "a Flatten is missing before this";
  d.notes.push_back(fmt::format("flattened from dimension 1 the input has {} features", sym::to_text(*elements)));
  return true;
}

bool check_weight(Call& c) {
  if (!is_function(c)) return true;
  const ir::Tensor* weight = c.tensor("weight");
  if (weight == nullptr || !weight->shape) return c.give_nothing("the shape of the weight is not known"), false;
  if (demand_rank(c, *weight, {1, 2}, "weight")) return true;
  return c.give_nothing("the weight has the wrong rank"), false;
}

/// The function's bias is broadcast; only the usual vector is judged.
void check_bias(Call& c, const Linear& linear) {
  const ir::Tensor* bias = is_function(c) ? c.tensor("bias") : nullptr;
  if (bias == nullptr || !bias->shape || bias->shape->rank() != 1 || linear.vector) return;
  const Expr& size = (*bias->shape)[0];
  if (size.is_constant(1) || c.holds(sym::eq(size, linear.out_features.value()), "the size of the bias")) return;
  auto& d = c.reject(Kind::ShapeMismatch, "bias",
                     fmt::format("{} needs a bias of {} numbers, not {}", c.name(),
                                 sym::to_text(linear.out_features.value()), sym::to_text(size)));
  d.label = fmt::format("expected ({},)", sym::to_text(linear.out_features.value()));
}

void infer(Call& c) {
  if (!check_weight(c)) return;
  if (!demand_rank_at_least(c, c.input(), 1)) return c.give_nothing("the input has the wrong rank");
  Linear linear = linear_of(c);
  Shape out = c.shape();
  if (check_features(c, linear)) out = {out[0], linear.in_features.value()};  // as it was meant
  check_bias(c, linear);
  if (linear.vector) {
    out.dims.pop_back();
  } else {
    out[-1] = linear.out_features.value();
  }
  c.give(std::move(out));
}

std::vector<WeightSpec> weights(const Call& c) {
  Linear linear = linear_of(c);
  std::vector<WeightSpec> list{{"weight", {linear.out_features, linear.in_features}, {1, 0}}};
  if (c.flag("bias")) list.push_back({"bias", {linear.out_features}});
  return list;
}

Formula macs(const Call& c) {
  Linear linear = linear_of(c);
  std::vector<Formula> factors = leading_sizes(c.shape());
  factors.push_back(linear.in_features);
  factors.push_back(linear.out_features);
  return sym::product(factors);
}

/// On flattened samples every output sees the whole input; on more dimensions the last one is mixed.
Receptive receptive(const Call& c) {
  return {c.shape().rank() <= 2 ? Receptive::Kind::Global : Receptive::Kind::Opaque, {}};
}

Shape typical_input(const Call& c) { return {Expr::symbol("N"), c.integer("in_features")}; }

constexpr Param kParams[] = {
    {"in_features", Takes::Int, "", "size of the last dimension of the input"},
    {"out_features", Takes::Int, "", "size of the last dimension of the output"},
    {"bias", Takes::Bool, "True", "add a learnable number to each output feature"},
    {"device", Takes::Any, "None", "where the weights live"},
    {"dtype", Takes::Any, "None", "element type of the weights"},
};
constexpr auto kLazyParams = std::span(kParams).subspan(1);
constexpr Param kForward[] = {{"input", Takes::Tensor, "", "(*, F_in)"}};
constexpr Param kFunction[] = {
    {"input", Takes::Tensor, "", "(*, F_in)"},
    {"weight", Takes::Tensor, "", "(F_out, F_in) or (F_in)"},
    {"bias", Takes::Tensor | Takes::None, "None", "(F_out) or ()"},
};

constexpr std::string_view kRule = "(*, F_in) → (*, F_out)";
constexpr std::string_view kSummary = "Fully connected: each output feature is a weighted sum of all input features.";

constexpr Example kExamples[] = {
    {"Linear(in_features=576, out_features=10)", "N,576", "(N, 10)", "5770", "5760*N"},
    {"Linear(20, 30, bias=False)", "8,T,20", "(8, T, 30)", "600", "4800*T"},
};
constexpr Rejected kRejected[] = {
    {"Linear(576, 10)", "N,400", Kind::FeatureMismatch},
    {"Linear(576, 10)", "N,4,12,12", Kind::FeatureMismatch},
    {"Linear(-1, 10)", "N,1", Kind::ArgumentValue},
};
constexpr Example kLazy[] = {{"LazyLinear(10)", "N,576", "(N, 10)", "5770", "5760*N"}};
constexpr Rejected kBadLazy[] = {{"LazyLinear(10, 20, 30, 40, 50)", "N,576", Kind::TooManyArguments}};
constexpr Example kQuantizable[] = {{"NonDynamicallyQuantizableLinear(64, 64)", "N,64", "(N, 64)", "4160", "4096*N"}};
constexpr Rejected kBadQuantizable[] = {{"NonDynamicallyQuantizableLinear(64, 64)", "N,32", Kind::FeatureMismatch}};

constexpr Spec linear(std::string_view names, std::span<const Example> examples, std::span<const Rejected> rejected) {
  return {.names = names,
          .summary = kSummary,
          .rule = kRule,
          .params = kParams,
          .call = kForward,
          .check = check,
          .weights = weights,
          .infer = infer,
          .macs = macs,
          .receptive = receptive,
          .saved = saves_for_weights,
          .placement = Placement::Contiguous,
          .typical_input = typical_input,
          .examples = examples,
          .rejected = rejected};
}

constexpr Spec kSpecs[] = {
    linear("torch.nn.Linear", kExamples, kRejected),
    linear("torch.nn.modules.linear.NonDynamicallyQuantizableLinear", kQuantizable, kBadQuantizable),
    {.names = "torch.nn.LazyLinear",
     .summary = "Linear that takes in_features from its first input.",
     .rule = kRule,
     .params = kLazyParams,
     .call = kForward,
     .lazy = {"torch.nn.Linear", "in_features", -1},
     .examples = kLazy,
     .rejected = kBadLazy},
    {.names = "torch.nn.functional.linear torch._C._nn.linear",
     .form = Form::Function,
     .summary = kSummary,
     .rule = kRule,
     .call = kFunction,
     .infer = infer,
     .macs = macs,
     .receptive = receptive,
     .saved = saves_factors,
     .placement = Placement::Contiguous},
};

}  // namespace

std::span<const Spec> linear_specs() { return kSpecs; }

}  // namespace shapewise::layers
