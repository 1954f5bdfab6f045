// The safetensors format: a header in JSON, then the bytes of the tensors.
// Source: https://github.com/huggingface/safetensors (safetensors/src/tensor.rs).
#pragma once

#include <string_view>
#include <vector>

#include "ir/stored.h"

namespace shapewise::import {

/// Reads the header only. The error says what is wrong with the file.
Result<ir::Checkpoint> read_safetensors(std::string_view bytes);

/// The files that an index (model.safetensors.index.json, pytorch_model.bin.index.json) speaks of, in order of their
/// first mention.
Result<std::vector<std::string>> read_weight_index(std::string_view json);

}  // namespace shapewise::import
