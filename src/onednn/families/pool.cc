// Pooling, also adaptive where all windows are of one size.
#include "layer/pool.h"

#include "exec/pooling.h"
#include "onednn/families.h"
#include "onednn/lowerer.h"

namespace shapewise::onednn {
namespace {

using dnnl::algorithm;
using exec::Sizes;

struct Window {
  Sizes kernel;
  Sizes stride;
  Sizes dilation;  // from 0
  Sizes before;
  Sizes after;
  Sizes out;
};

bool pool(Lowerer& l, algorithm what, const Window& window) {
  Sizes dims(l.call().input().dims().begin(), l.call().input().dims().begin() + 2);
  dims.insert(dims.end(), window.out.begin(), window.out.end());
  Held from = l.source();
  dnnl::pooling_v2_forward::desc desc(dnnl::prop_kind::forward_inference, what, from.desc, any(dims), window.stride,
                                      window.kernel, window.dilation, window.before, window.after);
  dnnl::pooling_v2_forward::primitive_desc pd(desc, l.attributes(), l.engine());
  Held to = l.fresh(pd.dst_desc());
  l.emit(dnnl::pooling_v2_forward(pd), pd.scratchpad_desc(), {{DNNL_ARG_SRC, from}, {DNNL_ARG_DST, to}});
  l.give(to);
  return true;
}

/// The layer's windows; false where they are not oneDNN's: what an average is divided by at the border is PyTorch's own
/// where windows reach beyond the padding.
bool window_of(Lowerer& l, bool average, Window& window) {
  exec::Execution& c = l.call();
  int n = c.call().spatial();
  if (!l.floats() || c.input().rank() != n + 2) return false;
  Sizes dims = c.input().dims();
  dims.insert(dims.begin() + 2, static_cast<std::size_t>(3 - n), 1);
  exec::Images images{c.input().view(dims, Sizes(dims.size(), 0)), {}, n, ir::DType::Float32};
  exec::Axes axes = exec::pooling_axes(c, images);
  if (c.failed()) return false;
  for (std::size_t i = 3 - static_cast<std::size_t>(n); i < 3; ++i) {
    const exec::Axis& axis = axes[i];
    auto out = static_cast<std::int64_t>(axis.starts(c.flag("ceil_mode")).size());
    window.kernel.push_back(axis.kernel);
    window.stride.push_back(axis.stride);
    window.dilation.push_back(axis.dilation - 1);
    window.before.push_back(axis.padding);
    window.after.push_back(std::max(axis.padding, (out - 1) * axis.stride + axis.extent() - axis.in - axis.padding));
    window.out.push_back(out);
    if (average && window.after.back() > axis.padding && c.flag("count_include_pad")) return false;
  }
  return true;
}

bool max_pool(Lowerer& l) {
  Window window;
  if (layer::returns_indices(l.call().call()) || !window_of(l, false, window)) return false;
  return pool(l, algorithm::pooling_max, window);
}

bool avg_pool(Lowerer& l) {
  Window window;
  if (l.call().given("divisor_override") || !window_of(l, true, window)) return false;
  return pool(l,
              l.call().flag("count_include_pad") ? algorithm::pooling_avg_include_padding
                                                 : algorithm::pooling_avg_exclude_padding,
              window);
}

/// Windows of one size, side by side.
bool adaptive(Lowerer& l, algorithm what) {
  exec::Execution& c = l.call();
  int n = c.call().spatial();
  if (!l.floats() || c.input().rank() != n + 2) return false;
  const ir::Attr& asked = c.call().arg("output_size");
  auto* items = asked.as<ir::AttrList>();
  Window window;
  for (int i = 0; i < n; ++i) {
    const ir::Attr& one = items == nullptr ? asked : (*items)[items->size() == 1 ? 0 : static_cast<std::size_t>(i)];
    std::int64_t in = c.input().size(i + 2);
    std::int64_t out = one.is<ir::None>() ? in : c.constant(one);
    if (out < 1 || in % out != 0) return false;
    window.kernel.push_back(in / out);
    window.out.push_back(out);
  }
  window.stride = window.kernel;
  window.dilation = window.before = window.after = Sizes(window.kernel.size(), 0);
  return pool(l, what, window);
}

bool adaptive_avg_pool(Lowerer& l) { return adaptive(l, algorithm::pooling_avg_exclude_padding); }
bool adaptive_max_pool(Lowerer& l) {
  return !layer::returns_indices(l.call().call()) && adaptive(l, algorithm::pooling_max);
}

constexpr Lowering kLowerings[] = {
    {"torch.nn.MaxPool1d torch.nn.MaxPool2d torch.nn.MaxPool3d torch.nn.functional.max_pool1d "
     "torch.nn.functional.max_pool2d torch.nn.functional.max_pool3d",
     Role::Other, max_pool},
    {"torch.nn.AvgPool1d torch.nn.AvgPool2d torch.nn.AvgPool3d torch.nn.functional.avg_pool1d "
     "torch.nn.functional.avg_pool2d torch.nn.functional.avg_pool3d",
     Role::Other, avg_pool},
    {"torch.nn.AdaptiveAvgPool1d torch.nn.AdaptiveAvgPool2d torch.nn.AdaptiveAvgPool3d "
     "torch.nn.functional.adaptive_avg_pool1d torch.nn.functional.adaptive_avg_pool2d "
     "torch.nn.functional.adaptive_avg_pool3d",
     Role::Other, adaptive_avg_pool},
    {"torch.nn.AdaptiveMaxPool1d torch.nn.AdaptiveMaxPool2d torch.nn.AdaptiveMaxPool3d "
     "torch.nn.functional.adaptive_max_pool1d torch.nn.functional.adaptive_max_pool2d "
     "torch.nn.functional.adaptive_max_pool3d",
     Role::Other, adaptive_max_pool},
};

}  // namespace

std::span<const Lowering> pool_lowerings() { return kLowerings; }

}  // namespace shapewise::onednn
