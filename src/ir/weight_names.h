// What weights are called from the outside: in files of weights, in exported models, in messages.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ir/graph.h"

namespace shapewise::ir {

/// "layer1.0.conv1.weight" of the module at that path, which is empty for the root.
std::string full_name(std::string_view path, std::string_view name);

/// By weight: its full name, as the state_dict has it. Of weights that stand under several names, the first; of those
/// that only modules without a path have, which forward has made, the name alone; empty if no module has it.
std::vector<std::string> weight_names(const Graph& graph);

}  // namespace shapewise::ir
