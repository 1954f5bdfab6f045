// ONNX convolutions: Conv, ConvTranspose, those of quantised numbers and of onnxruntime. The weight is an input, so its
// sizes are those of the tensor.
// Source: https://onnx.ai/onnx/operators/onnx__Conv.html, onnx__ConvTranspose.html.
#include <fmt/format.h>

#include "layer/convolution.h"
#include "layer/frame.h"
#include "layer/operator.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using ir::DType;
using sym::Expr;
using sym::Formula;
using sym::Shape;

/// The weight, whatever an operator calls it.
const ir::Tensor& weight_of(const Call& c) { return *c.tensor(c.has("W") ? "W" : "w"); }

std::vector<Expr> list_of(const Call& c, std::string_view param) {
  return c.is_none(param) ? std::vector<Expr>() : c.int_list(param);
}

int spatial_of(const Call& c) { return c.shape().rank() - 2; }

Padding padding_rule(const Call& c) {
  if (c.text("auto_pad") == "SAME_LOWER") return Padding::SameLower;
  if (c.text("auto_pad") == "SAME_UPPER") return Padding::Same;
  return c.text("auto_pad") == "VALID" ? Padding::Valid : Padding::Explicit;
}

Framing framing_of(const Call& c) {
  const Shape& weight = *weight_of(c).shape;
  Framing framing{{weight.dims.begin() + 2, weight.dims.end()},
                  list_of(c, "strides"),
                  list_of(c, "dilations"),
                  {},
                  {},
                  padding_rule(c)};
  std::vector<Expr> pads = list_of(c, "pads");
  auto half = static_cast<std::ptrdiff_t>(pads.size() / 2);
  framing.before.assign(pads.begin(), pads.begin() + half);
  framing.after.assign(pads.begin() + half, pads.end());
  return framing;
}

std::vector<Frame> frames_of(const Call& c) {
  return frames({c.shape().dims.begin() + 2, c.shape().dims.end()}, framing_of(c));
}

Formula groups_of(const Call& c) { return named("g", c.integer("group")); }

bool demand_ranks(Call& c) {
  int rank = c.shape().rank();
  const Shape& weight = *weight_of(c).shape;
  if (rank > 5) {
    c.give_nothing("more than three spatial dimensions are not modelled");
    return false;
  }
  if (rank >= 3 && weight.rank() == rank) return true;
  c.reject(Kind::RankMismatch, {},
           fmt::format("{} takes an input and a weight of the same rank from 3 on, not {} and {}", c.name(),
                       sym::to_text(c.shape()), sym::to_text(weight)))
      .label = "the ranks do not fit";
  c.give_nothing("the ranks do not fit");
  return false;
}

void demand_channels(Call& c, const Expr& expected) {
  if (c.holds(sym::eq(expected, c.shape()[1]), "the weight fixes the channels")) return;
  c.reject(Kind::ChannelMismatch, {},
           fmt::format("the weight of {} is made for {} channels, but its input {} has {}", c.name(),
                       sym::to_text(expected), sym::to_text(c.shape()), sym::to_text(c.shape()[1])))
      .label = fmt::format("expected {} channels", sym::to_text(expected));
}

DType output_type(const Call& c) {
  if (c.name() == "ConvInteger") return DType::Int32;
  const ir::Tensor* zero = c.has("y_zero_point") ? c.tensor("y_zero_point") : nullptr;
  return zero != nullptr ? zero->dtype : c.dtype();
}

void infer(Call& c) {
  if (!demand_ranks(c)) return;
  const Shape& weight = *weight_of(c).shape;
  demand_channels(c, weight[1] * c.integer("group"));
  std::vector<Frame> list = frames_of(c);
  Shape out{c.shape()[0], weight[0]};
  bool fits = demand_frames_fit(c, list);
  for (const Frame& frame : list) out.dims.push_back(fits ? frame_size(frame, false).value() : Expr::unknown());
  c.give(std::move(out), output_type(c));
}

std::vector<SizeRule> sizes(const Call& c) { return frame_sizes(frames_of(c), false); }

Formula macs(const Call& c) {
  const Shape& weight = *weight_of(c).shape;
  Formula in = named("C_in", weight[1] * c.integer("group"));
  Formula per_group = c.integer("group").is_constant(1) ? in : in / groups_of(c);
  std::vector<Formula> factors{named("N", c.shape()[0]), per_group, named("C_out", weight[0])};
  for (const Frame& frame : frames_of(c)) factors.push_back(frame.window.kernel);
  factors.push_back(spatial_elements(*c.output().shape, spatial_of(c), "_out"));
  return sym::product(factors);
}

