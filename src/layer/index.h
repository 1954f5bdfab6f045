// Indexing: which elements x[i, a:b, None, ..., mask] are, as a shape. Reading, writing and index_put share it.
// Source: https://pytorch.org/docs/stable/tensor_view.html, torch/csrc/autograd/python_variable_indexing.cpp.
#pragma once

#include <optional>

#include "layer/call.h"

namespace shapewise::layer {

/// What the items of an argument choose from the first input.
struct Chosen {
  sym::Shape shape;
  ir::Memory memory;
};

/// Items are those of ir::Attr: ints, lists
/// headed by "slice", None, "..." for an Ellipsis, bools, lists of numbers, tensors. Empty after an error, or if an
/// item is not known; then the output has been given.
std::optional<Chosen> chosen_by(Call& call, std::string_view param);

/// index ∈ [−size, size), else an error at the argument has been reported.
bool demand_index(Call& call, std::string_view param, const sym::Expr& index, const sym::Expr& size, int dim);

}  // namespace shapewise::layer
