// Element types and axes as ONNX states them.
#include "layer/operator.h"

#include "layer/axes.h"

namespace shapewise::layer {

using ir::DType;

std::optional<DType> onnx_dtype(Int number) {
  constexpr std::optional<DType> kTypes[] = {
      std::nullopt,  DType::Float32, DType::UInt8,     DType::Int8,       DType::UInt16,   DType::Int16,
      DType::Int32,  DType::Int64,   DType::String,    DType::Bool,       DType::Float16,  DType::Float64,
      DType::UInt32, DType::UInt64,  DType::Complex64, DType::Complex128, DType::BFloat16, DType::Float8,
      DType::Float8, DType::Float8,  DType::Float8};
  if (number < 0 || number >= static_cast<Int>(std::size(kTypes))) return std::nullopt;
  return kTypes[static_cast<std::size_t>(number)];
}

DType dtype_attribute(const Call& call, std::string_view param, DType otherwise) {
  auto number = call.integer(param).constant();
  return number ? onnx_dtype(*number).value_or(otherwise) : otherwise;
}

}  // namespace shapewise::layer
