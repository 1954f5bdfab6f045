// Dropout, also inside of other layers: attention, transformers, recurrent layers.
#pragma once

#include "exec/execution.h"

namespace shapewise::exec {

/// Whether a call of a dropout drops: as its argument says, or as the network's mode is.
bool drops(const Execution& c);
/// 1 with the probability 1 − p, else 0.
Tensor kept(Execution& c, Sizes dims, double p);

/// x, where each element is zero with the probability p and else divided by 1 − p. Drawn once for all that stretches a
/// tensor of the shape `drawn` to x.
Tensor dropped(Execution& c, const Tensor& x, double p, const Sizes& drawn);
Tensor dropped(Execution& c, const Tensor& x, double p);
/// The same in training, with the probability that an argument of the module gives; else x.
Tensor dropped_in_training(Execution& c, const Tensor& x, std::string_view param = "dropout");

}  // namespace shapewise::exec
