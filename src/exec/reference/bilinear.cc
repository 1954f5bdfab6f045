// Bilinear: y_o = x₁ᵀ·W_o·x₂ + b_o.
#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

void bilinear(Execution& c) {
  Tensor weight = c.weight("weight");
  Tensor a = c.tensor("input1");
  Tensor b = c.tensor("input2");
  if (weight.rank() != 3 || a.rank() == 0 || a.rank() != b.rank() || a.size(-1) != weight.size(1) ||
      b.size(-1) != weight.size(2))
    return c.fail("inputs of " + to_text(a.dims()) + " and " + to_text(b.dims()) + " do not fit weights of " +
                  to_text(weight.dims()));
  Sizes dims(a.dims().begin(), a.dims().end() - 1);
  if (dims != Sizes(b.dims().begin(), b.dims().end() - 1)) return c.fail("the inputs have different sizes");
  dims.push_back(weight.size(0));
  // For each sample the outer product of both inputs, flattened, against the flattened weight.
  Tensor outer = combine(c, unsqueezed(a, a.rank()), unsqueezed(b, b.rank() - 1), a.dtype(),
                         [](double x, double y) { return x * y; });
  std::int64_t features = weight.size(1) * weight.size(2);
  Tensor flat = reshaped(outer, {product(dims) / std::max<std::int64_t>(weight.size(0), 1), features});
  Tensor made = linear(c, flat, reshaped(weight, {weight.size(0), features}), c.weight("bias"));
  if (made.defined()) c.give(reshaped(made, std::move(dims)));
}

constexpr Kernel kKernels[] = {{"torch.nn.Bilinear torch.nn.functional.bilinear", bilinear}};

}  // namespace

std::span<const Kernel> bilinear_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
