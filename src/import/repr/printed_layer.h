// One layer as print(model) shows it: the arguments it prints, those its children show, and those it keeps to itself.
#pragma once

#include "import/outline.h"
#include "import/reading.h"

namespace shapewise::import {

/// A module by the class name that it prints. Only PyTorch's own spelling is a layer here: Conv1D is somebody else's.
Outline outline_of_printed(std::string_view type, source::Range range);

/// Reads what stands between the brackets of a Layer into its arguments. Required ones that are not printed are
/// unknown.
void fill_printed_layer(Outline& layer, source::Range extra, const Reading& reading);

/// Which arguments that bear on shapes or weights are not printed, and have their defaults here; empty if there are
/// none.
std::string unprinted_defaults(const Outline& layer);

}  // namespace shapewise::import
