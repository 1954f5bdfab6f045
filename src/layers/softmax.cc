// The softmax family: numbers along a dimension become probabilities.
// Source: torch/nn/modules/activation.py, torch/nn/functional.py (_get_softmax_dim, gumbel_softmax).
#include "layer/axes.h"
#include "layer/demand.h"
#include "layer/promote.h"
#include "layer/registry.h"
#include "layer/saved.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;

/// dim=None picks a dimension by the rank, so that it is always valid. An output type that is given also converts the
/// input.
void infer(Call& c) {
  bool converted = c.has("dtype") && !c.is_none("dtype");
  if (!converted) demand_floating(c, c.input());
  if (!c.is_none("dim")) axis_of(c, "dim", c.shape().rank());
  c.give(tensor_of(c.shape(), dtype_argument(c, "dtype", type_of(c.input()))));
}

void infer_2d(Call& c) {
  demand_floating(c, c.input());
  demand_rank(c, {3, 4});
  c.give(c.shape());
}

void infer_gumbel(Call& c) {
  demand_floating(c, c.input());
  axis_of(c, "dim", c.shape().rank());
  c.give(c.shape());
}

constexpr Takes kDim = Takes::Int | Takes::None;
constexpr Takes kDType = Takes::DType | Takes::None;
constexpr Param kParams[] = {{"dim", kDim, "None", "the dimension along which the outputs sum to 1"}};
constexpr Param kForward[] = {{"input", Takes::Tensor, "", "of any shape"}};
constexpr Param kForward2d[] = {{"input", Takes::Tensor, "", "(N, C, H, W) or (C, H, W)"}};
constexpr Param kFunctional[] = {
    kForward[0],
    kParams[0],
    {"_stacklevel", Takes::Int, "3", "for warnings"},
    {"dtype", kDType, "None", "element type of the output"},
};
constexpr Param kTorch[] = {
    kForward[0],
    {"dim", Takes::Int, "", "the dimension along which the outputs sum to 1"},
    {"dtype", kDType, "None", "element type of the output"},
};
constexpr Param kSpecial[] = {
    kTorch[0], kTorch[1], {"dtype", kDType, "None", "element type of the output", How::KeywordOnly}};
constexpr Param kGumbel[] = {
    {"logits", Takes::Tensor, "", "unnormalised log-probabilities, of any shape"},
    {"tau", Takes::Float, "1", "temperature"},
    {"hard", Takes::Bool, "False", "return one-hot vectors"},
    {"eps", Takes::Float, "1e-10", "without use"},
    {"dim", Takes::Int, "-1", "the dimension along which the outputs sum to 1"},
};

constexpr std::string_view kRule = "(*) → (*), of any shape";
constexpr std::string_view kSoftmax = "exp(x) divided by its sum along a dimension.";
constexpr std::string_view kSoftmin = "exp(−x) divided by its sum along a dimension.";
constexpr std::string_view kLogSoftmax = "The logarithm of exp(x) divided by its sum along a dimension.";

constexpr Example kSoftmaxExamples[] = {{"Softmax(dim=1)", "N,10", "(N, 10)", "0", "0"}};
constexpr Example kSoftminExamples[] = {{"Softmin(dim=1)", "N,10", "(N, 10)", "0", "0"}};
constexpr Example kLogSoftmaxExamples[] = {{"LogSoftmax(dim=-1)", "N,10", "(N, 10)", "0", "0"}};
constexpr Example kExamples2d[] = {{"Softmax2d()", "N,3,8,8", "(N, 3, 8, 8)", "0", "0"}};
constexpr Rejected kSoftmaxRejected[] = {{"Softmax(dim=2)", "N,10", Kind::ArgumentValue}};
constexpr Rejected kSoftminRejected[] = {{"Softmin(dim=2)", "N,10", Kind::ArgumentValue}};
constexpr Rejected kLogSoftmaxRejected[] = {{"LogSoftmax(dim=-3)", "N,10", Kind::ArgumentValue}};
constexpr Rejected kRejected2d[] = {{"Softmax2d()", "N,10", Kind::RankMismatch}};

constexpr Spec module(std::string_view names, std::string_view summary, std::span<const Example> examples,
                      std::span<const Rejected> rejected) {
  return {.names = names,
          .summary = summary,
          .rule = kRule,
          .params = kParams,
          .call = kForward,
          .infer = infer,
          .saved = saves_output,
          .placement = Placement::AsInputs,
          .examples = examples,
          .rejected = rejected};
}

constexpr Spec function(std::string_view names, std::string_view summary, std::span<const Param> call,
                        void (*rule)(Call&) = infer) {
  return {.names = names,
          .form = Form::Function,
          .summary = summary,
          .rule = kRule,
          .call = call,
          .infer = rule,
          .saved = rule == infer ? saves_output : nullptr,
          .placement = Placement::AsInputs};
}

constexpr Spec kSpecs[] = {
    module("torch.nn.Softmax", kSoftmax, kSoftmaxExamples, kSoftmaxRejected),
    module("torch.nn.Softmin", kSoftmin, kSoftminExamples, kSoftminRejected),
    module("torch.nn.LogSoftmax", kLogSoftmax, kLogSoftmaxExamples, kLogSoftmaxRejected),
    {.names = "torch.nn.Softmax2d",
     .summary = "Softmax over the channels, at each place of an image.",
     .rule = "(N, C, H, W) → (N, C, H, W)",
     .call = kForward2d,
     .infer = infer_2d,
     .saved = saves_output,
     .placement = Placement::AsInputs,
     .examples = kExamples2d,
     .rejected = kRejected2d},
    function("torch.nn.functional.softmax", kSoftmax, kFunctional),
    function("torch.nn.functional.softmin", kSoftmin, kFunctional),
    function("torch.nn.functional.log_softmax", kLogSoftmax, kFunctional),
    function("torch.softmax torch.Tensor.softmax", kSoftmax, kTorch),
    function("torch.log_softmax torch.Tensor.log_softmax", kLogSoftmax, kTorch),
    function("torch.special.softmax", kSoftmax, kTorch),
    function("torch.special.log_softmax", kLogSoftmax, kSpecial),
    function("torch.nn.functional.gumbel_softmax", "A random sample near a one-hot vector.", kGumbel, infer_gumbel),
};

}  // namespace

std::span<const Spec> softmax_specs() { return kSpecs; }

}  // namespace shapewise::layers
