// Convolutions of Keras: Conv1D–3D, transposed, depthwise and separable ones.
// Source: https://keras.io/api/layers/convolution_layers; keras/src/backend/common/backend_utils.py.
#include <fmt/format.h>

#include "layer/convolution.h"
#include "layer/keras.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Formula;
using sym::Shape;

Formula in_channels(const Call& c) { return named("C_in", c.shape()[image_axes(c, c.shape().rank()).channel]); }
Formula out_channels(const Call& c) { return named("C_out", c.integer("filters")); }
Formula multiplier(const Call& c) { return named("m", c.integer("depth_multiplier")); }
Formula groups(const Call& c) { return named("g", c.integer("groups")); }
Formula per_group(const Call& c) {
  return c.integer("groups").is_constant(1) ? in_channels(c) : in_channels(c) / groups(c);
}

std::vector<Formula> kernel(const Call& c) {
  std::vector<Formula> sizes;
  for (const Frame& frame : keras_frames(c)) sizes.push_back(frame.window.kernel);
  return sizes;
}

/// The kernel's sizes, then those of the channels.
std::vector<Formula> kernel_and(const Call& c, std::initializer_list<Formula> channels) {
  std::vector<Formula> sizes = kernel(c);
  sizes.insert(sizes.end(), channels.begin(), channels.end());
  return sizes;
}

void give_windowed(Call& c, const Expr& channels) {
  std::vector<Frame> list = keras_frames(c);
  ImageAxes axes = image_axes(c, c.shape().rank());
  Shape out = c.shape();
  out[axes.channel] = channels;
  bool fits = demand_frames_fit(c, list);
  for (std::size_t i = 0; i < list.size(); ++i)
    out[axes.spatial[i]] = fits ? frame_size(list[i], false).value() : Expr::unknown();
  c.give(std::move(out));
}

void demand_groups(Call& c) {
  if (c.holds(sym::divisible(in_channels(c).value(), c.integer("groups")), "groups divide the channels")) return;
  c.reject(Kind::GroupMismatch, "groups",
           fmt::format("the {} input channels of {} are not divisible by groups", sym::to_text(in_channels(c).value()),
                       c.name()))
      .label = "expected a divisor of the channels";
}

void infer(Call& c) {
  if (!demand_image(c)) return;
  demand_groups(c);
  give_windowed(c, c.integer("filters"));
}
void infer_separable(Call& c) {
  if (demand_image(c)) give_windowed(c, c.integer("filters"));
}
void infer_depthwise(Call& c) {
  if (demand_image(c)) give_windowed(c, (in_channels(c) * multiplier(c)).value());
}

std::vector<SizeRule> sizes(const Call& c) { return frame_sizes(keras_frames(c), false); }
Receptive receptive(const Call& c) { return receptive_of(keras_frames(c)); }

std::vector<WeightSpec> weights(const Call& c) {
  std::vector<WeightSpec> list{{"kernel", kernel_and(c, {per_group(c), out_channels(c)})}};
  if (c.flag("use_bias")) list.push_back({"bias", {out_channels(c)}});
  return list;
}

std::vector<WeightSpec> depthwise_weights(const Call& c) {
  std::vector<WeightSpec> list{{"kernel", kernel_and(c, {in_channels(c), multiplier(c)})}};
  if (c.flag("use_bias")) list.push_back({"bias", {in_channels(c) * multiplier(c)}});
  return list;
}

std::vector<WeightSpec> separable_weights(const Call& c) {
  std::vector<Formula> pointwise(static_cast<std::size_t>(c.spatial()), 1);
  pointwise.push_back(in_channels(c) * multiplier(c));
  pointwise.push_back(out_channels(c));
  std::vector<WeightSpec> list{{"depthwise_kernel", kernel_and(c, {in_channels(c), multiplier(c)})},
                               {"pointwise_kernel", std::move(pointwise)}};
  if (c.flag("use_bias")) list.push_back({"bias", {out_channels(c)}});
  return list;
}

/// H_out·W_out, or H·W of the input.
Formula positions(const Call& c, const Shape& shape, std::string_view suffix) {
  std::vector<Formula> factors;
  std::vector<std::string> names = spatial_names(c.spatial());
  ImageAxes axes = image_axes(c, shape.rank());
  for (std::size_t i = 0; i < axes.spatial.size(); ++i) {
    factors.push_back(named(names[i] + std::string(suffix), shape[axes.spatial[i]]));
  }
  return sym::product(factors);
}

