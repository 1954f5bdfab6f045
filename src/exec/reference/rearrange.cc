// Elements in another order, or repeated.
#include <fmt/format.h>

#include "exec/kernel.h"
#include "exec/views.h"

namespace shapewise::exec::reference {
namespace {

std::vector<std::int64_t> backwards(std::int64_t size) {
  std::vector<std::int64_t> order;
  for (std::int64_t i = size; i-- > 0;) order.push_back(i);
  return order;
}

Tensor flipped(Tensor tensor, const std::vector<int>& axes) {
  for (int axis : axes) tensor = picked(tensor, axis, backwards(tensor.size(axis)));
  return tensor;
}

void flip(Execution& c) {
  std::vector<int> axes;
  for (std::int64_t one : c.sizes("dims")) axes.push_back(axis_at(one, c.input().rank()).value_or(c.input().rank()));
  for (int axis : axes) {
    if (axis >= c.input().rank()) return c.fail("there is no such dimension");
  }
  c.give(flipped(c.input(), axes));
}

template <int Axis>
void flip_axis(Execution& c) {
  if (c.input().rank() <= Axis) return c.fail("it has too few dimensions");
  c.give(flipped(c.input(), {Axis}));
}

Tensor shifted(const Tensor& x, int axis, std::int64_t by) {
  std::int64_t size = x.size(axis);
  std::vector<std::int64_t> order;
  for (std::int64_t i = 0; i < size; ++i) order.push_back(((i - by) % size + size) % size);
  return picked(x, axis, order);
}

void roll(Execution& c) {
  Sizes shifts = c.sizes("shifts");
  if (!c.given("dims") || c.sizes("dims").empty()) {
    if (shifts.size() != 1) return c.fail("without dimensions there is one shift");
    Tensor flat = reshaped(c.input(), {c.input().elements()});
    return c.give(reshaped(shifted(flat, 0, shifts.front()), c.input().dims()));
  }
  std::vector<int> axes = c.axes("dims", c.input().rank());
  if (axes.size() != shifts.size()) c.fail("as many shifts as dimensions are needed");
  if (c.failed()) return;
  Tensor made = c.input();
  for (std::size_t i = 0; i < axes.size(); ++i) made = shifted(made, axes[i], shifts[i]);
  c.give(made);
}

void rot90(Execution& c) {
  std::vector<int> plane = c.axes("dims", c.input().rank());
  if (plane.size() != 2 || plane[0] == plane[1]) c.fail("a plane has two dimensions");
  if (c.failed()) return;
  std::int64_t turns = (c.integer("k") % 4 + 4) % 4;
  Tensor made = c.input();
  for (; turns > 0; --turns) made = flipped(transposed(made, plane[0], plane[1]), {plane[0]});
  c.give(made.copy());
}

/// Every axis so often; with more repeats than axes, new ones come before.
void give_repeated(Execution& c, Sizes repeats) {
  Tensor made = c.input();
  while (made.rank() < static_cast<int>(repeats.size())) made = unsqueezed(made, 0);
  for (int axis = 0; axis < made.rank(); ++axis) {
    std::vector<std::int64_t> order;
    if (repeats[static_cast<std::size_t>(axis)] < 0) return c.fail("repeats are not negative");
    if (repeats[static_cast<std::size_t>(axis)] == 1) continue;
    for (std::int64_t r = 0; r < repeats[static_cast<std::size_t>(axis)]; ++r) {
      for (std::int64_t i = 0; i < made.size(axis); ++i) order.push_back(i);
    }
    made = picked(made, axis, order);
  }
  c.give(made.copy());
}

void repeat(Execution& c) {
  Sizes repeats = c.sizes("repeats");
  if (static_cast<int>(repeats.size()) < c.input().rank()) return c.fail("there are fewer repeats than dimensions");
  give_repeated(c, std::move(repeats));
}

void tile(Execution& c) {
  Sizes repeats = c.sizes("dims");
  while (static_cast<int>(repeats.size()) < c.input().rank()) repeats.insert(repeats.begin(), 1);
  give_repeated(c, std::move(repeats));
}

void repeat_interleave(Execution& c) {
  if (!c.given("repeats")) return c.fail("repeat_interleave of counts alone is not run");
  Tensor x = c.given("dim") ? c.input() : reshaped(c.input(), {c.input().elements()});
  int axis = c.axis("dim", x.rank());
  if (c.failed()) return;
  Tensor counts = c.tensor("repeats");
  std::vector<double> each =
      counts.defined() ? counts.values() : std::vector<double>{static_cast<double>(c.integer("repeats"))};
  if (each.size() == 1) each.resize(static_cast<std::size_t>(x.size(axis)), each.front());
  if (static_cast<std::int64_t>(each.size()) != x.size(axis)) return c.fail("as many repeats as slices are needed");
  std::vector<std::int64_t> order;
  for (std::size_t i = 0; i < each.size(); ++i) {
    for (double r = 0; r < each[i]; ++r) order.push_back(static_cast<std::int64_t>(i));
  }
  c.give(picked(x, axis, order));
}

constexpr Kernel kKernels[] = {
    {"torch.flip torch.Tensor.flip", flip},
    {"torch.fliplr", flip_axis<1>},
    {"torch.flipud", flip_axis<0>},
    {"torch.roll", roll},
    {"torch.rot90", rot90},
    {"torch.Tensor.repeat", repeat},
    {"torch.tile", tile},
    {"torch.repeat_interleave", repeat_interleave},
};

}  // namespace

std::span<const Kernel> rearrange_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
