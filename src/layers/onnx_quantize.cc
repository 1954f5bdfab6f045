// ONNX quantisation: between floating-point numbers and integers, and arithmetic on the latter.
// Source: https://onnx.ai/onnx/operators/onnx__QuantizeLinear.html; onnxruntime's ContribOperators.md.
#include "layer/broadcast.h"
#include "layer/operator.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using ir::DType;
using sym::Shape;

void quantize(Call& c) {
  const ir::Tensor* zero = c.tensor("y_zero_point");
  DType dtype = zero != nullptr ? zero->dtype : dtype_attribute(c, "output_dtype", DType::UInt8);
  c.give(c.shape(), dtype);
}

void dequantize(Call& c) {
  const ir::Tensor* scale = c.tensor("x_scale");
  c.give(c.shape(), scale != nullptr ? scale->dtype : DType::Float32);
}

void dynamic(Call& c) {
  c.give(c.shape(), DType::UInt8);
  c.give(Shape(), DType::Float32);
  c.give(Shape(), DType::UInt8);
}

void two(Call& c) {
  auto shape = broadcast(c, {*c.tensor("A")->shape, *c.tensor("B")->shape});
  if (!shape) return c.give_nothing("its operands do not fit");
  c.give(std::move(*shape), c.dtype());
}

void one(Call& c) { c.give(c.shape()); }

constexpr Param kAxis = other_attr("axis", "to which the scales belong");
constexpr Param kQuantize[] = {tensor_in("x", "the numbers"),
                               buffer_in("y_scale", "of the output"),
                               buffer_in("y_zero_point", "of the output"),
                               kAxis,
                               int_attr("output_dtype", "None", "the type"),
                               other_attr("saturate", "what becomes of large numbers"),
                               other_attr("block_size", "of scales"),
                               other_attr("precision", "of the arithmetic")};
constexpr Param kDequantize[] = {tensor_in("x", "the integers"),
                                 buffer_in("x_scale", "of the input"),
                                 buffer_in("x_zero_point", "of the input"),
                                 kAxis,
                                 other_attr("block_size", "of scales"),
                                 other_attr("output_dtype", "the type")};
constexpr Param kDynamic[] = {tensor_in("x", "the numbers")};
constexpr Param kTwo[] = {tensor_in("A", "the first operand"),   buffer_in("A_scale", "of A"),
                          buffer_in("A_zero_point", "of A"),     tensor_in("B", "the second operand"),
                          buffer_in("B_scale", "of B"),          buffer_in("B_zero_point", "of B"),
                          buffer_in("C_scale", "of the output"), buffer_in("C_zero_point", "of the output")};
constexpr Param kOne[] = {tensor_in("X", "the integers"),
                          buffer_in("X_scale", "of X"),
                          buffer_in("X_zero_point", "of X"),
                          buffer_in("Y_scale", "of the output"),
                          buffer_in("Y_zero_point", "of the output"),
                          other_attr("alpha", "of the activation"),
                          kAxis,
                          other_attr("opset", "of softmax")};

constexpr Spec kSpecs[] = {
    operator_row("onnx:QuantizeLinear com.microsoft:QuantizeLinear", "Rounds numbers to few integers.", "(*) → (*)",
                 kQuantize, quantize),
    operator_row("onnx:DequantizeLinear com.microsoft:DequantizeLinear", "The numbers that integers stand for.",
                 "(*) → (*)", kDequantize, dequantize),
    operator_row("onnx:DynamicQuantizeLinear", "Rounds numbers, with a scale of their own.", "(*) → (*), (), ()",
                 kDynamic, dynamic),
    operator_row("com.microsoft:QLinearAdd", "Arithmetic of quantised numbers.", "the shapes are broadcast together",
                 kTwo, two),
    operator_row("com.microsoft:QLinearMul", "Arithmetic of quantised numbers.", "the shapes are broadcast together",
                 kTwo, two),
    operator_row("com.microsoft:QLinearSigmoid", "An activation of quantised numbers.", "(*) → (*)", kOne, one),
    operator_row("com.microsoft:QLinearLeakyRelu", "An activation of quantised numbers.", "(*) → (*)", kOne, one),
    operator_row("com.microsoft:QLinearSoftmax", "An activation of quantised numbers.", "(*) → (*)", kOne, one),
};

}  // namespace

std::span<const Spec> onnx_quantize_specs() { return kSpecs; }

}  // namespace shapewise::layers
