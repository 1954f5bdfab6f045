// Sliding windows: the arithmetic that convolutions and pooling share, as formulas that can be explained.
#pragma once

#include <string>
#include <vector>

#include "layer/call.h"
#include "layer/demand.h"

namespace shapewise::layer {

/// A window along one axis. All in elements; k, s, d ≥ 1, p ≥ 0 (padding on each side).
struct Window {
  sym::Formula in;
  sym::Formula kernel;
  sym::Formula stride;
  sym::Formula padding;
  sym::Formula dilation;

  /// d·(k − 1) + 1, or k where there is no dilation.
  sym::Formula extent() const;
};

/// Names of the last `spatial` axes: L; H, W; D, H, W.
std::vector<std::string> axis_names(int spatial);

/// (N, channels, H, W): a batch with that many spatial axes, of sizes that are not known.
sym::Shape batch_of(sym::Expr channels, int spatial);

/// "k_h" for the axis H of several, "k" for the only one.
std::string axis_symbol(std::string_view letter, std::string_view axis, int spatial);

/// The windows of a layer with stride, padding and (if it has it) dilation over the last axes of its input.
/// Sizes that are equal along all axes have plain names (k), others the axis in it (k_h).
std::vector<Window> windows(const Call& call, const std::vector<sym::Expr>& kernel);
/// The same with the kernel from the argument kernel_size. A stride of None, or of no elements, is the kernel.
std::vector<Window> windows(const Call& call);
/// The same over axes of the sizes `in`, which need not be those of the input.
std::vector<Window> windows(const Call& call, const std::vector<sym::Expr>& in, const std::vector<sym::Expr>& kernel);

/// Output size of a sliding window along one axis (PyTorch MaxPool2d / Conv2d docs).
///   ceil_mode : false: ⌊(in − d(k−1) − 1 + 2p)/s⌋ + 1
///               true : ⌈…⌉ + 1, less the last window if it starts beyond the input and its left padding:
///                      min(⌈(in − d(k−1) − 1 + 2p)/s⌉ + 1, ⌊(in + p − 1)/s⌋ + 1)
sym::Formula window_size(const Window& window, bool ceil_mode);
/// The same for all axes, with the axes' names.
std::vector<SizeRule> window_sizes(const std::vector<Window>& windows, bool ceil_mode);

/// True if the output has at least one element along every axis; else an empty-output error at `param` has been
/// reported. Without ceil_mode that means that the windows fit into the padded input.
bool demand_fit(Call& call, const std::vector<Window>& windows, std::string_view param, bool ceil_mode = false);

/// The shape with other sizes for its last axes.
sym::Shape with_last(sym::Shape shape, const std::vector<sym::Expr>& sizes);
/// The same with sizes that could not be determined.
sym::Shape with_last_unknown(sym::Shape shape, int axes);

/// The receptive field of such windows.
Receptive receptive_of(const std::vector<Window>& windows);

/// The axis of a layer that divides its input into as many windows as its output has elements: from ⌊i·in/out⌋ to
/// ⌈(i+1)·in/out⌉.
ReceptiveAxis divided_axis(const sym::Expr& in, const sym::Expr& out);

/// 5×5; 3 for one axis.
std::string times_text(const std::vector<sym::Expr>& sizes);

}  // namespace shapewise::layer
