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
  c.give_over(exact_along(x, {axis}, c.dtype("dtype", own), [=](auto row) {
    for (std::size_t i = 1; i < row.size(); ++i) row[i] = f(row[i - 1], row[i]);
  }));
}

void cumsum(Execution& c) { running(c, kSum); }
void cumprod(Execution& c) { running(c, kProduct); }
void logcumsumexp(Execution& c) {
  running(
      c, []<class T>(T x, T y) { return static_cast<T>(log_add_exp(static_cast<double>(x), static_cast<double>(y))); });
}

/// Running extremes and their places, the last ones of equals. What is no number stays.
template <bool Largest>
void running_extreme(Execution& c) {
  const Tensor& x = c.input();
  int axis = c.axis("dim", x.rank());
  if (c.failed()) return;
  for (bool places : {false, true}) {
    c.give(exact_along(x, {axis}, places ? ir::DType::Int64 : x.dtype(), [=]<class T>(RowOf<T> row) {
      std::size_t found = 0;
      std::vector<T> old(row.begin(), row.end());
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (Largest ? !kBelow(old[i], old[found]) : !kBelowNanFirst(old[found], old[i])) found = i;
        row[i] = places ? static_cast<T>(found) : old[found];
      }
    }));
  }
}

/// The places of a row's elements in order; equal ones stay in theirs. What is no number counts as the largest.
template <class T>
std::vector<std::size_t> order_of(RowOf<T> row, bool descending) {
  std::vector<std::size_t> order(row.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return descending ? kBelow(row[b], row[a]) : kBelow(row[a], row[b]);
  });
  return order;
}

Tensor ordered(const Tensor& x, int axis, bool descending, bool places) {
  return exact_along(x, {axis}, places ? ir::DType::Int64 : x.dtype(), [=]<class T>(RowOf<T> row) {
    std::vector<std::size_t> order = order_of(row, descending);
    std::vector<T> old(row.begin(), row.end());
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = places ? static_cast<T>(order[i]) : old[order[i]];
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
    x = exact_combine(c, sliced(x, axis, 1, size), sliced(x, axis, 0, size), x.dtype(), kDifference);
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
    double norm = p_norm(row, p);
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
