// Windows as ONNX, TensorFlow and Keras lay them: padded differently on both sides, or as 'same' and 'valid' demand.
// Source: https://onnx.ai/onnx/operators/onnx__Conv.html, https://www.tensorflow.org/api_docs/python/tf/nn.
#pragma once

#include <vector>

#include "layer/window.h"

namespace shapewise::layer {

enum class Padding {
  Explicit,   // as stated
  Same,       // as much as makes the output ⌈in/s⌉ large, the larger half behind
  SameLower,  // the same, the larger half before
  Valid,      // none
};

/// A window along one axis; `window.padding` is what stands before the axis.
struct Frame {
  Window window;
  sym::Formula after;
  Padding rule = Padding::Explicit;

  bool same() const { return rule == Padding::Same || rule == Padding::SameLower; }
  bool symmetric() const { return window.padding.value() == after.value(); }
};

/// How frames are stated: a list has one number per axis, or is empty for the default.
struct Framing {
  std::vector<sym::Expr> kernel;
  std::vector<sym::Expr> stride;
  std::vector<sym::Expr> dilation;
  std::vector<sym::Expr> before;
  std::vector<sym::Expr> after;
  Padding rule = Padding::Explicit;
};

/// Names of so many spatial axes: those of axis_names, or d_2, d_3 … if there are more.
std::vector<std::string> spatial_names(int spatial);

/// One frame for each of these sizes.
std::vector<Frame> frames(const std::vector<sym::Expr>& in, const Framing& framing);

/// ⌊(in + before + after − extent)/s⌋ + 1, rounded up with ceil_mode, unless the last window would lie in the padding
/// alone; ⌈in/s⌉ where the padding is 'same'.
sym::Formula frame_size(const Frame& frame, bool ceil_mode);
std::vector<SizeRule> frame_sizes(const std::vector<Frame>& frames, bool ceil_mode);

/// The output has an element along every axis; else an empty-output has been reported.
bool demand_frames_fit(Call& call, const std::vector<Frame>& frames, bool ceil_mode = false);

/// What is put before and behind an axis of so many elements on which so many windows are placed: as stated, or for
/// 'same' what the windows reach beyond the axis.
std::pair<sym::Expr, sym::Expr> border(const Frame& frame, const sym::Expr& elements, const sym::Expr& windows);

/// The axes of Spec::convolution for outputs of these sizes.
std::vector<Convolution::Axis> convolution_axes(const std::vector<Frame>& frames, const std::vector<sym::Expr>& out,
                                                bool transposed = false);

Receptive receptive_of(const std::vector<Frame>& frames);

}  // namespace shapewise::layer
