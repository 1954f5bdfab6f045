// What a command found in files, as text or in the format that was asked for.
#pragma once

#include <span>
#include <string>

#include "base/result.h"
#include "check/check.h"
#include "cli/command.h"

namespace shapewise::cli {

/// In the format of --format, for the terminal if there is none.
Result<std::string> render_findings(const Invocation& invocation, std::span<const check::FileResult> results);

}  // namespace shapewise::cli
