// Shapes that a file states of the tensors within its graph, held against what its operators give.
#pragma once

#include <optional>

#include "import/onnx/environment.h"
#include "import/onnx/operators.h"
#include "import/reading.h"

namespace shapewise::import::onnx {

/// What the file states, sizes that it leaves open being unknown; empty if it states no shape.
std::optional<ir::Tensor> stated_tensor(const Type& type, const sym::Assignment& values);

/// Warns of the first tensor that cannot have the shape that the file states: what follows differs because of it.
void check_stored(const Graph& graph, const Environment& environment, const Reading& reading,
                  const Operators& operators);

}  // namespace shapewise::import::onnx
