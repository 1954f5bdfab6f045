// AvgPool1d, AvgPool2d, AvgPool3d and their functions.
// Source: https://pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html, aten/src/ATen/native/Pool.h and
// AveragePool3d.cpp.
#include <fmt/format.h>

#include "layer/pool.h"
#include "layer/saved.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;

bool check_divisor(Call& c) {
  if (!c.has("divisor_override") || c.is_none("divisor_override")) return true;
  if (!c.refuted(sym::ne(c.integer("divisor_override"), 0))) return true;
  auto& d = c.reject(Kind::ArgumentValue, "divisor_override", fmt::format("{} would divide by 0", c.name()));
  d.label = "expected a number other than 0, or None";
  return false;
}

/// In three dimensions torch wants the kernel to fit into the input without its padding.
bool check_unpadded(Call& c, const sym::Shape& shape) {
  std::vector<Expr> kernel = c.ints("kernel_size", 3);
  for (int i = 0; i < 3; ++i) {
    const Expr& in = c.shape()[shape.rank() - 3 + i];
    if (c.holds(sym::ge(in, kernel[static_cast<std::size_t>(i)]), "the window must fit into the input")) continue;
    auto& d = c.reject(Kind::EmptyOutput, "kernel_size",
                       fmt::format("the window of {} must fit into its input without padding: {} is less than {}",
                                   c.name(), sym::to_text(in), sym::to_text(kernel[static_cast<std::size_t>(i)])));
    d.label = fmt::format("larger than {}", sym::to_text(in));
    return false;
  }
  return true;
}

void infer(Call& c) {
  auto shape = pooled_shape(c);
  bool fine = check_divisor(c);
  if (shape && c.spatial() == 3 && !c.failed() && fine && !check_unpadded(c, *shape))
    shape = with_last_unknown(*shape, 3);
  give_pooled(c, std::move(shape), false);
}

constexpr Param kParams[] = {
    {"kernel_size", kSizes | Takes::OneTuple, "", "size of the window"},
    {"stride", kSizes | Takes::OneTuple | Takes::None, "None", "step of the window; None: kernel_size"},
    {"padding", kSizes | Takes::OneTuple, "0", "zeros added on each side, at most half the kernel"},
    {"ceil_mode", Takes::Bool, "False", "round the output size up: a last window may reach beyond the input"},
    {"count_include_pad", Takes::Bool, "True", "let the zeros of the padding count in the average"},
    {"divisor_override", Takes::Int | Takes::None, "None",
     "what the sum is divided by, instead of the size of the window"},
};
constexpr auto kParams1d = std::span(kParams).first(5);
constexpr Param kForward[] = {{"input", Takes::Tensor, "", "(N, C, …) or (C, …)"}};
constexpr Param kFunction[] = {kForward[0], kParams[0], kParams[1], kParams[2], kParams[3], kParams[4], kParams[5]};
constexpr auto kFunction1d = std::span(kFunction).first(6);

constexpr Example kExamples1d[] = {{"AvgPool1d(3, stride=2)", "N,16,50", "(N, 16, 24)", "0", "0"}};
constexpr Rejected kRejected1d[] = {{"AvgPool1d(4, padding=3)", "N,16,50", Kind::PaddingTooLarge}};
constexpr Example kExamples2d[] = {
    {"AvgPool2d(2)", "N,128,56,56", "(N, 128, 28, 28)", "0", "0"},
    {"AvgPool2d(3, 2, ceil_mode=True, count_include_pad=False)", "N,8,8,9", "(N, 8, 4, 4)", "0", "0"},
};
constexpr Rejected kRejected2d[] = {
    {"AvgPool2d(8)", "N,512,7,7", Kind::EmptyOutput},
    {"AvgPool2d(2, divisor_override=0)", "N,3,8,8", Kind::ArgumentValue},
};
constexpr Example kExamples3d[] = {
    {"AvgPool3d((3, 2, 2), stride=(2, 1, 2))", "20,16,50,44,31", "(20, 16, 24, 43, 15)", "0", "0"}};
constexpr Rejected kRejected3d[] = {{"AvgPool3d(9, 1, 4)", "N,3,8,8,8", Kind::EmptyOutput}};

constexpr Spec pool(std::string_view names, int spatial, std::span<const Param> params,
                    std::span<const Example> examples, std::span<const Rejected> rejected) {
  return {.names = names,
          .summary = "Average pooling: each output element is the mean of a window.",
          .rule = pool_rule(spatial),
          .spatial = spatial,
          .params = params,
          .call = kForward,
          .infer = infer,
          .sizes = pool_sizes,
          .receptive = pool_receptive,
          .saved = saves_input,
          .placement = Placement::AsInputs,
          .printed = {.hidden = "ceil_mode"},
          .pooling = true,
          .examples = examples,
          .rejected = rejected};
}

constexpr Spec function(std::string_view names, int spatial, std::span<const Param> params) {
  return {.names = names,
          .form = Form::Function,
          .summary = "Average pooling: each output element is the mean of a window.",
          .rule = pool_rule(spatial),
          .spatial = spatial,
          .call = params,
          .infer = infer,
          .sizes = pool_sizes,
          .receptive = pool_receptive,
          .saved = saves_input,
          .placement = Placement::AsInputs,
          .pooling = true};
}

constexpr Spec kSpecs[] = {
    pool("torch.nn.AvgPool1d torch.nn.AvgPool1D", 1, kParams1d, kExamples1d, kRejected1d),
    pool("torch.nn.AvgPool2d torch.nn.AvgPool2D", 2, kParams, kExamples2d, kRejected2d),
    pool("torch.nn.AvgPool3d torch.nn.AvgPool3D", 3, kParams, kExamples3d, kRejected3d),
    function("torch.nn.functional.avg_pool1d torch.avg_pool1d", 1, kFunction1d),
    function("torch.nn.functional.avg_pool2d torch._C._nn.avg_pool2d", 2, kFunction),
    function("torch.nn.functional.avg_pool3d torch._C._nn.avg_pool3d", 3, kFunction),
};

}  // namespace

std::span<const Spec> avg_pool_specs() { return kSpecs; }

}  // namespace shapewise::layers
