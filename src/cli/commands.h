// The commands of the program. Each has a file of its own.
#pragma once

#include "cli/command.h"

namespace shapewise::cli {

/// `shapewise FILE`: the table.
Command summary_command();
/// `shapewise explain FILE`: the worked solution.
Command explain_command();
/// `shapewise layers [NAME]`: the layers that are known.
Command layers_command();
/// `shapewise completions SHELL`.
Command completions_command();

}  // namespace shapewise::cli
