// What small tensors of a file hold, and the types and shapes that a file states.
#pragma once

#include <string>

#include "import/onnx/model.h"
#include "ir/tensor.h"

namespace shapewise::import::onnx {

/// The tensor, with its contents if they are few and stand in the file. Its shape is unknown if its sizes are no sizes.
ir::Tensor tensor_of(const Tensor& stored);

/// A name for a size that is a legal symbol; empty if nothing can be made of it.
std::string symbol_name(std::string_view param);

}  // namespace shapewise::import::onnx
