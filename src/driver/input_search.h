// The input of a program's network, when nobody says it: rank and channels from the layers that take it first, the
// sizes from what the layers behind them demand.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "import/input_spec.h"
#include "ir/graph.h"

namespace shapewise::driver {

/// What the first layers that are called with each input take. `probed` was run with inputs of unknown shape. Empty if
/// one of them can't be told.
std::vector<import::InputSpec> first_inputs(const ir::Graph& probed, const std::vector<std::string>& names);

/// Another number of dimensions than the first layer takes: without the one channel, with one dimension less, or with
/// one more behind the batch.
enum class Rank { NoChannel, Lower, Higher };
/// The inputs with it; empty if they have none like it.
std::vector<import::InputSpec> with_rank(std::vector<import::InputSpec> inputs, Rank rank);

/// With symbols for the channels, where there are any; empty if nowhere.
std::vector<import::InputSpec> with_open_channels(std::vector<import::InputSpec> inputs);
/// Puts the least numbers in for those symbols that fit what the run demands; false if none does.
bool solve_channels(const ir::Graph& run, std::vector<import::InputSpec>& inputs);

/// Puts numbers in for the sizes if the run's assumptions tie them down (a Linear(576, …) behind a Flatten), and says
/// which.
std::optional<ir::Assumption> solve_inputs(const ir::Graph& run, std::vector<import::InputSpec>& inputs);

}  // namespace shapewise::driver
