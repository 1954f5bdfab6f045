// The layers that are known, as the registry describes them: a list of all, and a page for each.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "layer/spec.h"
#include "report/view.h"

namespace shapewise::report {

/// Every layer and function with its summary; those with the same one share a line.
std::string list_layers(const View& view);

/// The layers and functions that a name stands for: Conv2d, nn.Conv2d, torch.nn.functional.conv2d, relu, view.
std::vector<const layer::Spec*> find_specs(std::string_view name);

/// The names that may be asked for, each once.
std::vector<std::string_view> layer_names();

/// Signature, parameters, shape rule and weights. Examples are left to the caller, who can run them.
std::string describe(const layer::Spec& spec, const View& view);

}  // namespace shapewise::report
