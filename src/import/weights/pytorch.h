// Checkpoints of PyTorch (.pt, .pth, .bin): what torch.save writes, as a zip archive since 1.6 and as a row of pickles
// before, and the archives of TorchScript. Source: torch/serialization.py.
#pragma once

#include <string_view>

#include "ir/stored.h"

namespace shapewise::import {

/// True for what may be a checkpoint by its first bytes.
bool is_pytorch(std::string_view bytes);
/// Reads names, shapes and places of the tensors. The error says what is wrong with the file.
Result<ir::Checkpoint> read_pytorch(std::string_view bytes);

}  // namespace shapewise::import
