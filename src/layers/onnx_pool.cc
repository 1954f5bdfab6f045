// ONNX pooling: over sliding windows, over everything, over regions of interest, and back.
// Source: https://onnx.ai/onnx/operators/onnx__MaxPool.html, onnx__RoiAlign.html.
#include <fmt/format.h>

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

std::vector<Expr> list_of(const Call& c, std::string_view param) {
  return !c.has(param) || c.is_none(param) ? std::vector<Expr>() : c.int_list(param);
}

bool channels_last(const Call& c) { return c.has("channels_last") && c.flag("channels_last"); }

std::vector<Expr> spatial_sizes(const Call& c) {
  const std::vector<Expr>& dims = c.shape().dims;
  if (channels_last(c)) return {dims.begin() + 1, dims.end() - 1};
  return {dims.begin() + 2, dims.end()};
}

std::vector<Frame> frames_of(const Call& c) {
  Framing framing{c.int_list("kernel_shape"), list_of(c, "strides"), list_of(c, "dilations"), {}, {},
                  Padding::Explicit};
  if (c.text("auto_pad") == "SAME_LOWER") framing.rule = Padding::SameLower;
  if (c.text("auto_pad") == "SAME_UPPER") framing.rule = Padding::Same;
  if (c.text("auto_pad") == "VALID") framing.rule = Padding::Valid;
  std::vector<Expr> pads = list_of(c, "pads");
  auto half = static_cast<std::ptrdiff_t>(pads.size() / 2);
  framing.before.assign(pads.begin(), pads.begin() + half);
  framing.after.assign(pads.begin() + half, pads.end());
  return frames(spatial_sizes(c), framing);
}

bool ceil_mode(const Call& c) { return c.has("ceil_mode") && c.flag("ceil_mode"); }

bool demand_image(Call& c) {
  if (c.shape().rank() >= 3) return true;
  c.reject(Kind::RankMismatch, {}, fmt::format("{} takes (N, C, …), not {}", c.name(), sym::to_text(c.shape()))).label =
      "expected 3 dimensions or more";
  c.give_nothing("the input has the wrong rank");
  return false;
}

void infer(Call& c) {
  if (!demand_image(c)) return;
  std::vector<Frame> list = frames_of(c);
  Shape out = c.shape();
  int first = channels_last(c) ? 1 : 2;
  if (c.int_list("kernel_shape").size() != list.size()) {
    c.reject(Kind::RankMismatch, "kernel_shape",
             fmt::format("the window of {} does not fit its input {}", c.name(), sym::to_text(c.shape())))
        .label = fmt::format("expected {} sizes", list.size());
    return c.give_nothing("the window does not fit its input");
  }
  bool fits = demand_frames_fit(c, list, ceil_mode(c));
  for (std::size_t i = 0; i < list.size(); ++i) {
    out[first + static_cast<int>(i)] = fits ? frame_size(list[i], ceil_mode(c)).value() : Expr::unknown();
  }
  c.give(out);
  if (c.name() == "MaxPool") c.give(std::move(out), DType::Int64);
}

std::vector<SizeRule> sizes(const Call& c) { return frame_sizes(frames_of(c), ceil_mode(c)); }
Receptive receptive(const Call& c) { return receptive_of(frames_of(c)); }

void infer_global(Call& c) {
  if (!demand_image(c)) return;
  Shape out = c.shape();
  bool last = channels_last(c);
  for (int i = last ? 1 : 2; i < out.rank() - (last ? 1 : 0); ++i) out[i] = 1;
  c.give(std::move(out));
}

/// (in − 1)·s − before − after + extent, or as stated.
void infer_unpool(Call& c) {
  if (!demand_image(c)) return;
  std::vector<Expr> stated = list_of(c, "output_shape");
  if (!stated.empty()) return c.give(Shape(std::move(stated)));
  Shape out = c.shape();
  std::vector<Frame> list = frames_of(c);
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Window& w = list[i].window;
    out[static_cast<int>(i) + 2] = ((w.in - 1) * w.stride - w.padding - list[i].after + w.kernel).value();
  }
  c.give(std::move(out));
}

void roi_align(Call& c) {
  c.give({(*c.tensor("rois")->shape)[0], c.shape()[1], c.integer("output_height"), c.integer("output_width")});
}

void roi_pool(Call& c) {
  Shape out{(*c.tensor("rois")->shape)[0], c.shape()[1]};
  std::vector<Expr> pooled = c.int_list("pooled_shape");
  out.dims.insert(out.dims.end(), pooled.begin(), pooled.end());
  c.give(std::move(out));
}

