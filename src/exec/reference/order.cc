// Running sums, and elements in order.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numeric>

#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

template <class F>
void running(Execution& c, F f) {
  const Tensor& x = c.input();
  bool over = c.call().spec().in_place();
  ir::DType own = over || ir::is_floating(x.dtype()) ? x.dtype() : ir::DType::Int64;
  int axis = c.axis("dim", x.rank());
  if (c.failed()) return;
  c.give_over(along(x, {axis}, c.dtype("dtype", own), [=](Row row) {
    for (std::size_t i = 1; i < row.size(); ++i) row[i] = f(row[i - 1], row[i]);
  }));
}

void cumsum(Execution& c) {
  running(c, [](double x, double y) { return x + y; });
}
void cumprod(Execution& c) {
  running(c, [](double x, double y) { return x * y; });
}
void logcumsumexp(Execution& c) {
  running(c, [](double x, double y) { return std::max(x, y) + std::log1p(std::exp(-std::abs(x - y))); });
}

/// Running extremes and their places.
template <bool Largest>
void running_extreme(Execution& c) {
  const Tensor& x = c.input();
  int axis = c.axis("dim", x.rank());
  if (c.failed()) return;
  for (bool places : {false, true}) {
    c.give(along(x, {axis}, places ? ir::DType::Int64 : x.dtype(), [=](Row row) {
      std::size_t found = 0;
      std::vector<double> old(row.begin(), row.end());
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (Largest ? old[i] >= old[found] : old[i] <= old[found]) found = i;
        row[i] = places ? static_cast<double>(found) : old[found];
      }
    }));
  }
}

/// The places of a row's elements in order; equal ones stay in theirs.
std::vector<std::size_t> order_of(Row row, bool descending) {
  std::vector<std::size_t> order(row.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  // What is no number counts as the largest.
  auto less = [&](double a, double b) { return a < b || (std::isnan(b) && !std::isnan(a)); };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return descending ? less(row[b], row[a]) : less(row[a], row[b]);
  });
  return order;
}

Tensor ordered(const Tensor& x, int axis, bool descending, bool places) {
  return along(x, {axis}, places ? ir::DType::Int64 : x.dtype(), [=](Row row) {
    std::vector<std::size_t> order = order_of(row, descending);
    std::vector<double> old(row.begin(), row.end());
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = places ? static_cast<double>(order[i]) : old[order[i]];
  });
}

void sort(Execution& c) {
  int axis = c.axis("dim", c.input().rank(), -1);
  if (c.failed()) return;
  c.give(ordered(c.input(), axis, c.flag("descending"), false));
  c.give(ordered(c.input(), axis, c.flag("descending"), true));
}

void argsort(Execution& c) {
  int axis = c.axis("dim", c.input().rank(), -1);
  if (!c.failed()) c.give(ordered(c.input(), axis, c.flag("descending"), true));
}

void msort(Execution& c) { c.give(ordered(c.input(), 0, false, false)); }

void topk(Execution& c) {
  Tensor x = c.input().rank() == 0 ? reshaped(c.input(), {1}) : c.input();
  int axis = c.axis("dim", x.rank(), -1);
  std::int64_t k = c.integer("k");
  if (c.failed() || k < 0 || k > x.size(axis)) return c.fail(fmt::format("there are no {} elements to choose", k));
  for (bool places : {false, true}) {
    Tensor part = sliced(ordered(x, axis, c.flag("largest"), places), axis, 0, k);
    c.give(c.input().rank() == 0 ? reshaped(part, {}) : part);
  }
}

void kthvalue(Execution& c) {
  Tensor x = c.input().rank() == 0 ? reshaped(c.input(), {1}) : c.input();
  int axis = c.axis("dim", x.rank(), -1);
  std::int64_t k = c.integer("k");
  if (c.failed() || k < 1 || k > x.size(axis)) return c.fail(fmt::format("there is no element {}", k));
  for (bool places : {false, true}) {
    Tensor part = ordered(x, axis, false, places);
    part = c.flag("keepdim") && c.input().rank() > 0 ? sliced(part, axis, k - 1, 1) : selected(part, axis, k - 1);
    c.give(part.packed());
  }
}

void diff(Execution& c) {
  Tensor x = c.input();
  int axis = c.axis("dim", x.rank(), -1);
  if (c.failed() || x.rank() == 0) return c.fail("a scalar has no differences");
  std::vector<Tensor> parts{x};
  if (Tensor before = c.tensor("prepend"); before.defined()) parts.insert(parts.begin(), before);
  if (Tensor after = c.tensor("append"); after.defined()) parts.push_back(after);
  x = joined(parts, axis);
  for (std::int64_t i = 0; i < c.integer("n") && x.size(axis) > 0; ++i) {
    std::int64_t size = x.size(axis) - 1;
    x = combine(c, sliced(x, axis, 1, size), sliced(x, axis, 0, size), x.dtype(),
                [](double a, double b) { return a - b; });
  }
  c.give(x);
}

void renorm(Execution& c) {
  const Tensor& x = c.input();
  int kept = c.axis("dim", x.rank());
  double p = c.number("p");
  double most = c.number("maxnorm");
  std::vector<int> axes;
  for (int i = 0; i < x.rank(); ++i) {
    if (i != kept) axes.push_back(i);
  }
  c.give_over(along(x, axes, x.dtype(), [=](Row row) {
    double sum = 0;
    for (double v : row) sum += std::pow(std::abs(v), p);
    double norm = std::pow(sum, 1 / p);
    if (norm <= most) return;
    for (double& v : row) v *= most / (norm + 1e-7);
  }));
}

constexpr Kernel kKernels[] = {
    {"torch.cumsum torch.Tensor.cumsum_", cumsum},
    {"torch.cumprod torch.Tensor.cumprod_", cumprod},
    {"torch.logcumsumexp", logcumsumexp},
    {"torch.cummax", running_extreme<true>},
    {"torch.cummin", running_extreme<false>},
    {"torch.sort", sort},
    {"torch.argsort", argsort},
    {"torch.msort", msort},
    {"torch.topk", topk},
    {"torch.kthvalue", kthvalue},
    {"torch.diff", diff},
    {"torch.renorm", renorm},
};

}  // namespace

std::span<const Kernel> order_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
