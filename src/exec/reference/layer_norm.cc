// Layer normalisation, and that by the root mean square, over the last dimensions.
#include <cmath>
#include <limits>

#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

template <class Normalise>
void over_last(Execution& c, Normalise normalise) {
  const Tensor& x = c.input();
  Sizes shape = c.sizes("normalized_shape");
  auto last = static_cast<int>(shape.size());
  bool fits = last > 0 && last <= x.rank() && std::equal(shape.begin(), shape.end(), x.dims().end() - last);
  if (!fits) return c.fail("an input of " + to_text(x.dims()) + " does not end in " + to_text(shape));
  std::vector<int> axes;
  for (int i = x.rank() - last; i < x.rank(); ++i) axes.push_back(i);
  Tensor made = along(x, axes, x.dtype(), normalise);
  Tensor flat = reshaped(made, {x.elements() / std::max<std::int64_t>(product(shape), 1), product(shape)});
  c.give(reshaped(scaled_along(flat, 1, c.weight("weight"), c.weight("bias")), x.dims()));
}

void layer_norm(Execution& c) {
  double eps = c.number("eps");
  over_last(c, [=](Row row) { standardise(row, eps); });
}

/// Without eps, that of the element type.
void rms_norm(Execution& c) {
  double eps = c.number("eps", std::numeric_limits<float>::epsilon());
  over_last(c, [=](Row row) {
    double sum = 0;
    for (double x : row) sum += x * x;
    double scale = 1 / std::sqrt(sum / static_cast<double>(row.size()) + eps);
    for (double& x : row) x *= scale;
  });
}

constexpr Kernel kKernels[] = {
    {"torch.nn.LayerNorm torch.nn.functional.layer_norm torch.layer_norm", layer_norm},
    {"torch.nn.RMSNorm torch.nn.functional.rms_norm", rms_norm},
};

}  // namespace

std::span<const Kernel> layer_norm_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
