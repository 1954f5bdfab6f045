// What is found in a tensor: how much there is hangs on its values.
#include <algorithm>
#include <cmath>
#include <map>

#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

/// The coordinates of each element that is not zero, one row for each.
Tensor places(const Tensor& x) {
  std::vector<double> list;
  std::vector<double> values = x.values();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] == 0) continue;
    auto rest = static_cast<std::int64_t>(i);
    for (std::int64_t step : row_major(x.dims())) {
      list.push_back(static_cast<double>(rest / step));
      rest %= step;
    }
  }
  std::int64_t count = std::count_if(values.begin(), values.end(), [](double v) { return v != 0; });
  return Tensor::of({count, x.rank()}, ir::DType::Int64, list);
}

void nonzero(Execution& c) {
  Tensor found = places(c.input());
  if (!c.flag("as_tuple")) return c.give(found);
  for (int i = 0; i < c.input().rank(); ++i) c.give(selected(found, 1, i));
}

void masked_select(Execution& c) {
  Tensor mask = c.tensor("mask");
  auto dims = broadcast({c.input().dims(), mask.dims()});
  if (!dims) return c.fail("the mask does not fit");
  std::vector<double> values = expanded(c.input(), *dims)->values();
  std::vector<double> chosen = expanded(mask, *dims)->values();
  std::vector<double> kept;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (chosen[i] != 0) kept.push_back(values[i]);
  }
  c.give(Tensor::of({static_cast<std::int64_t>(kept.size())}, c.input().dtype(), kept));
}

void unique(Execution& c) {
  if (c.given("dim")) return c.fail("unique slices are not run");
  std::map<double, std::int64_t> counts;
  std::vector<double> values = c.input().values();
  for (double value : values) ++counts[value];
  std::vector<double> found;
  std::vector<double> numbers;
  std::map<double, double> place;
  for (const auto& [value, count] : counts) {
    place[value] = static_cast<double>(found.size());
    found.push_back(value);
    numbers.push_back(static_cast<double>(count));
  }
  Sizes dims{static_cast<std::int64_t>(found.size())};
  c.give(Tensor::of(dims, c.input().dtype(), found));
  if (c.flag("return_inverse")) c.give(map(c.input(), ir::DType::Int64, [&](double value) { return place[value]; }));
  if (c.flag("return_counts")) c.give(Tensor::of(dims, ir::DType::Int64, numbers));
}

void bincount(Execution& c) {
  std::vector<double> values = c.input().values();
  Tensor weights = c.tensor("weights");
  std::vector<double> counts(static_cast<std::size_t>(c.integer("minlength")), 0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] < 0) return c.fail("bincount takes no negative numbers");
    auto at = static_cast<std::size_t>(values[i]);
    if (at >= counts.size()) counts.resize(at + 1, 0);
    counts[at] += weights.defined() ? weights.item(static_cast<std::int64_t>(i)) : 1;
  }
  c.give(Tensor::of({static_cast<std::int64_t>(counts.size())}, weights.defined() ? weights.dtype() : ir::DType::Int64,
                    counts));
}

/// How many boundaries are smaller (with `right`, not larger).
void give_buckets(Execution& c, const Tensor& sorted, const Tensor& values, bool right) {
  ir::DType dtype = c.flag("out_int32") ? ir::DType::Int32 : ir::DType::Int64;
  std::vector<double> bounds = sorted.values();
  c.give(map(values, dtype, [&](double x) {
    auto at =
        right ? std::upper_bound(bounds.begin(), bounds.end(), x) : std::lower_bound(bounds.begin(), bounds.end(), x);
    return static_cast<double>(at - bounds.begin());
  }));
}

void bucketize(Execution& c) {
  give_buckets(c, c.tensor("boundaries"), c.operand("input", ir::DType::Float64), c.flag("right"));
}

void searchsorted(Execution& c) {
  if (c.tensor("sorted_sequence").rank() != 1 || c.given("sorter"))
    return c.fail("searches in several rows are not run");
  give_buckets(c, c.tensor("sorted_sequence"), c.operand("input", ir::DType::Float64),
               c.flag("right") || c.text("side") == "right");
}

void isin(Execution& c) {
  std::vector<double> list = c.operand("test_elements", ir::DType::Float64).values();
  bool invert = c.flag("invert");
  c.give(map(c.operand("elements", ir::DType::Float64), ir::DType::Bool,
             [&](double x) -> double { return (std::find(list.begin(), list.end(), x) != list.end()) != invert; }));
}

void multinomial(Execution& c) {
  const Tensor& x = c.input();
  std::int64_t count = c.integer("num_samples");
  if (x.rank() < 1 || x.rank() > 2) return c.fail("probabilities are a vector or a matrix");
  bool again = c.flag("replacement");
  if (!again && count > x.size(-1)) return c.fail("there are not so many to draw from");
  Sizes dims = x.dims();
  dims.back() = count;
  Table table = table_along(x, {x.rank() - 1});
  Reader reader(table.tensor);
  std::vector<double> row(static_cast<std::size_t>(table.length));
  std::vector<double> drawn;
  for (std::int64_t i = 0; i < table.rows; ++i) {
    reader.read(row.data(), table.length);
    for (std::int64_t k = 0; k < count; ++k) {
      double left = c.random().uniform() * sum_of(row);
      std::size_t at = 0;
      while (at + 1 < row.size() && left >= row[at]) left -= row[at++];
      drawn.push_back(static_cast<double>(at));
      if (!again) row[at] = 0;
    }
  }
  c.give(Tensor::of(std::move(dims), ir::DType::Int64, drawn));
}

constexpr Kernel kKernels[] = {
    {"torch.nonzero torch.argwhere", nonzero},
    {"torch.masked_select", masked_select},
    {"torch.unique", unique},
    {"torch.bincount", bincount},
    {"torch.bucketize", bucketize},
    {"torch.searchsorted", searchsorted},
    {"torch.isin", isin},
    {"torch.multinomial", multinomial},
};

}  // namespace

std::span<const Kernel> found_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
