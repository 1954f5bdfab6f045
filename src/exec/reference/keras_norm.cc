// Normalisation of Keras, along any axes.
// Source: https://keras.io/api/layers/normalization_layers.
#include <algorithm>
#include <cmath>

#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

/// Weights with one number for each place along those axes, which are in order, as a tensor of the input's rank.
Tensor laid_along(const Tensor& weight, const Tensor& x, const std::vector<int>& axes) {
  if (!weight.defined()) return weight;
  Sizes dims(static_cast<std::size_t>(x.rank()), 1);
  for (int axis : axes) dims[static_cast<std::size_t>(axis)] = x.size(axis);
  return product(dims) == weight.elements() ? reshaped(weight, std::move(dims)) : Tensor();
}

Tensor weighed(Execution& c, Tensor x, const std::vector<int>& axes) {
  Tensor gamma = laid_along(c.weight("gamma"), x, axes);
  Tensor beta = laid_along(c.weight("beta"), x, axes);
  if (gamma.defined()) x = combine(c, x, gamma, x.dtype(), kProduct);
  return x.defined() && beta.defined() ? combine(c, x, beta, x.dtype(), kSum) : x;
}

std::vector<int> axes_of(Execution& c) {
  std::vector<int> axes = c.axes("axis", c.input().rank());
  std::sort(axes.begin(), axes.end());
  return axes;
}

void batch_norm(Execution& c) {
  const Tensor& x = c.input();
  if (c.training()) return c.fail("statistics of the batch are not run");
  std::vector<int> axes = axes_of(c);
  Tensor mean = laid_along(c.weight("moving_mean"), x, axes);
  Tensor variance = laid_along(c.weight("moving_variance"), x, axes);
  if (c.failed() || !mean.defined() || !variance.defined()) return c.fail("the statistics do not fit the input");
  double eps = c.number("epsilon");
  Tensor made = combine(c, x, mean, x.dtype(), kDifference);
  made = combine(c, made, variance, x.dtype(), [=](double v, double s) { return v / std::sqrt(s + eps); });
  made = weighed(c, std::move(made), axes);
  if (made.defined()) c.give(made);
}

void layer_norm(Execution& c) {
  std::vector<int> axes = axes_of(c);
  double eps = c.number("epsilon");
  if (c.failed()) return;
  Tensor made = along(c.input(), axes, c.input().dtype(), [=](Row row) { standardise(row, eps); });
  made = weighed(c, std::move(made), axes);
  if (made.defined()) c.give(made);
}

constexpr Kernel kKernels[] = {
    {"keras:BatchNormalization", batch_norm},
    {"keras:LayerNormalization", layer_norm},
};

}  // namespace

std::span<const Kernel> keras_norm_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
