// The arguments by which constructors say what size a layer takes and what it gives. PyTorch names them alike in all of
// torch.nn.
#pragma once

#include <optional>
#include <string_view>

#include "layer/spec.h"

namespace shapewise::layer {

/// An argument that is the size of an axis of the input.
struct TakenSize {
  std::string_view param;
  int axis = 1;  // negative from the end
};
std::optional<TakenSize> taken_size(const Spec& spec, const ir::Args& args);

/// The argument that is a size of the output: out_channels; null if there is none.
const ir::Arg* given_size(const ir::Args& args);

/// Every input channel has filters of its own: groups == in_channels, and there are several.
bool is_depthwise(const ir::Args& args);

}  // namespace shapewise::layer
