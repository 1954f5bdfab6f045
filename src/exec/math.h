// What kernels are made of: functions of elements, of pairs of elements, and of rows along axes. Numbers are computed
// in double precision and rounded once; integers, where a kernel says so, in 64 bits (`exact_`…).
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

/// f of each element, as a number of the type T.
template <class T = double, class F>
Tensor map(const Tensor& tensor, ir::DType dtype, F f) {
  Tensor made(tensor.dims(), dtype);
  Reader reader(tensor);
  Writer writer(made);
  T block[kBlock];
  for (std::int64_t done = 0; done < made.elements(); done += kBlock) {
    std::int64_t n = std::min(kBlock, made.elements() - done);
    reader.read(block, n);
    for (std::int64_t i = 0; i < n; ++i) block[i] = f(block[i]);
    writer.write(block, n);
  }
  return made;
}
/// Integers as integers. f takes both.
template <class F>
Tensor exact_map(const Tensor& tensor, ir::DType dtype, F f) {
  return is_whole(tensor.dtype()) ? map<std::int64_t>(tensor, dtype, f) : map<double>(tensor, dtype, f);
}

/// Of the same type; integers become float32.
template <class F>
Tensor map_floating(const Tensor& tensor, F f) {
  return map(tensor, ir::is_floating(tensor.dtype()) ? tensor.dtype() : ir::DType::Float32, f);
}

/// f of each pair, both stretched to a common shape. The call fails if there is none.
template <class T = double, class F>
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
  T x[kBlock];
  T y[kBlock];
  for (std::int64_t done = 0; done < made.elements(); done += kBlock) {
    std::int64_t n = std::min(kBlock, made.elements() - done);
    left.read(x, n);
    right.read(y, n);
    for (std::int64_t i = 0; i < n; ++i) x[i] = f(x[i], y[i]);
    writer.write(x, n);
  }
  return made;
}

/// Two integers as integers. f takes both.
template <class F>
Tensor exact_combine(Execution& c, const Tensor& a, const Tensor& b, ir::DType dtype, F f) {
  bool whole = is_whole(a.dtype()) && is_whole(b.dtype());
  return whole ? combine<std::int64_t>(c, a, b, dtype, f) : combine<double>(c, a, b, dtype, f);
}

template <class T>
using RowOf = std::span<T>;
using Row = RowOf<double>;

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
template <class T = double, class F>
Tensor reduce(const Tensor& tensor, const std::vector<int>& axes, bool keep, ir::DType dtype, F f) {
  Table table = table_along(tensor, axes);
  Tensor made(without(tensor.dims(), axes, keep), dtype);
  Reader reader(table.tensor);
  Writer writer(made);
  std::vector<T> row(static_cast<std::size_t>(table.length));
  for (std::int64_t i = 0; i < table.rows; ++i) {
    reader.read(row.data(), table.length);
    T value = f(RowOf<T>(row));
    writer.write(&value, 1);
  }
  return made;
}
/// Integers as integers, if the result is one, too. f takes rows of both.
template <class F>
Tensor exact_reduce(const Tensor& tensor, const std::vector<int>& axes, bool keep, ir::DType dtype, F f) {
  bool whole = is_whole(tensor.dtype()) && is_whole(dtype);
  return whole ? reduce<std::int64_t>(tensor, axes, keep, dtype, f) : reduce<double>(tensor, axes, keep, dtype, f);
}

/// Each row along `axes` replaced by what f makes of it, in place.
template <class T = double, class F>
Tensor along(const Tensor& tensor, const std::vector<int>& axes, ir::DType dtype, F f) {
  Tensor made(tensor.dims(), dtype);
  Table from = table_along(tensor, axes);
  Reader reader(from.tensor);
  Writer writer(table_along(made, axes).tensor);
  std::vector<T> row(static_cast<std::size_t>(from.length));
  for (std::int64_t i = 0; i < from.rows; ++i) {
    reader.read(row.data(), from.length);
    f(RowOf<T>(row));
    writer.write(row.data(), from.length);
  }
  return made;
}
/// Integers as integers, if the result is one, too. f takes rows of both.
template <class F>
Tensor exact_along(const Tensor& tensor, const std::vector<int>& axes, ir::DType dtype, F f) {
  bool whole = is_whole(tensor.dtype()) && is_whole(dtype);
  return whole ? along<std::int64_t>(tensor, axes, dtype, f) : along<double>(tensor, axes, dtype, f);
}

// Arithmetic of elements: integers wrap at 64 bits.
constexpr auto kSum = []<class T>(T x, T y) {
  if constexpr (std::is_integral_v<T>) {
    T result;
    static_cast<void>(__builtin_add_overflow(x, y, &result));
    return result;
  } else {
    return x + y;
  }
};
constexpr auto kDifference = []<class T>(T x, T y) {
  if constexpr (std::is_integral_v<T>) {
    T result;
    static_cast<void>(__builtin_sub_overflow(x, y, &result));
    return result;
  } else {
    return x - y;
  }
};
constexpr auto kProduct = []<class T>(T x, T y) {
  if constexpr (std::is_integral_v<T>) {
    T result;
    static_cast<void>(__builtin_mul_overflow(x, y, &result));
    return result;
  } else {
    return x * y;
  }
};

// The order of elements. What is no number wins: it is after all numbers where the largest is asked for, and before
// them where the smallest is.
template <class T>
bool is_nan(T x) {
  return x != x;
}
constexpr auto kBelow = []<class T>(T x, T y) { return x < y || (is_nan(y) && !is_nan(x)); };
constexpr auto kBelowNanFirst = []<class T>(T x, T y) { return x < y || (is_nan(x) && !is_nan(y)); };
constexpr auto kLarger = []<class T>(T x, T y) { return kBelow(x, y) ? y : x; };
constexpr auto kSmaller = []<class T>(T x, T y) { return kBelowNanFirst(y, x) ? y : x; };

constexpr auto kSumOf = []<class T>(RowOf<T> row) {
  T sum = 0;
  for (T x : row) sum = kSum(sum, x);
  return sum;
};
double sum_of(Row row);
double mean_of(Row row);
/// Σ(x − mean)² / (n − correction).
double variance_of(Row row, double correction);
/// (Σ |x|^p)^(1/p); the largest magnitude for p = ∞, the smallest for −∞, how many are not zero for 0.
double p_norm(Row row, double p);
double sigmoid(double x);
/// log(sigmoid(x)), for every x.
double log_sigmoid(double x);
/// log(1 + exp(x)), for every x.
double softplus(double x);
/// log(exp(x) + exp(y)), for every x and y.
double log_add_exp(double x, double y);
void softmax(Row row);
void log_softmax(Row row);
/// x becomes (x − mean)/√(variance + eps).
void standardise(Row row, double eps);

/// tensor · scale + shift, where both, if defined, have one number for each place along `axis`.
Tensor scaled_along(const Tensor& tensor, int axis, const Tensor& scale, const Tensor& shift);

/// c[m, n] += Σ_k a[m, k] · b[k, n]; all row-major.
void multiply_add(const float* a, const float* b, float* c, std::int64_t m, std::int64_t n, std::int64_t k);
/// The matrix products over the last two axes, the others stretched to each other: float64 and integers in their own
/// precision, else in float. The call fails if they don't fit.
Tensor matrix_product(Execution& c, const Tensor& a, const Tensor& b);
/// x·weightᵀ + bias over the last axis; bias may be none.
Tensor linear(Execution& c, const Tensor& x, const Tensor& weight, const Tensor& bias);

}  // namespace shapewise::exec
