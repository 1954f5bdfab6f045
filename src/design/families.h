// What solutions have in common: "padding = (kernel_size − 1)/2, with stride = 1".
#pragma once

#include <string>
#include <vector>

#include "design/holes.h"

namespace shapewise::design {

/// Families y = ⌊(x + c)/m⌋ that all solutions with the same other values belong to, at most four.
std::vector<std::string> find_families(const std::vector<Hole>& holes, const std::vector<std::vector<Int>>& solutions);

}  // namespace shapewise::design
