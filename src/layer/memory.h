// Where the elements of tensors lie in memory: what view demands, which never copies. Strides are computed as PyTorch
// does it; where they cannot be told, nothing is demanded.
// Source: aten/src/ATen/TensorUtils.cpp (computeStride), aten/src/ATen/TensorIterator.cpp (reorder_dimensions).
#pragma once

#include <optional>
#include <vector>

#include "layer/call.h"

namespace shapewise::layer {

using ir::Strides;

/// Those of a tensor whose last dimension runs fastest, without holes.
Strides row_major(const sym::Shape& shape);
/// Empty if they are not known.
std::optional<Strides> strides_of(const ir::Tensor& tensor);
/// The memory of a tensor with these strides.
ir::Memory strided(const sym::Shape& shape, Strides strides);
/// The same for a tensor that has these dimensions of the first input, each with its own stride.
ir::Memory reordered(const Call& call, const std::vector<int>& dims, const sym::Shape& shape);
/// What one place along a dimension leaves of the first input.
ir::Tensor one_along(const Call& call, int dim);

/// The elements of a tensor, shown in another shape without a copy.
struct View {
  sym::Truth possible = sym::Truth::Unknown;  // Yes and No hold for all sizes that the facts allow
  Strides strides;                            // if it is possible
};
/// `to` has as many elements as `shape`.
View view_of(const sym::Facts& facts, const sym::Shape& shape, const Strides& strides, const sym::Shape& to);

/// The first input in another shape; the memory is the one of the view, if there is one.
struct Viewed {
  sym::Truth possible = sym::Truth::Unknown;
  ir::Memory memory;
};
Viewed viewed(const Call& call, const sym::Shape& shape);
/// What reshape gives: a view if there is one, else a copy.
ir::Memory reshaped(const Call& call, const sym::Shape& shape);
/// What contiguous gives: the first input itself if its elements lie in order, else a copy.
ir::Memory in_order(const Call& call);

/// Whether the output is the first input in another shape, without a copy. Where a size of 1 would decide, as it is for
/// larger ones.
sym::Truth is_shown(const Call& call);
/// The same for contiguous.
sym::Truth is_in_order(const Call& call);

/// Where the outputs lie as the Spec says it, as far as `infer` has not said it.
void place_outputs(const Call& call, std::vector<ir::Tensor>& outputs);

}  // namespace shapewise::layer
