// The options that commands share, and what they mean.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "report/table.h"
#include "report/view.h"

namespace shapewise::cli {

/// --mode: as in train() or in eval().
constexpr std::string_view kModes[] = {"eval", "train"};
constexpr Option kMode = {0, "mode", Takes::Choice, "MODE", "eval or train, as in the methods of these names", kModes};
/// Whether it asks for training; `missing` if it is not given.
bool in_training(const Invocation& invocation, bool missing = false);
/// What the network is and what is known of its input.
std::span<const Option> network_options();
/// --convention.
std::span<const Option> convention_options();
/// How text is shown and where it goes.
std::span<const Option> text_options();
/// --help and --version.
std::span<const Option> general_options();

/// The integer that an option gives; `missing` if it is not given. The error says which ones it takes.
Result<std::int64_t> number_of(const Invocation& invocation, std::string_view option, std::int64_t least,
                               std::int64_t most, std::int64_t missing);

/// The view on `stream` that the options ask for.
Result<report::View> view_of(const Invocation& invocation, Stream stream);
/// The columns of --columns; none if it is not given.
Result<std::vector<report::Column>> columns_of(const Invocation& invocation);

/// Writes to the file of --output, or to standard output.
Result<void> deliver(const Invocation& invocation, std::string_view text);

}  // namespace shapewise::cli
