// Interpolation, one axis after the other.
// Source: aten/src/ATen/native/UpSample.h, cpu/UpSampleKernel.cpp.
#include <cmath>
#include <fmt/format.h>

#include "exec/kernel.h"
#include "exec/resample.h"

namespace shapewise::exec::reference {
namespace {

/// How one axis is resampled.
struct Resampling {
  std::int64_t in;
  std::int64_t out;
  double scale;  // input elements per output element
  bool corners;
  bool antialias;

  double source(std::int64_t place) const {
    auto at = static_cast<double>(place);
    if (corners) return out > 1 ? at * static_cast<double>(in - 1) / static_cast<double>(out - 1) : 0;
    return scale * (at + 0.5) - 0.5;
  }
};

/// As in PyTorch, places are computed in single precision.
Taps nearest(const Resampling& r, double shift) {
  Taps taps;
  for (std::int64_t i = 0; i < r.out; ++i) {
    float at = (static_cast<float>(i) + static_cast<float>(shift)) * static_cast<float>(r.scale);
    taps.push_back({{std::min(static_cast<std::int64_t>(std::floor(at)), r.in - 1), 1}});
  }
  return taps;
}

Taps linear_taps(const Resampling& r) {
  Taps taps;
  for (std::int64_t i = 0; i < r.out; ++i) {
    double at = std::max(r.source(i), 0.0);
    std::int64_t low = std::min(static_cast<std::int64_t>(at), r.in - 1);
    double part = at - static_cast<double>(low);
    taps.push_back({{low, 1 - part}, {std::min(low + 1, r.in - 1), part}});
  }
  return taps;
}

Taps cubic_taps(const Resampling& r) {
  Taps taps;
  for (std::int64_t i = 0; i < r.out; ++i) {
    double at = r.source(i);
    double low = std::floor(at);
    std::vector<Tap> one;
    for (int k = -1; k <= 2; ++k) {
      auto index = std::clamp<std::int64_t>(static_cast<std::int64_t>(low) + k, 0, r.in - 1);
      one.push_back({index, cubic(at - low - k, -0.75)});
    }
    taps.push_back(std::move(one));
  }
  return taps;
}

/// A wider filter where the output is smaller.
Taps smooth_taps(const Resampling& r, bool is_cubic) {
  Taps taps;
  double scale = r.corners && r.out > 1 ? static_cast<double>(r.in - 1) / static_cast<double>(r.out - 1) : r.scale;
  double stretch = std::max(scale, 1.0);
  double support = (is_cubic ? 2 : 1) * stretch;
  for (std::int64_t i = 0; i < r.out; ++i) {
    double centre = scale * (static_cast<double>(i) + 0.5);
    auto first = std::max<std::int64_t>(static_cast<std::int64_t>(centre - support + 0.5), 0);
    auto end = std::min<std::int64_t>(static_cast<std::int64_t>(centre + support + 0.5), r.in);
    std::vector<Tap> one;
    double sum = 0;
    for (std::int64_t k = first; k < end; ++k) {
      double x = (static_cast<double>(k) - centre + 0.5) / stretch;
      one.push_back({k, is_cubic ? cubic(x, -0.5) : std::max(1 - std::abs(x), 0.0)});
      sum += one.back().weight;
    }
    for (Tap& tap : one) tap.weight /= sum;
    taps.push_back(std::move(one));
  }
  return taps;
}

Taps area_taps(const Resampling& r) {
  Taps taps;
  for (std::int64_t i = 0; i < r.out; ++i) {
    std::int64_t first = i * r.in / r.out;
    std::int64_t end = ((i + 1) * r.in + r.out - 1) / r.out;
    std::vector<Tap> one;
    for (std::int64_t k = first; k < end; ++k) one.push_back({k, 1 / static_cast<double>(end - first)});
    taps.push_back(std::move(one));
  }
  return taps;
}

Taps taps_of(std::string_view mode, const Resampling& r) {
  if (mode == "nearest") return nearest(r, 0);
  if (mode == "nearest-exact") return nearest(r, 0.5);
  if (mode == "area") return area_taps(r);
  if (r.antialias) return smooth_taps(r, mode == "bicubic");
  return mode == "bicubic" ? cubic_taps(r) : linear_taps(r);
}

std::string_view mode_of(const Execution& c) {
  if (c.has("mode")) return c.text("mode");
  return c.name().find("earest") != std::string_view::npos ? "nearest" : "bilinear";
}

Resampling resampling(Execution& c, int i, int spatial) {
  std::int64_t in = c.input().size(c.input().rank() - spatial + i);
  bool fixed = !c.has("mode") && mode_of(c) == "bilinear";  // UpsamplingBilinear2d
  Resampling r{in, in, 1, fixed || (c.given("align_corners") && c.flag("align_corners")), c.flag("antialias")};
  if (c.given("size")) {
    r.out = c.sizes("size", spatial)[static_cast<std::size_t>(i)];
    r.scale = static_cast<double>(in) / static_cast<double>(std::max<std::int64_t>(r.out, 1));
    return r;
  }
  std::vector<double> factors = c.call().numbers("scale_factor");
  factors.resize(static_cast<std::size_t>(spatial), factors.front());
  double factor = factors[static_cast<std::size_t>(i)];
  r.out = static_cast<std::int64_t>(std::floor(static_cast<double>(in) * factor));
  bool by_sizes = c.flag("recompute_scale_factor");
  r.scale = by_sizes ? static_cast<double>(in) / static_cast<double>(std::max<std::int64_t>(r.out, 1)) : 1 / factor;
  return r;
}

void upsample(Execution& c) {
  int spatial = c.input().rank() - 2;
  if (spatial < 1 || spatial > 3) return c.fail("an input of " + to_text(c.input().dims()) + " has no places");
  if (!c.given("size") && !c.given("scale_factor")) return c.fail("neither size nor scale_factor is given");
  std::string_view mode = mode_of(c);
  int needed = mode == "linear" ? 1 : mode == "bilinear" || mode == "bicubic" ? 2 : mode == "trilinear" ? 3 : spatial;
  if (needed != spatial) return c.fail(fmt::format("the mode {} does not take {}", mode, to_text(c.input().dims())));
  Tensor made = c.input();
  for (int i = 0; i < spatial; ++i) {
    Resampling r = resampling(c, i, spatial);
    if (c.failed() || r.out < 1 || r.in < 1) return c.fail("there is nothing to interpolate");
    made = resampled(made, 2 + i, taps_of(mode, r));
  }
  c.give(made);
}

constexpr Kernel kKernels[] = {
    {"torch.nn.Upsample torch.nn.UpsamplingNearest2d torch.nn.UpsamplingBilinear2d torch.nn.functional.interpolate "
     "torch.nn.functional.upsample torch.nn.functional.upsample_nearest torch.nn.functional.upsample_bilinear",
     upsample},
};

}  // namespace

std::span<const Kernel> upsample_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
