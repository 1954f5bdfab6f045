// Integers that stand for numbers: (integer − zero point)·scale, with one scale for all or one for each place along an
// axis.
#pragma once

#include "exec/execution.h"

namespace shapewise::exec {

/// x − zero as float; without a zero point x itself.
Tensor centred(Execution& c, const Tensor& x, const Tensor& zero, int axis);
/// The numbers that the integers stand for, as float.
Tensor dequantised(Execution& c, const Tensor& x, const Tensor& scale, const Tensor& zero, int axis);
/// The nearest integers (halves to the even one) within the bounds of the zero point's type; uint8 without one.
Tensor quantised(Execution& c, const Tensor& x, const Tensor& scale, const Tensor& zero, int axis);

}  // namespace shapewise::exec
