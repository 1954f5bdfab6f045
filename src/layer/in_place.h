// Functions that overwrite their first input: x.add_(y). The result must fit into it, in size and in element type.
// Source: https://pytorch.org/docs/stable/notes/broadcasting.html#in-place-semantics, torch.can_cast.
#pragma once

#include "layer/call.h"

namespace shapewise::layer {

/// Turns the result of the function that works out of place into the first input, or reports why it can't be held
/// there.
void settle_in_place(Call& call);

template <void (*Infer)(Call&)>
void in_place(Call& call) {
  Infer(call);
  settle_in_place(call);
}

}  // namespace shapewise::layer
