// Dropout: nothing happens in evaluation; in training each element, or each channel, is dropped with the probability p.
#include <cmath>

#include "exec/dropping.h"
#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

/// Drawn for each element, or once for all elements of the first `axes` axes.
void drop(Execution& c, int axes, bool alpha) {
  if (!drops(c)) return c.give_over(c.input());
  double p = c.number("p");
  Sizes dims = c.input().dims();
  for (std::size_t i = static_cast<std::size_t>(axes); axes >= 0 && i < dims.size(); ++i) dims[i] = 1;
  if (!alpha) return c.give_over(dropped(c, c.input(), p, dims));
  // Alpha dropout keeps mean and variance: dropped elements become the value at which SELU saturates.
  constexpr double low = -1.7580993408473766;
  double scale = p < 1 ? 1 / std::sqrt((1 - p) * (1 + p * low * low)) : 0;
  double shift = -scale * p * low;
  c.give_over(combine(c, c.input(), kept(c, dims, p), c.input().dtype(),
                      [=](double x, double k) { return (k != 0 ? x : low) * scale + shift; }));
}

void elements(Execution& c) { drop(c, -1, false); }
void alpha_elements(Execution& c) { drop(c, -1, true); }
/// Without a batch the channels come first.
int channel_axes(const Execution& c) {
  int spatial = c.name().ends_with("1d") ? 1 : c.name().ends_with("3d") ? 3 : c.input().rank() - 2;
  return c.input().rank() - spatial;
}
void channels(Execution& c) { drop(c, channel_axes(c), false); }
void alpha_channels(Execution& c) { drop(c, 2, true); }

constexpr Kernel kKernels[] = {
    {"torch.nn.Dropout torch.nn.functional.dropout torch.dropout", elements},
    {"torch.nn.Dropout1d torch.nn.Dropout2d torch.nn.Dropout3d torch.nn.functional.dropout1d "
     "torch.nn.functional.dropout2d torch.nn.functional.dropout3d torch.feature_dropout",
     channels},
    {"torch.nn.AlphaDropout torch.nn.functional.alpha_dropout torch.alpha_dropout", alpha_elements},
    {"torch.nn.FeatureAlphaDropout torch.nn.functional.feature_alpha_dropout torch.feature_alpha_dropout",
     alpha_channels},
};

}  // namespace

std::span<const Kernel> dropout_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
