// One layer as print(model) shows it: the arguments it prints, those its children show, and those it keeps to itself.
#pragma once

#include "import/outline.h"
#include "import/reading.h"

namespace shapewise::import {

/// A module by the class name that it prints. Only PyTorch's own spelling is a layer here: Conv1D is somebody else's.
Outline outline_of_printed(std::string_view type, source::Range range);

/// Reads what stands between the brackets of a Layer into its arguments. Required arguments that are not printed are
/// unknown, and others that bear on shapes have their defaults, which is a gap.
void fill_printed_layer(Outline& layer, source::Range extra, const Reading& reading);

}  // namespace shapewise::import
