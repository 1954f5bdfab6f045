// The contents of constants as bytes.
#pragma once

#include <optional>

#include "save/onnx/document.h"

namespace shapewise::save {

/// One number more, in this element type.
void append_number(std::string& bytes, double value, ir::DType dtype);
/// A tensor whose elements are known.
std::optional<Stored> contents_of(const ir::Tensor& tensor);

}  // namespace shapewise::save
