// Softmax and its kin along one dimension.
#include <cmath>

#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

/// Without dim, the one that older releases chose: 0 for 0, 1 or 3 dimensions, else 1.
int softmax_axis(Execution& c) {
  int rank = c.input().rank();
  if (c.name() == "Softmax2d") return c.axis("dim", rank, -3);
  return c.axis("dim", rank, rank == 0 || rank == 1 || rank == 3 ? 0 : 1);
}

template <class F>
void over_axis(Execution& c, F f) {
  ir::DType dtype = c.dtype("dtype", c.input().dtype());
  int axis = softmax_axis(c);
  if (!c.failed()) c.give(along(c.input(), {axis}, dtype, f));
}

void soft(Execution& c) { over_axis(c, softmax); }
void log_soft(Execution& c) { over_axis(c, log_softmax); }
void softmin(Execution& c) {
  over_axis(c, [](Row row) {
    for (double& x : row) x = -x;
    softmax(row);
  });
}

void gumbel(Execution& c) {
  double tau = c.number("tau", 1);
  bool hard = c.flag("hard");
  int axis = c.axis("dim", c.tensor("logits").rank(), -1);
  if (c.failed()) return;
  c.give(along(c.tensor("logits"), {axis}, c.tensor("logits").dtype(), [&](Row row) {
    for (double& x : row) x = (x - std::log(-std::log(c.random().uniform() + 1e-20) + 1e-20)) / tau;
    softmax(row);
    if (!hard) return;
    auto most = std::max_element(row.begin(), row.end());
    for (auto x = row.begin(); x != row.end(); ++x) *x = x == most ? 1 : 0;
  }));
}

constexpr Kernel kKernels[] = {
    {"torch.nn.Softmax torch.nn.Softmax2d torch.nn.functional.softmax torch.softmax torch.special.softmax", soft},
    {"torch.nn.LogSoftmax torch.nn.functional.log_softmax torch.log_softmax torch.special.log_softmax", log_soft},
    {"torch.nn.Softmin torch.nn.functional.softmin", softmin},
    {"torch.nn.functional.gumbel_softmax", gumbel},
};

}  // namespace

std::span<const Kernel> softmax_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
