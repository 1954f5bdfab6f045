// Group normalisation: over the channels of a group and all places.
#include <fmt/format.h>

#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

void group_norm(Execution& c) {
  const Tensor& x = c.input();
  std::int64_t groups = c.integer("num_groups");
  if (x.rank() < 2 || groups < 1 || x.size(1) % groups != 0)
    return c.fail(fmt::format("{} can't be divided into {} groups of channels", to_text(x.dims()), groups));
  Tensor weight = c.weight("weight");
  if (weight.defined() && weight.elements() != x.size(1)) return c.fail("the weights do not fit the channels");
  double eps = c.number("eps");
  std::int64_t size = x.size(0) * groups == 0 ? 0 : x.elements() / (x.size(0) * groups);
  Tensor grouped = reshaped(x, {x.size(0), groups, size});
  Tensor made = along(grouped, {2}, x.dtype(), [=](Row row) { standardise(row, eps); });
  c.give(scaled_along(reshaped(made, x.dims()), 1, weight, c.weight("bias")));
}

constexpr Kernel kKernels[] = {{"torch.nn.GroupNorm torch.nn.functional.group_norm torch.group_norm", group_norm}};

}  // namespace

std::span<const Kernel> group_norm_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
