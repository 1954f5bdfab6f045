// Convolutions. Padding that is not zeros, or differs on both sides, is put around the input first.
#include "exec/convolve.h"
#include "exec/kernel.h"
#include "exec/padding.h"
#include "exec/views.h"

namespace shapewise::exec::reference {
namespace {

Tensor with_margins(Execution& c, const Tensor& input, const Margins& margins, std::string_view mode) {
  Sizes pad;
  for (std::size_t i = margins.before.size(); i-- > 0;) {
    pad.push_back(margins.before[i]);
    pad.push_back(margins.after[i]);
  }
  return padded(c, input, pad, mode, 0);
}

void conv(Execution& c) {
  int n = c.call().spatial();
  Tensor weight = c.weight("weight");
  if (weight.rank() != n + 2) return c.fail("a weight of " + to_text(weight.dims()) + " has the wrong rank");
  Sizes kernel(weight.dims().begin() + 2, weight.dims().end());
  Sizes dilation = c.sizes("dilation", n);
  Sizes stride = c.sizes("stride", n);
  Margins margins = margins_of(c, n, kernel, dilation);
  std::string_view mode = c.text("padding_mode");
  bool zeros = mode.empty() || mode == "zeros";
  Tensor input = c.input();
  if (!zeros || margins.before != margins.after) {
    input = with_margins(c, input, margins, zeros ? "constant" : mode);
    margins.before.assign(margins.before.size(), 0);
  }
  Images images = images_of(c, input, n);
  if (c.failed()) return;
  Triple k = triple(kernel, 1);
  Triple s = triple(stride, 1);
  Triple p = triple(margins.before, 0);
  Triple d = triple(dilation, 1);
  Axes axes;
  for (std::size_t i = 0; i < 3; ++i) axes[i] = {images.size()[i], k[i], s[i], p[i], d[i]};
  Tensor made = convolve(c, images.tensor, axes, reshaped(weight, {weight.size(0), weight.size(1), k[0], k[1], k[2]}),
                         c.weight("bias"), c.integer("groups"));
  if (made.defined()) c.give(restored(images, made));
}

constexpr Kernel kKernels[] = {
    {"torch.nn.Conv1d torch.nn.Conv2d torch.nn.Conv3d torch.nn.functional.conv1d torch.nn.functional.conv2d "
     "torch.nn.functional.conv3d",
     conv},
};

}  // namespace

std::span<const Kernel> conv_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
