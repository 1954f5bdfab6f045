// The likeliest mistake behind an error about shapes, in words. A guess from the shapes that meet, which no trial
// proves.
#pragma once

#include <string>

#include "diag/diagnostic.h"
#include "ir/graph.h"

namespace shapewise::driver {

/// Empty if nothing speaks for one.
std::string likely_cause(const ir::Graph& graph, const ir::Node& failed, const diag::Diagnostic& diagnostic);

}  // namespace shapewise::driver
