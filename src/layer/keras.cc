// Axes, windows and wrapped layers of Keras.
#include "layer/keras.h"

#include <fmt/format.h>

#include "layer/registry.h"

namespace shapewise::layer {
namespace {

using sym::Expr;

const ir::Args kNoArgs;

/// A call of a layer with its only input.
ir::Args input_argument(const Spec& spec) {
  ir::Args args;
  for (const Param& param : spec.call) {
    ir::Attr value{ir::TensorRef{0}, {}};
    if (param.how == How::Variadic) value = {ir::AttrList{value}, {}};
    if (!args.empty()) value = {ir::None{}, {}};
    args.push_back({param.name, std::move(value), args.empty()});
  }
  return args;
}

}  // namespace

ImageAxes image_axes(const Call& call, int rank) {
  bool first = call.text("data_format") == "channels_first";
  ImageAxes axes;
  axes.channel = first ? 1 : rank - 1;
  for (int i = first ? 2 : 1; i < (first ? rank : rank - 1); ++i) axes.spatial.push_back(i);
  return axes;
}

bool demand_image(Call& call) { return demand_dimensions(call, call.spatial() + 2); }

bool demand_dimensions(Call& call, int expected) {
  if (call.shape().rank() == expected) return true;
  auto& d = call.reject(
      diag::Kind::RankMismatch, {},
      fmt::format("{} takes {} dimensions, but its input is {}", call.name(), expected, sym::to_text(call.shape())));
  d.label = fmt::format("expected {} dimensions", expected);
  call.give_nothing("the input has the wrong rank");
  return false;
}

std::vector<Expr> sizes_at(const sym::Shape& shape, const std::vector<int>& axes) {
  std::vector<Expr> sizes;
  for (int axis : axes) sizes.push_back(shape[axis]);
  return sizes;
}

std::vector<Frame> keras_frames(const Call& call) {
  return keras_frames(call, sizes_at(call.shape(), image_axes(call, call.shape().rank()).spatial));
}

std::vector<Frame> keras_frames(const Call& call, const std::vector<Expr>& sizes) {
  int n = call.spatial();
  Framing framing;
  framing.kernel = call.ints(call.has("pool_size") ? "pool_size" : "kernel_size", n);
  framing.stride = call.is_none("strides") ? framing.kernel : call.ints("strides", n);
  if (call.has("dilation_rate")) framing.dilation = call.ints("dilation_rate", n);
  framing.rule = call.text("padding") == "same" ? Padding::Same : Padding::Valid;
  if (call.text("padding") == "causal") {
    framing.rule = Padding::Explicit;
    framing.before = {framing.dilation[0] * (framing.kernel[0] - 1)};
  }
  return frames(sizes, framing);
}

std::vector<WeightSpec> inner_weights(const ir::Layer& layer, const ir::Tensor& input, const std::string& prefix) {
  const Spec& spec = layer::spec(layer.op);
  if (spec.weights == nullptr) return {};
  Call call(spec, layer.args, kNoArgs, {input}, {}, {});
  std::vector<WeightSpec> weights = spec.weights(call);
  for (WeightSpec& weight : weights) weight.name = prefix + weight.name;
  return weights;
}

std::vector<ir::Tensor> inner_outputs(Call& outer, const ir::Layer& layer, const ir::Tensor& input) {
  const Spec& spec = layer::spec(layer.op);
  ir::Args args = input_argument(spec);
  Call call(spec, layer.args, args, {input}, outer.context(), outer.range());
  spec.infer(call);
  if (call.failed()) outer.fail();
  return call.outputs();
}

sym::Formula inner_macs(const ir::Layer& layer, const ir::Tensor& input, const std::vector<ir::Tensor>& outputs) {
  const Spec& spec = layer::spec(layer.op);
  if (spec.macs == nullptr) return 0;
  ir::Args args = input_argument(spec);
  Call call(spec, layer.args, args, {input}, {}, {});
  call.set_outputs(outputs);
  return spec.macs(call);
}

}  // namespace shapewise::layer
