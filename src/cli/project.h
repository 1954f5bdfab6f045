// The configuration of the project that a path belongs to.
#pragma once

#include <string>

#include "base/result.h"
#include "cli/command.h"
#include "config/config.h"

namespace shapewise::cli {

struct Project {
  config::Config config;     // roots are paths from the working folder on
  std::string folder = ".";  // of its file
};

/// Reads the file of --config, else the first shapewise.toml or pyproject.toml with [tool.shapewise] in the folder of
/// `path` or above it. The error shows what is wrong with it, as a diagnostic.
Result<Project> read_project(const Invocation& invocation, const std::string& path);

/// --rule NAME or --rule NAME=LEVEL, and --budget.
Result<void> add_options(const Invocation& invocation, config::Config& config);

}  // namespace shapewise::cli
