// Padding: elements added around a tensor.
#pragma once

#include "exec/execution.h"

namespace shapewise::exec {

/// `pad` has two numbers for the last axis, then two for the one before it …; negative ones cut off. `mode` is
/// constant, reflect, replicate or circular. The call fails where PyTorch would refuse.
Tensor padded(Execution& c, const Tensor& tensor, const Sizes& pad, std::string_view mode, double value);

}  // namespace shapewise::exec
