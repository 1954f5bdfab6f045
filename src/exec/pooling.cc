// Maxima and means of windows.
#include "exec/pooling.h"

#include <cmath>
#include <limits>

namespace shapewise::exec {
namespace {

/// Elements of each window that lie in the padded input, or in the input alone.
std::array<std::vector<std::int64_t>, 3> counts_of(const Axes& axes, bool ceil, bool with_padding) {
  std::array<std::vector<std::int64_t>, 3> counts;
  for (std::size_t i = 0; i < 3; ++i) {
    std::int64_t first = with_padding ? -axes[i].padding : 0;
    std::int64_t end = with_padding ? axes[i].end() : axes[i].in;
    for (std::int64_t start : axes[i].starts(ceil)) {
      std::int64_t count = 0;
      for (std::int64_t k = 0; k < axes[i].kernel; ++k) {
        std::int64_t at = start + k * axes[i].dilation;
        if (at >= first && at < end) ++count;
      }
      counts[i].push_back(count);
    }
  }
  return counts;
}

}  // namespace

Tensor means_of(const Images& images, const Axes& axes, bool ceil, bool with_padding, double divisor) {
  Spans spans = spans_of(axes, ceil);
  auto counts = counts_of(axes, ceil, with_padding);
  Tensor made = pooled_tensor(images, spans, ir::DType::Float32);
  Triple size = images.size();
  Triple out{made.size(2), made.size(3), made.size(4)};
  for_each_window(images, spans, [&](const float* from, const Span& d, const Span& h, const Span& w, std::int64_t at) {
    double sum = 0;
    visit_window(d, h, w, size, [&](std::int64_t i) { sum += static_cast<double>(from[i]); });
    auto count = [&](std::size_t axis, std::int64_t place) { return counts[axis][static_cast<std::size_t>(place)]; };
    std::int64_t elements =
        count(0, at / out[2] / out[1] % out[0]) * count(1, at / out[2] % out[1]) * count(2, at % out[2]);
    made.data<float>()[at] = static_cast<float>(sum / (divisor != 0 ? divisor : static_cast<double>(elements)));
  });
  return restored(images, made);
}

Maxima maxima_of(const Images& images, const Spans& spans, bool with_places) {
  Triple size = images.size();
  Maxima made{pooled_tensor(images, spans, ir::DType::Float32),
              with_places ? pooled_tensor(images, spans, ir::DType::Int64) : Tensor()};
  for_each_window(images, spans, [&](const float* from, const Span& d, const Span& h, const Span& w, std::int64_t at) {
    float most = -std::numeric_limits<float>::infinity();
    std::int64_t found = (d.first * size[1] + h.first) * size[2] + w.first;
    visit_window(d, h, w, size, [&](std::int64_t i) {
      if (from[i] > most || std::isnan(from[i])) {
        most = from[i];
        found = i;
      }
    });
    made.values.data<float>()[at] = most;
    if (with_places) made.places.data<std::int64_t>()[at] = found;
  });
  return made;
}

void give_maxima(Execution& c, const Images& images, const Spans& spans, bool indices) {
  Maxima made = maxima_of(images, spans, indices);
  c.give(restored(images, made.values));
  if (indices) c.give(restored(images, made.places));
}

}  // namespace shapewise::exec
