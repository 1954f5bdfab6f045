// Adaptive pooling: output element i sees the input from ⌊i·in/out⌋ to ⌈(i + 1)·in/out⌉.
#include "exec/kernel.h"
#include "exec/pooling.h"
#include "exec/views.h"
#include "layer/pool.h"

namespace shapewise::exec::reference {
namespace {

/// A None keeps the input's size.
Sizes output_sizes(Execution& c, const Images& images) {
  const ir::Attr& value = c.call().arg("output_size");
  auto* items = value.as<ir::AttrList>();
  Sizes sizes;
  for (int i = 0; i < images.spatial; ++i) {
    const ir::Attr& one = items == nullptr ? value : (*items)[items->size() == 1 ? 0 : static_cast<std::size_t>(i)];
    sizes.push_back(one.is<ir::None>() ? images.tensor.size(5 - images.spatial + i) : c.constant(one));
  }
  return sizes;
}

Spans divided(Execution& c, const Images& images) {
  Triple out = triple(output_sizes(c, images), 1);
  Spans spans;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    std::int64_t in = images.size()[axis];
    if (out[axis] < 0) c.fail("output_size is negative");
    for (std::int64_t i = 0; i < out[axis]; ++i)
      spans[axis].push_back({i * in / out[axis], ((i + 1) * in + out[axis] - 1) / out[axis], 1});
  }
  return spans;
}

/// `lead`: the axes before the spatial ones, if they were joined.
void average(Execution& c, const Images& images, Sizes lead) {
  Spans spans = divided(c, images);
  if (c.failed()) return;
  Triple size = images.size();
  Tensor made = pooled_tensor(images, spans, ir::DType::Float32);
  for_each_window(images, spans, [&](const float* from, const Span& d, const Span& h, const Span& w, std::int64_t at) {
    double sum = 0;
    visit_window(d, h, w, size, [&](std::int64_t i) { sum += static_cast<double>(from[i]); });
    auto count = static_cast<double>((d.end - d.first) * (h.end - h.first) * (w.end - w.first));
    made.data<float>()[at] = static_cast<float>(sum / count);
  });
  Tensor result = restored(images, made);
  if (!lead.empty()) {
    lead.insert(lead.end(), result.dims().begin() + 2, result.dims().end());
    result = reshaped(result, std::move(lead));
  }
  c.give(result);
}

/// PyTorch averages over all places of inputs with more axes, too: they count as samples here.
void average(Execution& c) {
  int spatial = c.call().spatial();
  const Tensor& x = c.input();
  if (x.rank() <= spatial + 2) return average(c, images_of(c, x, spatial), {});
  Sizes lead(x.dims().begin(), x.dims().end() - spatial);
  Sizes dims(x.dims().end() - spatial, x.dims().end());
  dims.insert(dims.begin(), {product(lead), 1});
  average(c, images_of(c, reshaped(x, std::move(dims)), spatial), lead);
}
void maximum(Execution& c) {
  Images images = images_of(c, c.input(), c.call().spatial());
  Spans spans = divided(c, images);
  // torch.adaptive_max_pool1d always returns the indices, too.
  bool indices = layer::returns_indices(c.call()) || c.call().spec().qualified() == "torch.adaptive_max_pool1d";
  if (!c.failed()) give_maxima(c, images, spans, indices);
}

constexpr Kernel kKernels[] = {
    {"torch.nn.AdaptiveAvgPool1d torch.nn.AdaptiveAvgPool2d torch.nn.AdaptiveAvgPool3d "
     "torch.nn.functional.adaptive_avg_pool1d torch.nn.functional.adaptive_avg_pool2d "
     "torch.nn.functional.adaptive_avg_pool3d",
     average},
    {"torch.nn.AdaptiveMaxPool1d torch.nn.AdaptiveMaxPool2d torch.nn.AdaptiveMaxPool3d "
     "torch.nn.functional.adaptive_max_pool1d torch.nn.functional.adaptive_max_pool2d "
     "torch.nn.functional.adaptive_max_pool3d torch.adaptive_max_pool1d "
     "torch.nn.functional.adaptive_max_pool1d_with_indices torch.nn.functional.adaptive_max_pool2d_with_indices "
     "torch.nn.functional.adaptive_max_pool3d_with_indices",
     maximum},
};

}  // namespace

std::span<const Kernel> adaptive_pool_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
