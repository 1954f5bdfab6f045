// Lp pooling: the p-norm of each window.
#include <cmath>

#include "exec/kernel.h"
#include "exec/pooling.h"

namespace shapewise::exec::reference {
namespace {

/// As PyTorch computes it: the sum of xᵖ, whose sign is kept in between (torch/nn/functional.py).
void lp_pool(Execution& c) {
  Images images = images_of(c, c.input(), c.call().spatial());
  Axes axes = pooling_axes(c, images);
  if (c.failed()) return;
  double p = c.number("norm_type");
  Spans spans = spans_of(axes, c.flag("ceil_mode"));
  Triple size = images.size();
  auto elements = static_cast<double>(axes[0].kernel * axes[1].kernel * axes[2].kernel);
  Tensor made = pooled_tensor(images, spans, ir::DType::Float32);
  for_each_window(images, spans, [&](const float* from, const Span& d, const Span& h, const Span& w, std::int64_t at) {
    double sum = 0;
    std::int64_t count = 0;
    visit_window(d, h, w, size, [&](std::int64_t i) {
      sum += std::pow(static_cast<double>(from[i]), p);
      ++count;
    });
    // The mean over a window that is cut off is multiplied by the size of a whole one.
    double total = std::max(sum / static_cast<double>(count), 0.0) * elements;
    made.data<float>()[at] = static_cast<float>(std::pow(total, 1 / p));
  });
  c.give(restored(images, made));
}

constexpr Kernel kKernels[] = {
    {"torch.nn.LPPool1d torch.nn.LPPool2d torch.nn.LPPool3d torch.nn.functional.lp_pool1d "
     "torch.nn.functional.lp_pool2d torch.nn.functional.lp_pool3d",
     lp_pool},
};

}  // namespace

std::span<const Kernel> lp_pool_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
