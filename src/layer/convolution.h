// What convolutions and transposed convolutions share: channels in groups, a weight that a module owns or a function
// gets, and the fully connected layer that they replace.
#pragma once

#include "layer/window.h"

namespace shapewise::layer {

bool is_function(const Call& call);

/// Rules of the constructor for in_channels, out_channels, groups and kernel_size.
bool check_channels(Call& call);

/// For functions: the weight has one size per spatial dimension behind its first two, and the bias (out_channels).
/// Nothing is given if not. Always true for modules.
bool demand_weight(Call& call);
/// There are channels of that name, and every window has elements: torch constructs convolutions without, but calls
/// none.
bool demand_filters(Call& call, std::string_view channels, const sym::Expr& count, const std::vector<Window>& windows);
/// The axes of Spec::convolution; the output's are its last.
std::vector<Convolution::Axis> convolution_axes(const std::vector<Window>& windows, const sym::Shape& out);

bool demand_bias(Call& call, const sym::Expr& out_channels);

/// H_out·W_out (suffix "_out") or H·W (no suffix): elements of one channel, by name.
sym::Formula spatial_elements(const sym::Shape& shape, int spatial, std::string_view suffix);

/// Parameters of the fully connected layer from one flattened sample to its flattened output.
sym::Formula dense_equivalent(const Call& call, const sym::Formula& in_channels, const sym::Formula& out_channels,
                              bool bias);

}  // namespace shapewise::layer
