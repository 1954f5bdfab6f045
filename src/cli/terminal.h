// The program's way to the outside: what the terminal can show, and writing to it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/command.h"

namespace shapewise::cli {

enum class Stream { Out, Err };

/// True if people see the stream, rather than a file or another program.
bool is_terminal(Stream stream);
/// Columns of the terminal; 0 if the stream is none.
int terminal_width(Stream stream);
/// Whether to colour by default: on a terminal that can, unless NO_COLOR is set (https://no-color.org).
bool wants_color(Stream stream);

/// Writes all of it. A reader that has gone away (EPIPE) is no error: it has seen what it wanted.
Result<void> write(Stream stream, std::string_view text);
/// Replaces the file's content.
Result<void> write_file(const std::string& path, std::string_view text);

/// Says on standard error what is wrong with the command line or the environment, and returns the exit status for it.
Exit complain(std::string_view message);

}  // namespace shapewise::cli
