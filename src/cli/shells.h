// Completions for shells and the manual page, made from the tables of commands.
#pragma once

#include <span>
#include <string>

#include "cli/command.h"

namespace shapewise::cli {

std::string bash_completions(std::span<const Command> commands);
std::string zsh_completions(std::span<const Command> commands);
std::string fish_completions(std::span<const Command> commands);

/// shapewise(1) in man(7) macros.
std::string manual_page(std::span<const Command> commands);

}  // namespace shapewise::cli
