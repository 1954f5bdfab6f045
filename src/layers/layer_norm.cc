// LayerNorm and RMSNorm: normalisation over the last dimensions of each sample, whose sizes the layer fixes.
// Source: torch/nn/modules/normalization.py, aten/src/ATen/native/layer_norm.h (_check_layer_norm_inputs).
#include <fmt/format.h>

#include "layer/broadcast.h"
#include "layer/demand.h"
#include "layer/registry.h"
#include "layer/saved.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Shape;

void check(Call& c) {
  if (c.arg("normalized_shape").is<ir::Unknown>()) return;
  if (c.int_list("normalized_shape").empty()) {
    c.reject(Kind::ArgumentValue, "normalized_shape", fmt::format("{} needs a size to normalise over", c.name()))
        .label = "expected at least one size";
  }
  demand_at_least(c, "normalized_shape", 0);
}

std::vector<WeightSpec> weights(const Call& c) {
  if (!c.flag("elementwise_affine")) return {};
  std::vector<Expr> sizes = c.int_list("normalized_shape");
  WeightSpec weight{"weight", {}};
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    weight.dims.push_back(named(sizes.size() == 1 ? "D" : fmt::format("D_{}", i + 1), sizes[i]));
  }
  std::vector<WeightSpec> list{weight};
  if (c.has("bias") && c.flag("bias")) list.push_back({"bias", weight.dims});
  return list;
}

/// The last sizes of the input are those of normalized_shape.
void check_sizes(Call& c, const ir::Tensor& input) {
  if (c.arg("normalized_shape").is<ir::Unknown>()) return;
  std::vector<Expr> sizes = c.int_list("normalized_shape");
  int n = static_cast<int>(sizes.size());
  if (!demand_rank_at_least(c, input, n)) return;
  auto* items = c.arg("normalized_shape").as<ir::AttrList>();
  for (int i = 0; i < n; ++i) {
    const Expr& found = (*input.shape)[i - n];
    const Expr& expected = sizes[static_cast<std::size_t>(i)];
    if (c.holds(sym::eq(found, expected), "the normalised size")) continue;
    auto& d = c.reject(Kind::FeatureMismatch, "normalized_shape",
                       fmt::format("{} normalises over {} features, but its input has {}", c.name(),
                                   sym::to_text(expected), sym::to_text(found)));
    const ir::Attr& at = items != nullptr ? (*items)[static_cast<std::size_t>(i)] : c.arg("normalized_shape");
    if (at.range.valid()) d.range = at.range;
    d.label = fmt::format("expected {}", sym::to_text(found));
    d.notes.push_back(fmt::format("the input of the layer is {}; normalized_shape is compared with its last size{}",
                                  ir::to_text(input), n == 1 ? "" : "s"));
    if (found.is_constant() && at.range.valid()) {
      std::string value = sym::to_text(found);
      std::string what = items == nullptr ? "normalized_shape" : fmt::format("size {} of normalized_shape", i + 1);
      d.fixes.push_back({fmt::format("set {} to {}", what, value), {{at.range, value}}});
    }
    return;
  }
}

void infer_module(Call& c) {
  demand_floating(c, c.input());
  check_sizes(c, c.input());
  c.give(c.shape());
}

void infer_function(Call& c) {
  const ir::Tensor& input = *c.tensor("input");
  check(c);
  demand_floating(c, input);
  check_sizes(c, input);
  Shape sizes(c.int_list("normalized_shape"));
  for (std::string_view param : {"weight", "bias"}) {
    const ir::Tensor* weight = c.has(param) ? c.tensor(param) : nullptr;
    if (weight != nullptr) demand_same(c, sizes, *weight->shape, param);
  }
  c.give(*input.shape, input.dtype);
}

constexpr Takes kShape = Takes::Int | Takes::Ints;
constexpr Takes kVector = Takes::Tensor | Takes::None;
Shape typical_input(const Call& c) {
  Shape shape{Expr::symbol("N")};
  for (Expr& size : c.int_list("normalized_shape")) shape.dims.push_back(std::move(size));
  return shape;
}

