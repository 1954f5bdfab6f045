// Resampling of one axis: each output element is a weighted sum of a few input elements.
#pragma once

#include <vector>

#include "exec/tensor.h"

namespace shapewise::exec {

struct Tap {
  std::int64_t index;
  double weight;
};
/// For each output element what it is made of.
using Taps = std::vector<std::vector<Tap>>;

Tensor resampled(const Tensor& x, int axis, const Taps& taps);

/// The weight at a distance: Keys' cubic convolution with the coefficient a.
double cubic(double x, double a);

}  // namespace shapewise::exec
