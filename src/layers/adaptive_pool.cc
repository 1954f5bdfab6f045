// AdaptiveAvgPool1d–3d and AdaptiveMaxPool1d–3d with their functions: the output size is given, the windows follow from
// it. Source: https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html and
// aten/src/ATen/native/AdaptiveAveragePooling.cpp: output i is the window from ⌊i·in/out⌋ to ⌈(i+1)·in/out⌉.
#include <algorithm>

#include "layer/pool.h"
#include "layer/saved.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;

bool is_max(const Call& c) { return c.name().starts_with("AdaptiveMax") || c.name().starts_with("adaptive_max"); }

/// Sizes of the last axes of the input.
std::vector<Expr> input_sizes(const Call& c) {
  const std::vector<Expr>& dims = c.shape().dims;
  return {dims.end() - c.spatial(), dims.end()};
}

/// None keeps the size of the input.
std::vector<Expr> output_sizes(const Call& c) {
  std::vector<Expr> sizes = c.ints("output_size", c.spatial());
  std::vector<Expr> in = input_sizes(c);
  auto* items = c.arg("output_size").as<ir::AttrList>();
  for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
    if ((*items)[i].is<ir::None>()) sizes[i] = in[i];
  }
  return sizes;
}

/// An average over everything is a mean: it is defined without elements, and in two and three dimensions it takes any
/// number of further ones.
bool is_mean(const Call& c) {
  std::vector<Expr> out = output_sizes(c);
  return !is_max(c) && std::all_of(out.begin(), out.end(), [](const Expr& size) { return size.is_constant(1); });
}

bool check_rank(Call& c) {
  bool one_size = !c.arg("output_size").is<ir::AttrList>();
  bool any_rank = c.spatial() > 1 && c.shape().rank() >= c.spatial() + (one_size ? 0 : 1) && is_mean(c);
  return any_rank || demand_spatial(c);
}

void infer(Call& c) {
  std::optional<sym::Shape> shape;
  if (check_rank(c)) {
    int n = c.spatial();
    int first = is_max(c) ? 1 : c.shape().rank() - n;  // what must have elements
    bool fine = demand_at_least(c, "output_size", 0) && (is_mean(c) || demand_elements(c, first));
    shape = fine ? with_last(c.shape(), output_sizes(c)) : with_last_unknown(c.shape(), n);
  }
  // torch.adaptive_max_pool1d has no such argument and always returns the indices.
  bool always = is_max(c) && !c.has("return_indices");
  give_pooled(c, std::move(shape), always || returns_indices(c));
}

Receptive receptive(const Call& c) {
  std::vector<Expr> in = input_sizes(c);
  std::vector<Expr> out = output_sizes(c);
  Receptive field{Receptive::Kind::Window, {}};
  bool whole = true;
  for (std::size_t i = 0; i < in.size(); ++i) {
    whole = whole && out[i].is_constant(1);
    field.axes.push_back(divided_axis(in[i], out[i]));
  }
  return whole ? Receptive{Receptive::Kind::Global, {}} : field;
}

// In one dimension the size can't be None.
constexpr Param kSize1d = {"output_size", kSizes, "", "elements of the output"};
constexpr Param kSize = {"output_size", kSizes | Takes::Holes, "",
                         "elements of the output; a None in the tuple keeps the input's"};
constexpr Param kIndices = {"return_indices", Takes::Bool, "False", "return the places of the maxima too"};
constexpr Param kInput = {"input", Takes::Tensor, "", "(N, C, …) or (C, …)"};

constexpr Param kForward[] = {kInput};
constexpr Param kParams1d[] = {kSize1d, kIndices};
constexpr Param kParams[] = {kSize, kIndices};
constexpr Param kFunction1d[] = {kInput, kSize1d, kIndices};
constexpr Param kFunction[] = {kInput, kSize, kIndices};

constexpr auto params(int spatial, bool max) {
  return std::span(spatial == 1 ? kParams1d : kParams).first(max ? 2 : 1);
}

