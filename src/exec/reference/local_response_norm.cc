// Normalisation by neighbouring channels, and to length one.
#include <cmath>

#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

/// x / (k + alpha/size·Σ x²)^beta over `size` channels, size/2 of them before.
void local_response_norm(Execution& c) {
  const Tensor& x = c.input();
  if (x.rank() < 3) return c.fail("an input of " + to_text(x.dims()) + " has no places");
  std::int64_t size = c.integer("size");
  double alpha = c.number("alpha") / static_cast<double>(size);
  double beta = c.number("beta");
  double k = c.number("k");
  c.give(along(x, {1}, x.dtype(), [=](Row row) {
    auto count = static_cast<std::int64_t>(row.size());
    std::vector<double> old(row.begin(), row.end());
    for (std::int64_t i = 0; i < count; ++i) {
      double sum = 0;
      std::int64_t first = i - size / 2;
      for (std::int64_t j = std::max<std::int64_t>(first, 0); j < std::min(first + size, count); ++j)
        sum += old[static_cast<std::size_t>(j)] * old[static_cast<std::size_t>(j)];
      row[static_cast<std::size_t>(i)] /= std::pow(k + alpha * sum, beta);
    }
  }));
}

void normalize(Execution& c) {
  const Tensor& x = c.input();
  double p = c.number("p");
  double eps = c.number("eps");
  c.give(along(x, c.axes("dim", x.rank()), x.dtype(), [=](Row row) {
    double norm = std::max(p_norm(row, p), eps);
    for (double& v : row) v /= norm;
  }));
}

constexpr Kernel kKernels[] = {
    {"torch.nn.LocalResponseNorm torch.nn.CrossMapLRN2d torch.nn.functional.local_response_norm", local_response_norm},
    {"torch.nn.functional.normalize", normalize},
};

}  // namespace

std::span<const Kernel> local_response_norm_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
