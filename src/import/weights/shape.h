// The shapes of stored tensors: sizes that come from files are not believed before they are added up.
#pragma once

#include <optional>
#include <vector>

#include "base/int.h"

namespace shapewise::import::weights {

/// The number of elements; nothing if a size is negative, or one of them or their product does not fit 64 bits.
std::optional<Int> count_elements(const std::vector<Int>& shape);

}  // namespace shapewise::import::weights
