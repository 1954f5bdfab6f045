// Maxima of windows.
#include "exec/pooling.h"

#include <cmath>
#include <limits>

namespace shapewise::exec {

void give_maxima(Execution& c, const Images& images, const Spans& spans, bool indices) {
  Triple size = images.size();
  Tensor values = pooled_tensor(images, spans, ir::DType::Float32);
  Tensor places = indices ? pooled_tensor(images, spans, ir::DType::Int64) : Tensor();
  for_each_window(images, spans, [&](const float* from, const Span& d, const Span& h, const Span& w, std::int64_t at) {
    float most = -std::numeric_limits<float>::infinity();
    std::int64_t found = (d.first * size[1] + h.first) * size[2] + w.first;
    visit_window(d, h, w, size, [&](std::int64_t i) {
      if (from[i] > most || std::isnan(from[i])) {
        most = from[i];
        found = i;
      }
    });
    values.data<float>()[at] = most;
    if (indices) places.data<std::int64_t>()[at] = found;
  });
  c.give(restored(images, values));
  if (indices) c.give(restored(images, places));
}

}  // namespace shapewise::exec
