// What the layers of Keras share: where their channels stand, and rows for them. Their signatures are the keys of their
// configuration, by which files store them; keys that decide nothing are left out.
// Source: https://keras.io/api/layers.
#pragma once

#include <vector>

#include "layer/frame.h"

namespace shapewise::layer {

/// Places of the axes of an image-like tensor: (N, …, C), or (N, C, …) with data_format='channels_first'.
struct ImageAxes {
  int channel = -1;
  std::vector<int> spatial;
};
ImageAxes image_axes(const Call& call, int rank);

/// The input has so many dimensions; else nothing is given.
bool demand_dimensions(Call& call, int expected);

/// The input has a batch, channels and so many spatial axes as the row says; else nothing is given.
bool demand_image(Call& call);

std::vector<sym::Expr> sizes_at(const sym::Shape& shape, const std::vector<int>& axes);

/// Windows over the spatial axes, by kernel_size or pool_size, strides, dilation_rate and padding.
std::vector<Frame> keras_frames(const Call& call);
/// The same over axes of these sizes.
std::vector<Frame> keras_frames(const Call& call, const std::vector<sym::Expr>& sizes);

/// A named axis of a tensor, from 0; −1 for the last.
inline sym::Expr last_size(const Call& call) { return call.shape()[-1]; }

constexpr Param config(std::string_view name, Takes takes, std::string_view fallback, std::string_view doc) {
  return {name, takes, fallback, doc, How::KeywordOnly};
}
constexpr Param kDataFormat = config("data_format", Takes::Str | Takes::None, "'channels_last'",
                                     "'channels_last': (N, …, C); 'channels_first': (N, C, …)");
constexpr Param kUseBias = config("use_bias", Takes::Bool, "True", "add a learned number to each output");
constexpr Param kActivation = config("activation", Takes::Any, "None", "function of the output");
constexpr Param kKerasInput[] = {{"inputs", Takes::Tensor, "", "the tensor"}};
constexpr Param kKerasInputs[] = {{"inputs", Takes::Any, "", "the tensors", How::Variadic}};

constexpr Spec keras_row(std::string_view names, std::string_view summary, std::string_view rule,
                         std::span<const Param> params, void (*infer)(Call&)) {
  return {.names = names,
          .form = Form::Foreign,
          .summary = summary,
          .rule = rule,
          .params = params,
          .call = kKerasInput,
          .infer = infer};
}

/// A layer that is given as an argument of another one: its weights for such an input, and what it returns.
std::vector<WeightSpec> inner_weights(const ir::Layer& layer, const ir::Tensor& input, const std::string& prefix);
std::vector<ir::Tensor> inner_outputs(Call& outer, const ir::Layer& layer, const ir::Tensor& input);
sym::Formula inner_macs(const ir::Layer& layer, const ir::Tensor& input, const std::vector<ir::Tensor>& outputs);

}  // namespace shapewise::layer
