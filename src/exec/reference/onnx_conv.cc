// ONNX convolutions: those of PyTorch, once the padding is put around the input.
// Source: https://onnx.ai/onnx/operators/onnx__Conv.html, onnx__ConvTranspose.html, onnx__QLinearConv.html.
#include <algorithm>
#include <fmt/format.h>

#include "exec/frames.h"
#include "exec/kernel.h"
#include "exec/math.h"
#include "exec/padding.h"
#include "exec/passing.h"
#include "exec/quantise.h"

namespace shapewise::exec::reference {
namespace {

bool is_convolved(Execution& c, const Tensor& x, const Tensor& weight) {
  if (x.rank() >= 3 && x.rank() <= 5 && weight.rank() == x.rank()) return true;
  c.fail(
      fmt::format("an input of {} and a weight of {} can't be convolved", to_text(x.dims()), to_text(weight.dims())));
  return false;
}

Tensor convolved(Execution& c, Tensor x, const Tensor& weight, const Tensor& bias) {
  if (!is_convolved(c, x, weight)) return {};
  Framing f = onnx_framing(c, spatial_sizes(x), spatial_sizes(weight));
  if (f.before != f.after) {
    x = padded(c, x, around(f), "constant", 0);
    f.before.assign(f.before.size(), 0);
  }
  Passed passed;
  passed.add("input", x).add("weight", weight).add("bias", bias);
  passed.set("stride", f.stride).set("padding", f.before).set("dilation", f.dilation).set("groups", c.integer("group"));
  return output_of(c, fmt::format("torch.nn.functional.conv{}d", x.rank() - 2), std::move(passed));
}

void conv(Execution& c) {
  Tensor made = convolved(c, c.input(), c.tensor("W"), c.tensor("B"));
  if (made.defined()) c.give(made);
}

void fused_conv(Execution& c) {
  Tensor made = convolved(c, c.input(), c.tensor("W"), c.tensor("B"));
  if (Tensor added = c.tensor("Z"); added.defined() && made.defined())
    made = combine(c, made, added, made.dtype(), kSum);
  if (!made.defined()) return;
  std::string_view activation = c.text("activation");
  if (activation.empty()) return c.give(made);
  if (activation != "Relu") return c.fail(fmt::format("the activation {} is not run", activation));
  c.give(map(made, made.dtype(), [](double x) { return std::max(x, 0.0); }));
}

void conv_integer(Execution& c) {
  Tensor x = centred(c, c.input(), c.tensor("x_zero_point"), 1);
  Tensor made = convolved(c, x, centred(c, c.tensor("w"), c.tensor("w_zero_point"), 0), Tensor());
  if (made.defined()) c.give(made.to(ir::DType::Int32));
}

void quantised_conv(Execution& c) {
  Tensor x = dequantised(c, c.input(), c.tensor("x_scale"), c.tensor("x_zero_point"), 1);
  Tensor weight = dequantised(c, c.tensor("w"), c.tensor("w_scale"), c.tensor("w_zero_point"), 0);
  Tensor made = convolved(c, x, weight, Tensor());
  if (Tensor bias = c.tensor("B"); bias.defined() && made.defined()) {
    Tensor scale = combine(c, c.tensor("x_scale"), c.tensor("w_scale"), ir::DType::Float32, kProduct);
    if (scale.defined()) bias = combine(c, bias, scale, ir::DType::Float32, kProduct);
    if (c.failed() || bias.elements() != made.size(1)) return c.fail("the bias does not fit the channels");
    made = scaled_along(made, 1, Tensor(), bias);
  }
  if (made.defined()) c.give(quantised(c, made, c.tensor("y_scale"), c.tensor("y_zero_point"), 1));
}

/// The whole output is made first, then cut, or continued where output_padding asks for more.
void conv_transpose(Execution& c) {
  const Tensor& x = c.input();
  Tensor weight = c.tensor("W");
  if (!is_convolved(c, x, weight)) return;
  Sizes in = spatial_sizes(x);
  Framing f = onnx_framing(c, in, spatial_sizes(weight));
  Sizes extra = c.given("output_padding") ? c.sizes("output_padding") : Sizes(in.size(), 0);
  Sizes asked = c.given("output_shape") ? c.sizes("output_shape") : Sizes();
  if (asked.size() > in.size()) asked.erase(asked.begin(), asked.end() - static_cast<std::ptrdiff_t>(in.size()));
  extra.resize(in.size(), 0);
  bool same = onnx_borders(c) != Borders::Stated;
  if (same && asked.empty()) {
    for (std::size_t i = 0; i < in.size(); ++i) asked.push_back(in[i] * f.stride[i]);
  }
  for (std::size_t i = 0; i < asked.size(); ++i) {
    std::int64_t all = (in[i] - 1) * f.stride[i] + f.extent(i) + extra[i] - asked[i];
    std::int64_t half = std::max<std::int64_t>(all, 0) / 2;
    f.before[i] = onnx_borders(c) == Borders::Same ? half : std::max<std::int64_t>(all, 0) - half;
    f.after[i] = all - f.before[i];
  }
  Passed passed;
  passed.add("input", x).add("weight", weight).set("stride", f.stride).set("dilation", f.dilation);
  passed.set("groups", c.integer("group"));
  Tensor made = output_of(c, fmt::format("torch.nn.functional.conv_transpose{}d", x.rank() - 2), std::move(passed));
  if (!made.defined()) return;
  for (std::size_t i = 0; i < in.size(); ++i) {
    f.before[i] = -f.before[i];
    f.after[i] = extra[i] - f.after[i];
  }
  made = padded(c, made, around(f), "constant", 0);
  Tensor bias = c.tensor("B");
  if (c.failed() || (bias.defined() && bias.elements() != made.size(1)))
    return c.fail("the bias does not fit the channels");
  c.give(bias.defined() ? scaled_along(made, 1, Tensor(), bias) : made);
}

constexpr Kernel kKernels[] = {
    {"onnx:Conv", conv},
    {"com.microsoft:FusedConv", fused_conv},
    {"onnx:ConvInteger", conv_integer},
    {"onnx:QLinearConv", quantised_conv},
    {"onnx:ConvTranspose", conv_transpose},
};

}  // namespace

std::span<const Kernel> onnx_conv_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
