// What `shapewise run` prints: the table of calls, a profile, a trace, JSON.
#pragma once

#include <string>
#include <vector>

#include "analysis/cost.h"
#include "cli/running.h"
#include "exec/backend.h"

namespace shapewise::cli {

/// A network that has run.
struct Finished {
  exec::Plan plan;
  exec::Outcome outcome;  // with the shortest times
  std::vector<analysis::Cost> costs;
  std::int64_t weight_bytes = 0;
  int unknown_constants = 0;
  std::vector<std::string> disagreements;
  std::string backend;       // that ran it, for people
  std::string backend_note;  // why it was not the one that runs where it can
  int threads = 1;
};

/// As --format or --profile asks for; at most `top` calls in the table, 0 for all.
Result<std::string> run_output(const Invocation& invocation, const Finished& run, std::int64_t top);

}  // namespace shapewise::cli
