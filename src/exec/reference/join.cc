// Tensors joined and divided.
#include <algorithm>
#include <fmt/format.h>

#include "exec/kernel.h"
#include "exec/views.h"
#include "layer/promote.h"

namespace shapewise::exec::reference {
namespace {

/// Joined along an axis, after conversion to the type that all have together. Empty vectors are left out, as PyTorch
/// does.
void give_joined(Execution& c, std::vector<Tensor> tensors, std::int64_t axis) {
  if (tensors.empty()) return c.fail("there is nothing to join");
  ir::DType dtype = tensors.front().dtype();
  for (const Tensor& tensor : tensors) dtype = layer::promote(dtype, tensor.dtype());
  std::erase_if(tensors, [&](const Tensor& t) { return t.dims() == Sizes{0} && tensors.size() > 1; });
  for (Tensor& tensor : tensors) tensor = tensor.to(dtype);
  const Tensor& first = tensors.front();
  auto at = axis_at(axis, first.rank());
  if (!at || first.rank() == 0) return c.fail(fmt::format("there is no dimension {}", axis));
  for (const Tensor& tensor : tensors) {
    Sizes dims = tensor.dims();
    bool fits = tensor.rank() == first.rank();
    if (fits) dims[static_cast<std::size_t>(*at)] = first.size(*at);
    if (dims != first.dims()) return c.fail(to_text(tensor.dims()) + " can't be joined to " + to_text(first.dims()));
  }
  c.give(joined(tensors, *at));
}

void cat(Execution& c) { give_joined(c, c.tensors("tensors"), c.integer("dim")); }

void stack(Execution& c) {
  std::vector<Tensor> tensors = c.tensors("tensors");
  if (tensors.empty()) return c.fail("there is nothing to join");
  int axis = c.axis("dim", tensors.front().rank() + 1);
  for (Tensor& tensor : tensors) {
    if (axis > tensor.rank()) return c.fail("the tensors have different ranks");
    tensor = unsqueezed(tensor, axis);
  }
  if (!c.failed()) give_joined(c, std::move(tensors), axis);
}

/// Tensors with fewer dimensions are given more: () and (n) become (1, n), (1, n, 1) for three.
Tensor at_least(Tensor tensor, int rank) {
  if (tensor.rank() == 0) tensor = reshaped(tensor, {1});
  if (rank >= 2 && tensor.rank() == 1) tensor = unsqueezed(tensor, 0);
  if (rank >= 3 && tensor.rank() == 2) tensor = unsqueezed(tensor, 2);
  return tensor;
}

template <int Rank>
void stack_along(Execution& c) {
  std::vector<Tensor> tensors = c.tensors("tensors");
  for (Tensor& tensor : tensors) tensor = at_least(tensor, Rank);
  std::int64_t axis = Rank == 3 ? 2 : Rank == 2 ? 0 : (!tensors.empty() && tensors.front().rank() > 1 ? 1 : 0);
  give_joined(c, std::move(tensors), axis);
}

void column_stack(Execution& c) {
  std::vector<Tensor> tensors = c.tensors("tensors");
  for (Tensor& tensor : tensors) {
    if (tensor.rank() < 2) tensor = reshaped(tensor, {tensor.elements(), 1});
  }
  give_joined(c, std::move(tensors), 1);
}

void give_parts(Execution& c, int axis, const Sizes& sizes) {
  std::int64_t begin = 0;
  for (std::int64_t size : sizes) begin += size;
  if (c.input().rank() == 0 || begin != c.input().size(axis) ||
      std::any_of(sizes.begin(), sizes.end(), [](auto s) { return s < 0; }))
    return c.fail(fmt::format("{} can't be divided into parts of {}", to_text(c.input().dims()), to_text(sizes)));
  begin = 0;
  for (std::int64_t size : sizes) {
    c.give(sliced(c.input(), axis, begin, size));
    begin += size;
  }
}

void give_equal_parts(Execution& c, int axis, std::int64_t size) {
  if (c.failed() || c.input().rank() == 0) return c.fail("there is no dimension to divide");
  std::int64_t left = c.input().size(axis);
  if (size < 1 && left > 0) return c.fail(fmt::format("parts of {} are none", size));
  Sizes sizes;
  for (; left > size; left -= size) sizes.push_back(size);
  sizes.push_back(left);
  give_parts(c, axis, sizes);
}

void split(Execution& c) {
  std::string_view param = c.call().spec().call[1].name;
  int axis = c.axis("dim", c.input().rank());
  bool list = c.call().arg(param).is<ir::AttrList>();
  if (c.failed()) return;
  list ? give_parts(c, axis, c.sizes(param)) : give_equal_parts(c, axis, c.integer(param));
}

void chunk(Execution& c) {
  int axis = c.axis("dim", c.input().rank());
  std::int64_t chunks = c.integer("chunks");
  if (c.failed() || chunks < 1 || c.input().rank() == 0) return c.fail("there must be a chunk");
  give_equal_parts(c, axis, std::max<std::int64_t>((c.input().size(axis) + chunks - 1) / chunks, 1));
}

void tensor_split(Execution& c) {
  int axis = c.axis("dim", c.input().rank());
  std::string_view param = c.given("sections") ? "sections" : c.given("indices") ? "indices" : "indices_or_sections";
  if (c.failed() || c.input().rank() == 0) return c.fail("there is no dimension to divide");
  std::int64_t size = c.input().size(axis);
  Sizes numbers = c.sizes(param);
  Sizes sizes;
  if (c.call().arg(param).is<ir::AttrList>()) {
    std::int64_t begin = 0;
    numbers.push_back(size);
    for (std::int64_t at : numbers) {
      std::int64_t end = std::clamp<std::int64_t>(at < 0 ? at + size : at, 0, size);
      sizes.push_back(std::max<std::int64_t>(end - begin, 0));
      begin = std::max(begin, end);
    }
  } else {
    std::int64_t parts = numbers.front();
    if (parts < 1) return c.fail("there must be a part");
    for (std::int64_t i = 0; i < parts; ++i) sizes.push_back(size / parts + (i < size % parts ? 1 : 0));
  }
  give_parts(c, axis, sizes);
}

void unbind(Execution& c) {
  int axis = c.axis("dim", c.input().rank());
  if (c.failed() || c.input().rank() == 0) return c.fail("a scalar has no slices");
  for (std::int64_t i = 0; i < c.input().size(axis); ++i) c.give(selected(c.input(), axis, i));
}

void meshgrid(Execution& c) {
  std::vector<Tensor> vectors = c.tensors("tensors");
  bool swapped = c.text("indexing") == "xy" && vectors.size() > 1;
  if (swapped) std::swap(vectors[0], vectors[1]);
  Sizes dims;
  for (const Tensor& vector : vectors) dims.push_back(vector.elements());
  std::vector<Tensor> grids;
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    Sizes own(dims.size(), 1);
    own[i] = dims[i];
    grids.push_back(*expanded(reshaped(vectors[i], std::move(own)), dims));
  }
  if (swapped) {
    std::swap(grids[0], grids[1]);
    for (Tensor& grid : grids) grid = transposed(grid, 0, 1);
  }
  for (Tensor& grid : grids) c.give(std::move(grid));
}

constexpr Kernel kKernels[] = {
    {"torch.cat", cat},
    {"torch.stack", stack},
    {"torch.hstack", stack_along<1>},
    {"torch.vstack", stack_along<2>},
    {"torch.dstack", stack_along<3>},
    {"torch.column_stack", column_stack},
    {"torch.chunk", chunk},
    {"torch.split torch.Tensor.split torch.split_with_sizes", split},
    {"torch.tensor_split", tensor_split},
    {"torch.unbind", unbind},
    {"torch.meshgrid", meshgrid},
};

}  // namespace

std::span<const Kernel> join_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
