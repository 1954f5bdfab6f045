// From outline to graph: constructs the modules, finds the input, and passes it through the modules as far as the order
// of their calls is known.
#pragma once

#include <string>
#include <vector>

#include "import/input_spec.h"
#include "import/limits.h"
#include "import/outline.h"
#include "layer/builder.h"

namespace shapewise::import {

/// What a network is given, and how it came about.
struct Inputs {
  std::vector<InputSpec> given;
  source::Range place;        // where they might stand, for the error that asks for them
  bool rejected = false;      // some were given that could not be read, which has been reported
  bool default_used = false;  // set by assemble: none was given, and the first layers told what they take
};

/// Builds the graph of `root`, whose children and weights are constructed in any case. Without an input, and if the
/// layers do not tell one, the shapes stay unknown and an error (input-spec) shows what to pass.
void assemble(Outline& root, Inputs& inputs, layer::Builder& builder);

}  // namespace shapewise::import
