// What losses do with the loss of each element.
#pragma once

#include "exec/math.h"

namespace shapewise::exec {

/// 'none', 'mean' or 'sum'; the older arguments size_average and reduce take precedence.
std::string_view reduction_of(Execution& c);
/// Gives the losses as reduction says; the mean is over `count` (negative: as many as there are).
void give_losses(Execution& c, const Tensor& each, double count = -1);

}  // namespace shapewise::exec
