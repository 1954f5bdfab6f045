// `shapewise solve FILE --free channels`: the widths of a network under budgets.
#pragma once

#include "cli/command.h"
#include "cli/network.h"

namespace shapewise::cli {

Exit solve_widths(const Invocation& invocation, driver::Request request);

}  // namespace shapewise::cli
