// Losses of pairs of elements.
#include <cmath>

#include "exec/kernel.h"
#include "exec/losses.h"

namespace shapewise::exec::reference {
namespace {

/// f(input, target) of each pair.
template <class F>
Tensor pairs(Execution& c, F f) {
  const Tensor& a = c.input(0);
  return combine(c, a, c.tensor("target"), a.dtype(), f);
}

void l1(Execution& c) {
  give_losses(c, pairs(c, [](double x, double y) { return std::abs(x - y); }));
}
void mse(Execution& c) {
  give_losses(c, pairs(c, [](double x, double y) { return (x - y) * (x - y); }));
}

void smooth_l1(Execution& c) {
  double beta = c.number("beta");
  give_losses(c, pairs(c, [=](double x, double y) {
                double d = std::abs(x - y);
                return d < beta ? 0.5 * d * d / beta : d - 0.5 * beta;
              }));
}

void huber(Execution& c) {
  double delta = c.number("delta");
  give_losses(c, pairs(c, [=](double x, double y) {
                double d = std::abs(x - y);
                return d <= delta ? 0.5 * d * d : delta * (d - 0.5 * delta);
              }));
}

/// A factor for each element: a module keeps it as a buffer.
Tensor factor(Execution& c, const Tensor& each, std::string_view param) {
  Tensor weight = c.given_weight(param);
  if (!each.defined() || !weight.defined()) return each;
  return combine(c, each, weight, each.dtype(), [](double x, double w) { return x * w; });
}

bool same_shape(Execution& c) {
  bool same = c.input(0).dims() == c.tensor("target").dims();
  if (!same) c.fail("input and target have different shapes");
  return same;
}

void bce(Execution& c) {
  if (!same_shape(c)) return;
  Tensor each = pairs(c, [](double x, double y) {
    return -(y * std::max(std::log(x), -100.0) + (1 - y) * std::max(std::log1p(-x), -100.0));
  });
  give_losses(c, factor(c, each, "weight"));
}

void bce_with_logits(Execution& c) {
  if (!same_shape(c)) return;
  Tensor positive = c.given_weight("pos_weight");
  Tensor missed = pairs(c, [](double x, double y) { return y * softplus(-x); });
  if (positive.defined()) missed = factor(c, missed, "pos_weight");
  Tensor wrong = pairs(c, [](double x, double y) { return (1 - y) * softplus(x); });
  if (!missed.defined() || !wrong.defined()) return;
  Tensor each = combine(c, missed, wrong, missed.dtype(), [](double x, double y) { return x + y; });
  give_losses(c, factor(c, each, "weight"));
}

void kl_div(Execution& c) {
  bool log_target = c.flag("log_target");
  give_losses(c, pairs(c, [=](double x, double y) {
                if (log_target) return std::exp(y) * (y - x);
                return (y > 0 ? y * std::log(y) : 0) - y * x;
              }));
}

void poisson(Execution& c) {
  // The module calls its first input log_input, as it calls a flag of its constructor.
  bool log_input = c.is_function() ? c.flag("log_input") : c.constructed_flag("log_input");
  bool full = c.flag("full");
  double eps = c.number("eps");
  give_losses(c, pairs(c, [=](double x, double y) {
                double loss = log_input ? std::exp(x) - y * x : x - y * std::log(x + eps);
                if (full && y > 1) loss += y * std::log(y) - y + 0.5 * std::log(2 * M_PI * y);
                return loss;
              }));
}

void gaussian(Execution& c) {
  double eps = c.number("eps");
  bool full = c.flag("full");
  Tensor var = c.tensor("var");
  const Tensor& x = c.input(0);
  if (var.rank() + 1 == x.rank()) var = unsqueezed(var, var.rank());
  Tensor square = pairs(c, [](double a, double b) { return (a - b) * (a - b); });
  if (!square.defined()) return;
  give_losses(c, combine(c, square, var, x.dtype(), [=](double s, double v) {
                double kept = std::max(v, eps);
                return 0.5 * (std::log(kept) + s / kept) + (full ? 0.5 * std::log(2 * M_PI) : 0);
              }));
}

void soft_margin(Execution& c) {
  give_losses(c, pairs(c, [](double x, double y) { return std::log1p(std::exp(-y * x)); }));
}

void hinge(Execution& c) {
  double margin = c.number("margin");
  give_losses(
      c, pairs(c, [=](double x, double y) { return (y != 1 ? std::max(margin - x, 0.0) : 0) + (y != -1 ? x : 0); }));
}

void ranking(Execution& c) {
  double margin = c.number("margin");
  Tensor difference =
      combine(c, c.tensor("input1"), c.tensor("input2"), c.input(0).dtype(), [](double a, double b) { return a - b; });
  if (!difference.defined()) return;
  give_losses(c, combine(c, difference, c.tensor("target"), difference.dtype(),
                         [=](double d, double y) { return std::max(-y * d + margin, 0.0); }));
}

constexpr Kernel kKernels[] = {
    {"torch.nn.L1Loss torch.nn.functional.l1_loss", l1},
    {"torch.nn.MSELoss torch.nn.functional.mse_loss", mse},
    {"torch.nn.SmoothL1Loss torch.nn.functional.smooth_l1_loss", smooth_l1},
    {"torch.nn.HuberLoss torch.nn.functional.huber_loss", huber},
    {"torch.nn.BCELoss torch.nn.functional.binary_cross_entropy", bce},
    {"torch.nn.BCEWithLogitsLoss torch.nn.functional.binary_cross_entropy_with_logits", bce_with_logits},
    {"torch.nn.KLDivLoss torch.nn.functional.kl_div", kl_div},
    {"torch.nn.PoissonNLLLoss torch.nn.functional.poisson_nll_loss", poisson},
    {"torch.nn.GaussianNLLLoss torch.nn.functional.gaussian_nll_loss", gaussian},
    {"torch.nn.SoftMarginLoss torch.nn.functional.soft_margin_loss", soft_margin},
    {"torch.nn.HingeEmbeddingLoss torch.nn.functional.hinge_embedding_loss", hinge},
    {"torch.nn.MarginRankingLoss torch.nn.functional.margin_ranking_loss", ranking},
};

}  // namespace

std::span<const Kernel> elementwise_loss_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
