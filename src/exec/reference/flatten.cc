// Dimensions joined and divided.
#include <fmt/format.h>

#include "exec/kernel.h"
#include "exec/views.h"

namespace shapewise::exec::reference {
namespace {

void flatten(Execution& c) {
  const Tensor& from = c.input();
  if (from.rank() == 0) return c.give(reshaped(from, {1}));
  int first = c.axis("start_dim", from.rank());
  int last = c.axis("end_dim", from.rank());
  if (first > last) c.fail("start_dim is behind end_dim");
  if (c.failed()) return;
  Sizes dims(from.dims().begin(), from.dims().begin() + first);
  dims.push_back(product(Sizes(from.dims().begin() + first, from.dims().begin() + last + 1)));
  dims.insert(dims.end(), from.dims().begin() + last + 1, from.dims().end());
  c.give(reshaped(from, std::move(dims)));
}

void unflatten(Execution& c) {
  const Tensor& from = c.input();
  int axis = c.axis("dim", from.rank());
  Sizes parts = c.sizes(c.has("sizes") ? "sizes" : "unflattened_size");
  if (c.failed() || from.rank() == 0) return c.fail("there is no dimension to divide");
  std::int64_t known = 1;
  for (std::int64_t size : parts) known *= size == -1 ? 1 : size;
  for (std::int64_t& size : parts) {
    if (size == -1 && known > 0) size = from.size(axis) / known;
  }
  if (product(parts) != from.size(axis))
    return c.fail(fmt::format("{} can't be divided into {}", from.size(axis), to_text(parts)));
  Sizes dims(from.dims().begin(), from.dims().begin() + axis);
  dims.insert(dims.end(), parts.begin(), parts.end());
  dims.insert(dims.end(), from.dims().begin() + axis + 1, from.dims().end());
  c.give(reshaped(from, std::move(dims)));
}

constexpr Kernel kKernels[] = {
    {"torch.nn.Flatten torch.flatten", flatten},
    {"torch.nn.Unflatten torch.unflatten", unflatten},
};

}  // namespace

std::span<const Kernel> flatten_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
