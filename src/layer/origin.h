// Where the shapes came from that an error is about: the call that was made, the calls that made its inputs, and how
// their sizes came about.
#pragma once

#include <span>

#include "diag/diagnostic.h"
#include "ir/graph.h"

namespace shapewise::layer {

/// Adds labels and notes to errors that inference of `node` found, which need not be in the graph yet. Errors that are
/// not about shapes are left as they are.
void explain_shapes(const ir::Graph& graph, const ir::Node& node, std::span<diag::Diagnostic> found);

}  // namespace shapewise::layer
