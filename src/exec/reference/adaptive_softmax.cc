// Adaptive softmax (Grave et al. 2017): frequent classes in a head, rare ones in clusters of fewer features, of which
// the head has one entry each.
#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

/// Log-probabilities of all classes, one row for each sample.
Tensor log_probabilities(Execution& c, const Tensor& x) {
  auto log_softmax_of = [](const Tensor& scores) { return along(scores, {1}, scores.dtype(), log_softmax); };
  std::int64_t frequent = c.sizes("cutoffs").front();
  std::size_t clusters = c.sizes("cutoffs").size();
  Tensor head = linear(c, x, c.weight("head.weight"), c.weight("head.bias"));
  if (!head.defined()) return {};
  head = log_softmax_of(head);
  std::vector<Tensor> parts{sliced(head, 1, 0, frequent)};
  for (std::size_t i = 0; i < clusters; ++i) {
    std::string prefix = "tail." + std::to_string(i);
    Tensor kept = linear(c, x, c.weight(prefix + ".0.weight"), Tensor());
    Tensor scores = kept.defined() ? linear(c, kept, c.weight(prefix + ".1.weight"), Tensor()) : Tensor();
    if (!scores.defined()) return {};
    Tensor cluster = sliced(head, 1, frequent + static_cast<std::int64_t>(i), 1);
    parts.push_back(combine(c, log_softmax_of(scores), cluster, x.dtype(), [](double a, double b) { return a + b; }));
  }
  return joined(parts, 1);
}

void adaptive_softmax(Execution& c) {
  Tensor x = c.tensor("input_");
  Tensor target = c.tensor("target_");
  bool alone = target.rank() == 0;
  if (alone) x = unsqueezed(x, 0);
  if (x.rank() != 2 || x.size(0) != target.elements()) return c.fail("there is not one target for each input");
  Tensor logs = log_probabilities(c, x);
  if (!logs.defined()) return;
  std::vector<double> chosen;
  for (std::int64_t i = 0; i < x.size(0); ++i) {
    auto one = static_cast<std::int64_t>(target.item(i));
    if (one < 0 || one >= logs.size(1)) return c.fail("a target is none of the classes");
    chosen.push_back(logs.item(i * logs.size(1) + one));
  }
  c.give(Tensor::of(target.dims(), x.dtype(), chosen));
  c.give(Tensor::scalar(-mean_of(chosen), x.dtype()));
}

constexpr Kernel kKernels[] = {{"torch.nn.AdaptiveLogSoftmaxWithLoss", adaptive_softmax}};

}  // namespace

std::span<const Kernel> adaptive_softmax_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