Formula batch(const Call& c) { return named("N", c.shape()[0]); }
Formula macs(const Call& c) {
  return batch(c) * per_group(c) * out_channels(c) * sym::product(kernel(c)) * positions(c, *c.output().shape, "_out");
}
Formula depthwise_macs(const Call& c) {
  return batch(c) * in_channels(c) * multiplier(c) * sym::product(kernel(c)) * positions(c, *c.output().shape, "_out");
}
Formula separable_macs(const Call& c) {
  return depthwise_macs(c) +
         batch(c) * in_channels(c) * multiplier(c) * out_channels(c) * positions(c, *c.output().shape, "_out");
}

/// From all elements of a sample to all of its output.
Formula dense(const Call& c) {
  const Shape& shape = *c.output().shape;
  Formula in = in_channels(c) * positions(c, c.shape(), "");
  Formula out = named("C_out", shape[image_axes(c, shape.rank()).channel]) * positions(c, shape, "_out");
  return c.flag("use_bias") ? in * out + out : in * out;
}

Convolution convolution_of(const Call& c, const Expr& out, const Expr& groups, bool is_transposed) {
  ImageAxes axes = image_axes(c, c.shape().rank());
  Convolution made{in_channels(c).value(),
                   out,
                   groups,
                   c.flag("use_bias"),
                   convolution_axes(keras_frames(c), sizes_at(*c.output().shape, axes.spatial), is_transposed),
                   is_transposed};
  made.channels_last = axes.channel != 1;
  return made;
}

Convolution convolution(const Call& c) { return convolution_of(c, c.integer("filters"), c.integer("groups"), false); }
Convolution depthwise_convolution(const Call& c) {
  return convolution_of(c, (in_channels(c) * multiplier(c)).value(), in_channels(c).value(), false);
}
Convolution transposed_convolution(const Call& c) { return convolution_of(c, c.integer("filters"), 1, true); }

// --- transposed ---

/// keras.src.backend.common.backend_utils: in·s, with 'valid' + max(extent − s, 0); or as output_padding says.
Formula transposed_size(const Call& c, const Frame& frame, std::size_t i) {
  const Window& w = frame.window;
  bool same = frame.rule == Padding::Same;
  if (c.is_none("output_padding")) {
    Formula size = w.in * w.stride;
    return same ? size : size + Formula::max(w.extent() - w.stride, 0);
  }
  Formula size = (w.in - 1) * w.stride + w.extent() + named("o", c.ints("output_padding", c.spatial())[i]);
  return same ? size - Formula(2) * Formula::floor_div(w.extent(), 2) : size;
}

std::vector<SizeRule> transposed_sizes(const Call& c) {
  std::vector<SizeRule> rules;
  std::vector<Frame> list = keras_frames(c);
  std::vector<std::string> names = spatial_names(c.spatial());
  for (std::size_t i = 0; i < list.size(); ++i) rules.push_back({names[i], transposed_size(c, list[i], i)});
  return rules;
}

void infer_transposed(Call& c) {
  if (!demand_image(c)) return;
  ImageAxes axes = image_axes(c, c.shape().rank());
  std::vector<SizeRule> rules = transposed_sizes(c);
  Shape out = c.shape();
  out[axes.channel] = c.integer("filters");
  for (std::size_t i = 0; i < rules.size(); ++i) out[axes.spatial[i]] = rules[i].formula.value();
  c.give(std::move(out));
}

std::vector<WeightSpec> transposed_weights(const Call& c) {
  std::vector<WeightSpec> list{{"kernel", kernel_and(c, {out_channels(c), in_channels(c)})}};
  if (c.flag("use_bias")) list.push_back({"bias", {out_channels(c)}});
  return list;
}

Formula transposed_macs(const Call& c) {
  return batch(c) * in_channels(c) * out_channels(c) * sym::product(kernel(c)) * positions(c, c.shape(), "");
}

Receptive transposed_receptive(const Call& c) {
  Receptive field{Receptive::Kind::Window, {}};
  for (const Frame& frame : keras_frames(c)) {
    const Window& w = frame.window;
    field.axes.push_back({sym::ceil_div(w.extent().value(), w.stride.value()), 1, w.stride.value(), 0});
  }
  return field;
}

