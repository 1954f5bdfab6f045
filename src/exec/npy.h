// NumPy's file format for one array: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "exec/tensor.h"

namespace shapewise::exec {

/// Floating-point types other than float64 are written as float32, integers other than uint8 as int64.
std::string to_npy(const Tensor& tensor);
/// Takes little-endian arrays of float32, float64, int64, int32, uint8 and bool in C order.
Result<Tensor> from_npy(std::string_view bytes);

}  // namespace shapewise::exec
