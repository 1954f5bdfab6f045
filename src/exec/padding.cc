// One axis after the other: each place of the output is read from one of the input, or is new.
#include "exec/padding.h"

#include <fmt/format.h>

#include "exec/views.h"

namespace shapewise::exec {
namespace {

/// Where the element comes from that stands at `place` of an axis of `size`; −1: it is new.
std::int64_t source_of(std::int64_t place, std::int64_t size, std::string_view mode) {
  if (place >= 0 && place < size) return place;
  if (mode == "reflect") return place < 0 ? -place : 2 * (size - 1) - place;
  if (mode == "replicate") return place < 0 ? 0 : size - 1;
  if (mode == "circular") return place < 0 ? place + size : place - size;
  return -1;
}

bool allowed(std::int64_t before, std::int64_t after, std::int64_t size, std::string_view mode) {
  if (size + before + after < 0) return false;
  if (mode == "reflect") return before < size && after < size;
  if (mode == "circular") return before <= size && after <= size;
  return mode == "constant" || size > 0;
}

Tensor padded_axis(const Tensor& tensor, int axis, std::int64_t before, std::int64_t after, std::string_view mode,
                   double value) {
  Sizes dims = tensor.dims();
  std::int64_t size = tensor.size(axis);
  dims[static_cast<std::size_t>(axis)] += before + after;
  Tensor made(std::move(dims), tensor.dtype());
  for (std::int64_t i = 0; i < made.size(axis); ++i) {
    std::int64_t from = source_of(i - before, size, mode);
    Tensor to = selected(made, axis, i);
    assign(to, from >= 0 ? selected(tensor, axis, from) : *expanded(Tensor::scalar(value, tensor.dtype()), to.dims()));
  }
  return made;
}

}  // namespace

Tensor padded(Execution& c, const Tensor& tensor, const Sizes& pad, std::string_view mode, double value) {
  Tensor made = tensor;
  if (pad.size() % 2 != 0 || static_cast<int>(pad.size() / 2) > tensor.rank()) {
    c.fail(fmt::format("{} is no padding of a tensor of {}", to_text(pad), to_text(tensor.dims())));
    return tensor;
  }
  for (std::size_t i = 0; i < pad.size() / 2; ++i) {
    int axis = tensor.rank() - 1 - static_cast<int>(i);
    if (pad[2 * i] == 0 && pad[2 * i + 1] == 0) continue;
    if (!allowed(pad[2 * i], pad[2 * i + 1], tensor.size(axis), mode)) {
      c.fail(fmt::format("a dimension of {} can't be padded by {} and {} in the mode {}", tensor.size(axis), pad[2 * i],
                         pad[2 * i + 1], mode));
      return tensor;
    }
    made = padded_axis(made, axis, pad[2 * i], pad[2 * i + 1], mode, value);
  }
  return made;
}

}  // namespace shapewise::exec
