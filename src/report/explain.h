// The worked solution: for every call the arithmetic of its output sizes, parameters, multiply-adds and fully connected
// equivalent, each with names, with the numbers put in, and with the result, as one writes it on a worksheet.
#pragma once

#include <string>

#include "report/report.h"
#include "report/view.h"

namespace shapewise::report {

std::string explain(const Report& report, const View& view);

/// The solution of one call.
std::string explain(const Layer& layer, const View& view);

}  // namespace shapewise::report
