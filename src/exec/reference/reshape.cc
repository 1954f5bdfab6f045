// Other sizes and other orders of dimensions: views, so that what is written to them is seen by their base.
#include <algorithm>
#include <fmt/format.h>

#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

/// The sizes with −1 worked out.
bool resolve(Execution& c, Sizes& sizes, std::int64_t elements) {
  std::int64_t known = 1;
  std::int64_t open = -1;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (sizes[i] == -1 && open < 0) {
      open = static_cast<std::int64_t>(i);
    } else {
      known *= sizes[i];
    }
  }
  if (open >= 0 && known > 0 && elements % known == 0) sizes[static_cast<std::size_t>(open)] = elements / known;
  if (product(sizes) == elements && std::all_of(sizes.begin(), sizes.end(), [](std::int64_t s) { return s >= 0; }))
    return true;
  c.fail(fmt::format("{} elements can't be seen as {}", elements, to_text(sizes)));
  return false;
}

void view(Execution& c) {
  if (c.dtype("shape", ir::DType::String) != ir::DType::String) return c.fail("views of another type are not run");
  Sizes sizes = c.sizes("shape");
  if (resolve(c, sizes, c.input().elements())) c.give(reshaped(c.input(), std::move(sizes)));
}

void view_as(Execution& c) {
  Sizes sizes = c.tensor("other").dims();
  if (resolve(c, sizes, c.input().elements())) c.give(reshaped(c.input(), std::move(sizes)));
}

void permute(Execution& c) {
  std::vector<int> order = c.axes("dims", c.input().rank());
  std::vector<int> sorted = order;
  std::sort(sorted.begin(), sorted.end());
  bool all = static_cast<int>(order.size()) == c.input().rank() &&
             std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end();
  if (!all) return c.fail("the dimensions are not each named once");
  c.give(permuted(c.input(), order));
}

template <bool Numpy>
void transpose(Execution& c) {
  int a = c.axis(Numpy ? "axis0" : "dim0", c.input().rank());
  int b = c.axis(Numpy ? "axis1" : "dim1", c.input().rank());
  if (!c.failed()) c.give(transposed(c.input(), a, b));
}

void reverse(Execution& c) {
  std::vector<int> order;
  for (int i = c.input().rank(); i-- > 0;) order.push_back(i);
  c.give(permuted(c.input(), order));
}

void swap_last(Execution& c) {
  int rank = c.input().rank();
  if (rank < 2) return c.fail("it has fewer than two dimensions");
  c.give(transposed(c.input(), rank - 2, rank - 1));
}

void transpose_matrix(Execution& c) {
  if (c.input().rank() > 2) return c.fail("t() takes at most two dimensions");
  c.give(c.input().rank() == 2 ? transposed(c.input(), 0, 1) : c.input());
}

void move(Execution& c) {
  int rank = c.input().rank();
  std::vector<int> from = c.axes("source", rank);
  std::vector<int> to = c.axes("destination", rank);
  if (from.size() != to.size()) c.fail("as many sources as destinations are needed");
  if (c.failed()) return;
  std::vector<int> order(static_cast<std::size_t>(rank), -1);
  for (std::size_t i = 0; i < from.size(); ++i) order[static_cast<std::size_t>(to[i])] = from[i];
  int next = 0;
  for (int& place : order) {
    if (place >= 0) continue;
    while (std::find(from.begin(), from.end(), next) != from.end()) ++next;
    place = next++;
  }
  c.give(permuted(c.input(), order));
}

void squeeze(Execution& c) {
  std::vector<int> axes = c.axes("dim", c.input().rank());
  if (c.failed()) return;
  Tensor made = c.input();
  std::sort(axes.begin(), axes.end());
  for (std::size_t i = axes.size(); i-- > 0;) {
    if (made.size(axes[i]) == 1) made = selected(made, axes[i], 0);
  }
  c.give(made);
}

void unsqueeze(Execution& c) {
  int axis = c.axis("dim", c.input().rank() + 1);
  if (!c.failed()) c.give(unsqueezed(c.input(), axis));
}

void give_expanded(Execution& c, Sizes sizes) {
  const Tensor& from = c.input();
  std::size_t added = sizes.size() - from.dims().size();
  for (std::size_t i = 0; sizes.size() >= from.dims().size() && i < sizes.size(); ++i) {
    if (sizes[i] == -1 && i >= added) sizes[i] = from.dims()[i - added];
  }
  bool negative = std::any_of(sizes.begin(), sizes.end(), [](std::int64_t s) { return s < 0; });
  auto made = negative ? std::nullopt : expanded(from, sizes);
  if (!made) return c.fail(fmt::format("{} can't be stretched to {}", to_text(from.dims()), to_text(sizes)));
  c.give(std::move(*made));
}

void expand(Execution& c) { give_expanded(c, c.sizes("sizes")); }
void broadcast_to(Execution& c) { give_expanded(c, c.sizes("size")); }
void expand_as(Execution& c) { give_expanded(c, c.tensor("other").dims()); }

constexpr Kernel kKernels[] = {
    {"torch.Tensor.view torch.Tensor.reshape torch.reshape", view},
    {"torch.Tensor.view_as", view_as},
    {"torch.Tensor.permute torch.permute", permute},
    {"torch.transpose torch.Tensor.transpose_", transpose<false>},
    {"torch.swapaxes torch.Tensor.swapaxes_", transpose<true>},
    {"torch.t torch.Tensor.t_", transpose_matrix},
    {"torch.Tensor.T", reverse},
    {"torch.adjoint torch.Tensor.H", swap_last},
    {"torch.movedim", move},
    {"torch.squeeze torch.Tensor.squeeze_", squeeze},
    {"torch.unsqueeze torch.Tensor.unsqueeze_", unsqueeze},
    {"torch.Tensor.expand", expand},
    {"torch.broadcast_to", broadcast_to},
    {"torch.Tensor.expand_as", expand_as},
};

}  // namespace

std::span<const Kernel> reshape_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
