// Convolutions of Keras: those of PyTorch, on tensors and kernels whose axes are put in its order.
// Source: https://keras.io/api/layers/convolution_layers; tensorflow.org/api_docs/python/tf/nn (padding).
#include <algorithm>
#include <fmt/format.h>

#include "exec/frames.h"
#include "exec/keras.h"
#include "exec/kernel.h"
#include "exec/math.h"
#include "exec/padding.h"
#include "exec/passing.h"

namespace shapewise::exec::reference {
namespace {

/// (k…, a, b) as (b, a, k…).
Tensor turned(const Tensor& kernel) {
  std::vector<int> order{kernel.rank() - 1, kernel.rank() - 2};
  for (int i = 0; i + 2 < kernel.rank(); ++i) order.push_back(i);
  return permuted(kernel, order);
}

Framing framing_of(Execution& c, const Sizes& in, Sizes kernel) {
  int n = c.call().spatial();
  auto count = static_cast<std::size_t>(n);
  Framing f{std::move(kernel), c.sizes("strides", n), c.sizes("dilation_rate", n), Sizes(count, 0), Sizes(count, 0)};
  if (c.text("padding") == "same") frame_same(f, in, Borders::Same);
  if (c.text("padding") == "causal") f.before[0] = f.extent(0) - 1;
  return f;
}

/// x: (N, C, …), weight: (C_out, C_in/groups, …).
Tensor convolved(Execution& c, const Tensor& x, const Tensor& weight, const Tensor& bias, std::int64_t groups,
                 const Framing& f) {
  Passed passed;
  passed.add("input", padded(c, x, around(f), "constant", 0)).add("weight", weight).add("bias", bias);
  passed.set("stride", f.stride).set("dilation", f.dilation).set("groups", groups);
  return output_of(c, fmt::format("torch.nn.functional.conv{}d", c.call().spatial()), std::move(passed));
}

void conv(Execution& c) {
  if (!is_image(c)) return;
  Tensor x = channels_first(c, c.input());
  Tensor weight = turned(c.weight("kernel"));
  Framing f = framing_of(c, spatial_sizes(x), spatial_sizes(weight));
  Tensor made = convolved(c, x, weight, c.weight("bias"), c.integer("groups"), f);
  if (made.defined()) give_activated(c, channels_as_given(c, made));
}

/// Of (k…, C, m), where each channel has m filters: (C·m, 1, k…).
Tensor by_channel(const Tensor& kernel) {
  std::vector<int> order{kernel.rank() - 2, kernel.rank() - 1};
  for (int i = 0; i + 2 < kernel.rank(); ++i) order.push_back(i);
  Sizes dims{kernel.size(-2) * kernel.size(-1), 1};
  dims.insert(dims.end(), kernel.dims().begin(), kernel.dims().end() - 2);
  return reshaped(permuted(kernel, order), std::move(dims));
}

void depthwise(Execution& c) {
  if (!is_image(c)) return;
  Tensor x = channels_first(c, c.input());
  Tensor weight = by_channel(c.weight("kernel"));
  Framing f = framing_of(c, spatial_sizes(x), spatial_sizes(weight));
  Tensor made = convolved(c, x, weight, c.weight("bias"), x.size(1), f);
  if (made.defined()) give_activated(c, channels_as_given(c, made));
}

void separable(Execution& c) {
  if (!is_image(c)) return;
  Tensor x = channels_first(c, c.input());
  Tensor weight = by_channel(c.weight("depthwise_kernel"));
  Framing f = framing_of(c, spatial_sizes(x), spatial_sizes(weight));
  Tensor made = convolved(c, x, weight, Tensor(), x.size(1), f);
  if (!made.defined()) return;
  Sizes ones(f.kernel.size(), 1);
  Sizes zeros(f.kernel.size(), 0);
  made =
      convolved(c, made, turned(c.weight("pointwise_kernel")), c.weight("bias"), 1, {ones, ones, ones, zeros, zeros});
  if (made.defined()) give_activated(c, channels_as_given(c, made));
}

/// The whole output is made first, then cut or continued to the size that Keras gives it.
void transposed_conv(Execution& c) {
  if (!is_image(c)) return;
  if (c.given("output_padding")) return c.fail("output_padding is not run");
  Tensor x = channels_first(c, c.input());
  Tensor weight = turned(c.weight("kernel"));
  Sizes in = spatial_sizes(x);
  Framing f = framing_of(c, in, spatial_sizes(weight));
  Passed passed;
  passed.add("input", x).add("weight", weight).set("stride", f.stride).set("dilation", f.dilation);
  Tensor made =
      output_of(c, fmt::format("torch.nn.functional.conv_transpose{}d", c.call().spatial()), std::move(passed));
  if (!made.defined()) return;
  bool same = c.text("padding") == "same";
  for (std::size_t i = 0; i < in.size(); ++i) {
    std::int64_t more = same ? 0 : std::max<std::int64_t>(f.extent(i) - f.stride[i], 0);
    std::int64_t surplus = (in[i] - 1) * f.stride[i] + f.extent(i) - (in[i] * f.stride[i] + more);
    f.before[i] = same ? -(std::max<std::int64_t>(surplus, 0) / 2) : 0;
    f.after[i] = -surplus - f.before[i];
  }
  made = padded(c, made, around(f), "constant", 0);
  Tensor bias = c.weight("bias");
  if (bias.defined()) made = scaled_along(made, 1, Tensor(), bias);
  give_activated(c, channels_as_given(c, made));
}

constexpr Kernel kKernels[] = {
    {"keras:Conv1D keras:Conv2D keras:Conv3D", conv},
    {"keras:DepthwiseConv1D keras:DepthwiseConv2D", depthwise},
    {"keras:SeparableConv1D keras:SeparableConv2D", separable},
    {"keras:Conv1DTranspose keras:Conv2DTranspose keras:Conv3DTranspose", transposed_conv},
};

}  // namespace

std::span<const Kernel> keras_conv_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
