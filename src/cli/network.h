// The network that a command works on: read from where the command line says, and analysed.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "cli/command.h"
#include "cli/files.h"
#include "driver/analyze.h"
#include "report/report.h"

namespace shapewise::cli {

/// What a command line asks to be analysed, and the files that it may refer to.
struct Asked {
  driver::Request request;
  std::unique_ptr<driver::Files> files;  // that the request points to
  std::optional<MappedFile> mapped;      // whose bytes the request points to
};

Result<Asked> read_request(const Invocation& invocation);
/// What --set and --batch say: "H=224", "N=32".
Result<std::vector<std::string>> sets_of(const Invocation& invocation);
/// The error shows what can't be read in --input, --set or --assume, and where.
Result<void> check_sizes(const Invocation& invocation, const std::vector<std::string>& inputs,
                         const std::vector<std::string>& sets, const std::vector<std::string>& facts);
/// The diagnostics as text for standard error.
Result<std::string> diagnostics_text(const Invocation& invocation, const driver::Analysis& analysis);

struct Network {
  driver::Analysis analysis;
  report::Report report;
};

/// The error is one of the command line or the environment; errors in the network are among its diagnostics.
Result<Network> read_network(const Invocation& invocation);
/// The same for a command with several operands: that of one of them.
Result<Network> read_network(const Invocation& invocation, const std::string& operand);

/// Prints its diagnostics on standard error and returns the exit status.
Exit show_diagnostics(const Invocation& invocation, const driver::Analysis& analysis);

/// Reads the network, delivers what `render` makes of it, and prints its diagnostics on standard error, unless they are
/// part of what was rendered. Returns the exit status.
Exit present(const Invocation& invocation, const std::function<Result<std::string>(const Network&)>& render,
             bool diagnostics_rendered = false);

}  // namespace shapewise::cli
