// Arguments that name dimensions: dim=-1, dim=(2, 3), start_dim. PyTorch counts negative ones from the end, and lets a
// scalar pass for one dimension.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "layer/call.h"

namespace shapewise::layer {

/// The dimension that an int argument names, from 0, among `rank`. Empty if it is not known, or if it is out of range,
/// which has been reported then.
std::optional<int> axis_of(Call& call, std::string_view param, int rank);
/// The same for a tuple of distinct dimensions (or one int), in the order given.
std::optional<std::vector<int>> axes_of(Call& call, std::string_view param, int rank);
/// The same, and the whole output is unknown without it.
std::optional<int> demand_axis(Call& call, std::string_view param, int rank);
/// All dimensions, from 0.
std::vector<int> all_axes(int rank);

/// The letter of a dimension in formulas, by convention: N, F for two; N, C, L; N, C, H, W; N, C, D, H, W; else d_0,
/// d_1 ….
std::string axis_name(int rank, int dim);
/// All sizes but the last, as named factors: the rows that a layer on the last dimension works on.
std::vector<sym::Formula> leading_sizes(const sym::Shape& shape);

/// The shape without these dimensions, or with 1 in their places.
sym::Shape without_axes(const sym::Shape& shape, const std::vector<int>& axes, bool keep);

}  // namespace shapewise::layer