constexpr Param kInput = tensor_in("X", "(N, C, …)");
constexpr Param kAutoPad = text_attr("auto_pad", "'NOTSET'", "NOTSET: as pads say; SAME_UPPER, SAME_LOWER, VALID");
constexpr Param kKernel = ints_attr("kernel_shape", "size of the window");
constexpr Param kPads = ints_attr("pads", "elements added before each axis, then behind each; none: 0");
constexpr Param kStrides = ints_attr("strides", "step of the window; none: 1");
constexpr Param kDilations = ints_attr("dilations", "distance between the elements of the window; none: 1");
constexpr Param kCeil = flag_attr("ceil_mode", "False", "round the output size up");

constexpr Param kPool[] = {kInput,
                           kAutoPad,
                           kCeil,
                           flag_attr("count_include_pad", "False", "average the padding, too"),
                           kDilations,
                           kKernel,
                           other_attr("p", "of the norm"),
                           kPads,
                           other_attr("storage_order", "of the indices"),
                           kStrides};
constexpr Param kQuantised[] = {kInput,
                                buffer_in("x_scale", "of the input"),
                                buffer_in("x_zero_point", "of the input"),
                                buffer_in("y_scale", "of the output"),
                                buffer_in("y_zero_point", "of the output"),
                                kAutoPad,
                                kCeil,
                                flag_attr("count_include_pad", "False", "average the padding, too"),
                                kKernel,
                                kPads,
                                kStrides,
                                flag_attr("channels_last", "False", "(N, …, C)")};
constexpr Param kGlobal[] = {kInput, other_attr("p", "of the norm")};
constexpr Param kQuantisedGlobal[] = {kInput,
                                      buffer_in("x_scale", "of the input"),
                                      buffer_in("x_zero_point", "of the input"),
                                      buffer_in("y_scale", "of the output"),
                                      buffer_in("y_zero_point", "of the output"),
                                      flag_attr("channels_last", "False", "(N, …, C)")};
constexpr Param kUnpool[] = {kInput,
                             tensor_in("I", "where the maxima stood"),
                             values_in("output_shape", "sizes of the output"),
                             kKernel,
                             kPads,
                             kStrides,
                             kAutoPad};
constexpr Param kRoiAlign[] = {kInput,
                               tensor_in("rois", "(regions, 4)"),
                               tensor_in("batch_indices", "(regions)"),
                               int_attr("output_height", "1", "of each region"),
                               int_attr("output_width", "1", "of each region"),
                               other_attr("coordinate_transformation_mode", "how regions are measured"),
                               other_attr("mode", "avg or max"),
                               other_attr("sampling_ratio", "points of each bin"),
                               other_attr("spatial_scale", "from regions to the input")};
constexpr Param kRoiPool[] = {kInput, tensor_in("rois", "(regions, 5)"), ints_attr("pooled_shape", "of each region"),
                              other_attr("spatial_scale", "from regions to the input")};

constexpr std::string_view kRule = "(N, C, H, W) → (N, C, H_out, W_out)";

constexpr Spec row(std::string_view names, std::string_view summary, std::span<const Param> call) {
  Spec spec = operator_row(names, summary, kRule, call, infer);
  spec.sizes = sizes;
  spec.pooling = true;
  spec.receptive = receptive;
  return spec;
}
constexpr Spec global(std::string_view names, std::string_view summary, std::string_view rule,
                      std::span<const Param> call, void (*rule_function)(Call&)) {
  Spec spec = operator_row(names, summary, rule, call, rule_function);
  spec.receptive = global_receptive;
  return spec;
}

constexpr std::string_view kGlobalRule = "(N, C, H, W) → (N, C, 1, 1)";

constexpr Spec global_pool(std::string_view names, std::string_view summary, std::span<const Param> call) {
  Spec spec = global(names, summary, kGlobalRule, call, infer_global);
  spec.pooling = true;
  return spec;
}

constexpr Spec kSpecs[] = {
    row("onnx:MaxPool", "The largest element of each window.", kPool),
    row("onnx:AveragePool", "The mean of each window.", kPool),
    row("onnx:LpPool", "The norm of each window.", kPool),
    row("com.microsoft:QLinearAveragePool", "The mean of each window of quantised numbers.", kQuantised),
    global_pool("onnx:GlobalAveragePool", "Over each channel.", kGlobal),
    global_pool("onnx:GlobalMaxPool", "Over each channel.", kGlobal),
    global_pool("onnx:GlobalLpPool", "Over each channel.", kGlobal),
    global_pool("com.microsoft:QLinearGlobalAveragePool", "The mean of each channel of quantised numbers.",
                kQuantisedGlobal),
    global("onnx:MaxUnpool", "Maxima put back where they stood.", kRule, kUnpool, infer_unpool),
    global("onnx:RoiAlign", "Regions of interest, sampled.", "(N, C, H, W), (R, 4) → (R, C, h, w)", kRoiAlign,
           roi_align),
    global("onnx:MaxRoiPool", "Regions of interest, pooled.", "(N, C, H, W), (R, 5) → (R, C, h, w)", kRoiPool,
           roi_pool),
};

}  // namespace

std::span<const Spec> onnx_pool_specs() { return kSpecs; }

}  // namespace shapewise::layers
