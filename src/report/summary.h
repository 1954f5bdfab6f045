// What stands above and below the rows of a report in text: inputs, totals in words, assumptions, gaps.
#pragma once

#include <string>
#include <vector>

#include "report/report.h"
#include "report/view.h"

namespace shapewise::report {

/// The title and the inputs.
std::string heading(const Report& report, const View& view);

/// Totals, layers that are never called, assumptions and gaps.
std::string summary(const Report& report, const View& view);

/// "MACs", or of another tool's figures "FLOPs (calflops)".
std::string macs_title(const Report& report);

/// "net.py:12:3", or nothing.
std::string place_text(const Place& place);

/// (N, 3, 64, 64), (N, 10); "?" for what is not known.
std::string shapes_text(const std::vector<ir::Tensor>& tensors, sym::Style style);

/// A number that is a lower bound: "≥ 448", and "?" where only 0 is known.
std::string at_least(const sym::Expr& value, const std::string& text, bool ascii);

}  // namespace shapewise::report
