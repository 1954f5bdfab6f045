// GLU: one half times the sigmoid of the other.
#include <cmath>

#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

void glu(Execution& c) {
  const Tensor& x = c.input();
  if (x.rank() == 0) return c.fail("a scalar can't be halved");
  int axis = c.axis("dim", x.rank(), -1);
  if (c.failed()) return;
  std::int64_t half = x.size(axis) / 2;
  if (x.size(axis) % 2 != 0) return c.fail("the size along dim is odd: " + to_text(x.dims()));
  c.give(combine(c, sliced(x, axis, 0, half), sliced(x, axis, half, half), x.dtype(),
                 [](double a, double b) { return a / (1 + std::exp(-b)); }));
}

constexpr Kernel kKernels[] = {{"torch.nn.GLU torch.nn.functional.glu", glu}};

}  // namespace

std::span<const Kernel> glu_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
