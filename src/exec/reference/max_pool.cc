// Max pooling: padding never wins.
#include "exec/kernel.h"
#include "exec/pooling.h"
#include "layer/pool.h"

namespace shapewise::exec::reference {
namespace {

void max_pool(Execution& c) {
  Images images = images_of(c, c.input(), c.call().spatial());
  Axes axes = pooling_axes(c, images);
  if (!c.failed()) give_maxima(c, images, spans_of(axes, c.flag("ceil_mode")), layer::returns_indices(c.call()));
}

constexpr Kernel kKernels[] = {
    {"torch.nn.MaxPool1d torch.nn.MaxPool2d torch.nn.MaxPool3d torch.nn.functional.max_pool1d "
     "torch.nn.functional.max_pool2d torch.nn.functional.max_pool3d torch.nn.functional.max_pool1d_with_indices "
     "torch.nn.functional.max_pool2d_with_indices torch.nn.functional.max_pool3d_with_indices",
     max_pool},
};

}  // namespace

std::span<const Kernel> max_pool_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
