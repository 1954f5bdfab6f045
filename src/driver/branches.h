// Remedies where tensors of several branches are to meet, in a sum or side by side, and one was made smaller or wider
// on its way.
#pragma once

#include <vector>

#include "diag/diagnostic.h"
#include "driver/analyze.h"

namespace shapewise::driver {

/// The calls that lead to an input of a call, the nearest first, without those that lead to its other inputs as well.
std::vector<const ir::Node*> branch(const ir::Graph& graph, const ir::Node& meeting, std::size_t input);

/// The stride of a call along its last axis; a pool's is its window where none is given. Empty if there is none, or if
/// it is not known.
std::optional<Int> stride_of(const ir::Graph& graph, const ir::Node& node);

/// The sizes that a call with a stride takes and gives along its last axis, if all three are known.
struct Step {
  Int in = 0;
  Int out = 0;
  Int stride = 1;
};
std::optional<Step> step_of(const ir::Graph& graph, const ir::Node& node);

/// Makes larger images: a transposed convolution, an Upsample, interpolate.
bool enlarges(const ir::Node& node);

/// Likely ones first.
std::vector<diag::Fix> meetings(const Analysis& analysis, const diag::Diagnostic& diagnostic, const ir::Node& failed);

}  // namespace shapewise::driver