constexpr Example kAvg1d[] = {{"AdaptiveAvgPool1d(5)", "N,64,8", "(N, 64, 5)", "0", "0"}};
constexpr Rejected kBadAvg1d[] = {{"AdaptiveAvgPool1d(None)", "N,64,8", Kind::ArgumentType}};
constexpr Example kAvg2d[] = {
    {"AdaptiveAvgPool2d((7, None))", "N,64,10,9", "(N, 64, 7, 9)", "0", "0"},
    {"AdaptiveAvgPool2d(1)", "N,512,H,W", "(N, 512, 1, 1)", "0", "0"},
};
constexpr Rejected kBadAvg2d[] = {
    {"AdaptiveAvgPool2d((7,))", "N,64,8,9", Kind::ArgumentType},
    {"AdaptiveAvgPool2d(-1)", "N,64,8,9", Kind::ArgumentValue},
};
constexpr Example kAvg3d[] = {{"AdaptiveAvgPool3d((7, None, None))", "1,64,10,9,8", "(1, 64, 7, 9, 8)", "0", "0"}};
constexpr Rejected kBadAvg3d[] = {{"AdaptiveAvgPool3d(2)", "N,64,8", Kind::RankMismatch}};
constexpr Example kMax1d[] = {{"AdaptiveMaxPool1d(5)", "N,64,8", "(N, 64, 5)", "0", "0"}};
constexpr Rejected kBadMax1d[] = {{"AdaptiveMaxPool1d(5)", "N,3,8,8", Kind::RankMismatch}};
constexpr Example kMax2d[] = {
    {"AdaptiveMaxPool2d((5, 7), return_indices=True)", "1,64,8,9", "(1, 64, 5, 7);(1, 64, 5, 7)", "0", "0"}};
constexpr Rejected kBadMax2d[] = {{"AdaptiveMaxPool2d(7.5)", "N,64,8,9", Kind::ArgumentType}};
constexpr Example kMax3d[] = {{"AdaptiveMaxPool3d((5, 7, 9))", "1,64,8,9,10", "(1, 64, 5, 7, 9)", "0", "0"}};
constexpr Rejected kBadMax3d[] = {{"AdaptiveMaxPool3d((5, 7))", "1,64,8,9,10", Kind::ArgumentType}};

/// The input, and the places of the largest elements.
Saved saved_max(const Call& c) {
  if (c.output_count() > 1) return {{{0}}, {1}, {}};
  return {{{0}}, {}, {{c.output().shape->elements(), ir::DType::Int64}}};
}

constexpr Spec pool(std::string_view names, int spatial, bool max, std::span<const Example> examples,
                    std::span<const Rejected> rejected) {
  return {.names = names,
          .summary = "Adaptive pooling: the input is divided into as many windows as the output has elements.",
          .rule = pool_rule(spatial),
          .spatial = spatial,
          .params = params(spatial, max),
          .call = kForward,
          .infer = infer,
          .receptive = receptive,
          .saved = max ? saved_max : saves_input,
          .placement = Placement::AsInputs,
          .pooling = true,
          .examples = examples,
          .rejected = rejected};
}

constexpr Spec function(std::string_view names, int spatial, int parameters) {
  return {.names = names,
          .form = Form::Function,
          .summary = "Adaptive pooling: the input is divided into as many windows as the output has elements.",
          .rule = pool_rule(spatial),
          .spatial = spatial,
          .call = std::span(spatial == 1 ? kFunction1d : kFunction).first(static_cast<std::size_t>(parameters)),
          .infer = infer,
          .receptive = receptive,
          .saved = names.find("avg") == names.npos ? saved_max : saves_input,
          .placement = Placement::AsInputs,
          .pooling = true};
}

constexpr Spec kSpecs[] = {
    pool("torch.nn.AdaptiveAvgPool1d", 1, false, kAvg1d, kBadAvg1d),
    pool("torch.nn.AdaptiveAvgPool2d", 2, false, kAvg2d, kBadAvg2d),
    pool("torch.nn.AdaptiveAvgPool3d", 3, false, kAvg3d, kBadAvg3d),
    pool("torch.nn.AdaptiveMaxPool1d", 1, true, kMax1d, kBadMax1d),
    pool("torch.nn.AdaptiveMaxPool2d", 2, true, kMax2d, kBadMax2d),
    pool("torch.nn.AdaptiveMaxPool3d", 3, true, kMax3d, kBadMax3d),
    function("torch.nn.functional.adaptive_avg_pool1d torch.adaptive_avg_pool1d", 1, 2),
    function("torch.nn.functional.adaptive_avg_pool2d", 2, 2),
    function("torch.nn.functional.adaptive_avg_pool3d", 3, 2),
    function("torch.nn.functional.adaptive_max_pool1d", 1, 3),
    function("torch.nn.functional.adaptive_max_pool2d", 2, 3),
    function("torch.nn.functional.adaptive_max_pool3d", 3, 3),
    function("torch.adaptive_max_pool1d", 1, 2),
    function("torch.nn.functional.adaptive_max_pool1d_with_indices", 1, 3),
    function("torch.nn.functional.adaptive_max_pool2d_with_indices", 2, 3),
    function("torch.nn.functional.adaptive_max_pool3d_with_indices", 3, 3),
};

}  // namespace

std::span<const Spec> adaptive_pool_specs() { return kSpecs; }

}  // namespace shapewise::layers
