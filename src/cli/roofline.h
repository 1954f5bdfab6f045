// Roofline: how near each call comes to what processor and memory allow, and how long a network takes at least on a
// computer that is not at hand (Williams, Waterman, Patterson, "Roofline", CACM 2009).
#pragma once

#include "cli/run_output.h"

namespace shapewise::cli {

/// --roofline and --target.
std::span<const Option> roofline_options();

/// What a call multiplies and moves.
struct Work {
  double flops = 0;
  double bytes = 0;
  double intensity() const { return bytes > 0 ? flops / bytes : 0; }
};
/// By step; `steps` are those that ran, none if none did. What is computed within another call counts there, and what
/// lies between them is not moved.
std::vector<Work> work_of(const exec::Plan& plan, const std::vector<analysis::Cost>& costs,
                          const std::vector<exec::Seen>& steps);

/// By call: intensity, what bounds it, and how much of that bound is reached on this machine.
Result<std::string> roofline_text(const Invocation& invocation, const Finished& run);
/// The least time on a target, before anything is run there.
Result<std::string> target_text(const Invocation& invocation, const exec::Plan& plan, const std::string& target);

}  // namespace shapewise::cli
