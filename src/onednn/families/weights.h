// Weights with what the normalisation after them does.
#pragma once

#include "onednn/lowerer.h"

namespace shapewise::onednn {

/// Weights whose `axis` counts the channels of the result, within each of `groups`, and one bias for each channel.
struct Folded {
  exec::Tensor weight;
  std::vector<float> bias;
};
Folded folded(const exec::Tensor& weight, const exec::Tensor& bias, int axis, std::int64_t groups,
              const std::optional<Affine>& affine);

}  // namespace shapewise::onednn
