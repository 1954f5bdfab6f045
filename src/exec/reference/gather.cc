// Elements and slices taken from, or put to, places that an index tensor names.
#include <cmath>
#include <fmt/format.h>

#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

/// Calls visit(offset of the element in `x` that the index names, place in row-major order of the index).
template <class Visit>
void for_each_index(Execution& c, const Tensor& x, const Tensor& index, int axis, Visit visit) {
  std::vector<double> places = index.values();
  Sizes steps = row_major(index.dims());
  for (std::size_t i = 0; i < places.size(); ++i) {
    std::int64_t offset = 0;
    auto rest = static_cast<std::int64_t>(i);
    for (int k = 0; k < index.rank(); ++k) {
      auto at = static_cast<std::size_t>(k);
      std::int64_t place = k == axis ? static_cast<std::int64_t>(places[i]) : rest / steps[at];
      rest %= steps[at];
      if (k == axis && place < 0) place += x.size(k);
      if (place < 0 || place >= x.size(k))
        return c.fail(fmt::format("the index {} is out of range for {}", place, to_text(x.dims())));
      offset += place * x.strides()[at];
    }
    visit(offset, static_cast<std::int64_t>(i));
  }
}

/// A view of one element.
Tensor at(const Tensor& x, std::int64_t offset) { return x.view({}, {}, offset); }

Tensor with_rank(const Tensor& x) { return x.rank() == 0 ? reshaped(x, {1}) : x; }

void give_gathered(Execution& c, const Tensor& from, const Tensor& index, int axis) {
  Tensor x = with_rank(from);
  Tensor places = with_rank(index);
  if (x.rank() != places.rank()) return c.fail("the index has another rank");
  Tensor made(places.dims(), x.dtype());
  Writer writer(made);
  for_each_index(c, x, places, axis, [&](std::int64_t offset, std::int64_t) {
    double value = at(x, offset).item();
    writer.write(&value, 1);
  });
  if (!c.failed()) c.give(reshaped(made, index.dims()));
}

void gather(Execution& c) {
  int axis = c.axis("dim", c.input().rank());
  if (!c.failed()) give_gathered(c, c.input(), c.tensor("index"), axis);
}

void take_along(Execution& c) {
  Tensor x = c.given("dim") ? c.input() : reshaped(c.input(), {c.input().elements()});
  Tensor index = c.given("dim") ? c.tensor("indices") : reshaped(c.tensor("indices"), {c.tensor("indices").elements()});
  int axis = c.axis("dim", x.rank());
  if (c.failed() || x.rank() != index.rank()) return c.fail("the index has another rank");
  Sizes dims_x = x.dims();
  Sizes dims_i = index.dims();
  for (std::size_t i = 0; i < dims_x.size(); ++i) {
    if (static_cast<int>(i) == axis) continue;
    std::int64_t size = std::max(dims_x[i], dims_i[i]);
    dims_x[i] = dims_i[i] = size;
  }
  auto wide = expanded(x, dims_x);
  auto places = expanded(index, dims_i);
  if (!wide || !places) return c.fail("the sizes do not fit together");
  give_gathered(c, *wide, *places, axis);
}

using Combine = double (*)(double, double);
double replaced(double, double y) { return y; }
double sum(double x, double y) { return x + y; }
double product_of(double x, double y) { return x * y; }
double larger(double x, double y) { return std::max(x, y); }
double smaller(double x, double y) { return std::min(x, y); }

Combine combination(std::string_view reduce) {
  if (reduce == "add" || reduce == "sum" || reduce == "mean") return sum;
  if (reduce == "multiply" || reduce == "prod") return product_of;
  if (reduce == "amax") return larger;
  return reduce == "amin" ? smaller : replaced;
}

void scatter_with(Execution& c, Combine combine, bool include_self, bool mean) {
  Tensor self = c.call().spec().in_place() ? c.input() : c.input().copy();
  Tensor x = with_rank(self);
  Tensor index = with_rank(c.tensor("index"));
  int axis = c.axis("dim", x.rank());
  std::string_view param = c.has("value") && c.given("value") ? "value" : "src";
  Tensor source = with_rank(c.operand(param, x.dtype()));
  bool number = !c.tensor(c.call().arg(param)).defined();
  if (c.failed() || index.rank() != x.rank()) return c.fail("the index has another rank");
  Sizes dims = index.dims();
  if (number) source = *expanded(source, dims);
  for (std::size_t i = 0; i < dims.size(); ++i) {
    if (source.rank() != index.rank() || source.dims()[i] < dims[i])
      return c.fail("the source is smaller than the index");
    source = sliced(source, static_cast<int>(i), 0, dims[i]);
  }
  std::vector<double> values = source.values();
  Tensor counts(x.dims(), ir::DType::Float32);  // how often each place was written to
  Tensor compact = x.packed();
  for_each_index(c, compact, index, axis, [&](std::int64_t offset, std::int64_t i) {
    float& seen = counts.data<float>()[offset];
    double value = values[static_cast<std::size_t>(i)];
    Tensor place = at(compact, offset);
    double result = seen == 0 && !include_self ? value : combine(place.item(), value);
    assign(place, Tensor::scalar(result, x.dtype()));
    ++seen;
  });
  if (mean) {
    double extra = include_self ? 1 : 0;
    Tensor divided =
        exec::combine(c, compact, counts, x.dtype(), [=](double v, double n) { return n > 0 ? v / (n + extra) : v; });
    assign(compact, divided);
  }
  if (!x.compact()) assign(x, compact);
  if (!c.failed()) c.give(self);
}

