// Inputs as people write them: N,3,64,64; Nx3x64x64; (N, 3, 64, 64); x=1×3×224×224; (N, T):int64; and of networks in
// Python also [(N, 3, 32, 32), (N, 3, 16, 16)], {'image': (N, 3, 32, 32)} and values: lengths=tensor([9, 7]), n=int(5).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diag/diagnostic.h"
#include "ir/tensor.h"
#include "source/source.h"

namespace shapewise::import {

struct InputSpec {
  enum class Kind : std::uint8_t { Tensor, List, Tuple, Dict, Value };

  std::string name;  // as in "x=N,3,32,32", or the key in a dict; empty if it has none
  sym::Shape shape;  // of a tensor
  std::optional<ir::DType> dtype;
  source::Range range;
  Kind kind = Kind::Tensor;
  std::vector<InputSpec> items = {};  // of a list, tuple or dict
  std::string expression = {};        // of a value: in Python
};

/// Reads one input. Symbols in `values` are replaced. Empty after an error (input-spec, overflow) at its place.
std::optional<InputSpec> parse_input(const source::SourceFile& file, source::Range range, const sym::Assignment& values,
                                     diag::Sink& sink);

/// Several, separated by semicolons. Those that cannot be read are reported and left out; `ok` is false then.
std::vector<InputSpec> parse_inputs(const source::SourceFile& file, source::Range range, const sym::Assignment& values,
                                    diag::Sink& sink, bool& ok);

}  // namespace shapewise::import
