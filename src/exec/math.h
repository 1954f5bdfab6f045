// What kernels are made of: functions of elements, of pairs of elements, and of rows along axes. Numbers are computed
// in double precision and rounded once.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "exec/execution.h"
#include "exec/tensor.h"
#include "exec/views.h"

namespace shapewise::exec {

constexpr std::int64_t kBlock = 1024;  // elements that are computed at once

/// f of each element.
template <class F>
Tensor map(const Tensor& tensor, ir::DType dtype, F f) {
  Tensor made(tensor.dims(), dtype);
  Reader reader(tensor);
  Writer writer(made);
  double block[kBlock];
  for (std::int64_t done = 0; done < made.elements(); done += kBlock) {
    std::int64_t n = std::min(kBlock, made.elements() - done);
    reader.read(block, n);
    for (std::int64_t i = 0; i < n; ++i) block[i] = f(block[i]);
    writer.write(block, n);
  }
  return made;
}

/// Of the same type; integers become float32.
template <class F>
Tensor map_floating(const Tensor& tensor, F f) {
  return map(tensor, ir::is_floating(tensor.dtype()) ? tensor.dtype() : ir::DType::Float32, f);
}

/// f of each pair, both stretched to a common shape. The call fails if there is none.
template <class F>
Tensor combine(Execution& c, const Tensor& a, const Tensor& b, ir::DType dtype, F f) {
  auto dims = broadcast({a.dims(), b.dims()});
  if (!dims) {
    c.fail("the sizes " + to_text(a.dims()) + " and " + to_text(b.dims()) + " do not fit together");
    return {};
  }
  Tensor made(*dims, dtype);
  Reader left(*expanded(a, *dims));
  Reader right(*expanded(b, *dims));
  Writer writer(made);
  double x[kBlock];
  double y[kBlock];
  for (std::int64_t done = 0; done < made.elements(); done += kBlock) {
    std::int64_t n = std::min(kBlock, made.elements() - done);
    left.read(x, n);
    right.read(y, n);
    for (std::int64_t i = 0; i < n; ++i) x[i] = f(x[i], y[i]);
    writer.write(x, n);
  }
  return made;
}

using Row = std::span<double>;

/// The tensor with these axes last, as a table whose rows are what lies along them.
struct Table {
  Tensor tensor;  // permuted
  std::int64_t rows;
  std::int64_t length;  // of a row
};
Table table_along(const Tensor& tensor, const std::vector<int>& axes);
/// The shape without these axes, or with 1 in their places.
Sizes without(const Sizes& dims, const std::vector<int>& axes, bool keep);

/// One number for each row along `axes`.
template <class F>
Tensor reduce(const Tensor& tensor, const std::vector<int>& axes, bool keep, ir::DType dtype, F f) {
  Table table = table_along(tensor, axes);
  Tensor made(without(tensor.dims(), axes, keep), dtype);
  Reader reader(table.tensor);
  Writer writer(made);
  std::vector<double> row(static_cast<std::size_t>(table.length));
  for (std::int64_t i = 0; i < table.rows; ++i) {
    reader.read(row.data(), table.length);
    double value = f(Row(row));
    writer.write(&value, 1);
  }
  return made;
}

/// Each row along `axes` replaced by what f makes of it, in place.
template <class F>
Tensor along(const Tensor& tensor, const std::vector<int>& axes, ir::DType dtype, F f) {
  Tensor made(tensor.dims(), dtype);
  Table from = table_along(tensor, axes);
  Reader reader(from.tensor);
  Writer writer(table_along(made, axes).tensor);
  std::vector<double> row(static_cast<std::size_t>(from.length));
  for (std::int64_t i = 0; i < from.rows; ++i) {
    reader.read(row.data(), from.length);
    f(Row(row));
    writer.write(row.data(), from.length);
  }
  return made;
}

double sum_of(Row row);
double mean_of(Row row);
/// Σ(x − mean)² / (n − correction).
double variance_of(Row row, double correction);
void softmax(Row row);
void log_softmax(Row row);
/// x becomes (x − mean)/√(variance + eps).
void standardise(Row row, double eps);

/// tensor · scale + shift, where both, if defined, have one number for each place along `axis`.
Tensor scaled_along(const Tensor& tensor, int axis, const Tensor& scale, const Tensor& shift);

/// c[m, n] += Σ_k a[m, k] · b[k, n]; all row-major.
void multiply_add(const float* a, const float* b, float* c, std::int64_t m, std::int64_t n, std::int64_t k);
/// The matrix products over the last two axes, the others stretched to each other. The call fails if they don't fit.
Tensor matrix_product(Execution& c, const Tensor& a, const Tensor& b);
/// x·weightᵀ + bias over the last axis; bias may be none.
Tensor linear(Execution& c, const Tensor& x, const Tensor& weight, const Tensor& bias);

}  // namespace shapewise::exec
