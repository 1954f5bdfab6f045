// Pooling, padding, cropping and upsampling of Keras.
// Source: https://keras.io/api/layers/pooling_layers, https://keras.io/api/layers/reshaping_layers.
#include <algorithm>
#include <fmt/format.h>

#include "exec/frames.h"
#include "exec/keras.h"
#include "exec/kernel.h"
#include "exec/math.h"
#include "exec/padding.h"
#include "exec/passing.h"
#include "exec/pooling.h"

namespace shapewise::exec::reference {
namespace {

Pooled pooled_of(Execution& c) {
  int n = c.call().spatial();
  auto count = static_cast<std::size_t>(n);
  Tensor x = channels_first(c, c.input());
  Images images = images_of(c, x, n);
  if (!is_image(c) || c.failed()) return {images, {}};
  Sizes kernel = c.sizes("pool_size", n);
  Framing f{kernel, c.given("strides") ? c.sizes("strides", n) : kernel, Sizes(count, 1), Sizes(count, 0),
            Sizes(count, 0)};
  if (c.text("padding") == "same") frame_same(f, spatial_sizes(x), Borders::Same);
  return pooled(c, images, f, false);
}

void max_pool(Execution& c) {
  Pooled pooled = pooled_of(c);
  if (c.failed()) return;
  Maxima maxima = maxima_of(pooled.images, spans_of(pooled.axes, false), false);
  c.give(channels_as_given(c, restored(pooled.images, maxima.values)));
}

/// The padding of 'same' does not count.
void average_pool(Execution& c) {
  Pooled pooled = pooled_of(c);
  if (!c.failed()) c.give(channels_as_given(c, means_of(pooled.images, pooled.axes, false, false, 0)));
}

template <class F>
void over_all(Execution& c, F f) {
  if (!is_image(c)) return;
  Tensor x = channels_first(c, c.input());
  if (x.elements() == 0) return c.fail("there is nothing to pool");
  std::vector<int> axes;
  for (int i = 2; i < x.rank(); ++i) axes.push_back(i);
  bool keep = c.flag("keepdims");
  Tensor made = reduce(x, axes, keep, x.dtype(), f);
  c.give(keep ? channels_as_given(c, made) : made);
}
void global_max(Execution& c) {
  over_all(c, [](Row row) { return *std::max_element(row.begin(), row.end()); });
}
void global_average(Execution& c) { over_all(c, mean_of); }

std::int64_t whole_at(Execution& c, const ir::Attr& value) { return c.constant(value); }

/// Elements before and behind each axis: a number for all, one for each axis, or a pair for each.
Sizes sides(Execution& c, std::string_view param) {
  const ir::Attr& value = c.call().arg(param);
  int n = c.call().spatial();
  auto* items = value.as<ir::AttrList>();
  Sizes pad;
  for (int i = n; i-- > 0;) {
    const ir::Attr* one = items == nullptr ? &value : nullptr;
    bool both = n == 1 && items != nullptr && items->size() == 2 && !items->front().is<ir::AttrList>();
    if (both) {
      pad = {whole_at(c, (*items)[0]), whole_at(c, (*items)[1])};
      break;
    }
    if (items != nullptr && static_cast<int>(items->size()) > i) one = &(*items)[static_cast<std::size_t>(i)];
    if (one == nullptr) c.fail("there is not a number for each axis");
    if (one == nullptr) return {};
    auto* pair = one->as<ir::AttrList>();
    bool two = pair != nullptr && pair->size() == 2;
    pad.push_back(whole_at(c, two ? (*pair)[0] : *one));
    pad.push_back(whole_at(c, two ? (*pair)[1] : *one));
  }
  return pad;
}

void pad(Execution& c) {
  if (!is_image(c)) return;
  Sizes around = sides(c, "padding");
  if (!c.failed()) c.give(channels_as_given(c, padded(c, channels_first(c, c.input()), around, "constant", 0)));
}

void crop(Execution& c) {
  if (!is_image(c)) return;
  Sizes around = sides(c, "cropping");
  for (std::int64_t& one : around) one = -one;
  if (!c.failed()) c.give(channels_as_given(c, padded(c, channels_first(c, c.input()), around, "constant", 0)));
}

void upsample(Execution& c) {
  if (!is_image(c)) return;
  std::string_view mode = c.text("interpolation");
  if (mode != "nearest" && mode != "bilinear") return c.fail(fmt::format("the interpolation {} is not run", mode));
  Tensor x = channels_first(c, c.input());
  Sizes sizes = c.sizes("size", c.call().spatial());
  for (std::size_t i = 0; i < sizes.size(); ++i) sizes[i] *= x.size(static_cast<int>(i) + 2);
  Passed passed;
  passed.add("input", x).set("size", sizes).set("mode", std::string(mode));
  Tensor made = output_of(c, "torch.nn.functional.interpolate", std::move(passed));
  if (made.defined()) c.give(channels_as_given(c, made));
}

constexpr Kernel kKernels[] = {
    {"keras:MaxPooling1D keras:MaxPooling2D keras:MaxPooling3D", max_pool},
    {"keras:AveragePooling1D keras:AveragePooling2D keras:AveragePooling3D", average_pool},
    {"keras:GlobalMaxPooling1D keras:GlobalMaxPooling2D keras:GlobalMaxPooling3D", global_max},
    {"keras:GlobalAveragePooling1D keras:GlobalAveragePooling2D keras:GlobalAveragePooling3D", global_average},
    {"keras:ZeroPadding1D keras:ZeroPadding2D keras:ZeroPadding3D", pad},
    {"keras:Cropping1D keras:Cropping2D keras:Cropping3D", crop},
    {"keras:UpSampling1D keras:UpSampling2D keras:UpSampling3D", upsample},
};

}  // namespace

std::span<const Kernel> keras_pool_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
