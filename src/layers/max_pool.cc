// MaxPool1d, MaxPool2d, MaxPool3d and their functions, with and without indices.
// Source: https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html and aten/src/ATen/native/Pool.h.
#include "layer/pool.h"
#include "layer/saved.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;

void infer(Call& c) { give_pooled(c, pooled_shape(c), returns_indices(c)); }

constexpr Param kParams[] = {
    {"kernel_size", kSizes | Takes::OneTuple, "", "size of the window"},
    {"stride", kSizes | Takes::OneTuple | Takes::None, "None", "step of the window; None: kernel_size"},
    {"padding", kSizes | Takes::OneTuple, "0", "elements added on each side, at most half the kernel; they never win"},
    {"dilation", kSizes | Takes::OneTuple, "1", "distance between the elements of the window"},
    {"return_indices", Takes::Bool, "False", "return the places of the maxima too, for MaxUnpool"},
    {"ceil_mode", Takes::Bool, "False", "round the output size up: a last window may reach beyond the input"},
};
constexpr Param kForward[] = {{"input", Takes::Tensor, "", "(N, C, …) or (C, …)"}};
// The functions have the last two the other way round.
constexpr Param kFunction[] = {{"input", Takes::Tensor, "", "(N, C, …) or (C, …)"},
                               kParams[0],
                               kParams[1],
                               kParams[2],
                               kParams[3],
                               kParams[5],
                               kParams[4]};

constexpr Example kExamples1d[] = {
    {"MaxPool1d(3, stride=2)", "N,16,50", "(N, 16, 24)", "0", "0"},
    {"MaxPool1d(2, 2, return_indices=True)", "N,16,50", "(N, 16, 25);(N, 16, 25)", "0", "0"},
};
constexpr Rejected kRejected1d[] = {{"MaxPool1d(3, padding=2)", "N,16,50", Kind::PaddingTooLarge}};
constexpr Example kExamples2d[] = {
    {"MaxPool2d(kernel_size=2, stride=2, padding=1)", "N,32,30,30", "(N, 32, 16, 16)", "0", "0"},
    {"MaxPool2d(3, 2, ceil_mode=True)", "1,64,112,112", "(1, 64, 56, 56)", "0", "0"},
    {"MaxPool2d((3, 2), stride=(2, 1), dilation=2)", "20,16,50,32", "(20, 16, 23, 30)", "0", "0"},
};
constexpr Rejected kRejected2d[] = {
    {"MaxPool2d(5)", "N,3,4,4", Kind::EmptyOutput},
    {"MaxPool2d(2)", "N,576", Kind::RankMismatch},
    {"MaxPool2d(2, stride=0)", "N,3,8,8", Kind::ArgumentValue},
};
constexpr Example kExamples3d[] = {
    {"MaxPool3d((3, 2, 2), stride=(2, 1, 2))", "20,16,50,44,31", "(20, 16, 24, 43, 15)", "0", "0"}};
constexpr Rejected kRejected3d[] = {{"MaxPool3d(3)", "N,9,9", Kind::RankMismatch}};

/// The input, and the places of the largest elements.
Saved saved(const Call& c) {
  if (c.output_count() > 1) return {{{0}}, {1}, {}};
  return {{{0}}, {}, {{c.output().shape->elements(), ir::DType::Int64}}};
}

constexpr Spec pool(std::string_view names, int spatial, std::span<const Example> examples,
                    std::span<const Rejected> rejected) {
  return {.names = names,
          .summary = "Max pooling: each output element is the largest of a window.",
          .rule = pool_rule(spatial),
          .spatial = spatial,
          .params = kParams,
          .call = kForward,
          .infer = infer,
          .sizes = pool_sizes,
          .receptive = pool_receptive,
          .saved = saved,
          .placement = Placement::AsInputs,
          .pooling = true,
          .examples = examples,
          .rejected = rejected};
}

constexpr Spec function(std::string_view names, int spatial) {
  return {.names = names,
          .form = Form::Function,
          .summary = "Max pooling: each output element is the largest of a window.",
          .rule = pool_rule(spatial),
          .spatial = spatial,
          .call = kFunction,
          .infer = infer,
          .sizes = pool_sizes,
          .receptive = pool_receptive,
          .saved = saved,
          .placement = Placement::AsInputs,
          .pooling = true};
}

constexpr Spec kSpecs[] = {
    pool("torch.nn.MaxPool1d torch.nn.MaxPool1D", 1, kExamples1d, kRejected1d),
    pool("torch.nn.MaxPool2d torch.nn.MaxPool2D", 2, kExamples2d, kRejected2d),
    pool("torch.nn.MaxPool3d torch.nn.MaxPool3D", 3, kExamples3d, kRejected3d),
    function("torch.nn.functional.max_pool1d torch.max_pool1d", 1),
    function("torch.nn.functional.max_pool2d torch.max_pool2d", 2),
    function("torch.nn.functional.max_pool3d torch.max_pool3d", 3),
    function("torch.nn.functional.max_pool1d_with_indices torch.max_pool1d_with_indices", 1),
    function("torch.nn.functional.max_pool2d_with_indices", 2),
    function("torch.nn.functional.max_pool3d_with_indices", 3),
};

}  // namespace

std::span<const Spec> max_pool_specs() { return kSpecs; }

}  // namespace shapewise::layers
