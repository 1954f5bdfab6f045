// Fractional max pooling (Graham 2014): windows at pseudo-random distances, drawn once for each channel.
// Source: aten/src/ATen/native/FractionalMaxPooling.h.
#include <fmt/format.h>

#include "exec/kernel.h"
#include "exec/pooling.h"
#include "exec/views.h"
#include "layer/pool.h"

namespace shapewise::exec::reference {
namespace {

Triple output_size(Execution& c, const Images& images) {
  int n = images.spatial;
  if (c.given("output_size")) return triple(c.sizes("output_size", n), 1);
  std::vector<double> ratios = c.call().numbers("output_ratio");
  ratios.resize(static_cast<std::size_t>(n), ratios.front());
  Sizes sizes;
  for (int i = 0; i < n; ++i)
    sizes.push_back(static_cast<std::int64_t>(static_cast<double>(images.tensor.size(5 - n + i)) *
                                              ratios[static_cast<std::size_t>(i)]));
  return triple(sizes, 1);
}

std::vector<Span> drawn(double sample, std::int64_t in, std::int64_t out, std::int64_t kernel) {
  std::vector<Span> spans;
  double alpha = out > 1 ? static_cast<double>(in - kernel) / static_cast<double>(out - 1) : 0;
  auto shift = static_cast<std::int64_t>(sample * alpha);
  for (std::int64_t i = 0; i + 1 < out; ++i) {
    std::int64_t start = static_cast<std::int64_t>((static_cast<double>(i) + sample) * alpha) - shift;
    spans.push_back({start, start + kernel, 1});
  }
  if (out > 0) spans.push_back({in - kernel, in, 1});
  return spans;
}

void fractional(Execution& c) {
  Images images = images_of(c, c.input(), c.call().spatial());
  Triple k = triple(c.sizes("kernel_size", images.spatial), 1);
  Triple out = output_size(c, images);
  Triple in = images.size();
  for (std::size_t i = 0; i < 3; ++i) {
    if (k[i] < 1 || out[i] < 0 || out[i] + k[i] - 1 > in[i])
      c.fail(fmt::format("{} windows of {} do not fit into {} elements", out[i], k[i], in[i]));
  }
  if (c.failed()) return;
  Sizes dims{1, 1, in[0], in[1], in[2]};
  std::vector<Tensor> values;
  std::vector<Tensor> indices;
  bool with_indices = layer::returns_indices(c.call());
  for (std::int64_t plane = 0; plane < images.planes(); ++plane) {
    Spans spans;
    for (std::size_t i = 0; i < 3; ++i) {
      bool spatial = i >= 3 - static_cast<std::size_t>(images.spatial);
      spans[i] = spatial ? drawn(c.random().uniform(), in[i], out[i], k[i]) : std::vector<Span>{{0, 1, 1}};
    }
    Images one{images.tensor.view(dims, row_major(dims), plane * product(dims)), {1, 1}, 3, images.dtype};
    Tensor most = pooled_tensor(one, spans, ir::DType::Float32);
    Tensor where = pooled_tensor(one, spans, ir::DType::Int64);
    for_each_window(one, spans, [&](const float* from, const Span& d, const Span& h, const Span& w, std::int64_t at) {
      std::int64_t found = (d.first * in[1] + h.first) * in[2] + w.first;
      visit_window(d, h, w, in, [&](std::int64_t i) { found = from[i] > from[found] ? i : found; });
      most.data<float>()[at] = from[found];
      where.data<std::int64_t>()[at] = found;
    });
    values.push_back(std::move(most));
    indices.push_back(std::move(where));
  }
  Sizes whole{images.tensor.size(0), images.tensor.size(1), out[0], out[1], out[2]};
  c.give(restored(images, reshaped(joined(values, 1), whole)));
  if (with_indices) c.give(restored(images, reshaped(joined(indices, 1), whole)));
}

constexpr Kernel kKernels[] = {
    {"torch.nn.FractionalMaxPool2d torch.nn.FractionalMaxPool3d torch.nn.functional.fractional_max_pool2d "
     "torch.nn.functional.fractional_max_pool3d torch.nn.functional.fractional_max_pool2d_with_indices "
     "torch.nn.functional.fractional_max_pool3d_with_indices",
     fractional},
};

}  // namespace

std::span<const Kernel> fractional_max_pool_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
