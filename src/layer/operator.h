// Rows for operators of other frameworks: their inputs in order, which may be left out at the end or in between, then
// their attributes, which have names. What one version of an operator has as an attribute and another as an input is
// one parameter: an input whose contents are known is passed by value if the parameter takes values.
#pragma once

#include "layer/axes.h"
#include "layer/call.h"
#include "layer/receptive.h"

namespace shapewise::layer {

/// A number, or a tensor with numbers: by value if all of them are known.
constexpr Takes kNumbers = Takes::Int | Takes::Float | Takes::Ints | Takes::List | Takes::Tensor | Takes::None;
/// An integer, or a tensor with integers.
constexpr Takes kIntegers = Takes::Int | Takes::Ints | Takes::Tensor | Takes::None;
/// A parameter of that name is given the version of the operator set that the model uses.
constexpr std::string_view kModelOpset = "model_opset";

constexpr Param tensor_in(std::string_view name, std::string_view doc) { return {name, Takes::Tensor, "", doc}; }
constexpr Param optional_in(std::string_view name, std::string_view doc) {
  return {name, Takes::Tensor | Takes::None, "None", doc};
}
/// If the model stores it, it is a buffer.
constexpr Param buffer_in(std::string_view name, std::string_view doc) {
  return {name, Takes::Tensor | Takes::Buffer | Takes::None, "None", doc};
}
constexpr Param tensors_in(std::string_view name, std::string_view doc) {
  return {name, Takes::Any, "", doc, How::Variadic};
}
/// An input that decides the shape of the output.
constexpr Param values_in(std::string_view name, std::string_view doc) { return {name, kNumbers, "None", doc}; }

constexpr Param int_attr(std::string_view name, std::string_view fallback, std::string_view doc) {
  return {name, Takes::Int | Takes::None, fallback, doc, How::KeywordOnly};
}
constexpr Param ints_attr(std::string_view name, std::string_view doc) {
  return {name, kIntegers, "None", doc, How::KeywordOnly};
}
constexpr Param flag_attr(std::string_view name, std::string_view fallback, std::string_view doc) {
  return {name, Takes::Bool, fallback, doc, How::KeywordOnly};
}
constexpr Param text_attr(std::string_view name, std::string_view fallback, std::string_view doc) {
  return {name, Takes::Str | Takes::None, fallback, doc, How::KeywordOnly};
}
/// An attribute that decides no shape.
constexpr Param other_attr(std::string_view name, std::string_view doc) {
  return {name, Takes::Any, "None", doc, How::KeywordOnly};
}

constexpr Spec operator_row(std::string_view names, std::string_view summary, std::string_view rule,
                            std::span<const Param> call, void (*infer)(Call&)) {
  return {.names = names, .form = Form::Foreign, .summary = summary, .rule = rule, .call = call, .infer = infer};
}

/// An element type as ONNX numbers them (TensorProto.DataType); empty if it is none that is known.
std::optional<ir::DType> onnx_dtype(Int number);
/// The element type that an integer attribute names, or `otherwise` if it is not given.
ir::DType dtype_attribute(const Call& call, std::string_view param, ir::DType otherwise);

}  // namespace shapewise::layer
