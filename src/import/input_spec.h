// Shapes of inputs as people write them: N,3,64,64; Nx3x64x64; (N, 3, 64, 64); x=1×3×224×224; (N, T):int64.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diag/diagnostic.h"
#include "ir/tensor.h"
#include "source/source.h"

namespace shapewise::import {

struct InputSpec {
  std::string name;  // as in "x=N,3,32,32"; empty if it has none
  sym::Shape shape;
  std::optional<ir::DType> dtype;
  source::Range range;
};

/// Reads one input. Symbols in `values` are replaced. Empty after an error (input-spec, overflow) at its place.
std::optional<InputSpec> parse_input(const source::SourceFile& file, source::Range range, const sym::Assignment& values,
                                     diag::Sink& sink);

/// Several, separated by semicolons. Those that cannot be read are reported and left out; `ok` is false then.
std::vector<InputSpec> parse_inputs(const source::SourceFile& file, source::Range range, const sym::Assignment& values,
                                    diag::Sink& sink, bool& ok);

}  // namespace shapewise::import
