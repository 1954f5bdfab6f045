// New tensors. Those without stated contents (empty) are zeros; random ones are drawn from the seed of the run.
#include <cmath>
#include <functional>

#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

using Draw = double (*)(Random&);
double zero(Random&) { return 0; }
double one(Random&) { return 1; }
double uniform(Random& random) { return random.uniform(); }
double normal(Random& random) { return random.normal(); }

void give_filled(Execution& c, const Sizes& dims, ir::DType dtype, const std::function<double()>& value) {
  for (std::int64_t size : dims) {
    if (size < 0) return c.fail("a size is negative: " + to_text(dims));
  }
  c.give(map(Tensor(dims, dtype), dtype, [&](double) { return value(); }));
}

template <Draw F>
void sized(Execution& c) {
  give_filled(c, c.sizes("size"), c.dtype("dtype", ir::DType::Float32), [&] { return F(c.random()); });
}
template <Draw F>
void sized_like(Execution& c) {
  give_filled(c, c.sizes("size"), c.dtype("dtype", c.input().dtype()), [&] { return F(c.random()); });
}
template <Draw F>
void like(Execution& c) {
  give_filled(c, c.input().dims(), c.dtype("dtype", c.input().dtype()), [&] { return F(c.random()); });
}

/// The element type of a number that fills: bool, int64 or float32.
ir::DType type_of(const ir::Attr& value) {
  if (value.is<bool>()) return ir::DType::Bool;
  return value.is<sym::Expr>() ? ir::DType::Int64 : ir::DType::Float32;
}

void full(Execution& c) {
  double value = c.number("fill_value");
  bool like_input = c.input_count() > 0 && c.has("input");
  ir::DType own = like_input ? c.input().dtype() : type_of(c.call().arg("fill_value"));
  give_filled(c, c.has("size") ? c.sizes("size") : c.input().dims(), c.dtype("dtype", own), [=] { return value; });
}

void arange(Execution& c) {
  bool alone = !c.given("end");
  double start = alone ? 0 : c.number("start");
  double end = alone ? c.number("start") : c.number("end");
  double step = c.number("step", 1);
  bool closed = c.name() == "range";
  auto whole = [&](std::string_view param) { return !c.given(param) || !c.call().arg(param).is<double>(); };
  bool integers = whole("start") && whole("end") && whole("step") && !closed;
  double count = closed ? std::floor((end - start) / step) + 1 : std::ceil((end - start) / step);
  if (!(count >= 0)) return c.fail("the range has no elements");
  double at = -1;
  ir::DType dtype = c.dtype("dtype", integers ? ir::DType::Int64 : ir::DType::Float32);
  give_filled(c, {static_cast<std::int64_t>(count)}, dtype, [&] { return start + step * ++at; });
}

void eye(Execution& c) {
  std::int64_t rows = c.integer("n");
  std::int64_t columns = c.given("m") ? c.integer("m") : rows;
  std::int64_t at = 0;
  give_filled(c, {rows, columns}, c.dtype("dtype", ir::DType::Float32), [&] {
    bool diagonal = at / columns == at % columns;
    ++at;
    return diagonal ? 1.0 : 0.0;
  });
}

void randint(Execution& c) {
  bool alone = !c.given("high") || c.call().arg("high").is<ir::AttrList>();
  double low = alone ? 0 : c.number("low");
  double high = alone ? c.number("low") : c.number("high");
  Sizes dims = c.has("size") && c.given("size") ? c.sizes("size")
               : alone && c.given("high")       ? c.sizes("high")
                                                : Sizes();
  bool like_input = c.name() == "randint_like";
  ir::DType dtype = c.dtype("dtype", like_input ? c.input().dtype() : ir::DType::Int64);
  give_filled(c, like_input ? c.input().dims() : dims, dtype,
              [&] { return low + std::floor(c.random().uniform() * (high - low)); });
}

void randperm(Execution& c) {
  std::vector<double> values;
  for (std::int64_t i = 0; i < c.integer("n"); ++i) values.push_back(static_cast<double>(i));
  for (std::size_t i = values.size(); i > 1; --i)
    std::swap(values[i - 1], values[static_cast<std::size_t>(c.random().uniform() * static_cast<double>(i))]);
  c.give(Tensor::of({static_cast<std::int64_t>(values.size())}, c.dtype("dtype", ir::DType::Int64), values));
}

void logspace(Execution& c) {
  double start = c.number("start");
  double end = c.number("end");
  double base = c.number("base", 10);
  std::int64_t steps = c.integer("steps");
  double at = -1;
  give_filled(c, {steps}, c.dtype("dtype", ir::DType::Float32), [&] {
    ++at;
    return std::pow(base, steps > 1 ? start + (end - start) * at / static_cast<double>(steps - 1) : start);
  });
}

template <bool Upper>
void triangle_indices(Execution& c) {
  std::int64_t offset = c.integer("offset");
  std::vector<double> rows;
  std::vector<double> columns;
  for (std::int64_t i = 0; i < c.integer("row"); ++i) {
    for (std::int64_t j = 0; j < c.integer("col"); ++j) {
      if (Upper ? j - i < offset : j - i > offset) continue;
      rows.push_back(static_cast<double>(i));
      columns.push_back(static_cast<double>(j));
    }
  }
  auto count = static_cast<std::int64_t>(rows.size());
  rows.insert(rows.end(), columns.begin(), columns.end());
  c.give(Tensor::of({2, count}, c.dtype("dtype", ir::DType::Int64), rows));
}

void scalar_tensor(Execution& c) { c.give(Tensor::scalar(c.number("s"), c.dtype("dtype", ir::DType::Float32))); }

constexpr Kernel kKernels[] = {
    {"torch.zeros torch.empty", sized<zero>},
    {"torch.ones", sized<one>},
    {"torch.rand", sized<uniform>},
    {"torch.randn", sized<normal>},
    {"torch.Tensor.new_zeros torch.Tensor.new_empty", sized_like<zero>},
    {"torch.Tensor.new_ones", sized_like<one>},
    {"torch.zeros_like torch.empty_like", like<zero>},
    {"torch.ones_like", like<one>},
    {"torch.rand_like", like<uniform>},
    {"torch.randn_like", like<normal>},
    {"torch.full torch.Tensor.new_full torch.full_like", full},
    {"torch.arange torch.range", arange},
    {"torch.eye", eye},
    {"torch.randint torch.randint_like", randint},
    {"torch.randperm", randperm},
    {"torch.logspace", logspace},
    {"torch.tril_indices", triangle_indices<false>},
    {"torch.triu_indices", triangle_indices<true>},
    {"torch.scalar_tensor", scalar_tensor},
};

}  // namespace

std::span<const Kernel> create_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
