// The report as one HTML file that asks for nothing else: a table with folding, search and sorting, the graph, and
// plots.
#pragma once

#include <string>
#include <string_view>

#include "report/report.h"

namespace shapewise::report {

/// `graph` is a drawing of the network as SVG, or empty.
std::string html(const Report& report, std::string_view graph);

}  // namespace shapewise::report
