// ONNX losses of classes: those of PyTorch.
#include "exec/kernel.h"
#include "exec/math.h"
#include "exec/passing.h"

namespace shapewise::exec::reference {
namespace {

constexpr std::int64_t kNone = INT64_MIN;  // a class that no target is

Tensor likelihood(Execution& c, const Tensor& scores, std::string_view target, std::string_view weight) {
  Passed passed;
  passed.add("input", scores).add("target", c.tensor(target)).add("weight", c.tensor(weight));
  passed.set("ignore_index", c.given("ignore_index") ? c.integer("ignore_index") : kNone);
  passed.set("reduction", std::string(c.text("reduction")));
  return output_of(c, "torch.nn.functional.nll_loss", std::move(passed));
}

void negative_log_likelihood(Execution& c) {
  Tensor loss = likelihood(c, c.input(), "target", "weight");
  if (loss.defined()) c.give(loss);
}

/// And the logarithms of the probabilities.
void cross_entropy(Execution& c) {
  const Tensor& scores = c.input();
  if (scores.rank() < 2) return c.fail("there are no classes");
  Tensor probabilities = along(scores, {1}, scores.dtype(), log_softmax);
  Tensor loss = likelihood(c, probabilities, "labels", "weights");
  if (!loss.defined()) return;
  c.give(loss);
  c.give(probabilities);
}

/// By elimination with the largest pivot.
double determinant(std::vector<double> m, std::size_t n) {
  double product = 1;
  for (std::size_t i = 0; i < n; ++i) {
    std::size_t pivot = i;
    for (std::size_t k = i; k < n; ++k) {
      if (std::abs(m[k * n + i]) > std::abs(m[pivot * n + i])) pivot = k;
    }
    if (m[pivot * n + i] == 0) return 0;
    for (std::size_t k = 0; pivot != i && k < n; ++k) std::swap(m[pivot * n + k], m[i * n + k]);
    product *= pivot == i ? m[i * n + i] : -m[i * n + i];
    for (std::size_t row = i + 1; row < n; ++row) {
      double factor = m[row * n + i] / m[i * n + i];
      for (std::size_t k = i; k < n; ++k) m[row * n + k] -= factor * m[i * n + k];
    }
  }
  return product;
}

void det(Execution& c) {
  const Tensor& x = c.input();
  int rank = x.rank();
  if (rank < 2 || x.size(-1) != x.size(-2)) return c.fail("a determinant is one of square matrices");
  auto n = static_cast<std::size_t>(x.size(-1));
  c.give(reduce(x, {rank - 2, rank - 1}, false, x.dtype(), [=](Row row) {
    return determinant({row.begin(), row.end()}, n);
  }));
}

constexpr Kernel kKernels[] = {
    {"onnx:NegativeLogLikelihoodLoss", negative_log_likelihood},
    {"onnx:SoftmaxCrossEntropyLoss", cross_entropy},
    {"onnx:Det", det},
};

}  // namespace

std::span<const Kernel> onnx_loss_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
