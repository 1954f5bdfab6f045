// Convolutions and transposed ones: padding with zeros, any groups, strides and dilations.
#include <algorithm>

#include "exec/convolve.h"
#include "onednn/families.h"
#include "onednn/families/weights.h"

namespace shapewise::onednn {
namespace {

using exec::Sizes;

/// oneDNN counts from 0 what PyTorch counts from 1.
Sizes from_zero(Sizes dilation) {
  for (std::int64_t& one : dilation) --one;
  return dilation;
}

/// A layer's numbers, as far as oneDNN computes with them.
struct Window {
  Sizes kernel;
  Sizes stride;
  Sizes dilation;
};

/// The weights, and the window that they say; false where only the reference can compute.
bool prepare(Lowerer& l, exec::Tensor& weight, exec::Tensor& bias, Window& window) {
  exec::Execution& c = l.call();
  int n = c.call().spatial();
  if (!l.floats() || c.input().rank() != n + 2 || !l.constant("weight", weight) || !l.constant("bias", bias))
    return false;
  if (!weight.defined() || weight.rank() != n + 2) return false;
  window = {Sizes(weight.dims().begin() + 2, weight.dims().end()), c.sizes("stride", n), c.sizes("dilation", n)};
  return !c.failed();
}

/// (groups, C_out/groups, C_in/groups, …) if there are groups.
Sizes grouped(std::int64_t groups, std::int64_t out, std::int64_t in, const Sizes& kernel) {
  Sizes dims = groups > 1 ? Sizes{groups, out, in} : Sizes{out, in};
  dims.insert(dims.end(), kernel.begin(), kernel.end());
  return dims;
}

template <class Primitive>
void emit(Lowerer& l, const typename Primitive::primitive_desc& pd, const Folded& folded,
          const dnnl::memory::desc& weights) {
  Held from = l.reordered(l.source(), pd.src_desc());
  Held to = l.result(pd.dst_desc());
  l.emit(Primitive(pd), pd.scratchpad_desc(),
         {{DNNL_ARG_SRC, from},
          {DNNL_ARG_WEIGHTS, l.fixed(folded.weight, weights, pd.weights_desc())},
          {DNNL_ARG_BIAS, l.fixed(folded.bias)},
          {DNNL_ARG_DST, to}});
  l.give(to);
}

bool convolution(Lowerer& l) {
  exec::Execution& c = l.call();
  exec::Tensor weight;
  exec::Tensor bias;
  Window window;
  if (!prepare(l, weight, bias, window)) return false;
  std::string_view mode = c.text("padding_mode");
  std::int64_t groups = c.integer("groups");
  const Sizes& in = c.input().dims();
  if ((!mode.empty() && mode != "zeros") || groups < 1 || in[1] != weight.size(1) * groups) return false;
  exec::Margins margins = exec::margins_of(c, c.call().spatial(), window.kernel, window.dilation);
  Sizes out{in[0], weight.size(0)};
  for (std::size_t i = 0; i < window.kernel.size(); ++i) {
    std::int64_t room =
        in[i + 2] + margins.before[i] + margins.after[i] - window.dilation[i] * (window.kernel[i] - 1) - 1;
    if (room < 0) return false;
    out.push_back(room / window.stride[i] + 1);
  }
  Folded numbers = folded(weight, bias, 0, 1, l.chain().affine);
  Sizes shape = grouped(groups, weight.size(0) / groups, weight.size(1), window.kernel);
  dnnl::convolution_forward::desc desc(dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_auto, any(in),
                                       any(shape), any({weight.size(0)}), any(out), window.stride,
                                       from_zero(window.dilation), margins.before, margins.after);
  emit<dnnl::convolution_forward>(l, {desc, l.attributes(), l.engine()}, numbers, plain(shape));
  return true;
}

bool transposed_convolution(Lowerer& l) {
  exec::Execution& c = l.call();
  exec::Tensor weight;
  exec::Tensor bias;
  Window window;
  if (!prepare(l, weight, bias, window) || c.given("output_size")) return false;
  int n = c.call().spatial();
  std::int64_t groups = c.integer("groups");
  const Sizes& in = c.input().dims();
  if (groups < 1 || in[1] != weight.size(0) || in[1] % groups != 0) return false;
  Sizes padding = c.sizes("padding", n);
  Sizes more = c.sizes("output_padding", n);
  Sizes out{in[0], weight.size(1) * groups};
  Sizes after = padding;
  for (std::size_t i = 0; i < window.kernel.size(); ++i) {
    after[i] -= more[i];
    out.push_back((in[i + 2] - 1) * window.stride[i] - padding[i] - after[i] +
                  window.dilation[i] * (window.kernel[i] - 1) + 1);
    if (out.back() < 1 || (more[i] > 0 && more[i] >= std::max(window.stride[i], window.dilation[i]))) return false;
  }
  Folded numbers = folded(weight, bias, 1, groups, l.chain().affine);
  // In PyTorch the channels of the input come first.
  Sizes shape = grouped(groups, weight.size(1), weight.size(0) / groups, window.kernel);
  Sizes strides = exec::row_major(weight.dims());
  std::swap(strides[0], strides[1]);
  if (groups > 1) strides.insert(strides.begin(), weight.size(0) / groups * strides[1]);
  dnnl::deconvolution_forward::desc desc(dnnl::prop_kind::forward_inference, dnnl::algorithm::deconvolution_direct,
                                         any(in), any(shape), any({out[1]}), any(out), window.stride,
                                         from_zero(window.dilation), padding, after);
  emit<dnnl::deconvolution_forward>(l, {desc, l.attributes(), l.engine()}, numbers, strided(shape, strides));
  return true;
}

constexpr Lowering kLowerings[] = {
    {"torch.nn.Conv1d torch.nn.Conv2d torch.nn.Conv3d torch.nn.functional.conv1d torch.nn.functional.conv2d "
     "torch.nn.functional.conv3d",
     Role::Convolution, convolution},
    {"torch.nn.ConvTranspose1d torch.nn.ConvTranspose2d torch.nn.ConvTranspose3d "
     "torch.nn.functional.conv_transpose1d torch.nn.functional.conv_transpose2d "
     "torch.nn.functional.conv_transpose3d",
     Role::Convolution, transposed_convolution},
};

}  // namespace

std::span<const Lowering> conv_lowerings() { return kLowerings; }

}  // namespace shapewise::onednn
