// The contents of constants as bytes.
#pragma once

#include <variant>

#include "save/onnx/document.h"

namespace shapewise::save {

/// Exact: an integer is never taken through a double.
using Number = std::variant<std::int64_t, double>;

/// The constant of these elements, the last dimension running fastest. The error says why it is not written: its
/// element type, or a number that the type does not have.
Result<Stored> constant_of(Ints dims, ir::DType dtype, const std::vector<Number>& elements);
/// Of a tensor whose contents are known.
Result<Stored> constant_of(const ir::Tensor& tensor);

}  // namespace shapewise::save
