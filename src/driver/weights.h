// Files of weights: reading them, and what load_state_dict(strict=True) would say of them, with the layer to blame.
#pragma once

#include <string>
#include <string_view>

#include "analysis/state.h"
#include "diag/diagnostic.h"
#include "ir/stored.h"
#include "source/source.h"

namespace shapewise::driver {

/// True for the names that files of weights have: .safetensors, .pt, .pth, .bin, .ckpt, and their indexes.
bool is_weights_path(std::string_view path);
/// True for an index, which says in which files the tensors are (import::read_weight_index).
bool is_weights_index(std::string_view path);

/// Reads a file of weights by what it looks like.
Result<ir::Checkpoint> read_weights(std::string_view bytes);

/// Says what does not fit. `file` is how the file is called in messages.
void report_state(const ir::Graph& graph, const analysis::StateMatch& match, std::string_view file,
                  const source::SourceMap& sources, diag::Sink& sink);

}  // namespace shapewise::driver
