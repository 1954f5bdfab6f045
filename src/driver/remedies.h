// What could mend an error: candidates, which are not offered before they have been tried (driver/repair.h).
#pragma once

#include <vector>

#include "diag/diagnostic.h"
#include "driver/analyze.h"

namespace shapewise::driver {

/// Likely ones first.
std::vector<diag::Fix> remedies(const Analysis& analysis, const diag::Diagnostic& diagnostic);

}  // namespace shapewise::driver
