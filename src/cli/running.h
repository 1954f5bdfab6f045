// What the commands that run networks share: their options, and the way from a command line to a plan with its weights
// and inputs.
#pragma once

#include <memory>
#include <span>

#include "cli/network.h"
#include "exec/run.h"

namespace shapewise::cli {

/// --seed and --weights.
std::span<const Option> running_options();

/// The number that --seed gives; 0 without.
Result<std::uint64_t> seed_of(const Invocation& invocation);
/// Where the graph's weights come from, as --weights says; random without.
Result<std::unique_ptr<exec::WeightSource>> weights_of(const Invocation& invocation, const ir::Graph& graph);

/// The bytes that the machine has, or that this process may take of them.
Int memory_limit();
/// Refuses a run whose weights, held so often, and predicted activations take more than so many bytes: says which of
/// them, and what to do.
Result<void> check_memory(const exec::Plan& plan, Int limit, int weight_copies = 1);
/// A plan that fits the machine's memory.
Result<exec::Plan> plan_of(const ir::Graph& graph, const sym::Assignment& values);

/// Where nobody says otherwise the batch is 1, or as large as there are pictures.
sym::Assignment default_values(const Invocation& invocation, const ir::Graph& graph);

/// Path and class of the layer that a call is of: "layer1.0.conv1", "Conv2d".
std::string path_of(const ir::Graph& graph, const ir::Node& node);
std::string_view type_of(const ir::Node& node);

/// Prints the diagnostics of a network that can't be run because of its errors. True if there are any.
bool report_errors(const Invocation& invocation, const Network& network);

}  // namespace shapewise::cli
