// The families of onednn/families.
#pragma once

#include <span>
#include <vector>

#include "onednn/lowering.h"

namespace shapewise::onednn {

std::span<const Lowering> activation_lowerings();
std::span<const Lowering> batch_norm_lowerings();
std::span<const Lowering> conv_lowerings();
std::span<const Lowering> elementwise_lowerings();
std::span<const Lowering> join_lowerings();
std::span<const Lowering> layer_norm_lowerings();
std::span<const Lowering> linear_lowerings();
std::span<const Lowering> pool_lowerings();
std::span<const Lowering> reshape_lowerings();
std::span<const Lowering> softmax_lowerings();

inline std::vector<std::span<const Lowering>> families() {
  return {activation_lowerings(), batch_norm_lowerings(), conv_lowerings(),   elementwise_lowerings(),
          join_lowerings(),       layer_norm_lowerings(), linear_lowerings(), pool_lowerings(),
          reshape_lowerings(),    softmax_lowerings()};
}

}  // namespace shapewise::onednn
