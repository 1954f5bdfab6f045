// Roofline: how near each call comes to what processor and memory allow, and how long a network takes at least on a
// computer that is not at hand (Williams, Waterman, Patterson, "Roofline", CACM 2009).
#pragma once

#include "cli/run_output.h"

namespace shapewise::cli {

/// --roofline and --target.
std::span<const Option> roofline_options();

/// By call: intensity, what bounds it, and how much of that bound is reached on this machine.
Result<std::string> roofline_text(const Invocation& invocation, const Finished& run);
/// The least time on a target, before anything is run there.
Result<std::string> target_text(const Invocation& invocation, const exec::Plan& plan, const std::string& target);

}  // namespace shapewise::cli
