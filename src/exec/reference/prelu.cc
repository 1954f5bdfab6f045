// PReLU: a learned slope below zero, one for all or one per channel.
#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

void prelu(Execution& c) {
  const Tensor& x = c.input();
  Tensor slope = c.weight("weight");
  if (slope.elements() != 1) {
    if (x.rank() < 1 || slope.elements() != x.size(x.rank() > 1 ? 1 : 0))
      return c.fail("slopes of " + to_text(slope.dims()) + " do not fit an input of " + to_text(x.dims()));
    Sizes dims(static_cast<std::size_t>(x.rank()), 1);
    dims[x.rank() > 1 ? 1 : 0] = slope.elements();
    slope = reshaped(slope, std::move(dims));
  } else {
    slope = reshaped(slope, {});
  }
  c.give(combine(c, x, slope, x.dtype(), [](double v, double s) { return v >= 0 ? v : s * v; }));
}

constexpr Kernel kKernels[] = {{"torch.nn.PReLU torch.nn.functional.prelu", prelu}};

}  // namespace

std::span<const Kernel> prelu_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
