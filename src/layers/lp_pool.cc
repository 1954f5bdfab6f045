// LPPool1d, LPPool2d, LPPool3d and their functions: average pooling of powers, without padding.
// Source: https://pytorch.org/docs/stable/generated/torch.nn.LPPool2d.html and torch/nn/functional.py (lp_pool2d).
#include <fmt/format.h>

#include "layer/pool.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;

void infer(Call& c) {
  if (c.number("norm_type") == 0) {
    auto& d = c.reject(Kind::ArgumentValue, "norm_type",
                       fmt::format("{} takes the norm_type-th root, so it can't be 0", c.name()));
    d.label = "expected a number other than 0";
  }
  give_pooled(c, pooled_shape(c), false);
}

constexpr Param kParams[] = {
    {"norm_type", Takes::Float, "", "the power p: 1 sums, 2 is the Euclidean norm, larger ones approach the maximum"},
    {"kernel_size", kSizes, "", "size of the window"},
    {"stride", kSizes | Takes::OneTuple | Takes::None, "None", "step of the window; None: kernel_size"},
    {"ceil_mode", Takes::Bool, "False", "round the output size up: a last window may reach beyond the input"},
};
constexpr Param kParams1d[] = {
    kParams[0], {"kernel_size", Takes::Int, "", "size of the window"}, kParams[2], kParams[3]};
constexpr Param kForward[] = {{"input", Takes::Tensor, "", "(N, C, …) or (C, …)"}};
constexpr Param kFunction[] = {kForward[0], kParams[0], kParams[1], kParams[2], kParams[3]};
constexpr Param kFunction1d[] = {kForward[0], kParams1d[0], kParams1d[1], kParams1d[2], kParams1d[3]};

constexpr Example kExamples1d[] = {{"LPPool1d(2, 3, stride=2)", "N,16,50", "(N, 16, 24)", "0", "0"}};
constexpr Rejected kRejected1d[] = {{"LPPool1d(2, (3,))", "N,16,50", Kind::ArgumentType}};
constexpr Example kExamples2d[] = {{"LPPool2d(1.2, (3, 2), stride=(2, 1))", "N,16,50,32", "(N, 16, 24, 31)", "0", "0"}};
constexpr Rejected kRejected2d[] = {
    {"LPPool2d(2, 9)", "N,3,8,8", Kind::EmptyOutput},
    {"LPPool2d(0, 2)", "N,3,8,8", Kind::ArgumentValue},
};
constexpr Example kExamples3d[] = {{"LPPool3d(2, 3, ceil_mode=True)", "N,3,8,8,8", "(N, 3, 3, 3, 3)", "0", "0"}};
constexpr Rejected kRejected3d[] = {{"LPPool3d(2, 3)", "N,9,9", Kind::RankMismatch}};

constexpr Spec pool(std::string_view names, int spatial, std::span<const Param> params,
                    std::span<const Example> examples, std::span<const Rejected> rejected) {
  return {.names = names,
          .summary = "Power-average pooling: each output element is the p-norm of a window.",
          .rule = pool_rule(spatial),
          .spatial = spatial,
          .params = params,
          .call = kForward,
          .infer = infer,
          .sizes = pool_sizes,
          .receptive = pool_receptive,
          .pooling = true,
          .examples = examples,
          .rejected = rejected};
}

constexpr Spec function(std::string_view names, int spatial, std::span<const Param> params) {
  return {.names = names,
          .form = Form::Function,
          .summary = "Power-average pooling: each output element is the p-norm of a window.",
          .rule = pool_rule(spatial),
          .spatial = spatial,
          .call = params,
          .infer = infer,
          .sizes = pool_sizes,
          .receptive = pool_receptive,
          .pooling = true};
}

constexpr Spec kSpecs[] = {
    pool("torch.nn.LPPool1d", 1, kParams1d, kExamples1d, kRejected1d),
    pool("torch.nn.LPPool2d", 2, kParams, kExamples2d, kRejected2d),
    pool("torch.nn.LPPool3d", 3, kParams, kExamples3d, kRejected3d),
    function("torch.nn.functional.lp_pool1d", 1, kFunction1d),
    function("torch.nn.functional.lp_pool2d", 2, kFunction),
    function("torch.nn.functional.lp_pool3d", 3, kFunction),
};

}  // namespace

std::span<const Spec> lp_pool_specs() { return kSpecs; }

}  // namespace shapewise::layers
