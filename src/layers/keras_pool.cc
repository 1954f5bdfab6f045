// Pooling, padding, cropping and upsampling of Keras.
// Source: https://keras.io/api/layers/pooling_layers, https://keras.io/api/layers/reshaping_layers.
#include <fmt/format.h>

#include "layer/keras.h"
#include "layer/receptive.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Shape;

void infer(Call& c) {
  if (!demand_image(c)) return;
  std::vector<Frame> list = keras_frames(c);
  ImageAxes axes = image_axes(c, c.shape().rank());
  Shape out = c.shape();
  bool fits = demand_frames_fit(c, list);
  for (std::size_t i = 0; i < list.size(); ++i)
    out[axes.spatial[i]] = fits ? frame_size(list[i], false).value() : Expr::unknown();
  c.give(std::move(out));
}

std::vector<SizeRule> sizes(const Call& c) { return frame_sizes(keras_frames(c), false); }
Receptive receptive(const Call& c) { return receptive_of(keras_frames(c)); }
void infer_global(Call& c) {
  if (!demand_image(c)) return;
  ImageAxes axes = image_axes(c, c.shape().rank());
  if (!c.flag("keepdims")) return c.give({c.shape()[0], c.shape()[axes.channel]});
  Shape out = c.shape();
  for (int axis : axes.spatial) out[axis] = 1;
  c.give(std::move(out));
}

/// Elements before and behind each axis: a number for all, one for each axis, or a pair for each.
std::vector<std::pair<Expr, Expr>> sides(const Call& c, std::string_view param) {
  std::vector<std::pair<Expr, Expr>> list;
  auto* items = c.arg(param).as<ir::AttrList>();
  auto number = [](const ir::Attr& attr) { return attr.is<Expr>() ? *attr.as<Expr>() : Expr::unknown(); };
  if (items == nullptr) {
    list.assign(static_cast<std::size_t>(c.spatial()), {number(c.arg(param)), number(c.arg(param))});
    return list;
  }
  // Along a single axis, two numbers are its two sides.
  if (c.spatial() == 1 && items->size() == 2 && !items->front().is<ir::AttrList>()) {
    return {{number((*items)[0]), number((*items)[1])}};
  }
  for (const ir::Attr& item : *items) {
    auto* pair = item.as<ir::AttrList>();
    if (pair != nullptr && pair->size() == 2) {
      list.emplace_back(number((*pair)[0]), number((*pair)[1]));
    } else {
      list.emplace_back(number(item), number(item));
    }
  }
  list.resize(static_cast<std::size_t>(c.spatial()), {Expr::unknown(), Expr::unknown()});
  return list;
}

void pad(Call& c) {
  if (!demand_image(c)) return;
  ImageAxes axes = image_axes(c, c.shape().rank());
  auto list = sides(c, "padding");
  Shape out = c.shape();
  for (std::size_t i = 0; i < list.size(); ++i)
    out[axes.spatial[i]] = out[axes.spatial[i]] + list[i].first + list[i].second;
  c.give(std::move(out));
}

void crop(Call& c) {
  if (!demand_image(c)) return;
  ImageAxes axes = image_axes(c, c.shape().rank());
  auto list = sides(c, "cropping");
  Shape out = c.shape();
  for (std::size_t i = 0; i < list.size(); ++i) {
    Expr size = out[axes.spatial[i]] - list[i].first - list[i].second;
    if (c.refuted(sym::ge(size, 1))) {
      c.reject(Kind::EmptyOutput, "cropping", fmt::format("{} cuts all of {} away", c.name(), sym::to_text(c.shape())))
          .label = fmt::format("the axis has {}", sym::to_text(out[axes.spatial[i]]));
      size = Expr::unknown();
    }
    out[axes.spatial[i]] = size;
  }
  c.give(std::move(out));
}

void upsample(Call& c) {
  if (!demand_image(c)) return;
  ImageAxes axes = image_axes(c, c.shape().rank());
  std::vector<Expr> factors = c.ints("size", c.spatial());
  Shape out = c.shape();
  for (std::size_t i = 0; i < factors.size(); ++i) out[axes.spatial[i]] *= factors[i];
  c.give(std::move(out));
}

