// What the tables of commands say, for people and for shells.
#pragma once

#include <span>
#include <string>

#include "cli/command.h"

namespace shapewise::cli {

/// `shapewise [COMMAND] --help`, wrapped at `width` columns.
std::string help(const Command& command, std::span<const Command> all, int width);

/// "-o, --output FILE".
std::string option_text(const Option& option);

}  // namespace shapewise::cli