constexpr Param kFilters = config("filters", Takes::Int, "", "channels of the output");
constexpr Param kKernel = config("kernel_size", kSizes | Takes::OneTuple, "", "size of the window");
constexpr Param kStrides = config("strides", kSizes | Takes::OneTuple, "1", "step of the window");
constexpr Param kPadding = config("padding", Takes::Str, "'valid'", "'valid', 'same' or 'causal'");
constexpr Param kDilation = config("dilation_rate", kSizes | Takes::OneTuple, "1", "distance between elements");
constexpr Param kGroups = config("groups", Takes::Int, "1", "blocks of channels that are convolved apart");
constexpr Param kMultiplier = config("depth_multiplier", Takes::Int, "1", "outputs for each input channel");
constexpr Param kOutputPadding =
    config("output_padding", kSizes | Takes::OneTuple | Takes::None, "None", "elements added");

constexpr Param kConv[] = {kFilters,  kKernel, kStrides, kPadding,   kDataFormat,
                           kDilation, kGroups, kUseBias, kActivation};
constexpr Param kDepthwise[] = {kKernel,     kStrides,  kPadding, kMultiplier,
                                kDataFormat, kDilation, kUseBias, kActivation};
constexpr Param kSeparable[] = {kFilters,  kKernel,     kStrides, kPadding,   kDataFormat,
                                kDilation, kMultiplier, kUseBias, kActivation};
constexpr Param kTransposed[] = {kFilters,    kKernel,   kStrides, kPadding,   kOutputPadding,
                                 kDataFormat, kDilation, kUseBias, kActivation};

constexpr std::string_view kRule = "(N, H, W, C_in) → (N, H_out, W_out, C_out)";

constexpr Spec row(std::string_view names, int spatial, std::string_view summary, std::span<const Param> params,
                   void (*rule)(Call&), std::vector<WeightSpec> (*made)(const Call&), Formula (*cost)(const Call&)) {
  Spec spec = keras_row(names, summary, kRule, params, rule);
  spec.spatial = spatial;
  spec.weights = made;
  spec.macs = cost;
  spec.sizes = sizes;
  spec.receptive = receptive;
  spec.dense = dense;
  return spec;
}

constexpr Spec conv(std::string_view names, int spatial) {
  Spec spec = row(names, spatial, "Convolution.", kConv, infer, weights, macs);
  spec.convolution = convolution;
  return spec;
}
constexpr Spec depthwise(std::string_view names, int spatial) {
  Spec spec = row(names, spatial, "Convolution of each channel apart.", kDepthwise, infer_depthwise, depthwise_weights,
                  depthwise_macs);
  spec.convolution = depthwise_convolution;
  return spec;
}
constexpr Spec separable(std::string_view names, int spatial) {
  return row(names, spatial, "Convolution of each channel apart, then over the channels.", kSeparable, infer_separable,
             separable_weights, separable_macs);
}
constexpr Spec transposed(std::string_view names, int spatial) {
  Spec spec = row(names, spatial, "Transposed convolution.", kTransposed, infer_transposed, transposed_weights,
                  transposed_macs);
  spec.sizes = transposed_sizes;
  spec.convolution = transposed_convolution;
  spec.receptive = transposed_receptive;
  return spec;
}

constexpr Spec kSpecs[] = {
    conv("keras:Conv1D keras:Convolution1D", 1),
    conv("keras:Conv2D keras:Convolution2D", 2),
    conv("keras:Conv3D keras:Convolution3D", 3),
    depthwise("keras:DepthwiseConv1D", 1),
    depthwise("keras:DepthwiseConv2D", 2),
    separable("keras:SeparableConv1D keras:SeparableConvolution1D", 1),
    separable("keras:SeparableConv2D keras:SeparableConvolution2D", 2),
    transposed("keras:Conv1DTranspose keras:Convolution1DTranspose", 1),
    transposed("keras:Conv2DTranspose keras:Convolution2DTranspose", 2),
    transposed("keras:Conv3DTranspose keras:Convolution3DTranspose", 3),
};

}  // namespace

std::span<const Spec> keras_conv_specs() { return kSpecs; }

}  // namespace shapewise::layers
