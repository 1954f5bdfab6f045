// The inputs of a model: as the file states them, with its symbols; or as they are given from outside.
#pragma once

#include <string_view>
#include <unordered_map>

#include "import/onnx/listing.h"
#include "import/onnx/model.h"
#include "import/reading.h"

namespace shapewise::import::onnx {

/// Adds them to the graph and to `values`. Initialisers that old files repeat among the inputs must be in `values`
/// already.
void add_inputs(const Graph& graph, const Listing& listing, const Reading& reading,
                std::unordered_map<std::string_view, ir::ValueId>& values);

}  // namespace shapewise::import::onnx
