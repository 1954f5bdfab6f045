// ONNX operators of quantised numbers: on the numbers that they stand for, and back.
// Source: https://onnx.ai/onnx/operators/onnx__DynamicQuantizeLinear.html, onnx__MatMulInteger.html.
#include <algorithm>
#include <cmath>

#include "exec/kernel.h"
#include "exec/math.h"
#include "exec/passing.h"
#include "exec/quantise.h"
#include "layer/operator.h"

namespace shapewise::exec::reference {
namespace {

int scale_axis(Execution& c) {
  int rank = c.input().rank();
  return rank == 0 ? 0 : c.axis("axis", rank, rank > 1 ? 1 : 0);
}

void quantize(Execution& c) {
  int axis = scale_axis(c);
  Tensor zero = c.tensor("y_zero_point");
  if (!zero.defined() && c.has("output_dtype"))
    zero = Tensor(Sizes(), layer::dtype_attribute(c.call(), "output_dtype", ir::DType::UInt8));
  Tensor made = quantised(c, c.input(), c.tensor("y_scale"), zero, axis);
  if (made.defined() && !c.failed()) c.give(made);
}

void dequantize(Execution& c) {
  int axis = scale_axis(c);
  Tensor made = dequantised(c, c.input(), c.tensor("x_scale"), c.tensor("x_zero_point"), axis);
  if (made.defined() && !c.failed()) c.give(made);
}

void dynamic(Execution& c) {
  std::vector<double> values = c.input().values();
  double least = 0;
  double most = 0;
  for (double x : values) {
    least = std::min(least, x);
    most = std::max(most, x);
  }
  auto width = static_cast<float>((most - least) / 255);
  auto start = static_cast<double>(static_cast<float>(-least) / width);
  Tensor scale = Tensor::scalar(static_cast<double>(width), ir::DType::Float32);
  Tensor zero = Tensor::scalar(std::clamp(std::nearbyint(start), 0.0, 255.0), ir::DType::UInt8);
  c.give(quantised(c, c.input(), scale, zero, 0));
  c.give(scale);
  c.give(zero);
}

Tensor product_of(Execution& c, const Tensor& a, const Tensor& b) {
  return output_of(c, "torch.matmul", Passed().add("input", a).add("other", b));
}

void matmul_integer(Execution& c) {
  Tensor a = c.input();
  Tensor b = c.tensor("B");
  // A zero point of A belongs to its rows, one of B to its columns.
  Tensor made = product_of(c, centred(c, a, c.tensor("a_zero_point"), std::max(a.rank() - 2, 0)),
                           centred(c, b, c.tensor("b_zero_point"), b.rank() - 1));
  if (made.defined()) c.give(made.to(ir::DType::Int32));
}

void quantised_matmul(Execution& c) {
  Tensor a = c.input();
  Tensor b = c.tensor("b");
  Tensor made =
      product_of(c, dequantised(c, a, c.tensor("a_scale"), c.tensor("a_zero_point"), std::max(a.rank() - 2, 0)),
                 dequantised(c, b, c.tensor("b_scale"), c.tensor("b_zero_point"), b.rank() - 1));
  if (made.defined()) c.give(quantised(c, made, c.tensor("y_scale"), c.tensor("y_zero_point"), made.rank() - 1));
}

constexpr Kernel kKernels[] = {
    {"onnx:QuantizeLinear", quantize},        {"onnx:DequantizeLinear", dequantize},
    {"onnx:DynamicQuantizeLinear", dynamic},  {"onnx:MatMulInteger", matmul_integer},
    {"onnx:QLinearMatMul", quantised_matmul},
};

}  // namespace

std::span<const Kernel> onnx_quantize_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
