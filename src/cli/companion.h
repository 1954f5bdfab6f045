// Companions: programs that are installed with this one and do a part of its work with libraries that it does not
// load itself.
#pragma once

#include <string_view>

#include "cli/command.h"

namespace shapewise::cli {

/// Runs the companion of that name with the same command line in the place of this program. Returns if this program is
/// it, or if there is none.
void hand_over(std::string_view name, const Invocation& invocation);

}  // namespace shapewise::cli
