// The worked solution: for every call the arithmetic of its output sizes, parameters, multiply-adds and fully connected
// equivalent, each with names, with the numbers put in, and with the result, as one writes it on a worksheet.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/report.h"
#include "report/view.h"

namespace shapewise::report {

std::string explain(const Report& report, const View& view);

/// The layers that a user means by `name`: the number of one, the path of a module or of one that holds several
/// (layer2.0.conv1, layer2), the last part of a path (conv1), or a type (Conv2d).
std::vector<const Layer*> find_layers(const Report& report, std::string_view name);

/// The solution of one call.
std::string explain(const Report& report, const Layer& layer, const View& view);

}  // namespace shapewise::report
