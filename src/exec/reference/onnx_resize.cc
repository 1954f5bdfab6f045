// ONNX resampling: of whole tensors, axis by axis, and of regions.
// Source: https://onnx.ai/onnx/operators/onnx__Resize.html, onnx__RoiAlign.html.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "exec/kernel.h"
#include "exec/math.h"
#include "exec/passing.h"
#include "exec/resample.h"

namespace shapewise::exec::reference {
namespace {

/// How one axis is resampled.
struct Resized {
  std::int64_t in = 1;
  std::int64_t out = 1;
  double scale = 1;  // output elements per input element
  double start = 0;  // of the region, as parts of the input
  double end = 1;
};

/// Where in the input an output element lies.
double source_of(std::string_view rule, const Resized& r, std::int64_t place) {
  auto x = static_cast<double>(place);
  auto in = static_cast<double>(r.in);
  auto out = static_cast<double>(r.out);
  double whole = r.scale * in;  // the size of the output before it is rounded down
  if (rule == "align_corners") return whole == 1 ? 0 : x * (in - 1) / (whole - 1);
  if (rule == "asymmetric") return x / r.scale;
  if (rule == "pytorch_half_pixel") return r.out > 1 ? (x + 0.5) / r.scale - 0.5 : 0;
  if (rule == "tf_half_pixel_for_nn") return (x + 0.5) / r.scale;
  if (rule == "tf_crop_and_resize") {
    if (r.out > 1) return r.start * (in - 1) + x * (r.end - r.start) * (in - 1) / (out - 1);
    return 0.5 * (r.start + r.end) * (in - 1);
  }
  if (rule == "half_pixel_symmetric") return in / 2 * (1 - out / whole) + (x + 0.5) / r.scale - 0.5;
  return (x + 0.5) / r.scale - 0.5;
}

double nearest(std::string_view rule, double at) {
  if (rule == "round_prefer_ceil") return std::floor(at + 0.5);
  if (rule == "floor") return std::floor(at);
  if (rule == "ceil") return std::ceil(at);
  return std::ceil(at - 0.5);
}

/// Neighbours and their weights around a place, by the mode; indices may lie outside.
std::vector<Tap> taps_at(Execution& c, double at) {
  std::string_view mode = c.text("mode");
  if (mode == "nearest")
    return {{static_cast<std::int64_t>(nearest(c.has("nearest_mode") ? c.text("nearest_mode") : "floor", at)), 1}};
  double low = std::floor(at);
  auto first = static_cast<std::int64_t>(low);
  if (mode != "cubic") return {{first, 1 - (at - low)}, {first + 1, at - low}};
  double a = c.number("cubic_coeff_a", -0.75);
  std::vector<Tap> taps;
  for (int k = -1; k <= 2; ++k) taps.push_back({first + k, cubic(at - low - k, a)});
  return taps;
}

/// Where antialiasing smooths, the filter is as wide as an output element.
std::vector<Tap> smooth_taps_at(Execution& c, double at, double scale) {
  bool is_cubic = c.text("mode") == "cubic";
  double stretch = std::max(1 / scale, 1.0);
  double support = (is_cubic ? 2 : 1) * stretch;
  std::vector<Tap> taps;
  double sum = 0;
  for (double k = std::ceil(at - support); k <= at + support; ++k) {
    double x = std::abs(k - at) / stretch;
    double weight = is_cubic ? cubic(x, c.number("cubic_coeff_a", -0.75)) : std::max(1 - x, 0.0);
    taps.push_back({static_cast<std::int64_t>(k), weight});
    sum += weight;
  }
  for (Tap& tap : taps) tap.weight /= sum;
  return taps;
}

Taps taps_of(Execution& c, const Resized& r) {
  std::string_view rule =
      c.has("coordinate_transformation_mode") ? c.text("coordinate_transformation_mode") : "asymmetric";
  bool smooth = c.given("antialias") && c.integer("antialias") != 0 && r.scale < 1;
  bool exclude = c.given("exclude_outside") && c.integer("exclude_outside") != 0;
  Taps all;
  for (std::int64_t i = 0; i < r.out; ++i) {
    double at = source_of(rule, r, i);
    std::vector<Tap> taps = smooth ? smooth_taps_at(c, at, r.scale) : taps_at(c, at);
    double sum = 0;
    for (Tap& tap : taps) {
      if (exclude && (tap.index < 0 || tap.index >= r.in)) tap.weight = 0;
      tap.index = std::clamp<std::int64_t>(tap.index, 0, r.in - 1);
      sum += tap.weight;
    }
    for (Tap& tap : taps) tap.weight /= exclude ? sum : 1;
    all.push_back(std::move(taps));
  }
  return all;
}

/// The axes with their sizes and factors, by scales or sizes.
std::vector<Resized> resized_axes(Execution& c, const std::vector<int>& axes) {
  const Tensor& x = c.input();
  std::vector<double> scales;
  if (c.given("scales"))
    scales = c.tensor("scales").defined() ? c.tensor("scales").values() : c.call().numbers("scales");
  Sizes sizes;
  if (c.has("sizes") && c.given("sizes")) sizes = c.sizes("sizes");
  bool by_sizes = !sizes.empty();
  if ((by_sizes ? sizes.size() : scales.size()) != axes.size()) c.fail("a factor or a size is needed for each axis");
  std::vector<Resized> list;
  for (std::size_t i = 0; i < axes.size() && !c.failed(); ++i) {
    Resized r;
    r.in = x.size(axes[i]);
    auto in = static_cast<double>(r.in);
    r.out = by_sizes ? sizes[i] : static_cast<std::int64_t>(std::floor(in * scales[i]));
    r.scale = by_sizes ? static_cast<double>(r.out) / in : scales[i];
    list.push_back(r);
  }
  std::string_view policy = c.has("keep_aspect_ratio_policy") ? c.text("keep_aspect_ratio_policy") : "stretch";
  if (!by_sizes || policy == "stretch" || list.empty()) return list;
  auto smaller = [](const Resized& a, const Resized& b) { return a.scale < b.scale; };
  double scale = policy == "not_larger" ? std::min_element(list.begin(), list.end(), smaller)->scale
                                        : std::max_element(list.begin(), list.end(), smaller)->scale;
  for (Resized& r : list) {
    r.scale = scale;
    r.out = static_cast<std::int64_t>(std::floor(static_cast<double>(r.in) * scale + 0.5));
  }
  return list;
}

/// Elements whose place lies outside of the input become one number.
Tensor extrapolated(Execution& c, const Tensor& made, int axis, const Resized& r) {
  Tensor result = made.copy();
  Tensor value = Tensor::scalar(c.number("extrapolation_value"), made.dtype());
  for (std::int64_t i = 0; i < r.out; ++i) {
    double at = source_of("tf_crop_and_resize", r, i);
    if (at >= 0 && at <= static_cast<double>(r.in - 1)) continue;
    Tensor slice = selected(result, axis, i);
    assign(slice, *expanded(value, slice.dims()));
  }
  return result;
}

void resize(Execution& c) {
  Tensor made = c.input();
  std::vector<int> axes = c.axes("axes", made.rank());
  std::vector<Resized> list = resized_axes(c, axes);
  bool crop = c.text("coordinate_transformation_mode") == "tf_crop_and_resize";
  std::vector<double> region;
  if (crop && c.given("roi")) region = c.tensor("roi").defined() ? c.tensor("roi").values() : c.call().numbers("roi");
  if (crop && region.size() != 2 * axes.size()) c.fail("the region has not two numbers for each axis");
  for (std::size_t i = 0; i < list.size() && !c.failed(); ++i) {
    Resized& r = list[i];
    if (r.in < 1 || r.out < 1) return c.fail("there is nothing to resample");
    if (crop) r.start = region[i];
    if (crop) r.end = region[i + axes.size()];
    if (r.in == r.out && r.scale == 1 && !crop) continue;
    made = resampled(made, axes[i], taps_of(c, r));
    if (crop) made = extrapolated(c, made, axes[i], r);
  }
  if (!c.failed()) c.give(made);
}

void grid_sample(Execution& c) {
  Passed passed;
  passed.add("input", c.input()).add("grid", c.tensor("grid"));
  bool plain = c.text("mode") == "linear" || c.text("mode") == "bilinear" || c.text("mode").empty();
  passed.set("mode", std::string(c.text("mode") == "cubic" ? "bicubic" : plain ? "bilinear" : c.text("mode")));
  passed.set("padding_mode", std::string(c.given("padding_mode") ? c.text("padding_mode") : "zeros"));
  passed.set("align_corners", c.given("align_corners") && c.integer("align_corners") != 0);
  give_outputs_of(c, "torch.nn.functional.grid_sample", std::move(passed));
}

void affine_grid(Execution& c) {
  Passed passed;
  passed.add("theta", c.input()).set("size", c.sizes("size"));
  passed.set("align_corners", c.given("align_corners") && c.integer("align_corners") != 0);
  give_outputs_of(c, "torch.nn.functional.affine_grid", std::move(passed));
}

/// The value between the four neighbours, or the largest of what each of them adds.
double sampled(const std::vector<double>& plane, std::int64_t height, std::int64_t width, double y, double x,
               bool most) {
  if (y < -1 || y > static_cast<double>(height) || x < -1 || x > static_cast<double>(width)) return 0;
  y = std::max(y, 0.0);
  x = std::max(x, 0.0);
  auto row = std::min(static_cast<std::int64_t>(y), height - 1);
  auto column = std::min(static_cast<std::int64_t>(x), width - 1);
  double down = row == height - 1 ? 0 : y - static_cast<double>(row);
  double right = column == width - 1 ? 0 : x - static_cast<double>(column);
  std::int64_t below = std::min(row + 1, height - 1);
  std::int64_t next = std::min(column + 1, width - 1);
  auto at = [&](std::int64_t i, std::int64_t k) { return plane[static_cast<std::size_t>(i * width + k)]; };
  double parts[] = {(1 - down) * (1 - right) * at(row, column), (1 - down) * right * at(row, next),
                    down * (1 - right) * at(below, column), down * right * at(below, next)};
  if (most) return *std::max_element(std::begin(parts), std::end(parts));
  return parts[0] + parts[1] + parts[2] + parts[3];
}

/// Each region is divided into bins, and each bin is sampled at points within it.
void roi_align(Execution& c) {
  const Tensor& x = c.input();
  Tensor rois = c.tensor("rois");
  std::vector<std::int64_t> samples = c.tensor("batch_indices").integers();
  bool fits = x.rank() == 4 && rois.rank() == 2 && rois.size(1) == 4 &&
              static_cast<std::int64_t>(samples.size()) == rois.size(0);
  if (!fits) return c.fail("the regions do not fit the images");
  std::int64_t rows = c.integer("output_height");
  std::int64_t columns = c.integer("output_width");
  double scale = c.number("spatial_scale", 1);
  std::int64_t ratio = c.given("sampling_ratio") ? c.integer("sampling_ratio") : 0;
  bool half = !c.given("coordinate_transformation_mode") || c.text("coordinate_transformation_mode") == "half_pixel";
  bool most = c.text("mode") == "max";
  std::vector<double> result;
  for (std::int64_t r = 0; r < rois.size(0); ++r) {
    double offset = half ? 0.5 : 0;
    auto edge = [&](int k) { return rois.item(r * 4 + k) * scale - offset; };
    double width = edge(2) - edge(0);
    double height = edge(3) - edge(1);
    if (!half) {
      width = std::max(width, 1.0);
      height = std::max(height, 1.0);
    }
    double bin_h = height / static_cast<double>(rows);
    double bin_w = width / static_cast<double>(columns);
    std::int64_t down = ratio > 0 ? ratio : static_cast<std::int64_t>(std::ceil(bin_h));
    std::int64_t across = ratio > 0 ? ratio : static_cast<std::int64_t>(std::ceil(bin_w));
    std::int64_t sample = samples[static_cast<std::size_t>(r)];
    if (sample < 0 || sample >= x.size(0)) return c.fail("a region belongs to no image");
    for (std::int64_t channel = 0; channel < x.size(1); ++channel) {
      std::vector<double> plane = selected(selected(x, 0, sample), 0, channel).values();
      for (std::int64_t bin = 0; bin < rows * columns; ++bin) {
        double total = most ? -HUGE_VAL : 0;
        for (std::int64_t k = 0; k < down * across; ++k) {
          double y = edge(1) + static_cast<double>(bin / columns) * bin_h +
                     (static_cast<double>(k / across) + 0.5) * bin_h / static_cast<double>(down);
          double at = edge(0) + static_cast<double>(bin % columns) * bin_w +
                      (static_cast<double>(k % across) + 0.5) * bin_w / static_cast<double>(across);
          double value = sampled(plane, x.size(2), x.size(3), y, at, most);
          total = most ? std::max(total, value) : total + value;
        }
        result.push_back(most ? total : total / static_cast<double>(std::max<std::int64_t>(down * across, 1)));
      }
    }
  }
  c.give(Tensor::of({rois.size(0), x.size(1), rows, columns}, x.dtype(), result));
}

constexpr Kernel kKernels[] = {
    {"onnx:Resize onnx:Upsample", resize},
    {"onnx:GridSample", grid_sample},
    {"onnx:AffineGrid", affine_grid},
    {"onnx:RoiAlign", roi_align},
};

}  // namespace

std::span<const Kernel> onnx_resize_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
