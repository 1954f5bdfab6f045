// Reductions over dimensions.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "exec/kernel.h"
#include "exec/math.h"
#include "layer/promote.h"

namespace shapewise::exec::reference {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// By PyTorch's names of arguments or by those of ONNX.
std::vector<int> axes_of(Execution& c) {
  std::string_view param = c.has("dim") ? "dim" : c.has("axes") ? "axes" : "axis";
  return c.axes(param, c.input().rank());
}
bool keeps(const Execution& c) { return c.flag("keepdim") || c.flag("keepdims"); }

template <class F>
void over(Execution& c, ir::DType dtype, F f) {
  std::vector<int> axes = axes_of(c);
  if (!c.failed()) c.give(reduce(c.input(), axes, keeps(c), dtype, f));
}
/// Integers as integers.
template <class F>
void exact_over(Execution& c, ir::DType dtype, F f) {
  std::vector<int> axes = axes_of(c);
  if (!c.failed()) c.give(exact_reduce(c.input(), axes, keeps(c), dtype, f));
}

ir::DType floating(const Tensor& x) { return ir::is_floating(x.dtype()) ? x.dtype() : ir::DType::Float32; }
ir::DType whole(const Tensor& x) { return ir::is_floating(x.dtype()) ? x.dtype() : ir::DType::Int64; }

constexpr auto kProductOf = []<class T>(RowOf<T> row) {
  T product = 1;
  for (T x : row) product = kProduct(product, x);
  return product;
};
/// The rows without what is no number.
std::vector<double> numbers(Row row) {
  std::vector<double> kept;
  for (double x : row) {
    if (!std::isnan(x)) kept.push_back(x);
  }
  return kept;
}
// The value and the place of a row's extremes, the first one, and of its median: the lower one of two in the middle.
// What is no number wins.
constexpr auto kPlaceOfMost = []<class T>(RowOf<T> row) -> std::size_t {
  return static_cast<std::size_t>(std::max_element(row.begin(), row.end(), kBelow) - row.begin());
};
constexpr auto kPlaceOfLeast = []<class T>(RowOf<T> row) -> std::size_t {
  return static_cast<std::size_t>(std::min_element(row.begin(), row.end(), kBelowNanFirst) - row.begin());
};
constexpr auto kPlaceOfMedian = []<class T>(RowOf<T> row) -> std::size_t {
  auto nan = std::find_if(row.begin(), row.end(), is_nan<T>);
  if (nan != row.end()) return static_cast<std::size_t>(nan - row.begin());
  std::vector<T> sorted(row.begin(), row.end());
  std::sort(sorted.begin(), sorted.end());
  T middle = sorted[(sorted.size() - 1) / 2];
  return static_cast<std::size_t>(std::find(row.begin(), row.end(), middle) - row.begin());
};

void mean(Execution& c) { over(c, c.dtype("dtype", floating(c.input())), mean_of); }
void total(Execution& c) { exact_over(c, c.dtype("dtype", whole(c.input())), kSumOf); }
void nanmean(Execution& c) {
  over(c, c.dtype("dtype", floating(c.input())), [](Row row) {
    std::vector<double> kept = numbers(row);
    return mean_of(kept);
  });
}
void nansum(Execution& c) {
  over(c, c.dtype("dtype", whole(c.input())), [](Row row) {
    std::vector<double> kept = numbers(row);
    return sum_of(kept);
  });
}
void prod(Execution& c) { exact_over(c, c.dtype("dtype", whole(c.input())), kProductOf); }

double log_sum_exp(Row row) {
  double peak = row.empty() ? -kInfinity : row[kPlaceOfMost(row)];
  if (std::isinf(peak)) return peak;
  double sum = 0;
  for (double x : row) sum += std::exp(x - peak);
  return peak + std::log(sum);
}
void logsumexp(Execution& c) { over(c, floating(c.input()), log_sum_exp); }

/// Extremes need an element.
template <auto Place>
void extreme(Execution& c) {
  if (c.input().elements() == 0) return c.fail("there is no element to choose");
  exact_over(c, c.input().dtype(), []<class T>(RowOf<T> row) { return row[Place(row)]; });
}
template <auto Place>
void place(Execution& c) {
  if (c.input().elements() == 0) return c.fail("there is no element to choose");
  exact_over(c, ir::DType::Int64, []<class T>(RowOf<T> row) { return static_cast<T>(Place(row)); });
}

void aminmax(Execution& c) {
  extreme<kPlaceOfLeast>(c);
  if (!c.failed()) extreme<kPlaceOfMost>(c);
}

/// Over all, the value; along a dimension, values and places; of two tensors, what is chosen of each pair.
template <auto Place>
void extremes(Execution& c) {
  Tensor other = c.has("other") ? c.tensor("other") : Tensor();
  if (!other.defined() && c.has("dim")) other = c.tensor("dim");
  if (other.defined()) {
    ir::DType dtype = layer::promote(c.input().dtype(), other.dtype());
    Tensor made = exact_combine(c, c.input().to(dtype), other.to(dtype), dtype, []<class T>(T x, T y) {
      T both[] = {x, y};
      return both[Place(RowOf<T>(both))];
    });
    if (made.defined()) c.give(made);
    return;
  }
  extreme<Place>(c);
  if (c.given("dim") && !c.failed()) place<Place>(c);
}

void count_nonzero(Execution& c) {
  over(c, ir::DType::Int64, [](Row row) {
    return static_cast<double>(row.size()) - static_cast<double>(std::count(row.begin(), row.end(), 0.0));
  });
}
ir::DType boolean(const Tensor& x) { return x.dtype() == ir::DType::UInt8 ? x.dtype() : ir::DType::Bool; }
void any(Execution& c) {
  over(c, boolean(c.input()),
       [](Row row) -> double { return std::any_of(row.begin(), row.end(), [](double x) { return x != 0; }); });
}
void all(Execution& c) {
  over(c, boolean(c.input()),
       [](Row row) -> double { return std::all_of(row.begin(), row.end(), [](double x) { return x != 0; }); });
}

/// std(dim, unbiased), and std(unbiased) over all.
double correction_of(Execution& c) {
  if (c.given("correction")) return c.number("correction");
  auto* unbiased = c.call().arg("dim").as<bool>();
  return (unbiased != nullptr ? *unbiased : c.flag("unbiased")) ? 1 : 0;
}

template <bool Root>
void spread(Execution& c) {
  double correction = correction_of(c);
  bool everywhere = c.call().arg("dim").is<bool>();
  std::vector<int> axes;
  for (int i = 0; i < c.input().rank(); ++i) axes.push_back(i);
  if (!everywhere) axes = c.axes("dim", c.input().rank());
  if (c.failed()) return;
  c.give(reduce(c.input(), axes, c.flag("keepdim"), floating(c.input()), [=](Row row) {
    double variance = variance_of(row, correction);
    return Root ? std::sqrt(variance) : variance;
  }));
}
template <bool Root>
void spread_and_mean(Execution& c) {
  spread<Root>(c);
  if (!c.failed()) over(c, floating(c.input()), mean_of);
}

void norm(Execution& c) {
  std::string_view named = c.text("p");
  if (named == "nuc") return c.fail("the nuclear norm is not run");
  double p = named == "fro" || !c.given("p") ? 2 : named == "inf" ? kInfinity : c.number("p");
  over(c, c.dtype("dtype", floating(c.input())), [=](Row row) { return p_norm(row, p); });
}

/// The most frequent element, the smallest of several, where it stands last.
constexpr auto kPlaceOfMode = []<class T>(RowOf<T> row) -> std::size_t {
  std::map<T, int, decltype(kBelow)> counts(kBelow);
  for (T x : row) ++counts[x];
  auto best = std::max_element(counts.begin(), counts.end(), [](auto& a, auto& b) { return a.second < b.second; });
  std::size_t at = row.size() - 1;
  while (kBelow(row[at], best->first) || kBelow(best->first, row[at])) --at;
  return at;
};

void mode_of(Execution& c) {
  std::vector<int> axes{c.axis("dim", c.input().rank(), -1)};
  if (c.failed() || c.input().elements() == 0) return c.fail("there is no element to choose");
  bool keep = c.flag("keepdim");
  c.give(exact_reduce(c.input(), axes, keep, c.input().dtype(),
                      []<class T>(RowOf<T> row) { return row[kPlaceOfMode(row)]; }));
  c.give(exact_reduce(c.input(), axes, keep, ir::DType::Int64,
                      []<class T>(RowOf<T> row) { return static_cast<T>(kPlaceOfMode(row)); }));
}

constexpr auto kMost = []<class T>(RowOf<T> row) { return row[kPlaceOfMost(row)]; };
constexpr auto kLeast = []<class T>(RowOf<T> row) { return row[kPlaceOfLeast(row)]; };
constexpr auto kSumOfMagnitudes = []<class T>(RowOf<T> row) {
  T sum = 0;
  for (T x : row) sum = kSum(sum, x < 0 ? kDifference(T(0), x) : x);
  return sum;
};
constexpr auto kSumOfSquares = []<class T>(RowOf<T> row) {
  T sum = 0;
  for (T x : row) sum = kSum(sum, kProduct(x, x));
  return sum;
};
double root_of_squares(Row row) { return std::sqrt(kSumOfSquares(row)); }
double log_of_sum(Row row) { return std::log(sum_of(row)); }

/// ONNX: the element type stays. Without axes all are meant, or none.
bool reduces_nothing(Execution& c) {
  return c.flag("noop_with_empty_axes") && (!c.given("axes") || c.sizes("axes").empty());
}
template <auto F>
void typed(Execution& c) {
  reduces_nothing(c) ? c.give(c.input()) : exact_over(c, c.input().dtype(), F);
}
template <double (*F)(Row)>
void floating_typed(Execution& c) {
  reduces_nothing(c) ? c.give(c.input()) : over(c, c.input().dtype(), F);
}
template <auto Place>
void extreme_typed(Execution& c) {
  if (c.input().elements() == 0) return c.fail("there is no element to choose");
  typed<Place>(c);
}

/// The first of several, or the last one.
template <auto Place>
void onnx_place(Execution& c) {
  if (!c.flag("select_last_index")) return place<Place>(c);
  if (c.input().elements() == 0) return c.fail("there is no element to choose");
  exact_over(c, ir::DType::Int64, []<class T>(RowOf<T> row) {
    std::vector<T> turned(row.rbegin(), row.rend());
    return static_cast<T>(row.size() - 1 - Place(RowOf<T>(turned)));
  });
}

constexpr Kernel kKernels[] = {
    {"torch.mean", mean},
    {"torch.nanmean", nanmean},
    {"torch.sum", total},
    {"torch.nansum", nansum},
    {"torch.prod", prod},
    {"torch.logsumexp", logsumexp},
    {"torch.amax", extreme<kPlaceOfMost>},
    {"torch.amin", extreme<kPlaceOfLeast>},
    {"torch.aminmax", aminmax},
    {"torch.argmax", place<kPlaceOfMost>},
    {"torch.argmin", place<kPlaceOfLeast>},
    {"torch.count_nonzero", count_nonzero},
    {"torch.any", any},
    {"torch.all", all},
    {"torch.max", extremes<kPlaceOfMost>},
    {"torch.min", extremes<kPlaceOfLeast>},
    {"torch.median", extremes<kPlaceOfMedian>},
    {"torch.mode", mode_of},
    {"torch.std", spread<true>},
    {"torch.var", spread<false>},
    {"torch.var_mean", spread_and_mean<false>},
    {"torch.std_mean", spread_and_mean<true>},
    {"torch.norm", norm},
    {"onnx:ReduceSum", typed<kSumOf>},
    {"onnx:ReduceProd", typed<kProductOf>},
    {"onnx:ReduceMax", extreme_typed<kMost>},
    {"onnx:ReduceMin", extreme_typed<kLeast>},
    {"onnx:ReduceL1", typed<kSumOfMagnitudes>},
    {"onnx:ReduceSumSquare", typed<kSumOfSquares>},
    {"onnx:ReduceMean", floating_typed<mean_of>},
    {"onnx:ReduceL2", floating_typed<root_of_squares>},
    {"onnx:ReduceLogSum", floating_typed<log_of_sum>},
    {"onnx:ReduceLogSumExp", floating_typed<log_sum_exp>},
    {"onnx:ArgMax", onnx_place<kPlaceOfMost>},
    {"onnx:ArgMin", onnx_place<kPlaceOfLeast>},
};

}  // namespace

std::span<const Kernel> reduce_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