bool has_bias(const Call& c) { return c.has("B") && !c.is_none("B"); }

std::vector<Convolution::Axis> axes_of(const Call& c, bool transposed) {
  const std::vector<Expr>& out = c.output().shape->dims;
  std::vector<Frame> list = frames_of(c);
  for (Frame& frame : list) {
    // What a stated output is too small for is padded, the larger half before if nothing else is said.
    bool stated = transposed && !list_of(c, "output_shape").empty();
    if (stated && !frame.same()) frame.rule = Padding::SameLower;
  }
  return convolution_axes(list, {out.begin() + 2, out.end()}, transposed);
}

Convolution convolution(const Call& c) {
  const Shape& weight = *weight_of(c).shape;
  const Expr groups = c.integer("group");
  return {weight[1] * groups, weight[0], groups, has_bias(c), axes_of(c, false)};
}

TakenWeight taken_weight(const Call& c) { return {c.has("W") ? "W" : "w", 1, 1}; }

Receptive receptive(const Call& c) { return receptive_of(frames_of(c)); }

/// From all elements of a sample to all of its output.
Formula dense(const Call& c) {
  const Shape& out_shape = *c.output().shape;
  Formula in = named("C_in", c.shape()[1]) * spatial_elements(c.shape(), spatial_of(c), "");
  Formula out = named("C_out", out_shape[1]) * spatial_elements(out_shape, spatial_of(c), "_out");
  return has_bias(c) ? in * out + out : in * out;
}

// --- transposed ---

/// s·(in − 1) + output_padding + extent − before − after; with 'same' in·s; or as output_shape states.
Formula transposed_size(const Call& c, const Frame& frame, std::size_t i) {
  std::vector<Expr> stated = list_of(c, "output_shape");
  if (!stated.empty()) {
    std::size_t skip = stated.size() > static_cast<std::size_t>(spatial_of(c)) ? 2 : 0;  // N and C may be among them
    return named("out", i + skip < stated.size() ? stated[i + skip] : Expr::unknown());
  }
  const Window& w = frame.window;
  if (frame.same()) return w.in * w.stride;
  std::vector<Expr> extra = list_of(c, "output_padding");
  Formula size = (w.in - 1) * w.stride + w.extent();
  if (!extra.empty()) size = size + named("o", i < extra.size() ? extra[i] : Expr::unknown());
  return frame.rule == Padding::Valid ? size : size - w.padding - frame.after;
}

std::vector<SizeRule> transposed_sizes(const Call& c) {
  std::vector<SizeRule> rules;
  std::vector<Frame> list = frames_of(c);
  std::vector<std::string> axes = spatial_names(spatial_of(c));
  for (std::size_t i = 0; i < list.size(); ++i) rules.push_back({axes[i], transposed_size(c, list[i], i)});
  return rules;
}

void infer_transposed(Call& c) {
  if (!demand_ranks(c)) return;
  const Shape& weight = *weight_of(c).shape;
  demand_channels(c, weight[0]);
  Shape out{c.shape()[0], weight[1] * c.integer("group")};
  for (const SizeRule& rule : transposed_sizes(c)) out.dims.push_back(rule.formula.value());
  c.give(std::move(out));
}

Formula transposed_macs(const Call& c) {
  const Shape& weight = *weight_of(c).shape;
  std::vector<Formula> factors{named("N", c.shape()[0]), named("C_in", weight[0]), named("C_out/g", weight[1])};
  for (const Frame& frame : frames_of(c)) factors.push_back(frame.window.kernel);
  factors.push_back(spatial_elements(c.shape(), spatial_of(c), ""));
  return sym::product(factors);
}

Convolution transposed_convolution(const Call& c) {
  const Shape& weight = *weight_of(c).shape;
  const Expr groups = c.integer("group");
  return {weight[0], weight[1] * groups, groups, has_bias(c), axes_of(c, true), true};
}

Receptive transposed_receptive(const Call& c) {
  Receptive field{Receptive::Kind::Window, {}};
  for (const Frame& frame : frames_of(c)) {
    const Window& w = frame.window;
    field.axes.push_back({sym::ceil_div(w.extent().value(), w.stride.value()), 1, w.stride.value(),
                          w.extent().value() - 1 - w.padding.value()});
  }
  return field;
}

