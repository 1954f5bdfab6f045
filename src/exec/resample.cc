// Rows along the axis, one after the other.
#include "exec/resample.h"

#include <cmath>

#include "exec/math.h"

namespace shapewise::exec {

double cubic(double x, double a) {
  x = std::abs(x);
  if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}

Tensor resampled(const Tensor& x, int axis, const Taps& taps) {
  Sizes dims = x.dims();
  dims[static_cast<std::size_t>(axis)] = static_cast<std::int64_t>(taps.size());
  Tensor made(std::move(dims), x.dtype());
  Table from = table_along(x, {axis});
  Reader reader(from.tensor);
  Writer writer(table_along(made, {axis}).tensor);
  std::vector<double> row(static_cast<std::size_t>(from.length));
  std::vector<double> result(taps.size());
  for (std::int64_t i = 0; i < from.rows; ++i) {
    reader.read(row.data(), from.length);
    for (std::size_t k = 0; k < taps.size(); ++k) {
      result[k] = 0;
      for (const Tap& tap : taps[k]) result[k] += tap.weight * row[static_cast<std::size_t>(tap.index)];
    }
    writer.write(result.data(), static_cast<std::int64_t>(result.size()));
  }
  return made;
}

}  // namespace shapewise::exec
