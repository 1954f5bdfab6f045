// ONNX normalisations.
// Source: https://onnx.ai/onnx/operators/onnx__BatchNormalization.html, onnx__LayerNormalization.html.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "exec/kernel.h"
#include "exec/math.h"
#include "exec/passing.h"
#include "layer/operator.h"

namespace shapewise::exec::reference {
namespace {

constexpr double kEpsilon = 1e-5;  // the default

std::vector<int> axes_but(int rank, int left_out) {
  std::vector<int> axes;
  for (int i = 0; i < rank; ++i) {
    if (i != left_out) axes.push_back(i);
  }
  return axes;
}

/// What running statistics become: momentum of the old ones, the rest of the batch's.
Tensor moved(Execution& c, const Tensor& before, const Tensor& now) {
  double momentum = c.number("momentum", 0.9);
  return combine(c, before, now, before.dtype(), [=](double a, double b) { return momentum * a + (1 - momentum) * b; });
}

void batch_norm(Execution& c) {
  const Tensor& x = c.input();
  Tensor mean = c.tensor("input_mean");
  Tensor variance = c.tensor("input_var");
  Passed passed;
  passed.add("input", x).add("running_mean", mean).add("running_var", variance);
  passed.add("weight", c.tensor("scale")).add("bias", c.tensor("B"));
  passed.set("training", c.flag("training_mode")).set("eps", c.number("epsilon", kEpsilon));
  Tensor made = output_of(c, "torch.nn.functional.batch_norm", std::move(passed));
  if (!made.defined()) return;
  c.give(made);
  if (!c.flag("training_mode") || x.rank() < 2) return;
  std::vector<int> axes = axes_but(x.rank(), 1);
  c.give(moved(c, mean, reduce(x, axes, false, mean.dtype(), mean_of)));
  c.give(moved(c, variance, reduce(x, axes, false, variance.dtype(), [](Row row) { return variance_of(row, 0); })));
}

void instance_norm(Execution& c) {
  Passed passed;
  passed.add("input", c.input()).add("weight", c.tensor("scale")).add("bias", c.tensor("B"));
  passed.set("eps", c.number("epsilon", kEpsilon));
  give_outputs_of(c, "torch.nn.functional.instance_norm", std::move(passed));
}

/// One weight for each channel, or for each group.
Tensor for_channels(const Tensor& weight, std::int64_t channels) {
  if (weight.rank() != 1 || weight.elements() == 0 || weight.elements() == channels) return weight;
  std::vector<std::int64_t> places;
  for (std::int64_t i = 0; i < channels; ++i) places.push_back(i * weight.elements() / channels);
  return picked(weight, 0, places);
}

void group_norm(Execution& c) {
  if (c.input().rank() < 2) return c.fail("there are no channels");
  std::int64_t channels = c.input().size(1);
  Passed passed;
  passed.add("input", c.input()).set("num_groups", c.integer("num_groups"));
  passed.add("weight", for_channels(c.tensor("scale"), channels)).add("bias", for_channels(c.tensor("bias"), channels));
  passed.set("eps", c.number("epsilon", kEpsilon));
  give_outputs_of(c, "torch.nn.functional.group_norm", std::move(passed));
}

/// Scale and shift are broadcast to the input.
Tensor weighed(Execution& c, Tensor x, const Tensor& scale, const Tensor& shift) {
  if (x.defined() && scale.defined()) x = combine(c, x, scale, x.dtype(), kProduct);
  if (x.defined() && shift.defined()) x = combine(c, x, shift, x.dtype(), kSum);
  return x;
}

std::vector<int> last_axes(Execution& c) {
  std::vector<int> axes;
  for (int i = c.axis("axis", c.input().rank(), -1); i < c.input().rank(); ++i) axes.push_back(i);
  return axes;
}

/// Means, and what deviations were multiplied by.
void give_statistics(Execution& c, const Tensor& x, const std::vector<int>& axes, double eps, bool about_zero) {
  c.give(reduce(x, axes, true, ir::DType::Float32, mean_of));
  c.give(reduce(x, axes, true, ir::DType::Float32, [=](Row row) {
    double mean = about_zero ? mean_of(row) : 0;
    return 1 / std::sqrt(variance_of(row, 0) + mean * mean + eps);
  }));
}

void layer_norm(Execution& c) {
  const Tensor& x = c.input();
  std::vector<int> axes = last_axes(c);
  double eps = c.number("epsilon", kEpsilon);
  if (c.failed()) return;
  Tensor made = along(x, axes, x.dtype(), [=](Row row) { standardise(row, eps); });
  made = weighed(c, std::move(made), c.tensor("Scale"), c.tensor("B"));
  if (!made.defined()) return;
  c.give(made);
  give_statistics(c, x, axes, eps, false);
}

/// x/√(mean(x²) + eps).
Tensor root_mean_square(const Tensor& x, const std::vector<int>& axes, double eps) {
  return along(x, axes, x.dtype(), [=](Row row) {
    double sum = 0;
    for (double v : row) sum += v * v;
    double scale = 1 / std::sqrt(sum / static_cast<double>(row.size()) + eps);
    for (double& v : row) v *= scale;
  });
}

void rms_norm(Execution& c) {
  std::vector<int> axes = last_axes(c);
  if (c.failed()) return;
  Tensor made = root_mean_square(c.input(), axes, c.number("epsilon", kEpsilon));
  made = weighed(c, std::move(made), c.tensor("Scale"), Tensor());
  if (made.defined()) c.give(made);
}

/// Of the sum of the input, the skipped one and the bias.
void skip_norm(Execution& c) {
  bool simplified = c.name() == "SkipSimplifiedLayerNormalization";
  Tensor sum = weighed(c, c.input(), Tensor(), c.tensor("skip"));
  sum = weighed(c, std::move(sum), Tensor(), c.tensor("bias"));
  if (!sum.defined() || sum.rank() == 0) return c.fail("there is nothing to normalise");
  double eps = c.number("epsilon", kEpsilon);
  std::vector<int> axes{sum.rank() - 1};
  Tensor made = simplified ? root_mean_square(sum, axes, eps)
                           : along(sum, axes, sum.dtype(), [=](Row row) { standardise(row, eps); });
  made = weighed(c, std::move(made), c.tensor("gamma"), c.has("beta") ? c.tensor("beta") : Tensor());
  if (!made.defined()) return;
  c.give(made);
  give_statistics(c, sum, axes, eps, simplified);
  c.give(sum);
}

void local_response_norm(Execution& c) {
  const Tensor& x = c.input();
  std::int64_t size = c.integer("size");
  double alpha = c.number("alpha", 1e-4);
  double beta = c.number("beta", 0.75);
  double bias = c.number("bias", 1);
  if (c.failed() || x.rank() < 2 || size < 1) return c.fail("there are no channels to sum over");
  c.give(along(x, {1}, x.dtype(), [=](Row row) {
    std::vector<double> values(row.begin(), row.end());
    auto count = static_cast<std::int64_t>(row.size());
    for (std::int64_t i = 0; i < count; ++i) {
      double sum = 0;
      std::int64_t first = std::max<std::int64_t>(i - (size - 1) / 2, 0);
      std::int64_t last = std::min(i + size / 2, count - 1);
      for (std::int64_t k = first; k <= last; ++k) {
        double value = values[static_cast<std::size_t>(k)];
        sum += value * value;
      }
      row[static_cast<std::size_t>(i)] /= std::pow(bias + alpha / static_cast<double>(size) * sum, beta);
    }
  }));
}

void lp_norm(Execution& c) {
  int axis = c.axis("axis", c.input().rank(), -1);
  double p = c.number("p", 2);
  if (c.failed()) return;
  c.give(along(c.input(), {axis}, c.input().dtype(), [=](Row row) {
    double norm = p_norm(row, p);
    for (double& x : row) x = norm == 0 ? 0 : x / norm;
  }));
}

void mean_variance_norm(Execution& c) {
  const Tensor& x = c.input();
  std::vector<int> axes = c.given("axes") ? c.axes("axes", x.rank()) : axes_but(x.rank(), 1);
  if (c.failed()) return;
  c.give(along(x, axes, x.dtype(), [](Row row) {
    double mean = mean_of(row);
    double deviation = std::sqrt(variance_of(row, 0)) + 1e-9;
    for (double& v : row) v = (v - mean) / deviation;
  }));
}

void hardmax(Row row) {
  auto most = std::max_element(row.begin(), row.end());
  for (auto at = row.begin(); at != row.end(); ++at) *at = at == most ? 1 : 0;
}

/// Along one axis; before version 13 over all from that axis on.
template <void (*F)(Row)>
void over_classes(Execution& c) {
  int rank = c.input().rank();
  bool flat = c.given(layer::kModelOpset) && c.integer(layer::kModelOpset) < 13;
  int axis = c.axis("axis", std::max(rank, 1), flat ? 1 : -1);
  if (c.failed()) return;
  std::vector<int> axes{axis};
  for (int i = axis + 1; flat && i < rank; ++i) axes.push_back(i);
  c.give(rank == 0 ? c.input() : along(c.input(), axes, c.input().dtype(), F));
}

constexpr Kernel kKernels[] = {
    {"onnx:BatchNormalization", batch_norm},
    {"onnx:InstanceNormalization", instance_norm},
    {"onnx:GroupNormalization", group_norm},
    {"onnx:LayerNormalization", layer_norm},
    {"onnx:RMSNormalization", rms_norm},
    {"com.microsoft:SkipLayerNormalization com.microsoft:SkipSimplifiedLayerNormalization", skip_norm},
    {"onnx:LRN", local_response_norm},
    {"onnx:LpNormalization", lp_norm},
    {"onnx:MeanVarianceNormalization", mean_variance_norm},
    {"onnx:Softmax", over_classes<softmax>},
    {"onnx:LogSoftmax", over_classes<log_softmax>},
    {"onnx:Hardmax", over_classes<hardmax>},
};

}  // namespace

std::span<const Kernel> onnx_norm_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
