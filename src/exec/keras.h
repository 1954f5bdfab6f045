// What the kernels of Keras share: where channels stand, and functions that are named.
#pragma once

#include "exec/execution.h"

namespace shapewise::exec {

/// The input has the dimensions of a batch of images; the call fails if it has not.
bool is_image(Execution& c);

/// (N, …, C) as (N, C, …), unless the layer has it so.
Tensor channels_first(const Execution& c, const Tensor& x);
/// And back.
Tensor channels_as_given(const Execution& c, const Tensor& x);

/// What the function named by `activation` makes of it; none if the call has failed.
Tensor activated(Execution& c, const Tensor& x);
void give_activated(Execution& c, const Tensor& x);

}  // namespace shapewise::exec
