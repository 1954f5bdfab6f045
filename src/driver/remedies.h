// What could mend an error: candidates, which are not offered before they have been tried (driver/repair.h).
#pragma once

#include <vector>

#include "diag/diagnostic.h"
#include "driver/analyze.h"

namespace shapewise::driver {

/// The call that a diagnostic is about; null if it is about none.
const ir::Node* failed_node(const Analysis& analysis, const diag::Diagnostic& diagnostic);

/// Those that give the layer its input in another shape.
std::vector<diag::Fix> input_remedies(const Analysis& analysis, const diag::Diagnostic& diagnostic);

/// Likely ones first.
std::vector<diag::Fix> remedies(const Analysis& analysis, const diag::Diagnostic& diagnostic);

}  // namespace shapewise::driver
