// Bilinear and torch.nn.functional.bilinear.
// Source: https://pytorch.org/docs/stable/generated/torch.nn.Bilinear.html and aten/src/ATen/native/Linear.cpp
// (bilinear).
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

struct Bilinear {
  Formula in1;
  Formula in2;
  Formula out;
};

bool is_function(const Call& c) { return c.spec().form == Form::Function; }

Bilinear bilinear_of(const Call& c) {
  if (!is_function(c)) {
    return {named("F_in1", c.integer("in1_features")), named("F_in2", c.integer("in2_features")),
            named("F_out", c.integer("out_features"))};
  }
  const Shape& weight = *c.tensor("weight")->shape;
  return {named("F_in1", weight[1]), named("F_in2", weight[2]), named("F_out", weight[0])};
}

void check(Call& c) {
  demand_at_least(c, "in1_features", 1);  // its initialisation divides by it
  demand_at_least(c, "in2_features", 0);
  demand_at_least(c, "out_features", 0);
}

/// The last size of one of the inputs.
void check_features(Call& c, std::string_view input, std::string_view param, const Expr& expected, const Expr& found) {
  if (c.holds(sym::eq(found, expected), "the number of features")) return;
  auto& d = c.reject(Kind::FeatureMismatch, is_function(c) ? "weight" : param,
                     fmt::format("{} expects {} features of {}, but it has {}", c.name(), sym::to_text(expected), input,
                                 sym::to_text(found)));
  d.label = fmt::format("expected {}", sym::to_text(found));
}

/// All other sizes must be the same: there is no broadcasting.
bool check_batch(Call& c, const Shape& a, const Shape& b) {
  bool same = a.rank() == b.rank();
  for (int i = 0; same && i + 1 < a.rank(); ++i) same = c.holds(sym::eq(a[i], b[i]), "both inputs have the same batch");
  if (same) return true;
  auto& d = c.reject(Kind::ShapeMismatch, "input2",
                     fmt::format("the inputs of {} must have the same sizes but for the last: {} and {}", c.name(),
                                 sym::to_text(a), sym::to_text(b)));
  d.label = fmt::format("expected the leading sizes of {}", sym::to_text(a));
  return false;
}

void infer(Call& c) {
  const ir::Tensor* weight = is_function(c) ? c.tensor("weight") : nullptr;
  const ir::Tensor* second = c.tensor("input2");
  if (second == nullptr || (is_function(c) && weight == nullptr)) return c.give_nothing("an input is not known");
  if (weight != nullptr && !demand_rank(c, *weight, {3}, "weight"))
    return c.give_nothing("the weight has the wrong rank");
  if (!demand_rank_at_least(c, c.input(), 1)) return c.give_nothing("the input has the wrong rank");
  Bilinear b = bilinear_of(c);
  Shape out = c.shape();
  if (check_batch(c, c.shape(), *second->shape)) {
    check_features(c, "input1", "in1_features", b.in1.value(), c.shape()[-1]);
    check_features(c, "input2", "in2_features", b.in2.value(), (*second->shape)[-1]);
  }
  out[-1] = b.out.value();
  c.give(std::move(out));
}

std::vector<WeightSpec> weights(const Call& c) {
  Bilinear b = bilinear_of(c);
  std::vector<WeightSpec> list{{"weight", {b.out, b.in1, b.in2}, {1, 2, 0}}};
  if (c.flag("bias")) list.push_back({"bias", {b.out}});
  return list;
}

/// y = Σ w·(x1·x2): each product of two features meets one weight of every output.
Formula macs(const Call& c) {
  Bilinear b = bilinear_of(c);
  std::vector<Formula> factors = leading_sizes(c.shape());
  factors.insert(factors.end(), {b.in1, b.in2, b.out});
  return sym::product(factors);
}

Receptive receptive(const Call& c) {
  return {c.shape().rank() <= 2 ? Receptive::Kind::Global : Receptive::Kind::Opaque, {}};
}

constexpr Param kParams[] = {
    {"in1_features", Takes::Int, "", "size of the last dimension of the first input"},
    {"in2_features", Takes::Int, "", "size of the last dimension of the second input"},
    {"out_features", Takes::Int, "", "size of the last dimension of the output"},
    {"bias", Takes::Bool, "True", "add a learnable number to each output feature"},
    {"device", Takes::Any, "None", "where the weights live"},
    {"dtype", Takes::Any, "None", "element type of the weights"},
};
constexpr Param kForward[] = {
    {"input1", Takes::Tensor, "", "(*, F_in1)"},
    {"input2", Takes::Tensor, "", "(*, F_in2)"},
};
constexpr Param kFunction[] = {
    kForward[0],
    kForward[1],
    {"weight", Takes::Tensor, "", "(F_out, F_in1, F_in2)"},
    {"bias", Takes::Tensor | Takes::None, "None", "(F_out)"},
};

constexpr std::string_view kRule = "(*, F_in1), (*, F_in2) → (*, F_out)";
constexpr std::string_view kSummary =
    "Bilinear form: each output feature weighs all products of a feature of either input.";
constexpr Example kExamples[] = {{"Bilinear(20, 30, 40)", "128,20;128,30", "(128, 40)", "24040", "3072000"}};
constexpr Rejected kRejected[] = {
    {"Bilinear(20, 30, 40)", "N,20;N,20", Kind::FeatureMismatch},
    {"Bilinear(20, 30, 40)", "7,20;2,7,30", Kind::ShapeMismatch},
};

Saved saved(const Call&) { return {{{0}, {1}}, {}, {}}; }

constexpr Spec kSpecs[] = {
    {.names = "torch.nn.Bilinear",
     .summary = kSummary,
     .rule = kRule,
     .params = kParams,
     .call = kForward,
     .check = check,
     .weights = weights,
     .infer = infer,
     .macs = macs,
     .receptive = receptive,
     .saved = saved,
     .examples = kExamples,
     .rejected = kRejected},
    {.names = "torch.nn.functional.bilinear torch.bilinear",
     .form = Form::Function,
     .summary = kSummary,
     .rule = kRule,
     .call = kFunction,
     .infer = infer,
     .macs = macs,
     .receptive = receptive,
     .saved = saved},
};

}  // namespace

std::span<const Spec> bilinear_specs() { return kSpecs; }

}  // namespace shapewise::layers
