// Rows and products.
#include "exec/math.h"

#include <cmath>
#include <cstring>
#include <limits>

#include "base/check.h"
#include "exec/processors.h"

namespace shapewise::exec {
namespace {

constexpr std::int64_t kRows = 4;       // of c that are computed together
constexpr std::int64_t kColumns = 512;  // of c, whose part of b stays in the cache …
constexpr std::int64_t kDepth = 128;    // … with so many of its rows

/// kRows rows of c at once, so that each row of b that is loaded is used as often.
SHAPEWISE_FOR_EACH_PROCESSOR void add_rows(const float* a, const float* b, float* c, std::int64_t rows, std::int64_t n,
                                           std::int64_t k, std::int64_t step_a, std::int64_t step) {
  std::int64_t row = 0;
  for (; row + kRows <= rows; row += kRows) {
    float* c0 = c + row * step;
    float* c1 = c0 + step;
    float* c2 = c1 + step;
    float* c3 = c2 + step;
    const float* a0 = a + row * step_a;
    for (std::int64_t p = 0; p < k; ++p) {
      float x0 = a0[p];
      float x1 = a0[step_a + p];
      float x2 = a0[2 * step_a + p];
      float x3 = a0[3 * step_a + p];
      const float* from = b + p * step;
      for (std::int64_t j = 0; j < n; ++j) {
        c0[j] += x0 * from[j];
        c1[j] += x1 * from[j];
        c2[j] += x2 * from[j];
        c3[j] += x3 * from[j];
      }
    }
  }
  for (; row < rows; ++row) {
    float* to = c + row * step;
    for (std::int64_t p = 0; p < k; ++p) {
      float x = a[row * step_a + p];
      const float* from = b + p * step;
      for (std::int64_t j = 0; j < n; ++j) to[j] += x * from[j];
    }
  }
}

template <class T>
void multiply_add_plainly(const T* a, const T* b, T* c, std::int64_t m, std::int64_t n, std::int64_t k) {
  for (std::int64_t row = 0; row < m; ++row) {
    for (std::int64_t p = 0; p < k; ++p) {
      for (std::int64_t j = 0; j < n; ++j)
        c[row * n + j] = kSum(c[row * n + j], kProduct(a[row * k + p], b[p * n + j]));
    }
  }
}

/// One matrix of a stack of them, whose leading places are counted through.
Tensor matrix_at(const Tensor& tensor, std::int64_t index) {
  std::int64_t size = tensor.size(-1) * tensor.size(-2);
  return tensor.view({tensor.size(-2), tensor.size(-1)}, {tensor.size(-1), 1}, index * size);
}

}  // namespace

void multiply_add(const float* a, const float* b, float* c, std::int64_t m, std::int64_t n, std::int64_t k) {
  for (std::int64_t column = 0; column < n; column += kColumns) {
    for (std::int64_t depth = 0; depth < k; depth += kDepth) {
      add_rows(a + depth, b + depth * n + column, c + column, m, std::min(kColumns, n - column),
               std::min(kDepth, k - depth), k, n);
    }
  }
}

Tensor matrix_product(Execution& c, const Tensor& a, const Tensor& b) {
  Sizes lead_a(a.dims().begin(), a.dims().end() - 2);
  Sizes lead_b(b.dims().begin(), b.dims().end() - 2);
  auto lead = broadcast({lead_a, lead_b});
  if (!lead || a.size(-1) != b.size(-2)) {
    c.fail("matrices of " + to_text(a.dims()) + " and " + to_text(b.dims()) + " can't be multiplied");
    return {};
  }
  Sizes dims = *lead;
  dims.push_back(a.size(-2));
  dims.push_back(b.size(-1));
  Sizes dims_a = *lead;
  dims_a.insert(dims_a.end(), a.dims().end() - 2, a.dims().end());
  Sizes dims_b = *lead;
  dims_b.insert(dims_b.end(), b.dims().end() - 2, b.dims().end());
  ir::DType dtype = ir::DType::Float32;
  if (a.dtype() == ir::DType::Float64 || is_whole(a.dtype()))
    dtype = is_whole(a.dtype()) ? ir::DType::Int64 : ir::DType::Float64;
  Tensor left = expanded(a, dims_a)->to(dtype).packed();
  Tensor right = expanded(b, dims_b)->to(dtype).packed();
  Tensor made(std::move(dims), dtype);
  auto multiply = [&]<class T>(auto add, T) {
    for (std::int64_t i = 0; i < product(*lead); ++i) {
      add(matrix_at(left, i).data<T>(), matrix_at(right, i).data<T>(), matrix_at(made, i).data<T>(), made.size(-2),
          made.size(-1), left.size(-1));
    }
  };
  switch (made.kind()) {
    case Kind::Double: multiply(multiply_add_plainly<double>, double()); break;
    case Kind::Integer: multiply(multiply_add_plainly<std::int64_t>, std::int64_t()); break;
    default: multiply(multiply_add, float());
  }
  return made.to(a.dtype());
}

Tensor linear(Execution& c, const Tensor& x, const Tensor& weight, const Tensor& bias) {
  std::int64_t features = weight.size(-1);
  if (x.rank() == 0 || x.size(-1) != features) {
    c.fail("a weight of " + to_text(weight.dims()) + " does not fit the input of " + to_text(x.dims()));
    return {};
  }
  std::int64_t rows = features == 0 ? product(without(x.dims(), {x.rank() - 1}, false)) : x.elements() / features;
  Sizes dims(x.dims().begin(), x.dims().end() - 1);
  if (weight.rank() == 2) dims.push_back(weight.size(0));
  Tensor matrix = weight.rank() == 2 ? weight : unsqueezed(weight, 0);
  Tensor made = matrix_product(c, reshaped(x, {rows, features}), transposed(matrix, 0, 1));
  if (!made.defined()) return {};
  if (bias.defined()) made = scaled_along(made, 1, Tensor(), bias);
  return reshaped(made, std::move(dims)).to(x.dtype());
}

Table table_along(const Tensor& tensor, const std::vector<int>& axes) {
  std::vector<int> order;
  std::int64_t length = 1;
  for (int axis = 0; axis < tensor.rank(); ++axis) {
    if (std::find(axes.begin(), axes.end(), axis) == axes.end()) order.push_back(axis);
  }
  std::vector<int> sorted = axes;
  std::sort(sorted.begin(), sorted.end());
  if (tensor.rank() == 0) sorted.clear();
  for (int axis : sorted) {
    order.push_back(axis);
    length *= tensor.size(axis);
  }
  Table table{permuted(tensor, order), 1, length};
  for (std::size_t i = 0; i + sorted.size() < order.size(); ++i) table.rows *= tensor.size(order[i]);
  return table;
}

Sizes without(const Sizes& dims, const std::vector<int>& axes, bool keep) {
  Sizes left;
  for (std::size_t axis = 0; axis < dims.size(); ++axis) {
    bool dropped = std::find(axes.begin(), axes.end(), static_cast<int>(axis)) != axes.end();
    if (!dropped) left.push_back(dims[axis]);
    if (dropped && keep) left.push_back(1);
  }
  return left;
}

double sum_of(Row row) { return kSumOf(row); }

double mean_of(Row row) { return sum_of(row) / static_cast<double>(row.size()); }

double variance_of(Row row, double correction) {
  double mean = mean_of(row);
  double sum = 0;
  for (double x : row) sum += (x - mean) * (x - mean);
  return sum / std::max(0.0, static_cast<double>(row.size()) - correction);
}

double p_norm(Row row, double p) {
  if (row.empty()) return 0;
  double result = std::isinf(p) ? std::abs(row.front()) : 0;
  for (double x : row) {
    double size = std::abs(x);
    if (std::isinf(p))
      result = p > 0 ? kLarger(result, size) : kSmaller(result, size);
    else
      result += p == 0 ? (x != 0 ? 1 : 0) : std::pow(size, p);
  }
  return std::isinf(p) || p == 0 ? result : std::pow(result, 1 / p);
}

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
double log_sigmoid(double x) { return std::min(x, 0.0) - std::log1p(std::exp(-std::abs(x))); }
double softplus(double x) { return -log_sigmoid(-x); }

double log_add_exp(double x, double y) {
  if (x == y && std::isinf(x)) return x;  // their difference is no number
  return kLarger(x, y) + std::log1p(std::exp(-std::abs(x - y)));
}

void softmax(Row row) {
  double most = -std::numeric_limits<double>::infinity();
  for (double x : row) most = std::max(most, x);
  double sum = 0;
  for (double& x : row) sum += x = std::exp(x - most);
  for (double& x : row) x /= sum;
}

void log_softmax(Row row) {
  double most = -std::numeric_limits<double>::infinity();
  for (double x : row) most = std::max(most, x);
  double sum = 0;
  for (double x : row) sum += std::exp(x - most);
  for (double& x : row) x -= most + std::log(sum);
}

void standardise(Row row, double eps) {
  double mean = mean_of(row);
  double scale = 1 / std::sqrt(variance_of(row, 0) + eps);
  for (double& x : row) x = (x - mean) * scale;
}

Tensor scaled_along(const Tensor& tensor, int axis, const Tensor& scale, const Tensor& shift) {
  Tensor made(tensor.dims(), tensor.dtype());
  std::int64_t inner = 1;
  for (int i = axis + 1; i < tensor.rank(); ++i) inner *= tensor.size(i);
  std::vector<double> factors = scale.defined() ? scale.values() : std::vector<double>();
  std::vector<double> terms = shift.defined() ? shift.values() : std::vector<double>();
  auto channels = static_cast<std::size_t>(tensor.size(axis));
  CHECK((!scale.defined() || factors.size() == channels) && (!shift.defined() || terms.size() == channels));
  Reader reader(tensor);
  Writer writer(made);
  std::vector<double> row(static_cast<std::size_t>(inner));
  std::int64_t rows = inner == 0 ? 0 : tensor.elements() / inner;
  for (std::int64_t i = 0; i < rows; ++i) {
    auto channel = static_cast<std::size_t>(i) % channels;
    double factor = factors.empty() ? 1 : factors[channel];
    double term = terms.empty() ? 0 : terms[channel];
    reader.read(row.data(), inner);
    for (double& x : row) x = x * factor + term;
    writer.write(row.data(), inner);
  }
  return made;
}

}  // namespace shapewise::exec