void scatter(Execution& c) { scatter_with(c, combination(c.text("reduce")), true, false); }
void scatter_add(Execution& c) { scatter_with(c, sum, true, false); }
void scatter_reduce(Execution& c) {
  scatter_with(c, combination(c.text("reduce")), c.flag("include_self"), c.text("reduce") == "mean");
}

std::vector<std::int64_t> indices_of(Execution& c, const Tensor& index, std::int64_t size) {
  std::vector<std::int64_t> list;
  for (double value : index.values()) {
    auto place = static_cast<std::int64_t>(value);
    if (place < 0) place += size;
    if (place < 0 || place >= size) c.fail(fmt::format("the index {} is out of range for a size of {}", place, size));
    list.push_back(c.failed() ? 0 : place);
  }
  return list;
}

void index_select(Execution& c) {
  Tensor x = with_rank(c.input());
  int axis = c.axis("dim", x.rank());
  if (c.tensor("index").rank() > 1) c.fail("the index is no vector");
  std::vector<std::int64_t> list = indices_of(c, c.tensor("index"), x.size(axis));
  if (!c.failed()) c.give(picked(x, axis, list));
}

void select(Execution& c) {
  int axis = c.axis("dim", c.input().rank());
  std::int64_t index = c.integer("index");
  if (c.failed() || c.input().rank() == 0) return c.fail("a scalar has no slices");
  std::int64_t size = c.input().size(axis);
  if (index < -size || index >= size)
    return c.fail(fmt::format("the index {} is out of range for a size of {}", index, size));
  c.give(selected(c.input(), axis, index < 0 ? index + size : index));
}

void take(Execution& c) {
  Tensor flat = reshaped(c.input(), {c.input().elements()});
  std::vector<std::int64_t> list = indices_of(c, c.tensor("index"), flat.elements());
  if (!c.failed()) c.give(reshaped(picked(flat, 0, list), c.tensor("index").dims()));
}

/// Slices of the input, each with one of the source (or a number) and combined with it.
void put_slices(Execution& c, Combine combine, const Tensor& source, double alpha) {
  Tensor self = c.call().spec().in_place() ? c.input() : c.input().copy();
  Tensor x = with_rank(self);
  int axis = c.axis("dim", x.rank());
  std::vector<std::int64_t> list = indices_of(c, c.tensor("index"), x.size(axis));
  if (c.failed()) return;
  Tensor from = with_rank(source);
  bool same = source.rank() > 0 || list.size() <= 1;
  if (same && (from.rank() != x.rank() || from.size(axis) != static_cast<std::int64_t>(list.size())) &&
      source.rank() > 0)
    return c.fail("there is not one slice for each index");
  for (std::size_t i = 0; i < list.size(); ++i) {
    Tensor part = selected(x, axis, list[i]);
    Tensor slice = source.rank() > 0 ? selected(from, axis, static_cast<std::int64_t>(i)) : source;
    Tensor made =
        exec::combine(c, part, slice, part.dtype(), [=](double a, double b) { return combine(a, alpha * b); });
    if (!made.defined() || made.dims() != part.dims()) return c.fail("a slice does not fit");
    assign(part, made);
  }
  c.give(self);
}

void index_add(Execution& c) { put_slices(c, sum, c.tensor("source"), c.number("alpha", 1)); }
void index_copy(Execution& c) { put_slices(c, replaced, c.tensor("source"), 1); }
void index_fill(Execution& c) {
  Tensor value = c.operand("value", c.input().dtype());
  if (!c.failed()) put_slices(c, replaced, value, 1);
}

void put(Execution& c) {
  Tensor self = c.call().spec().in_place() ? c.input() : c.input().copy();
  Tensor flat = reshaped(self.packed(), {self.elements()});
  std::vector<std::int64_t> list = indices_of(c, c.tensor("index"), flat.elements());
  std::vector<double> values = c.tensor("source").values();
  if (values.size() != list.size()) c.fail("there is not one element for each index");
  if (c.failed()) return;
  for (std::size_t i = 0; i < list.size(); ++i) {
    Tensor place = selected(flat, 0, list[i]);
    double old = c.flag("accumulate") ? place.item() : 0;
    assign(place, Tensor::scalar(old + values[i], flat.dtype()));
  }
  if (!self.compact()) assign(self, reshaped(flat, self.dims()));
  c.give(self);
}

void select_scatter(Execution& c) {
  Tensor made = c.input().copy();
  int axis = c.axis("dim", made.rank());
  std::int64_t index = c.integer("index");
  if (c.failed() || made.rank() == 0) return c.fail("a scalar has no slices");
  if (index < 0) index += made.size(axis);
  if (index < 0 || index >= made.size(axis)) return c.fail("the index is out of range");
  Tensor part = selected(made, axis, index);
  if (part.dims() != c.tensor("src").dims()) return c.fail("the slice does not fit");
  assign(part, c.tensor("src").to(made.dtype()));
  c.give(made);
}

constexpr Kernel kKernels[] = {
    {"torch.gather", gather},
    {"torch.take_along_dim", take_along},
    {"torch.scatter torch.Tensor.scatter_", scatter},
    {"torch.scatter_add torch.Tensor.scatter_add_", scatter_add},
    {"torch.scatter_reduce torch.Tensor.scatter_reduce_", scatter_reduce},
    {"torch.index_select", index_select},
    {"torch.select", select},
    {"torch.take", take},
    {"torch.index_add torch.Tensor.index_add_", index_add},
    {"torch.index_copy torch.Tensor.index_copy_", index_copy},
    {"torch.index_fill torch.Tensor.index_fill_", index_fill},
    {"torch.put torch.Tensor.put_", put},
    {"torch.select_scatter", select_scatter},
};

}  // namespace

std::span<const Kernel> gather_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
