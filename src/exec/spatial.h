// Images of one to three dimensions, all seen as (samples, channels, depth, height, width), and the windows that slide
// over them.
#pragma once

#include <array>
#include <functional>

#include "exec/execution.h"

namespace shapewise::exec {

using Triple = std::array<std::int64_t, 3>;

/// A batch of images with `spatial` axes as float (N, C, D, H, W), missing axes having the size 1.
struct Images {
  Tensor tensor;
  Sizes lead;  // the axes before the spatial ones, as they were: (N, C) or (C)
  int spatial;
  ir::DType dtype;

  std::int64_t planes() const { return tensor.size(0) * tensor.size(1); }
  Triple size() const { return {tensor.size(2), tensor.size(3), tensor.size(4)}; }
};

/// The first input as images. The call fails if it has too few axes.
Images images_of(Execution& c, const Tensor& tensor, int spatial);
/// (N, C, D, H, W) back in the form of the input: without a batch if it had none.
Tensor restored(const Images& images, const Tensor& result);

/// How a window moves along one axis.
struct Axis {
  std::int64_t in = 1;
  std::int64_t kernel = 1;
  std::int64_t stride = 1;
  std::int64_t padding = 0;
  std::int64_t dilation = 1;
  std::int64_t more_after = 0;  // elements of padding behind the last one beyond those before the first

  std::int64_t end() const { return in + padding + more_after; }  // of the padded input
  std::int64_t extent() const { return dilation * (kernel - 1) + 1; }
  /// Where the windows begin, relative to the first element: every `stride` from −padding on, as long as they end
  /// within the padded input. With `ceil`, also one that reaches beyond it, if it begins in the input or its left
  /// padding.
  std::vector<std::int64_t> starts(bool ceil) const;
};
using Axes = std::array<Axis, 3>;

/// The window of a pooling layer, from kernel_size, stride, padding and dilation, as far as the layer has them.
Axes pooling_axes(Execution& c, const Images& images);
std::array<std::vector<std::int64_t>, 3> starts_of(const Axes& axes, bool ceil);
/// Numbers per spatial axis in the last places of three; `missing` in the first.
Triple triple(const Sizes& sizes, std::int64_t missing);

}  // namespace shapewise::exec
