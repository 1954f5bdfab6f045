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

template <class F>
void over(Execution& c, ir::DType dtype, F f) {
  std::vector<int> axes = c.axes("dim", c.input().rank());
  if (!c.failed()) c.give(reduce(c.input(), axes, c.flag("keepdim"), dtype, f));
}

ir::DType floating(const Tensor& x) { return ir::is_floating(x.dtype()) ? x.dtype() : ir::DType::Float32; }
ir::DType whole(const Tensor& x) { return ir::is_floating(x.dtype()) ? x.dtype() : ir::DType::Int64; }

double product_of(Row row) {
  double product = 1;
  for (double x : row) product *= x;
  return product;
}
/// The rows without what is no number.
std::vector<double> numbers(Row row) {
  std::vector<double> kept;
  for (double x : row) {
    if (!std::isnan(x)) kept.push_back(x);
  }
  return kept;
}
double place_of_most(Row row) { return static_cast<double>(std::max_element(row.begin(), row.end()) - row.begin()); }
double place_of_least(Row row) { return static_cast<double>(std::min_element(row.begin(), row.end()) - row.begin()); }
double most(Row row) { return *std::max_element(row.begin(), row.end()); }
double least(Row row) { return *std::min_element(row.begin(), row.end()); }
/// The lower one of two in the middle.
double median(Row row) {
  std::vector<double> sorted(row.begin(), row.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted[(sorted.size() - 1) / 2];
}

void mean(Execution& c) { over(c, c.dtype("dtype", floating(c.input())), mean_of); }
void total(Execution& c) { over(c, c.dtype("dtype", whole(c.input())), sum_of); }
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
void prod(Execution& c) { over(c, c.dtype("dtype", whole(c.input())), product_of); }

void logsumexp(Execution& c) {
  over(c, floating(c.input()), [](Row row) {
    double peak = row.empty() ? -kInfinity : most(row);
    if (std::isinf(peak)) return peak;
    double sum = 0;
    for (double x : row) sum += std::exp(x - peak);
    return peak + std::log(sum);
  });
}

/// Extremes need an element.
template <double (*F)(Row)>
void extreme(Execution& c) {
  if (c.input().elements() == 0) return c.fail("there is no element to choose");
  over(c, c.input().dtype(), F);
}
template <double (*F)(Row)>
void place(Execution& c) {
  if (c.input().elements() == 0) return c.fail("there is no element to choose");
  over(c, ir::DType::Int64, F);
}

void aminmax(Execution& c) {
  extreme<least>(c);
  if (!c.failed()) extreme<most>(c);
}

/// Over all, the value; along a dimension, values and places; of two tensors, the larger or smaller of both.
template <double (*Value)(Row), double (*Place)(Row)>
void extremes(Execution& c) {
  Tensor other = c.has("other") ? c.tensor("other") : Tensor();
  if (!other.defined() && c.has("dim")) other = c.tensor("dim");
  if (other.defined()) {
    ir::DType dtype = layer::promote(c.input().dtype(), other.dtype());
    Tensor made = combine(c, c.input(), other, dtype, [](double x, double y) {
      double both[] = {x, y};
      return std::isnan(x) || std::isnan(y) ? std::nan("") : Value(Row(both));
    });
    if (made.defined()) c.give(made);
    return;
  }
  extreme<Value>(c);
  if (c.given("dim") && !c.failed()) place<Place>(c);
}

double place_of_median(Row row) {
  double value = median(row);
  return static_cast<double>(std::find(row.begin(), row.end(), value) - row.begin());
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
  over(c, c.dtype("dtype", floating(c.input())), [=](Row row) {
    double sum = p == -kInfinity ? kInfinity : 0;
    for (double x : row) {
      double size = std::abs(x);
      if (p == kInfinity)
        sum = std::max(sum, size);
      else if (p == -kInfinity)
        sum = std::min(sum, size);
      else
        sum += p == 0 ? (x != 0 ? 1 : 0) : std::pow(size, p);
    }
    return std::isinf(p) || p == 0 ? sum : std::pow(sum, 1 / p);
  });
}

void mode_of(Execution& c) {
  auto frequent = [](Row row) {
    std::map<double, int> counts;
    for (double x : row) ++counts[x];
    auto best = std::max_element(counts.begin(), counts.end(), [](auto& a, auto& b) { return a.second < b.second; });
    return best->first;
  };
  std::vector<int> axes{c.axis("dim", c.input().rank(), -1)};
  if (c.failed() || c.input().elements() == 0) return c.fail("there is no element to choose");
  c.give(reduce(c.input(), axes, c.flag("keepdim"), c.input().dtype(), frequent));
  c.give(reduce(c.input(), axes, c.flag("keepdim"), ir::DType::Int64, [&](Row row) {
    double value = frequent(row);
    return static_cast<double>(row.rend() - std::find(row.rbegin(), row.rend(), value)) - 1;
  }));
}

constexpr Kernel kKernels[] = {
    {"torch.mean", mean},
    {"torch.nanmean", nanmean},
    {"torch.sum", total},
    {"torch.nansum", nansum},
    {"torch.prod", prod},
    {"torch.logsumexp", logsumexp},
    {"torch.amax", extreme<most>},
    {"torch.amin", extreme<least>},
    {"torch.aminmax", aminmax},
    {"torch.argmax", place<place_of_most>},
    {"torch.argmin", place<place_of_least>},
    {"torch.count_nonzero", count_nonzero},
    {"torch.any", any},
    {"torch.all", all},
    {"torch.max", extremes<most, place_of_most>},
    {"torch.min", extremes<least, place_of_least>},
    {"torch.median", extremes<median, place_of_median>},
    {"torch.mode", mode_of},
    {"torch.std", spread<true>},
    {"torch.var", spread<false>},
    {"torch.var_mean", spread_and_mean<false>},
    {"torch.std_mean", spread_and_mean<true>},
    {"torch.norm", norm},
};

}  // namespace

std::span<const Kernel> reduce_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
