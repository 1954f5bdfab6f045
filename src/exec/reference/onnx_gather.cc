// ONNX operators that take elements from, or put them to, places that are computed.
// Source: https://onnx.ai/onnx/operators/onnx__GatherND.html, onnx__ScatterND.html, onnx__Unique.html.
#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "exec/kernel.h"
#include "exec/math.h"
#include "exec/passing.h"

namespace shapewise::exec::reference {
namespace {

/// Indices from 0 on; negative ones count from the end. The call fails where one is out of range.
std::vector<std::int64_t> places_of(Execution& c, const Tensor& indices, std::int64_t size) {
  std::vector<std::int64_t> list = indices.integers();
  for (std::int64_t& index : list) {
    if (index < -size || index >= size) {
      c.fail(fmt::format("the index {} is out of range for a size of {}", index, size));
      index = 0;
    }
    if (index < 0) index += size;
  }
  return list;
}

void gather(Execution& c) {
  const Tensor& x = c.input();
  int axis = c.axis("axis", x.rank());
  Tensor indices = c.tensor("indices");
  if (x.rank() == 0) return c.fail("a scalar has no slices");
  std::vector<std::int64_t> list = places_of(c, indices, x.size(axis));
  if (c.failed()) return;
  Sizes dims(x.dims().begin(), x.dims().begin() + axis);
  dims.insert(dims.end(), indices.dims().begin(), indices.dims().end());
  dims.insert(dims.end(), x.dims().begin() + axis + 1, x.dims().end());
  c.give(reshaped(picked(x, axis, list), std::move(dims)));
}

std::int64_t axis_of(Execution& c, int rank) { return c.axis("axis", rank); }

void gather_elements(Execution& c) {
  Passed passed;
  passed.add("input", c.input()).set("dim", axis_of(c, c.input().rank())).add("index", c.tensor("indices"));
  give_outputs_of(c, "torch.gather", std::move(passed));
}

void scatter_elements(Execution& c) {
  constexpr std::pair<std::string_view, std::string_view> kReductions[] = {
      {"add", "sum"}, {"mul", "prod"}, {"max", "amax"}, {"min", "amin"}};
  Passed passed;
  passed.add("input", c.input()).set("dim", axis_of(c, c.input().rank()));
  passed.add("index", c.tensor("indices")).add("src", c.tensor("updates"));
  for (auto [here, there] : kReductions) {
    if (c.text("reduction") != here) continue;
    passed.set("reduce", std::string(there));
    return give_outputs_of(c, "torch.scatter_reduce", std::move(passed));
  }
  give_outputs_of(c, "torch.scatter", std::move(passed));
}

/// The slices of a tensor that the last axis of `indices` names, behind `batch` axes that both share: calls
/// visit(slice, its number among the indices).
template <class Visit>
void for_each_slice(Execution& c, const Tensor& x, const Tensor& indices, int batch, Visit visit) {
  std::int64_t depth = indices.rank() == 0 ? 0 : indices.size(-1);
  bool same = batch >= 0 && batch < indices.rank() && batch + depth <= x.rank() &&
              std::equal(x.dims().begin(), x.dims().begin() + batch, indices.dims().begin());
  if (depth < 1 || !same)
    return c.fail(fmt::format("indices of {} name nothing in {}", to_text(indices.dims()), to_text(x.dims())));
  std::vector<std::int64_t> list = indices.integers();
  std::int64_t count = indices.elements() / depth;
  std::int64_t batches = product({indices.dims().begin(), indices.dims().begin() + batch});
  for (std::int64_t i = 0; i < count; ++i) {
    Tensor slice = x;
    std::int64_t sample = i / (count / batches);
    std::int64_t step = batches;
    for (int k = 0; k < batch; ++k) {
      step /= indices.size(k);
      slice = selected(slice, 0, sample / step);
      sample %= step;
    }
    for (std::int64_t k = 0; k < depth; ++k) {
      std::int64_t at = list[static_cast<std::size_t>(i * depth + k)];
      std::int64_t size = slice.size(0);
      if (at < -size || at >= size) return c.fail(fmt::format("the index {} is out of range for {}", at, size));
      slice = selected(slice, 0, at < 0 ? at + size : at);
    }
    visit(slice, i);
  }
}

void gather_nd(Execution& c) {
  const Tensor& x = c.input();
  Tensor indices = c.tensor("indices");
  int batch = static_cast<int>(c.integer("batch_dims"));
  if (indices.rank() == 0) return c.fail("the indices are no vectors");
  Sizes dims(indices.dims().begin(), indices.dims().end() - 1);
  std::int64_t first = batch + indices.size(-1);
  if (batch < 0 || first > x.rank()) return c.fail("the indices have more numbers than there are dimensions");
  dims.insert(dims.end(), x.dims().begin() + first, x.dims().end());
  Tensor made(dims, x.dtype());
  Sizes slices(x.dims().begin() + first, x.dims().end());
  slices.insert(slices.begin(), indices.elements() / std::max<std::int64_t>(indices.size(-1), 1));
  Tensor rows = reshaped(made, slices);
  for_each_slice(c, x, indices, batch,
                 [&](const Tensor& slice, std::int64_t i) { assign(selected(rows, 0, i), slice); });
  if (!c.failed()) c.give(made);
}

void scatter_nd(Execution& c) {
  Tensor made = c.input().copy();
  Tensor indices = c.tensor("indices");
  Tensor updates = c.tensor("updates");
  std::string_view reduction = c.text("reduction");
  if (indices.rank() == 0 || indices.size(-1) > made.rank()) return c.fail("the indices fit no dimensions");
  Sizes slices(made.dims().begin() + indices.size(-1), made.dims().end());
  slices.insert(slices.begin(), indices.elements() / std::max<std::int64_t>(indices.size(-1), 1));
  if (product(slices) != updates.elements()) return c.fail("there is not one slice for each index");
  Tensor rows = reshaped(updates, slices);
  for_each_slice(c, made, indices, 0, [&](const Tensor& slice, std::int64_t i) {
    Tensor update = selected(rows, 0, i);
    auto put = [&](auto f) { assign(slice, exact_combine(c, slice, update, made.dtype(), f)); };
    if (reduction == "add") return put(kSum);
    if (reduction == "mul") return put(kProduct);
    if (reduction == "max") return put(kLarger);
    if (reduction == "min") return put(kSmaller);
    assign(slice, update);
  });
  if (!c.failed()) c.give(made);
}

void one_hot(Execution& c) {
  const Tensor& indices = c.input();
  std::int64_t depth = c.integer("depth");
  Tensor values = c.tensor("values");
  int axis = c.axis("axis", indices.rank() + 1, -1);
  if (c.failed() || values.elements() != 2 || depth < 0) return c.fail("two values stand for off and on");
  Sizes dims = indices.dims();
  dims.insert(dims.begin() + axis, depth);
  Sizes steps(dims.size(), 1);
  steps[static_cast<std::size_t>(axis)] = depth;
  std::vector<std::int64_t> classes;
  for (std::int64_t i = 0; i < depth; ++i) classes.push_back(i);
  Tensor numbers = reshaped(Tensor::of_integers({depth}, ir::DType::Int64, classes), steps);
  Tensor wide = *expanded(unsqueezed(indices.to(ir::DType::Float64), axis), dims);
  auto size = static_cast<double>(depth);
  double off = values.item(0);
  double on = values.item(1);
  c.give(combine(c, wide, numbers, values.dtype(),
                 [=](double index, double at) { return (index < 0 ? index + size : index) == at ? on : off; }));
}

void non_zero(Execution& c) {
  Tensor found = output_of(c, "torch.nonzero", Passed().add("input", c.input()));
  if (found.defined()) c.give(transposed(found, 0, 1));
}

void compress(Execution& c) {
  Tensor x = c.given("axis") ? c.input() : reshaped(c.input(), {c.input().elements()});
  int axis = c.axis("axis", x.rank());
  std::vector<double> keep = c.tensor("condition").values();
  if (c.failed() || static_cast<std::int64_t>(keep.size()) > x.size(axis)) return c.fail("the condition is too long");
  std::vector<std::int64_t> places;
  for (std::size_t i = 0; i < keep.size(); ++i) {
    if (keep[i] != 0) places.push_back(static_cast<std::int64_t>(i));
  }
  c.give(picked(x, axis, places));
}

/// Slices, and for each different one where it stands first, how often it is there, and for each slice its number.
void unique(Execution& c) {
  Tensor x = c.given("axis") ? c.input() : reshaped(c.input(), {c.input().elements()});
  int axis = c.axis("axis", x.rank());
  if (c.failed() || x.rank() == 0) return c.fail("there is no dimension");
  std::map<std::vector<double>, std::vector<std::int64_t>> places;
  for (std::int64_t i = 0; i < x.size(axis); ++i) places[selected(x, axis, i).values()].push_back(i);
  std::vector<std::vector<std::int64_t>> groups;
  for (auto& [slice, list] : places) groups.push_back(std::move(list));
  if (!c.flag("sorted")) std::sort(groups.begin(), groups.end());
  std::vector<std::int64_t> first;
  std::vector<std::int64_t> counts;
  std::vector<std::int64_t> inverse(static_cast<std::size_t>(x.size(axis)));
  for (std::size_t i = 0; i < groups.size(); ++i) {
    first.push_back(groups[i].front());
    counts.push_back(static_cast<std::int64_t>(groups[i].size()));
    for (std::int64_t place : groups[i]) inverse[static_cast<std::size_t>(place)] = static_cast<std::int64_t>(i);
  }
  auto count = static_cast<std::int64_t>(groups.size());
  c.give(picked(x, axis, first));
  c.give(Tensor::of_integers({count}, ir::DType::Int64, first));
  c.give(Tensor::of_integers({x.size(axis)}, ir::DType::Int64, inverse));
  c.give(Tensor::of_integers({count}, ir::DType::Int64, counts));
}

void top_k(Execution& c) {
  Passed passed;
  std::string_view count = c.given("K") ? "K" : "k";
  int axis = c.axis("axis", c.input().rank(), -1);
  passed.add("input", c.input()).set("k", c.integer(count)).set("dim", std::int64_t{axis});
  passed.set("largest", c.flag("largest")).set("sorted", true);
  give_outputs_of(c, "torch.topk", std::move(passed));
}

struct Box {
  double top, left, bottom, right;
  double area() const { return (bottom - top) * (right - left); }
};

Box box_at(const std::vector<double>& boxes, std::int64_t index, bool centred) {
  const double* b = boxes.data() + 4 * index;
  if (centred) return {b[1] - b[3] / 2, b[0] - b[2] / 2, b[1] + b[3] / 2, b[0] + b[2] / 2};
  return {std::min(b[0], b[2]), std::min(b[1], b[3]), std::max(b[0], b[2]), std::max(b[1], b[3])};
}

/// The part of both together that both have.
double overlap(const Box& a, const Box& b) {
  double height = std::min(a.bottom, b.bottom) - std::max(a.top, b.top);
  double width = std::min(a.right, b.right) - std::max(a.left, b.left);
  if (height <= 0 || width <= 0) return 0;
  return height * width / (a.area() + b.area() - height * width);
}

/// For each sample and class the boxes by their scores, without those that overlap one before.
void suppress(Execution& c) {
  const Tensor& boxes = c.input();
  Tensor scores = c.tensor("scores");
  bool fits = boxes.rank() == 3 && scores.rank() == 3 && boxes.size(2) == 4 && boxes.size(0) == scores.size(0) &&
              boxes.size(1) == scores.size(2);
  if (!fits) return c.fail("boxes and scores do not fit");
  auto most = static_cast<std::int64_t>(c.number("max_output_boxes_per_class", 0));
  double threshold = c.number("iou_threshold", 0);
  bool bounded = c.given("score_threshold");
  double least = c.number("score_threshold", 0);
  std::vector<double> places = boxes.values();
  std::vector<double> values = scores.values();
  std::vector<std::int64_t> chosen;
  std::int64_t n = boxes.size(1);
  for (std::int64_t row = 0; row < scores.size(0) * scores.size(1); ++row) {
    std::int64_t sample = row / scores.size(1);
    auto score = [&](std::int64_t i) { return values[static_cast<std::size_t>(row * n + i)]; };
    std::vector<std::int64_t> order;
    for (std::int64_t i = 0; i < n; ++i) {
      if (!bounded || score(i) > least) order.push_back(i);
    }
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return score(a) > score(b); });
    std::vector<Box> kept;
    for (std::int64_t i : order) {
      Box box = box_at(places, sample * n + i, c.flag("center_point_box"));
      bool covered = std::any_of(kept.begin(), kept.end(), [&](const Box& k) { return overlap(k, box) > threshold; });
      if (covered || static_cast<std::int64_t>(kept.size()) >= most) continue;
      kept.push_back(box);
      chosen.insert(chosen.end(), {sample, row % scores.size(1), i});
    }
  }
  c.give(Tensor::of_integers({static_cast<std::int64_t>(chosen.size()) / 3, 3}, ir::DType::Int64, chosen));
}

constexpr Kernel kKernels[] = {
    {"onnx:Gather", gather},
    {"onnx:GatherElements", gather_elements},
    {"onnx:GatherND", gather_nd},
    {"onnx:ScatterElements", scatter_elements},
    {"onnx:ScatterND", scatter_nd},
    {"onnx:OneHot", one_hot},
    {"onnx:NonZero", non_zero},
    {"onnx:Compress", compress},
    {"onnx:Unique", unique},
    {"onnx:TopK", top_k},
    {"onnx:NonMaxSuppression", suppress},
};

}  // namespace

std::span<const Kernel> onnx_gather_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
