// Companions: programs that are installed with this one and do a part of its work with libraries that it does not
// load itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/command.h"

namespace shapewise::cli {

/// The exit status of a program that is run with these arguments; none if it can't be started, or if a library that it
/// needs is missing.
std::optional<int> run_companion(const std::string& path, char** arguments);

/// Has the companion of that name do the work of the same command line, and ends as it does. Returns if this program is
/// the companion, or if it can't be started: then with the reason, which is empty if there is none.
std::string hand_over(std::string_view name, const Invocation& invocation);

}  // namespace shapewise::cli
