// Source: https://onnx.ai/onnx/operators/onnx__QuantizeLinear.html.
#include "exec/quantise.h"

#include <algorithm>
#include <cmath>

#include "exec/math.h"

namespace shapewise::exec {
namespace {

/// One number for each place along the axis of a tensor with that many dimensions; a single one is for all.
Tensor laid_along(const Tensor& numbers, int rank, int axis) {
  if (numbers.rank() != 1 || numbers.elements() == 1 || rank < 1)
    return reshaped(numbers, numbers.elements() == 1 ? Sizes() : numbers.dims());
  Sizes dims(static_cast<std::size_t>(rank), 1);
  dims[static_cast<std::size_t>(std::min(axis, rank - 1))] = numbers.elements();
  return reshaped(numbers, std::move(dims));
}

std::pair<double, double> bounds(ir::DType dtype) {
  int bits = 8 * ir::bytes(dtype);
  bool with_sign = dtype == ir::DType::Int8 || dtype == ir::DType::Int16 || dtype == ir::DType::Int32;
  if (with_sign) return {-std::ldexp(1, bits - 1), std::ldexp(1, bits - 1) - 1};
  return {0, std::ldexp(1, bits) - 1};
}

}  // namespace

Tensor centred(Execution& c, const Tensor& x, const Tensor& zero, int axis) {
  if (!zero.defined()) return x.to(ir::DType::Float32);
  return combine(c, x, laid_along(zero, x.rank(), axis), ir::DType::Float32, kDifference);
}

Tensor dequantised(Execution& c, const Tensor& x, const Tensor& scale, const Tensor& zero, int axis) {
  Tensor made = centred(c, x, zero, axis);
  return made.defined() ? combine(c, made, laid_along(scale, x.rank(), axis), ir::DType::Float32, kProduct) : made;
}

Tensor quantised(Execution& c, const Tensor& x, const Tensor& scale, const Tensor& zero, int axis) {
  ir::DType dtype = zero.defined() ? zero.dtype() : ir::DType::UInt8;
  auto [least, most] = bounds(dtype);
  // In single precision, as it is defined.
  Tensor steps = combine(c, x, laid_along(scale, x.rank(), axis), ir::DType::Float32, [](double v, double s) {
    return static_cast<double>(static_cast<float>(v) / static_cast<float>(s));
  });
  if (!steps.defined()) return steps;
  Tensor shift = zero.defined() ? laid_along(zero, x.rank(), axis) : Tensor({}, dtype);
  return combine(c, steps, shift, dtype, [=, low = least, high = most](double v, double z) {
    return std::clamp(std::nearbyint(v) + z, low, high);
  });
}

}  // namespace shapewise::exec
