// Parts of tensors: narrowed dimensions, windows, diagonals, triangles.
#include <fmt/format.h>

#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

void narrow(Execution& c) {
  int axis = c.axis("dim", c.input().rank());
  std::int64_t start = c.integer("start");
  std::int64_t length = c.integer("length");
  if (c.failed() || c.input().rank() == 0) return c.fail("a scalar has no parts");
  if (start < 0) start += c.input().size(axis);
  if (start < 0 || length < 0 || start + length > c.input().size(axis))
    return c.fail(fmt::format("{} from {} on is no part of {}", length, start, to_text(c.input().dims())));
  c.give(sliced(c.input(), axis, start, length));
}

void windows(Execution& c) {
  int axis = c.axis("dimension", c.input().rank());
  std::int64_t size = c.integer("size");
  std::int64_t step = c.integer("step");
  const Tensor& x = c.input();
  if (c.failed() || x.rank() == 0 || step < 1 || size < 0 || size > x.size(axis))
    return c.fail(fmt::format("windows of {} do not fit {}", size, to_text(x.dims())));
  Sizes dims = x.dims();
  Sizes strides = x.strides();
  auto at = static_cast<std::size_t>(axis);
  dims.push_back(size);
  strides.push_back(strides[at]);
  dims[at] = (dims[at] - size) / step + 1;
  strides[at] *= step;
  c.give(x.view(std::move(dims), std::move(strides)));
}

void as_strided(Execution& c) {
  Sizes dims = c.sizes("size");
  Sizes strides = c.sizes("stride");
  std::int64_t offset = c.given("storage_offset") ? c.integer("storage_offset") : 0;
  std::int64_t last = offset;
  for (std::size_t i = 0; i < std::min(dims.size(), strides.size()); ++i) last += (dims[i] - 1) * strides[i];
  Tensor x = c.input().packed();
  if (dims.size() != strides.size() || last >= x.elements()) return c.fail("the sizes and strides leave the tensor");
  c.give(x.view(std::move(dims), std::move(strides), offset));
}

/// The diagonal of two axes, as a last dimension.
Tensor diagonal_of(Execution& c, const Tensor& x, int a, int b, std::int64_t offset) {
  if (x.rank() < 2 || a == b) {
    c.fail("a diagonal needs two dimensions");
    return {};
  }
  std::int64_t down = std::max<std::int64_t>(-offset, 0);
  std::int64_t right = std::max<std::int64_t>(offset, 0);
  std::int64_t length = std::max<std::int64_t>(std::min(x.size(a) - down, x.size(b) - right), 0);
  Sizes dims;
  Sizes strides;
  for (int i = 0; i < x.rank(); ++i) {
    if (i == a || i == b) continue;
    dims.push_back(x.size(i));
    strides.push_back(x.strides()[static_cast<std::size_t>(i)]);
  }
  std::int64_t step_a = x.strides()[static_cast<std::size_t>(a)];
  std::int64_t step_b = x.strides()[static_cast<std::size_t>(b)];
  dims.push_back(length);
  strides.push_back(step_a + step_b);
  return x.view(std::move(dims), std::move(strides), length > 0 ? down * step_a + right * step_b : 0);
}

void diagonal(Execution& c) {
  int a = c.axis("dim1", c.input().rank());
  int b = c.axis("dim2", c.input().rank());
  std::int64_t offset = c.integer("offset");
  Tensor made = diagonal_of(c, c.input(), a, b, offset);
  if (made.defined() && !c.failed()) c.give(made);
}

/// Square matrices with the last dimension on a diagonal, their axes at `a` and `b`.
Tensor embedded(Execution& c, const Tensor& x, std::int64_t offset, int a, int b) {
  std::int64_t size = x.size(-1) + std::abs(offset);
  Sizes dims(x.dims().begin(), x.dims().end() - 1);
  for (int axis : {std::min(a, b), std::max(a, b)}) dims.insert(dims.begin() + axis, size);
  Tensor made(std::move(dims), x.dtype());
  Tensor line = diagonal_of(c, made, a, b, offset);
  if (line.defined()) assign(line, x);
  return made;
}

void diag_embed(Execution& c) {
  int rank = c.input().rank() + 1;
  int a = c.axis("dim1", rank);
  int b = c.axis("dim2", rank);
  if (a == b) c.fail("a diagonal needs two dimensions");
  if (!c.failed() && c.input().rank() > 0) c.give(embedded(c, c.input(), c.integer("offset"), a, b));
}

void diag(Execution& c) {
  if (c.input().rank() == 1) return c.give(embedded(c, c.input(), c.integer("diagonal"), 0, 1));
  if (c.input().rank() != 2) return c.fail("diag takes a vector or a matrix");
  c.give(diagonal_of(c, c.input(), 0, 1, c.integer("diagonal")).copy());
}

void diagflat(Execution& c) {
  c.give(embedded(c, reshaped(c.input(), {c.input().elements()}), c.integer("offset"), 0, 1));
}

void trace(Execution& c) {
  if (c.input().rank() != 2) return c.fail("trace takes a matrix");
  ir::DType dtype = ir::is_floating(c.input().dtype()) ? c.input().dtype() : ir::DType::Int64;
  c.give(exact_reduce(diagonal_of(c, c.input(), 0, 1, 0), {0}, false, dtype, kSumOf));
}

/// Zeros above (or, with `Upper`, below) a diagonal.
template <bool Upper>
void triangle(Execution& c) {
  const Tensor& x = c.input();
  if (x.rank() < 2) return c.fail("a triangle needs two dimensions");
  std::int64_t offset = c.integer("diagonal");
  std::int64_t columns = x.size(-1);
  std::int64_t rows = x.size(-2);
  std::int64_t at = 0;
  c.give_over(map(x, x.dtype(), [&](double v) {
    std::int64_t above = at % columns - at / columns % rows;
    ++at;
    return (Upper ? above >= offset : above <= offset) ? v : 0;
  }));
}

constexpr Kernel kKernels[] = {
    {"torch.narrow torch.narrow_copy", narrow},
    {"torch.Tensor.unfold", windows},
    {"torch.as_strided", as_strided},
    {"torch.diagonal torch.linalg.diagonal", diagonal},
    {"torch.diag", diag},
    {"torch.diagflat", diagflat},
    {"torch.diag_embed", diag_embed},
    {"torch.trace", trace},
    {"torch.tril torch.Tensor.tril_", triangle<false>},
    {"torch.triu torch.Tensor.triu_", triangle<true>},
};

}  // namespace

std::span<const Kernel> slices_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
