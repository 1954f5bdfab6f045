// Small numbers, flags and axes of the layers before an error, which are easily off by a little: candidates for fixes.
#pragma once

#include <vector>

#include "driver/analyze.h"

namespace shapewise::driver {

/// Those of the call that failed and of the calls before it, the nearest first.
std::vector<diag::Fix> tunings(const Analysis& analysis, const diag::Diagnostic& diagnostic, const ir::Node& failed);

}  // namespace shapewise::driver
