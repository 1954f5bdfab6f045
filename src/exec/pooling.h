// Pooling by definition: every output element is a function of the part of its window that lies in the input.
#pragma once

#include <algorithm>

#include "exec/spatial.h"

namespace shapewise::exec {

/// A window cut to its input along one axis: elements first, first + step … below `end`.
struct Span {
  std::int64_t first;
  std::int64_t end;
  std::int64_t step;
};

inline Span span_of(const Axis& axis, std::int64_t start) {
  std::int64_t skipped = start < 0 ? (-start + axis.dilation - 1) / axis.dilation : 0;
  return {start + skipped * axis.dilation, std::min(start + axis.extent(), axis.in), axis.dilation};
}

/// Calls visit(index into the plane) for each element of a window.
template <class Visit>
void visit_window(const Span& d, const Span& h, const Span& w, const Triple& size, Visit visit) {
  for (std::int64_t i = d.first; i < d.end; i += d.step) {
    for (std::int64_t j = h.first; j < h.end; j += h.step) {
      for (std::int64_t k = w.first; k < w.end; k += w.step) visit((i * size[1] + j) * size[2] + k);
    }
  }
}

/// The spans of all windows along the three axes.
using Spans = std::array<std::vector<Span>, 3>;
inline Spans spans_of(const Axes& axes, bool ceil) {
  Spans spans;
  auto starts = starts_of(axes, ceil);
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::int64_t start : starts[i]) spans[i].push_back(span_of(axes[i], start));
  }
  return spans;
}

/// An image per plane, with f(plane, spans of the window, output place) for each window.
template <class F>
void for_each_window(const Images& images, const Spans& spans, F f) {
  Triple size = images.size();
  const auto* data = images.tensor.data<float>();
  std::int64_t place = 0;
  for (std::int64_t plane = 0; plane < images.planes(); ++plane) {
    const float* from = data + plane * size[0] * size[1] * size[2];
    for (const Span& d : spans[0]) {
      for (const Span& h : spans[1]) {
        for (const Span& w : spans[2]) f(from, d, h, w, place++);
      }
    }
  }
}

inline Tensor pooled_tensor(const Images& images, const Spans& spans, ir::DType dtype) {
  auto count = [&](std::size_t i) { return static_cast<std::int64_t>(spans[i].size()); };
  return Tensor({images.tensor.size(0), images.tensor.size(1), count(0), count(1), count(2)}, dtype);
}

/// The means. A window is divided by the size of its part within the padded input, or within the input alone, or by
/// `divisor` if that is not 0 (ATen/native/cpu/AvgPoolKernel.cpp).
Tensor means_of(const Images& images, const Axes& axes, bool ceil, bool with_padding, double divisor);

/// The largest element of each window, and with `with_places` where it stands in its plane.
struct Maxima {
  Tensor values;
  Tensor places;
};
Maxima maxima_of(const Images& images, const Spans& spans, bool with_places);

/// Gives the maxima, and with `indices` their places in the plane.
void give_maxima(Execution& c, const Images& images, const Spans& spans, bool indices);

}  // namespace shapewise::exec
