// Windows as ONNX and Keras state them, in numbers: padded differently on both sides, or as 'same' demands.
#pragma once

#include "exec/spatial.h"

namespace shapewise::exec {

/// One number for each spatial axis.
struct Framing {
  Sizes kernel;
  Sizes stride;
  Sizes dilation;
  Sizes before;
  Sizes after;

  std::int64_t extent(std::size_t axis) const { return dilation[axis] * (kernel[axis] - 1) + 1; }
};

enum class Borders { Stated, Same, SameLower };

/// What 'same' puts around axes of those sizes, on which a window is placed for each step; with SameLower the larger
/// half stands before.
void frame_same(Framing& framing, const Sizes& elements, Borders borders);

/// By the attributes strides, dilations, pads and auto_pad of an ONNX operator over axes of the sizes `in`.
Framing onnx_framing(Execution& c, const Sizes& in, Sizes kernel);
/// What auto_pad says.
Borders onnx_borders(const Execution& c);

/// Those of (N, C, …).
Sizes spatial_sizes(const Tensor& images);
/// Elements before and behind each axis, as padded() takes them.
Sizes around(const Framing& framing);

/// Images and the windows over them.
struct Pooled {
  Images images;
  Axes axes;
};
/// The call fails if a window does not fit.
Pooled pooled(Execution& c, const Images& images, const Framing& framing, bool ceil);

}  // namespace shapewise::exec
