// Pooling over sliding windows: the rules that max, average and Lp pooling share.
#pragma once

#include <optional>
#include <string_view>

#include "layer/window.h"

namespace shapewise::layer {

/// The shape rule for people.
constexpr std::string_view pool_rule(int spatial) {
  if (spatial == 1) return "(N, C, L) → (N, C, L_out)";
  if (spatial == 2) return "(N, C, H, W) → (N, C, H_out, W_out)";
  return "(N, C, D, H, W) → (N, C, D_out, H_out, W_out)";
}

/// Shape of the output of a pooling layer with kernel_size, stride, ceil_mode and, where the layer has them, padding
/// and dilation (ATen/native/Pool.h). Sizes that follow from a rejected argument are unknown; empty if the rank is
/// wrong.
std::optional<sym::Shape> pooled_shape(Call& call);

/// Gives the output of that shape, and where pooling was asked to return them the indices of its elements as well.
void give_pooled(Call& call, std::optional<sym::Shape> shape, bool indices);
/// The argument return_indices; without one, whether the function is named after it (max_pool2d_with_indices).
bool returns_indices(const Call& call);

std::vector<SizeRule> pool_sizes(const Call& call);
Receptive pool_receptive(const Call& call);

}  // namespace shapewise::layer
