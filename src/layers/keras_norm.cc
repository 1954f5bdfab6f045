// Normalisation of Keras.
// Source: https://keras.io/api/layers/normalization_layers.
#include "layer/axes.h"
#include "layer/keras.h"
#include "layer/receptive.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using sym::Formula;

void same(Call& c) { c.give(c.shape()); }

/// The sizes of the axes that are normalised apart.
std::vector<Formula> normalised(const Call& c) {
  std::vector<Formula> dims;
  int rank = c.shape().rank();
  for (const sym::Expr& axis : c.int_list("axis")) {
    auto at = axis.constant();
    bool there = at && *at >= -rank && *at < rank;
    dims.push_back(named("C", there ? c.shape()[static_cast<int>(*at)] : sym::Expr::unknown()));
  }
  return dims;
}

std::vector<WeightSpec> scale_and_center(const Call& c) {
  std::vector<WeightSpec> list;
  if (c.flag("scale")) list.push_back({"gamma", normalised(c)});
  if (c.flag("center")) list.push_back({"beta", normalised(c)});
  return list;
}

/// The statistics count as parameters that are not trained.
std::vector<WeightSpec> batch_weights(const Call& c) {
  std::vector<WeightSpec> list = scale_and_center(c);
  for (std::string name : {"moving_mean", "moving_variance"}) {
    list.push_back({std::move(name), normalised(c)});
    list.back().trainable = false;
  }
  return list;
}

/// What was seen of the data is stored, and how much of it.
std::vector<WeightSpec> adapted_weights(const Call& c) {
  if (c.given("mean") && !c.is_none("mean")) return {};
  std::vector<WeightSpec> list{{"mean", normalised(c)}, {"variance", normalised(c)}, {"count", {}}};
  for (WeightSpec& weight : list) weight.trainable = false;
  list.back().dtype = ir::DType::Int64;
  return list;
}

constexpr Param kAxis = config("axis", Takes::Int | Takes::Ints, "-1", "the axis of the channels");
constexpr Param kCenter = config("center", Takes::Bool, "True", "add a learned number");
constexpr Param kScale = config("scale", Takes::Bool, "True", "multiply by a learned number");
constexpr Param kParams[] = {kAxis, kCenter, kScale, config("epsilon", Takes::Float, "0.001", "added to the variance")};
constexpr Param kAdapted[] = {config("axis", Takes::Int | Takes::Ints | Takes::None, "-1", "the axis of the channels"),
                              config("mean", Takes::Any, "None", "a mean that is given, not learned")};

constexpr Spec row(std::string_view names, std::string_view summary, std::vector<WeightSpec> (*weights)(const Call&),
                   std::span<const Param> params = kParams) {
  Spec spec = keras_row(names, summary, "(*) → (*)", params, same);
  spec.weights = weights;
  return spec;
}
constexpr Spec global(Spec spec) {
  spec.receptive = global_receptive;
  return spec;
}

constexpr Spec kSpecs[] = {
    row("keras:BatchNormalization keras:BatchNormalizationV1 keras:BatchNormalizationV2 keras:SyncBatchNormalization",
        "Normalises each channel by stored statistics.", batch_weights),
    global(row("keras:LayerNormalization", "Normalises over the channels of each position.", scale_and_center)),
    global(row("keras:GroupNormalization", "Normalises groups of channels of each sample.", scale_and_center)),
    row("keras:Normalization", "Shifts and scales by the mean and variance of the data.", adapted_weights, kAdapted),
};

}  // namespace

std::span<const Spec> keras_norm_specs() { return kSpecs; }

}  // namespace shapewise::layers
