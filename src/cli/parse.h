// From the command line to an Invocation.
#pragma once

#include <span>

#include "base/result.h"
#include "cli/command.h"

namespace shapewise::cli {

/// The first argument may name a command; else it is the one without a name. The error says what is wrong, and what may
/// have been meant.
Result<Invocation> parse(std::span<const Command> commands, int argc, char** argv);

/// The command of that name, or null.
const Command* find_command(std::span<const Command> commands, std::string_view name);

/// "; did you mean --columns or --color?", or nothing.
std::string did_you_mean(std::string_view written, const std::vector<std::string_view>& candidates,
                         std::string_view prefix = "");

}  // namespace shapewise::cli
