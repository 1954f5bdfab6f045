// Linear.
#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

void linear_layer(Execution& c) {
  Tensor made = linear(c, c.input(), c.weight("weight"), c.weight("bias"));
  if (made.defined()) c.give(made);
}

constexpr Kernel kKernels[] = {
    {"torch.nn.Linear torch.nn.modules.linear.NonDynamicallyQuantizableLinear torch.nn.functional.linear",
     linear_layer},
};

}  // namespace

std::span<const Kernel> linear_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
