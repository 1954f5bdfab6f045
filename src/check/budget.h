// Holding a network to its budgets, and naming the layers to blame.
#pragma once

#include <span>

#include "config/budget.h"
#include "diag/diagnostic.h"
#include "report/report.h"

namespace shapewise::check {

/// An error for each budget that is exceeded, a warning for each that cannot be checked; their kind has no meaning.
/// Multiply-adds and activations are those of one sample: N is 1.
///   network, range: how it is called, and its definition
std::vector<diag::Diagnostic> check_budgets(std::span<const config::Budget> budgets, const report::Report& report,
                                            const std::string& network, source::Range range);

}  // namespace shapewise::check
