// ONNX pooling, over windows and over all.
// Source: https://onnx.ai/onnx/operators/onnx__MaxPool.html, onnx__AveragePool.html, onnx__MaxUnpool.html.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "exec/frames.h"
#include "exec/kernel.h"
#include "exec/math.h"
#include "exec/padding.h"
#include "exec/pooling.h"

namespace shapewise::exec::reference {
namespace {

Pooled pooled_of(Execution& c) {
  const Tensor& x = c.input();
  int spatial = x.rank() - 2;
  if (spatial < 1 || spatial > 3) c.fail(fmt::format("an input of {} is not pooled", to_text(x.dims())));
  Images images = images_of(c, x, std::clamp(spatial, 1, 3));
  if (c.failed()) return {images, {}};
  return pooled(c, images, onnx_framing(c, spatial_sizes(x), c.sizes("kernel_shape")), c.flag("ceil_mode"));
}

/// The places of maxima are counted through the whole tensor, and with storage_order=1 down the columns.
Tensor places_in_tensor(Execution& c, const Tensor& in_planes) {
  const Tensor& x = c.input();
  std::int64_t area = product({x.dims().begin() + 2, x.dims().end()});
  std::int64_t outputs = product({in_planes.dims().begin() + 2, in_planes.dims().end()});
  bool columns = c.given("storage_order") && c.integer("storage_order") == 1;
  Sizes dims(x.dims().begin() + 2, x.dims().end());
  std::int64_t at = 0;
  return map<std::int64_t>(in_planes, ir::DType::Int64, [&](std::int64_t place) {
    std::int64_t turned = 0;
    std::int64_t step = area;
    for (std::size_t i = dims.size(); columns && i-- > 0;) {
      step /= dims[i];
      turned += place % dims[i] * step;
      place /= dims[i];
    }
    return at++ / outputs * area + (columns ? turned : place);
  });
}

void max_pool(Execution& c) {
  Pooled pooled = pooled_of(c);
  if (c.failed()) return;
  Maxima maxima = maxima_of(pooled.images, spans_of(pooled.axes, c.flag("ceil_mode")), true);
  c.give(restored(pooled.images, maxima.values));
  c.give(places_in_tensor(c, restored(pooled.images, maxima.places)));
}

void average_pool(Execution& c) {
  Pooled pooled = pooled_of(c);
  if (c.failed()) return;
  c.give(means_of(pooled.images, pooled.axes, c.flag("ceil_mode"), c.flag("count_include_pad"), 0));
}

void lp_pool(Execution& c) {
  Pooled pooled = pooled_of(c);
  if (c.failed()) return;
  double p = c.number("p", 2);
  Spans spans = spans_of(pooled.axes, c.flag("ceil_mode"));
  Triple size = pooled.images.size();
  Tensor made = pooled_tensor(pooled.images, spans, ir::DType::Float32);
  for_each_window(pooled.images, spans,
                  [&](const float* from, const Span& d, const Span& h, const Span& w, std::int64_t at) {
                    double sum = 0;
                    visit_window(d, h, w, size,
                                 [&](std::int64_t i) { sum += std::pow(std::abs(static_cast<double>(from[i])), p); });
                    made.data<float>()[at] = static_cast<float>(std::pow(sum, 1 / p));
                  });
  c.give(restored(pooled.images, made));
}

template <class F>
void over_all(Execution& c, F f) {
  const Tensor& x = c.input();
  if (x.rank() < 3 || x.elements() == 0) return c.fail("there is nothing to pool");
  std::vector<int> axes;
  for (int i = 2; i < x.rank(); ++i) axes.push_back(i);
  c.give(reduce(x, axes, true, x.dtype(), f));
}
void global_average(Execution& c) { over_all(c, mean_of); }
void global_max(Execution& c) {
  over_all(c, [](Row row) { return *std::max_element(row.begin(), row.end()); });
}
void global_lp(Execution& c) {
  double p = c.number("p", 2);
  over_all(c, [=](Row row) { return p_norm(row, p); });
}

/// Every maximum goes where it stood in the tensor from which it was taken, which the output may be larger than.
void max_unpool(Execution& c) {
  const Tensor& x = c.input();
  if (x.rank() < 3) return c.fail("there is nothing to put back");
  Sizes dims = x.dims();
  Framing f = onnx_framing(c, {dims.begin() + 2, dims.end()}, c.sizes("kernel_shape"));
  for (std::size_t i = 2; i < dims.size(); ++i)
    dims[i] = (dims[i] - 1) * f.stride[i - 2] - f.before[i - 2] - f.after[i - 2] + f.kernel[i - 2];
  Tensor made(dims, x.dtype());
  std::vector<double> values = x.values();
  std::vector<std::int64_t> places = c.tensor("I").integers();
  if (c.failed() || places.size() != values.size()) return c.fail("every maximum needs a place");
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (places[i] < 0 || places[i] >= made.elements()) return c.fail(fmt::format("there is no place {}", places[i]));
    assign(made.view({}, {}, places[i]), Tensor::scalar(values[i], x.dtype()));
  }
  if (!c.given("output_shape")) return c.give(made);
  Sizes asked = c.sizes("output_shape");
  Sizes pad;
  for (std::size_t i = dims.size(); asked.size() == dims.size() && i-- > 0;) {
    pad.push_back(0);
    pad.push_back(asked[i] - dims[i]);
  }
  c.give(padded(c, made, pad, "constant", 0));
}

constexpr Kernel kKernels[] = {
    {"onnx:MaxPool", max_pool},         {"onnx:AveragePool", average_pool},
    {"onnx:LpPool", lp_pool},           {"onnx:GlobalAveragePool", global_average},
    {"onnx:GlobalMaxPool", global_max}, {"onnx:GlobalLpPool", global_lp},
    {"onnx:MaxUnpool", max_unpool},
};

}  // namespace

std::span<const Kernel> onnx_pool_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
