// Elements as files hold them.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "exec/tensor.h"

namespace shapewise::exec {

/// A tensor from little-endian elements in row-major order. The error names a type that is not run, or says that there
/// are too few bytes, or too many.
Result<Tensor> from_bytes(Sizes dims, ir::DType dtype, std::string_view bytes);

/// The elements in row-major order as they are held in memory: float32, float64, int64 and uint8 as files hold them.
std::string held_bytes(const Tensor& tensor);

}  // namespace shapewise::exec
