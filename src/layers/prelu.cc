// PReLU: a ReLU whose slope below 0 is learned, one for all channels or one per channel.
// Source: torch/nn/modules/activation.py, aten/src/ATen/native/Activation.cpp (prelu_cpu).
#include <fmt/format.h>

#include "layer/demand.h"
#include "layer/registry.h"
#include "layer/saved.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;

void check(Call& c) { demand_at_least(c, "num_parameters", 0); }

std::vector<WeightSpec> weights(const Call& c) {
  return {{"weight", {named("num_parameters", c.integer("num_parameters"))}}};
}

/// One slope, or as many as the input has channels. The channels of a tensor of one dimension are none but one.
void check_slopes(Call& c, const ir::Tensor& input, std::string_view param, const Expr& slopes) {
  if (slopes.is_constant(1) || !c.refuted(sym::eq(slopes, 1))) return;
  if (input.shape->rank() == 0) {
    c.reject(Kind::RankMismatch, param, "PReLU with several slopes takes no scalar").label = "expected 1";
    return;
  }
  Expr channels = input.shape->rank() >= 2 ? (*input.shape)[1] : Expr(1);
  demand_fixed(c, {Kind::ChannelMismatch, param, "channels", slopes, channels});
}

void infer_module(Call& c) {
  demand_floating(c, c.input());
  check_slopes(c, c.input(), "num_parameters", c.integer("num_parameters"));
  c.give(c.shape());
}

void infer_function(Call& c) {
  const ir::Tensor& input = *c.tensor("input");
  const ir::Tensor& weight = *c.tensor("weight");
  if (demand_floating(c, input) && demand_rank(c, weight, {0, 1}, "weight") && weight.shape->rank() == 1) {
    check_slopes(c, input, "weight", (*weight.shape)[0]);
  }
  c.give(*input.shape);
}

constexpr Param kParams[] = {
    {"num_parameters", Takes::Int, "1", "slopes: 1, or the number of channels"},
    {"init", Takes::Float, "0.25", "initial slope"},
    {"device", Takes::Any, "None", "where the weights live"},
    {"dtype", Takes::Any, "None", "element type of the weights"},
};
constexpr Param kForward[] = {{"input", Takes::Tensor, "", "(N, C, …) or any shape"}};
constexpr Param kFunction[] = {{"input", Takes::Tensor, "", "(N, C, …) or any shape"},
                               {"weight", Takes::Tensor, "", "a slope, or one per channel"}};

constexpr Example kExamples[] = {
    {"PReLU()", "N,64,8,8", "(N, 64, 8, 8)", "1", "0"},
    {"PReLU(64)", "N,64,8,8", "(N, 64, 8, 8)", "64", "0"},
};
constexpr Rejected kRejected[] = {{"PReLU(32)", "N,64,8,8", Kind::ChannelMismatch}};

constexpr Spec kSpecs[] = {
    {.names = "torch.nn.PReLU",
     .summary = "x, or a learned slope times x below 0.",
     .rule = "(N, C, *) → (N, C, *)",
     .params = kParams,
     .call = kForward,
     .check = check,
     .weights = weights,
     .infer = infer_module,
     .saved = saves_input,
     .examples = kExamples,
     .rejected = kRejected},
    {.names = "torch.nn.functional.prelu torch.prelu torch.Tensor.prelu",
     .form = Form::Function,
     .summary = "x, or a given slope times x below 0.",
     .rule = "(N, C, *) → (N, C, *)",
     .call = kFunction,
     .infer = infer_function,
     .saved = saves_input},
};

}  // namespace

std::span<const Spec> prelu_specs() { return kSpecs; }

}  // namespace shapewise::layers