constexpr Param kNormalized = {"normalized_shape", kShape, "", "sizes of the last dimensions, which are normalised"};
constexpr Param kSizes = {"normalized_shape", Takes::Ints, "", "sizes of the last dimensions, which are normalised"};
constexpr Param kEps = {"eps", Takes::Float, "1e-05", "added to the variance"};
constexpr Param kRmsEps = {"eps", Takes::Float | Takes::None, "None", "added to the mean square"};
constexpr Param kAffine = {"elementwise_affine", Takes::Bool, "True", "learn a scale (and an offset) per element"};
constexpr Param kDevice = {"device", Takes::Any, "None", "where the weights live"};
constexpr Param kDType = {"dtype", Takes::Any, "None", "element type of the weights"};
constexpr Param kInput = {"input", Takes::Tensor, "", "(*, normalized_shape)"};
constexpr Param kWeight = {"weight", kVector, "None", "of the shape normalized_shape"};
constexpr Param kBias = {"bias", kVector, "None", "of the shape normalized_shape"};

/// Mean and inverse deviation of each row, too. RMSNorm is younger than the source.
Saved saved(const Call& c) {
  Expr rows = 1;
  int kept = c.shape().rank() - static_cast<int>(c.int_list("normalized_shape").size());
  for (int i = 0; i < kept; ++i) rows *= c.shape()[i];
  return {{{0}}, {}, {{2 * rows, c.dtype()}}};
}

constexpr Param kParams[] = {kNormalized, kEps,  kAffine, {"bias", Takes::Bool, "True", "learn an offset too"},
                             kDevice,     kDType};
constexpr Param kRmsParams[] = {kNormalized, kRmsEps, kAffine, kDevice, kDType};
constexpr Param kForward[] = {kInput};
constexpr Param kFunctional[] = {kInput, kSizes, kWeight, kBias, kEps};
constexpr Param kTorch[] = {kInput, kSizes, kWeight,
                            kBias,  kEps,   {"cudnn_enable", Takes::Bool, "True", "how it is computed"}};
constexpr Param kRms[] = {kInput, kSizes, kWeight, kRmsEps};

constexpr Example kExamples[] = {
    {"LayerNorm(64)", "N,10,64", "(N, 10, 64)", "128", "0"},
    {"LayerNorm((16, 8, 8))", "N,16,8,8", "(N, 16, 8, 8)", "2048", "0"},
};
constexpr Rejected kRejected[] = {{"LayerNorm(32)", "N,10,64", Kind::FeatureMismatch},
                                  {"LayerNorm((10, 64))", "64", Kind::RankMismatch}};
constexpr Example kRmsExamples[] = {{"RMSNorm(64)", "N,10,64", "(N, 10, 64)", "64", "0"}};
constexpr Rejected kRmsRejected[] = {{"RMSNorm(32)", "N,10,64", Kind::FeatureMismatch}};

constexpr std::string_view kLayer =
    "Subtracts the mean of each sample's last dimensions and divides by their deviation.";
constexpr std::string_view kRootMeanSquare = "Divides by the root of the mean square of each sample's last dimensions.";
constexpr std::string_view kRule = "(*, normalized_shape) → (*, normalized_shape)";

constexpr Spec module(std::string_view names, std::string_view summary, std::span<const Param> params,
                      std::span<const Example> examples, std::span<const Rejected> rejected) {
  return {.names = names,
          .summary = summary,
          .rule = kRule,
          .params = params,
          .call = kForward,
          .check = check,
          .weights = weights,
          .infer = infer_module,
          .saved = names.ends_with("RMSNorm") ? nullptr : saved,
          .placement = Placement::AsInputs,
          .typical_input = typical_input,
          .examples = examples,
          .rejected = rejected};
}

constexpr Spec function(std::string_view names, std::string_view summary, std::span<const Param> call) {
  return {.names = names,
          .form = Form::Function,
          .summary = summary,
          .rule = kRule,
          .call = call,
          .infer = infer_function,
          .saved = names.ends_with("rms_norm") ? nullptr : saved,
          .placement = Placement::AsInputs};
}

constexpr Spec kSpecs[] = {
    module("torch.nn.LayerNorm", kLayer, kParams, kExamples, kRejected),
    module("torch.nn.RMSNorm", kRootMeanSquare, kRmsParams, kRmsExamples, kRmsRejected),
    function("torch.nn.functional.layer_norm", kLayer, kFunctional),
    function("torch.layer_norm", kLayer, kTorch),
    function("torch.nn.functional.rms_norm torch.rms_norm", kRootMeanSquare, kRms),
};

}  // namespace

std::span<const Spec> layer_norm_specs() { return kSpecs; }

}  // namespace shapewise::layers
