// From an ONNX model to a graph: values by name, operators through their Specs, control flow and functions by running
// what they contain. Nothing here knows a particular operator but those that hold graphs: If, Loop and Scan.
#pragma once

#include "import/onnx/listing.h"
#include "import/onnx/model.h"
#include "import/reading.h"

namespace shapewise::import::onnx {

void import_model(const Model& model, const Listing& listing, const Reading& reading);

}  // namespace shapewise::import::onnx
