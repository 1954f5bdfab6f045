// Fixes that hold: whatever is proposed against an error is tried out, and offered only if the text is better for it.
#pragma once

#include "driver/analyze.h"

namespace shapewise::driver {

/// Proposes further fixes for the errors of an analysis, and keeps of all those with which the request, analysed again,
/// has fewer errors.
void offer_fixes(const Request& request, Analysis& analysis, Analysis (*analyze)(const Request&));

}  // namespace shapewise::driver
