// Other views of a tensor's elements, and tensors put together: what reshaping, slicing and joining are made of.
#pragma once

#include <optional>

#include "exec/tensor.h"

namespace shapewise::exec {

/// An axis from 0; negative ones count from the end. Out of range: empty.
std::optional<int> axis_at(std::int64_t axis, int rank);

/// Of the same number of elements; a view where strides allow it, else a copy.
Tensor reshaped(const Tensor& tensor, Sizes dims);
Tensor permuted(const Tensor& tensor, const std::vector<int>& order);
Tensor transposed(const Tensor& tensor, int a, int b);
/// `length` elements from `begin` on, every `step`-th one.
Tensor sliced(const Tensor& tensor, int axis, std::int64_t begin, std::int64_t length, std::int64_t step = 1);
/// Without that axis.
Tensor selected(const Tensor& tensor, int axis, std::int64_t index);
/// With a new axis of size 1.
Tensor unsqueezed(const Tensor& tensor, int axis);
/// Sizes of 1 are stretched, and new axes come before. Empty if that does not fit.
std::optional<Tensor> expanded(const Tensor& tensor, const Sizes& dims);
/// The shape to which all of them are stretched. Empty if there is none.
std::optional<Sizes> broadcast(const std::vector<Sizes>& shapes);
/// Joined along an axis; the other sizes are the same.
Tensor joined(const std::vector<Tensor>& tensors, int axis);
/// The rows of an axis that `indices` name, in their order.
Tensor picked(const Tensor& tensor, int axis, const std::vector<std::int64_t>& indices);
/// Axes below `spatial` from the end are left as they are, and a missing batch is added: (C, L) as (1, C, L).
Tensor batched(const Tensor& tensor, int rank);

}  // namespace shapewise::exec