Receptive upsampled(const Call& c) {
  Receptive field{Receptive::Kind::Window, {}};
  for (const Expr& factor : c.ints("size", c.spatial())) field.axes.push_back({1, 1, factor, 0});
  return field;
}

constexpr Param kPool[] = {
    config("pool_size", kSizes | Takes::OneTuple, "2", "size of the window"),
    config("strides", kSizes | Takes::OneTuple | Takes::None, "None", "step of the window; None: pool_size"),
    config("padding", Takes::Str, "'valid'", "'valid' or 'same'"), kDataFormat};
constexpr Param kGlobal[] = {kDataFormat, config("keepdims", Takes::Bool, "False", "leave dimensions of size 1")};
constexpr Param kPad[] = {config("padding", Takes::Int | Takes::List, "1", "elements before and behind each axis"),
                          kDataFormat};
constexpr Param kCrop[] = {
    config("cropping", Takes::Int | Takes::List, "0", "elements cut off before and behind each axis"), kDataFormat};
constexpr Param kUpsample[] = {config("size", kSizes | Takes::OneTuple, "2", "copies of each element"), kDataFormat,
                               config("interpolation", Takes::Str, "'nearest'", "how elements are made")};

constexpr std::string_view kRule = "(N, H, W, C) → (N, H_out, W_out, C)";

constexpr Spec row(std::string_view names, int spatial, std::string_view summary, std::span<const Param> params,
                   void (*rule)(Call&), Receptive (*seen)(const Call&) = nullptr) {
  Spec spec = keras_row(names, summary, kRule, params, rule);
  spec.spatial = spatial;
  spec.receptive = seen;
  return spec;
}
constexpr Spec pool(std::string_view names, int spatial, std::string_view summary) {
  Spec spec = row(names, spatial, summary, kPool, infer, receptive);
  spec.sizes = sizes;
  spec.pooling = true;
  return spec;
}
constexpr Spec global(std::string_view names, int spatial) {
  Spec spec = row(names, spatial, "Over each channel.", kGlobal, infer_global, global_receptive);
  spec.pooling = true;
  return spec;
}

constexpr Spec kSpecs[] = {
    pool("keras:MaxPooling1D keras:MaxPool1D", 1, "The largest element of each window."),
    pool("keras:MaxPooling2D keras:MaxPool2D", 2, "The largest element of each window."),
    pool("keras:MaxPooling3D keras:MaxPool3D", 3, "The largest element of each window."),
    pool("keras:AveragePooling1D keras:AvgPool1D", 1, "The mean of each window."),
    pool("keras:AveragePooling2D keras:AvgPool2D", 2, "The mean of each window."),
    pool("keras:AveragePooling3D keras:AvgPool3D", 3, "The mean of each window."),
    global("keras:GlobalMaxPooling1D keras:GlobalMaxPool1D", 1),
    global("keras:GlobalAveragePooling1D keras:GlobalAvgPool1D", 1),
    global("keras:GlobalMaxPooling2D keras:GlobalMaxPool2D", 2),
    global("keras:GlobalAveragePooling2D keras:GlobalAvgPool2D", 2),
    global("keras:GlobalMaxPooling3D keras:GlobalMaxPool3D", 3),
    global("keras:GlobalAveragePooling3D keras:GlobalAvgPool3D", 3),
    row("keras:ZeroPadding1D", 1, "Zeros around each channel.", kPad, pad),
    row("keras:ZeroPadding2D", 2, "Zeros around each channel.", kPad, pad),
    row("keras:ZeroPadding3D", 3, "Zeros around each channel.", kPad, pad),
    row("keras:Cropping1D", 1, "Cut off around each channel.", kCrop, crop),
    row("keras:Cropping2D", 2, "Cut off around each channel.", kCrop, crop),
    row("keras:Cropping3D", 3, "Cut off around each channel.", kCrop, crop),
    row("keras:UpSampling1D", 1, "Each element several times.", kUpsample, upsample, upsampled),
    row("keras:UpSampling2D", 2, "Each element several times.", kUpsample, upsample, upsampled),
    row("keras:UpSampling3D", 3, "Each element several times.", kUpsample, upsample, upsampled),
};

}  // namespace

std::span<const Spec> keras_pool_specs() { return kSpecs; }

}  // namespace shapewise::layers
