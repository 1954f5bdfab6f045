// The tensors that an ONNX model stores, as weights that can be held against a network.
#pragma once

#include <string_view>

#include "ir/stored.h"

namespace shapewise::import {

Result<ir::Checkpoint> read_onnx_weights(std::string_view bytes);

}  // namespace shapewise::import
