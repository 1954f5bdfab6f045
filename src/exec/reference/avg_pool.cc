// Average pooling. What a window is divided by: the size of its part within the padded input, or within the input alone
// (count_include_pad=False), or what is asked for (ATen/native/cpu/AvgPoolKernel.cpp).
#include "exec/kernel.h"
#include "exec/pooling.h"

namespace shapewise::exec::reference {
namespace {

/// Elements of each window that lie in the padded input, or in the input alone.
std::array<std::vector<std::int64_t>, 3> counts_of(const Axes& axes, bool ceil, bool with_padding) {
  std::array<std::vector<std::int64_t>, 3> counts;
  for (std::size_t i = 0; i < 3; ++i) {
    std::int64_t margin = with_padding ? axes[i].padding : 0;
    for (std::int64_t start : axes[i].starts(ceil)) {
      std::int64_t end = std::min(start + axes[i].kernel, axes[i].in + margin);
      counts[i].push_back(end - std::max(start, -margin));
    }
  }
  return counts;
}

void avg_pool(Execution& c) {
  Images images = images_of(c, c.input(), c.call().spatial());
  Axes axes = pooling_axes(c, images);
  if (c.failed()) return;
  bool ceil = c.flag("ceil_mode");
  double fixed = c.number("divisor_override");
  Spans spans = spans_of(axes, ceil);
  auto counts = counts_of(axes, ceil, c.flag("count_include_pad"));
  Tensor made = pooled_tensor(images, spans, ir::DType::Float32);
  Triple size = images.size();
  Triple out{made.size(2), made.size(3), made.size(4)};
  for_each_window(images, spans, [&](const float* from, const Span& d, const Span& h, const Span& w, std::int64_t at) {
    double sum = 0;
    visit_window(d, h, w, size, [&](std::int64_t i) { sum += static_cast<double>(from[i]); });
    auto count = [&](std::size_t axis, std::int64_t place) { return counts[axis][static_cast<std::size_t>(place)]; };
    std::int64_t divisor =
        count(0, at / out[2] / out[1] % out[0]) * count(1, at / out[2] % out[1]) * count(2, at % out[2]);
    made.data<float>()[at] = static_cast<float>(sum / (fixed != 0 ? fixed : static_cast<double>(divisor)));
  });
  c.give(restored(images, made));
}

constexpr Kernel kKernels[] = {
    {"torch.nn.AvgPool1d torch.nn.AvgPool2d torch.nn.AvgPool3d torch.nn.functional.avg_pool1d "
     "torch.nn.functional.avg_pool2d torch.nn.functional.avg_pool3d",
     avg_pool},
};

}  // namespace

std::span<const Kernel> avg_pool_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
