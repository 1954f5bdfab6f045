// Files of weights: reading them, and what load_state_dict(strict=True) would say of them, with the layer to blame.
#pragma once

#include <span>
#include <string_view>

#include "driver/analyze.h"
#include "ir/stored.h"

namespace shapewise::driver {

/// True for the names that files of weights have: .safetensors, .pt, .pth, .bin, .ckpt, and their indexes.
bool is_weights_path(std::string_view path);
/// True for an index, which says in which files the tensors are (import::read_weight_index).
bool is_weights_index(std::string_view path);

/// Reads a file of weights by what it looks like. The error says what is wrong with it, or what is too large.
Result<ir::Checkpoint> read_weights(std::string_view bytes);

/// Holds weights against the network, and adds what does not fit to the diagnostics. A network with errors is only half
/// known: it is compared with nothing, and its first error says so. `file` is how the file is called in messages.
void compare_weights(Analysis& analysis, std::span<const ir::StoredGroup> groups, std::string_view file);

}  // namespace shapewise::driver
