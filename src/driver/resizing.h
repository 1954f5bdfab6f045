// Sizes of view and reshape that may be meant otherwise: candidates for fixes.
#pragma once

#include <vector>

#include "driver/analyze.h"

namespace shapewise::driver {

/// Of a view before the call that failed, which gives rows of another length than the call takes.
std::vector<diag::Fix> rows_before(const Analysis& analysis, const diag::Diagnostic& diagnostic,
                                   const ir::Node& failed);
/// Of the view or reshape that failed.
std::vector<diag::Fix> other_sizes(const Analysis& analysis, const diag::Diagnostic& diagnostic,
                                   const ir::Node& failed);

}  // namespace shapewise::driver
