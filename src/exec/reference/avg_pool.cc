// Average pooling.
#include "exec/kernel.h"
#include "exec/pooling.h"

namespace shapewise::exec::reference {
namespace {

void avg_pool(Execution& c) {
  Images images = images_of(c, c.input(), c.call().spatial());
  Axes axes = pooling_axes(c, images);
  if (c.failed()) return;
  c.give(means_of(images, axes, c.flag("ceil_mode"), c.flag("count_include_pad"), c.number("divisor_override")));
}

constexpr Kernel kKernels[] = {
    {"torch.nn.AvgPool1d torch.nn.AvgPool2d torch.nn.AvgPool3d torch.nn.functional.avg_pool1d "
     "torch.nn.functional.avg_pool2d torch.nn.functional.avg_pool3d",
     avg_pool},
};

}  // namespace

std::span<const Kernel> avg_pool_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
