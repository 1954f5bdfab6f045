// Views are arithmetic on strides.
#include "exec/views.h"

#include <algorithm>

#include "base/check.h"
#include "layer/memory.h"

namespace shapewise::exec {
namespace {

std::vector<sym::Expr> as_numbers(const Sizes& sizes) { return {sizes.begin(), sizes.end()}; }

/// Strides that show the elements in the new shape, without a copy; empty if there are none.
std::optional<Sizes> strides_for(const Tensor& tensor, const Sizes& dims) {
  layer::View view = layer::view_of({}, sym::Shape(as_numbers(tensor.dims())), as_numbers(tensor.strides()),
                                    sym::Shape(as_numbers(dims)));
  if (view.possible != sym::Truth::Yes) return std::nullopt;
  Sizes strides;
  for (const sym::Expr& stride : view.strides) strides.push_back(static_cast<std::int64_t>(*stride.constant()));
  return strides;
}

}  // namespace

std::optional<int> axis_at(std::int64_t axis, int rank) {
  std::int64_t count = std::max(rank, 1);
  if (axis < -count || axis >= count) return std::nullopt;
  return static_cast<int>(axis < 0 ? axis + count : axis);
}

Tensor reshaped(const Tensor& tensor, Sizes dims) {
  CHECK(product(dims) == tensor.elements());
  if (tensor.compact()) {
    Sizes strides = row_major(dims);
    return tensor.view(std::move(dims), std::move(strides));
  }
  if (auto strides = strides_for(tensor, dims)) return tensor.view(std::move(dims), std::move(*strides));
  return reshaped(tensor.copy(), std::move(dims));
}

Tensor permuted(const Tensor& tensor, const std::vector<int>& order) {
  Sizes dims;
  Sizes strides;
  for (int axis : order) {
    dims.push_back(tensor.size(axis));
    strides.push_back(tensor.strides()[static_cast<std::size_t>(axis < 0 ? axis + tensor.rank() : axis)]);
  }
  return tensor.view(std::move(dims), std::move(strides));
}

Tensor transposed(const Tensor& tensor, int a, int b) {
  std::vector<int> order(static_cast<std::size_t>(tensor.rank()));
  for (int i = 0; i < tensor.rank(); ++i) order[static_cast<std::size_t>(i)] = i;
  if (!order.empty()) std::swap(order[static_cast<std::size_t>(a)], order[static_cast<std::size_t>(b)]);
  return permuted(tensor, order);
}

Tensor sliced(const Tensor& tensor, int axis, std::int64_t begin, std::int64_t length, std::int64_t step) {
  auto at = static_cast<std::size_t>(axis);
  Sizes dims = tensor.dims();
  Sizes strides = tensor.strides();
  std::int64_t offset = length > 0 ? begin * strides[at] : 0;
  dims[at] = length;
  strides[at] *= step;
  return tensor.view(std::move(dims), std::move(strides), offset);
}

Tensor selected(const Tensor& tensor, int axis, std::int64_t index) {
  Tensor one = sliced(tensor, axis, index, 1);
  Sizes dims = one.dims();
  Sizes strides = one.strides();
  dims.erase(dims.begin() + axis);
  strides.erase(strides.begin() + axis);
  return one.view(std::move(dims), std::move(strides));
}

Tensor unsqueezed(const Tensor& tensor, int axis) {
  Sizes dims = tensor.dims();
  Sizes strides = tensor.strides();
  dims.insert(dims.begin() + axis, 1);
  strides.insert(strides.begin() + axis, 1);
  return tensor.view(std::move(dims), std::move(strides));
}

std::optional<Tensor> expanded(const Tensor& tensor, const Sizes& dims) {
  std::size_t added = dims.size() - tensor.dims().size();
  if (dims.size() < tensor.dims().size()) return std::nullopt;
  Sizes strides(dims.size(), 0);
  for (std::size_t i = added; i < dims.size(); ++i) {
    std::int64_t size = tensor.dims()[i - added];
    if (size != dims[i] && size != 1) return std::nullopt;
    if (size == dims[i]) strides[i] = tensor.strides()[i - added];
  }
  return tensor.view(dims, std::move(strides));
}

std::optional<Sizes> broadcast(const std::vector<Sizes>& shapes) {
  std::size_t rank = 0;
  for (const Sizes& shape : shapes) rank = std::max(rank, shape.size());
  Sizes dims(rank, 1);
  for (const Sizes& shape : shapes) {
    for (std::size_t i = 0; i < shape.size(); ++i) {
      std::int64_t& size = dims[rank - shape.size() + i];
      if (shape[i] == 1) continue;
      if (size != 1 && size != shape[i]) return std::nullopt;
      size = shape[i];
    }
  }
  return dims;
}

Tensor joined(const std::vector<Tensor>& tensors, int axis) {
  Sizes dims = tensors.front().dims();
  auto at = static_cast<std::size_t>(axis);
  dims[at] = 0;
  for (const Tensor& tensor : tensors) dims[at] += tensor.size(axis);
  Tensor made(std::move(dims), tensors.front().dtype());
  std::int64_t begin = 0;
  for (const Tensor& tensor : tensors) {
    assign(sliced(made, axis, begin, tensor.size(axis)), tensor);
    begin += tensor.size(axis);
  }
  return made;
}

Tensor picked(const Tensor& tensor, int axis, const std::vector<std::int64_t>& indices) {
  Sizes dims = tensor.dims();
  dims[static_cast<std::size_t>(axis)] = static_cast<std::int64_t>(indices.size());
  Tensor made(std::move(dims), tensor.dtype());
  for (std::size_t i = 0; i < indices.size(); ++i)
    assign(selected(made, axis, static_cast<std::int64_t>(i)), selected(tensor, axis, indices[i]));
  return made;
}

Tensor batched(const Tensor& tensor, int rank) { return tensor.rank() < rank ? unsqueezed(tensor, 0) : tensor; }

}  // namespace shapewise::exec
