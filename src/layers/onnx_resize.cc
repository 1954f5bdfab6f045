// ONNX resampling: Resize, Upsample, and sampling at points.
// Source: https://onnx.ai/onnx/operators/onnx__Resize.html.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "layer/axes.h"
#include "layer/elements.h"
#include "layer/operator.h"
#include "layer/scale.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Formula;
using sym::Shape;

/// ⌊in · factor⌋, of which the factor is stored in single precision.
Expr scaled_size(const Expr& in, double factor) {
  auto size = in.constant();
  if (size) return Expr(static_cast<std::int64_t>(std::floor(static_cast<double>(*size) * factor)));
  return scaled(named("in", in), factor).value();
}

std::vector<double> numbers_of(const Call& c, std::string_view param) {
  return !c.has(param) || c.is_none(param) ? std::vector<double>() : c.numbers(param);
}

/// The factors: in version 10 they are the second input, which later became roi.
std::vector<double> scales_of(const Call& c) {
  std::vector<double> scales = numbers_of(c, "scales");
  bool sized = c.has("sizes") && !c.is_none("sizes") && !c.int_list("sizes").empty();
  return scales.empty() && !sized ? numbers_of(c, "roi") : scales;
}

/// With 'not_larger' and 'not_smaller' one factor holds for all axes: the smallest or largest of those that sizes ask
/// for.
void keep_ratio(const Call& c, const std::vector<int>& axes, const std::vector<Expr>& sizes, Shape& out) {
  bool larger = c.text("keep_aspect_ratio_policy") == "not_smaller";
  double factor = 0;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    auto in = c.shape()[axes[i]].constant();
    auto to = sizes[i].constant();
    if (!in || !to || *in == 0) {
      for (int axis : axes) out[axis] = Expr::unknown();
      return;
    }
    double each = static_cast<double>(*to) / static_cast<double>(*in);
    factor = i == 0 ? each : larger ? std::max(factor, each) : std::min(factor, each);
  }
  for (int axis : axes) {
    double size = factor * static_cast<double>(*c.shape()[axis].constant());
    out[axis] = Expr(static_cast<std::int64_t>(std::floor(size + 0.5)));
  }
}

void resize(Call& c) {
  int rank = c.shape().rank();
  std::vector<int> axes = all_axes(rank);
  if (c.has("axes") && !c.is_none("axes")) {
    auto given = axes_of(c, "axes", rank);
    if (!given) return c.give_nothing("its axes are not known");
    axes = *given;
  }
  Shape out = c.shape();
  std::vector<Expr> sizes = c.has("sizes") && !c.is_none("sizes") ? c.int_list("sizes") : std::vector<Expr>();
  std::vector<double> scales = scales_of(c);
  if (!sizes.empty() && sizes.size() == axes.size()) {
    for (std::size_t i = 0; i < axes.size(); ++i) out[axes[i]] = sizes[i];
    if (c.text("keep_aspect_ratio_policy").starts_with("not_")) keep_ratio(c, axes, sizes, out);
  } else if (scales.size() == axes.size()) {
    for (std::size_t i = 0; i < axes.size(); ++i) {
      out[axes[i]] = scales[i] == 1 ? c.shape()[axes[i]] : scaled_size(c.shape()[axes[i]], scales[i]);
    }
  } else {
    for (Expr& size : out.dims) size = Expr::unknown();
  }
  c.give(std::move(out));
}

void upsample(Call& c) {
  std::vector<double> scales = numbers_of(c, "scales");
  Shape out = c.shape();
  for (std::size_t i = 0; i < out.dims.size(); ++i) {
    bool known = scales.size() == out.dims.size() && scales[i] >= 1;
    if (!known || scales[i] != 1) out.dims[i] = known ? scaled_size(out.dims[i], scales[i]) : Expr::unknown();
  }
  c.give(std::move(out));
}

void grid_sample(Call& c) {
  const Shape& grid = *c.tensor("grid")->shape;
  Shape out{c.shape()[0], c.shape()[1]};
  out.dims.insert(out.dims.end(), grid.dims.begin() + 1, grid.dims.end() - 1);
  c.give(std::move(out));
}

void affine_grid(Call& c) {
  std::vector<Expr> size = c.int_list("size");
  if (size.size() < 3) return c.give_nothing("its size is not known");
  Shape out{size[0]};
  out.dims.insert(out.dims.end(), size.begin() + 2, size.end());
  out.dims.emplace_back(static_cast<int>(size.size()) - 2);
  c.give(std::move(out));
}

constexpr Param kX = tensor_in("X", "(N, C, …)");
constexpr Param kMode = text_attr("mode", "'nearest'", "nearest, linear or cubic");
constexpr Param kResize[] = {kX,
                             values_in("roi", "the region, for tf_crop_and_resize"),
                             values_in("scales", "factors, one for each axis"),
                             values_in("sizes", "of the output"),
                             ints_attr("axes", "which axes; none: all"),
                             kMode,
                             other_attr("antialias", "smooth"),
                             other_attr("coordinate_transformation_mode", "how points are mapped"),
                             other_attr("cubic_coeff_a", "of cubic"),
                             other_attr("exclude_outside", "weights outside"),
                             other_attr("extrapolation_value", "outside"),
                             text_attr("keep_aspect_ratio_policy", "'stretch'", "stretch, not_larger or not_smaller"),
                             other_attr("nearest_mode", "how to round")};
constexpr Param kUpsample[] = {kX, values_in("scales", "factors, one for each axis"), kMode,
                               other_attr("height_scale", "in the first version"),
                               other_attr("width_scale", "in the first version")};
constexpr Param kGrid[] = {
    kX, tensor_in("grid", "(N, H_out, W_out, 2)"), other_attr("align_corners", "what −1 and 1 are"),
    text_attr("mode", "'linear'", "nearest, linear or cubic"), other_attr("padding_mode", "outside")};
constexpr Param kAffine[] = {tensor_in("theta", "(N, 2, 3)"), values_in("size", "(N, C, H, W)"),
                             other_attr("align_corners", "what −1 and 1 are")};

constexpr Spec row(std::string_view names, std::string_view summary, std::string_view rule, std::span<const Param> call,
                   void (*infer)(Call&)) {
  Spec spec = operator_row(names, summary, rule, call, infer);
  spec.receptive = opaque_receptive;
  return spec;
}

constexpr Spec kSpecs[] = {
    row("onnx:Resize", "Resampled to other sizes.", "(d) → (⌊d·scale⌋)", kResize, resize),
    row("onnx:Upsample", "Resampled to larger sizes.", "(d) → (⌊d·scale⌋)", kUpsample, upsample),
    row("onnx:GridSample com.microsoft:GridSample", "Sampled at points.", "(N, C, H, W), (N, h, w, 2) → (N, C, h, w)",
        kGrid, grid_sample),
    row("onnx:AffineGrid", "Points of an affine map.", "(N, 2, 3) → (N, H, W, 2)", kAffine, affine_grid),
};

}  // namespace

std::span<const Spec> onnx_resize_specs() { return kSpecs; }

}  // namespace shapewise::layers
