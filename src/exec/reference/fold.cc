// Windows laid out as columns, and columns added up to images.
#include <fmt/format.h>

#include "exec/convolve.h"
#include "exec/kernel.h"
#include "exec/views.h"

namespace shapewise::exec::reference {
namespace {

Axes axes_of(Execution& c, const Triple& in) {
  Triple k = triple(c.sizes("kernel_size", 2), 1);
  Triple s = triple(c.sizes("stride", 2), 1);
  Triple p = triple(c.sizes("padding", 2), 0);
  Triple d = triple(c.sizes("dilation", 2), 1);
  Axes axes;
  for (std::size_t i = 0; i < 3; ++i) {
    axes[i] = {in[i], k[i], s[i], p[i], d[i]};
    if (k[i] < 1 || s[i] < 1 || d[i] < 1) c.fail("a window has elements, and moves");
  }
  if (!c.failed() && (axes[1].starts(false).empty() || axes[2].starts(false).empty()))
    c.fail("the window does not fit into its image");
  return axes;
}

Triple positions(const Axes& axes) {
  auto starts = starts_of(axes, false);
  Triple out;
  for (std::size_t i = 0; i < 3; ++i) out[i] = static_cast<std::int64_t>(starts[i].size());
  return out;
}

void unfold(Execution& c) {
  Images images = images_of(c, c.input(), 2);
  Axes axes = axes_of(c, images.size());
  if (c.failed()) return;
  Triple out = positions(axes);
  std::int64_t channels = images.tensor.size(1);
  std::int64_t rows = channels * axes[1].kernel * axes[2].kernel;
  std::int64_t columns = out[1] * out[2];
  std::int64_t area = axes[1].in * axes[2].in;
  Tensor made({images.tensor.size(0), rows, columns}, ir::DType::Float32);
  for (std::int64_t n = 0; n < made.size(0); ++n)
    lay_out(images.tensor.data<float>() + n * channels * area, axes, channels, out,
            made.data<float>() + n * rows * columns);
  c.give((images.lead.size() == 1 ? selected(made, 0, 0) : made).to(images.dtype));
}

void fold(Execution& c) {
  bool alone = c.input().rank() == 2;
  if (!alone && c.input().rank() != 3) return c.fail("columns are (N, C·k·k, L) or (C·k·k, L)");
  Tensor columns = (alone ? unsqueezed(c.input(), 0) : c.input()).floats();
  Triple size = triple(c.sizes("output_size", 2), 1);
  Axes axes = axes_of(c, size);
  if (c.failed()) return;
  Triple out = positions(axes);
  std::int64_t window = axes[1].kernel * axes[2].kernel;
  if (columns.size(1) % window != 0 || columns.size(2) != out[1] * out[2])
    return c.fail(
        fmt::format("{} are not the columns of an image of {} × {}", to_text(c.input().dims()), size[1], size[2]));
  std::int64_t channels = columns.size(1) / window;
  Tensor made({columns.size(0), channels, size[1], size[2]}, ir::DType::Float32);
  for (std::int64_t n = 0; n < made.size(0); ++n) {
    add_back(columns.data<float>() + n * columns.size(1) * columns.size(2), axes, channels, out,
             made.data<float>() + n * channels * size[1] * size[2]);
  }
  c.give((alone ? selected(made, 0, 0) : made).to(c.input().dtype()));
}

constexpr Kernel kKernels[] = {
    {"torch.nn.Unfold torch.nn.functional.unfold", unfold},
    {"torch.nn.Fold torch.nn.functional.fold", fold},
};

}  // namespace

std::span<const Kernel> fold_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