constexpr Param kAutoPad = text_attr("auto_pad", "'NOTSET'", "NOTSET: as pads say; SAME_UPPER, SAME_LOWER, VALID");
constexpr Param kDilations = ints_attr("dilations", "distance between the elements of the window; none: 1");
constexpr Param kGroup = int_attr("group", "1", "blocks of channels that are convolved apart");
constexpr Param kKernel = ints_attr("kernel_shape", "size of the window: that of the weight");
constexpr Param kPads = ints_attr("pads", "elements added before each axis, then behind each; none: 0");
constexpr Param kStrides = ints_attr("strides", "step of the window; none: 1");
constexpr Param kInput = tensor_in("X", "(N, C_in, …)");
constexpr Param kWeight = tensor_in("W", "(C_out, C_in/group, …)");

constexpr Param kConv[] = {kInput, kWeight, optional_in("B", "(C_out)"), kAutoPad, kDilations, kGroup, kKernel,
                           kPads,  kStrides};
constexpr Param kFused[] = {kInput,
                            kWeight,
                            optional_in("B", "(C_out)"),
                            optional_in("Z", "is added"),
                            kAutoPad,
                            kDilations,
                            kGroup,
                            kKernel,
                            kPads,
                            kStrides,
                            text_attr("activation", "None", "of the sum"),
                            other_attr("activation_params", "its numbers")};
constexpr Param kTransposed[] = {kInput,
                                 tensor_in("W", "(C_in, C_out/group, …)"),
                                 optional_in("B", "(C_out)"),
                                 kAutoPad,
                                 kDilations,
                                 kGroup,
                                 kKernel,
                                 ints_attr("output_padding", "elements added to the output"),
                                 ints_attr("output_shape", "sizes of the output"),
                                 kPads,
                                 kStrides};
constexpr Param kInteger[] = {tensor_in("x", "(N, C_in, …)"),
                              tensor_in("w", "(C_out, C_in/group, …)"),
                              buffer_in("x_zero_point", "of x"),
                              buffer_in("w_zero_point", "of w"),
                              kAutoPad,
                              kDilations,
                              kGroup,
                              kKernel,
                              kPads,
                              kStrides};
constexpr Param kQuantised[] = {tensor_in("x", "(N, C_in, …)"),
                                buffer_in("x_scale", "of x"),
                                buffer_in("x_zero_point", "of x"),
                                tensor_in("w", "(C_out, C_in/group, …)"),
                                buffer_in("w_scale", "of w"),
                                buffer_in("w_zero_point", "of w"),
                                buffer_in("y_scale", "of the output"),
                                buffer_in("y_zero_point", "of the output"),
                                optional_in("B", "(C_out)"),
                                kAutoPad,
                                kDilations,
                                kGroup,
                                kKernel,
                                kPads,
                                kStrides};
constexpr Param kDeformed[] = {kInput,
                               kWeight,
                               tensor_in("offset", "moves each element of the window"),
                               optional_in("B", "(C_out)"),
                               optional_in("mask", "weighs each element of the window"),
                               kDilations,
                               kGroup,
                               kKernel,
                               other_attr("offset_group", "blocks of offsets"),
                               kPads,
                               kStrides,
                               kAutoPad};

constexpr std::string_view kRule = "(N, C_in, H, W) → (N, C_out, H_out, W_out)";

constexpr Spec row(std::string_view names, std::string_view summary, std::span<const Param> call) {
  Spec spec = operator_row(names, summary, kRule, call, infer);
  spec.sizes = sizes;
  spec.macs = macs;
  spec.dense = dense;
  spec.receptive = receptive;
  return spec;
}

/// Whose window moves over its input in steps.
constexpr Spec plain(std::string_view names, std::string_view summary, std::span<const Param> call) {
  Spec spec = row(names, summary, call);
  spec.convolution = convolution;
  spec.taken_weight = taken_weight;
  return spec;
}

constexpr Spec transposed() {
  Spec spec = operator_row("onnx:ConvTranspose", "Transposed convolution.", kRule, kTransposed, infer_transposed);
  spec.sizes = transposed_sizes;
  spec.macs = transposed_macs;
  spec.dense = dense;
  spec.convolution = transposed_convolution;
  spec.receptive = transposed_receptive;
  return spec;
}

constexpr Spec kSpecs[] = {
    plain("onnx:Conv", "Convolution with a weight that is an input.", kConv),
    plain("com.microsoft:FusedConv", "Convolution, then a sum and an activation.", kFused),
    plain("onnx:ConvInteger", "Convolution of integers.", kInteger),
    plain("onnx:QLinearConv", "Convolution of quantised numbers.", kQuantised),
    row("onnx:DeformConv", "Convolution whose window is deformed.", kDeformed),
    transposed(),
};

}  // namespace

std::span<const Spec> onnx_conv_specs() { return kSpecs; }

}  // namespace shapewise::layers
