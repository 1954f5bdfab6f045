// Batch and instance normalisation: (x − mean)/√(variance + eps)·weight + bias per channel, with running statistics, or
// with those of the batch (of each sample for instance normalisation).
#include <cmath>

#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

int channel_axis(const Execution& c, bool instance) {
  if (!instance || c.is_function()) return 1;
  return c.input().rank() - c.call().spatial() - 1;
}

/// One factor and one term for each channel.
void with_statistics(Execution& c, int axis, const Tensor& mean, const Tensor& variance) {
  const Tensor& x = c.input();
  double eps = c.number("eps");
  std::int64_t channels = x.size(axis);
  Tensor weight = c.weight("weight");
  Tensor bias = c.weight("bias");
  for (const Tensor& one : {mean, variance, weight, bias}) {
    if (one.defined() && one.elements() != channels) {
      return c.fail("statistics or weights of " + to_text(one.dims()) + " do not fit an input of " + to_text(x.dims()));
    }
  }
  std::vector<double> scale;
  std::vector<double> shift;
  for (std::int64_t i = 0; i < channels; ++i) {
    double factor = (weight.defined() ? weight.item(i) : 1) / std::sqrt(variance.item(i) + eps);
    scale.push_back(factor);
    shift.push_back((bias.defined() ? bias.item(i) : 0) - mean.item(i) * factor);
  }
  c.give(scaled_along(x, axis, Tensor::of({channels}, ir::DType::Float64, scale),
                      Tensor::of({channels}, ir::DType::Float64, shift)));
}

void with_own_statistics(Execution& c, int axis, bool instance) {
  const Tensor& x = c.input();
  double eps = c.number("eps");
  std::vector<int> axes;
  for (int i = 0; i < x.rank(); ++i) {
    if (i > axis || (i < axis && !instance)) axes.push_back(i);
  }
  Tensor made = along(x, axes, x.dtype(), [=](Row row) { standardise(row, eps); });
  c.give(scaled_along(made, axis, c.weight("weight"), c.weight("bias")));
}

void normalise(Execution& c, bool instance) {
  int rank = c.input().rank();
  if (rank < 2 || rank > 5) return c.fail("an input of " + to_text(c.input().dims()) + " has no channels");
  int axis = channel_axis(c, instance);
  Tensor mean = c.weight("running_mean");
  Tensor variance = c.weight("running_var");
  Tensor weight = c.weight("weight");
  if (weight.defined() && weight.elements() != c.input().size(axis))
    return c.fail("weights of " + to_text(weight.dims()) + " do not fit an input of " + to_text(c.input().dims()));
  std::string_view flag = instance ? "use_input_stats" : "training";
  bool own = c.has(flag) ? c.flag(flag) : c.training();
  if (own || !mean.defined() || !variance.defined()) return with_own_statistics(c, axis, instance);
  with_statistics(c, axis, mean, variance);
}

void batch_norm(Execution& c) { normalise(c, false); }
void instance_norm(Execution& c) { normalise(c, true); }

constexpr Kernel kKernels[] = {
    {"torch.nn.BatchNorm1d torch.nn.BatchNorm2d torch.nn.BatchNorm3d torch.nn.SyncBatchNorm "
     "torch.nn.functional.batch_norm",
     batch_norm},
    {"torch.nn.InstanceNorm1d torch.nn.InstanceNorm2d torch.nn.InstanceNorm3d torch.nn.functional.instance_norm",
     instance_norm},
};

}  // namespace

std::span<const Kernel> batch_norm_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
