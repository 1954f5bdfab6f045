// ONNX operators that change only where elements stand: mostly views.
// Source: https://onnx.ai/onnx/operators/onnx__Reshape.html, onnx__Slice.html, onnx__Pad.html.
#include <algorithm>
#include <fmt/format.h>

#include "exec/kernel.h"
#include "exec/math.h"
#include "exec/padding.h"
#include "exec/passing.h"

namespace shapewise::exec::reference {
namespace {

void shape(Execution& c) {
  std::int64_t rank = c.input().rank();
  auto bound = [&](std::string_view param, std::int64_t otherwise) {
    std::int64_t at = c.given(param) ? c.integer(param) : otherwise;
    return std::clamp<std::int64_t>(at < 0 ? at + rank : at, 0, rank);
  };
  std::int64_t start = bound("start", 0);
  std::int64_t end = std::max(bound("end", rank), start);
  Sizes sizes(c.input().dims().begin() + start, c.input().dims().begin() + end);
  c.give(Tensor::of_integers({end - start}, ir::DType::Int64, sizes));
}

void size(Execution& c) { c.give(Tensor::of_integers({}, ir::DType::Int64, {c.input().elements()})); }

/// 0 is the size as it is.
void reshape(Execution& c) {
  Sizes sizes = c.sizes("shape");
  for (std::size_t i = 0; i < sizes.size() && !c.flag("allowzero"); ++i) {
    if (sizes[i] == 0 && i < c.input().dims().size()) sizes[i] = c.input().dims()[i];
  }
  give_outputs_of(c, "torch.reshape", Passed().add("input", c.input()).set("shape", sizes));
}

void flatten(Execution& c) {
  const Sizes& dims = c.input().dims();
  int ends = c.integer("axis") < 0 ? 0 : 1;  // behind the last dimension stands no negative axis
  int axis = c.axis("axis", c.input().rank() + ends, 1);
  if (c.failed()) return;
  std::int64_t rows = product({dims.begin(), dims.begin() + axis});
  std::int64_t columns = product({dims.begin() + axis, dims.end()});
  c.give(reshaped(c.input(), {rows, columns}));
}

void squeeze(Execution& c) {
  std::vector<int> axes = c.axes("axes", c.input().rank());
  bool named = c.given("axes");
  std::sort(axes.begin(), axes.end());
  axes.erase(std::unique(axes.begin(), axes.end()), axes.end());
  Tensor made = c.input();
  for (std::size_t i = axes.size(); !c.failed() && i-- > 0;) {
    bool one = made.size(axes[i]) == 1;
    if (!one && named) return c.fail(fmt::format("the dimension {} of {} is not 1", axes[i], to_text(made.dims())));
    if (one) made = selected(made, axes[i], 0);
  }
  if (!c.failed()) c.give(made);
}

void unsqueeze(Execution& c) {
  Sizes named = c.sizes("axes");
  if (named.empty()) return c.give(c.input());
  std::vector<int> axes = c.axes("axes", c.input().rank() + static_cast<int>(named.size()));
  std::sort(axes.begin(), axes.end());
  Tensor made = c.input();
  for (int axis : axes) made = unsqueezed(made, axis);
  if (!c.failed()) c.give(made);
}

void transpose(Execution& c) {
  int rank = c.input().rank();
  std::vector<int> order;
  for (int i = rank; i-- > 0;) order.push_back(i);
  if (c.given("perm")) order = c.axes("perm", rank);
  std::vector<bool> seen(static_cast<std::size_t>(rank), false);
  for (int axis : order) seen[static_cast<std::size_t>(axis)] = true;
  bool all = static_cast<int>(order.size()) == rank && std::find(seen.begin(), seen.end(), false) == seen.end();
  all ? c.give(permuted(c.input(), order)) : c.fail("the dimensions are not each named once");
}

/// Both are stretched to each other.
void expand(Execution& c) {
  auto dims = broadcast({c.input().dims(), c.sizes("shape")});
  auto made = dims ? expanded(c.input(), *dims) : std::nullopt;
  made ? c.give(std::move(*made)) : c.fail("the sizes do not fit together");
}

void tile(Execution& c) {
  give_outputs_of(c, "torch.tile", Passed().add("input", c.input()).set("dims", c.sizes("repeats")));
}

void concat(Execution& c) { give_joined(c, c.given("axis") ? c.integer("axis") : 1); }

/// Into parts of those sizes, or into as many as there are outputs, the last one being smaller.
void split(Execution& c) {
  int axis = c.axis("axis", c.input().rank());
  if (c.failed() || c.input().rank() == 0) return c.fail("there is no dimension to divide");
  Sizes sizes;
  if (c.given("split")) sizes = c.sizes("split");
  std::int64_t left = c.input().size(axis);
  if (sizes.empty()) {
    std::int64_t parts = std::max<std::int64_t>(c.integer(c.given("num_outputs") ? "num_outputs" : "outputs"), 1);
    std::int64_t each = (left + parts - 1) / parts;
    for (std::int64_t i = 0; i < parts; ++i, left -= sizes.back()) sizes.push_back(std::min(each, left));
  }
  Passed passed;
  passed.add("input", c.input()).set("split_sizes", sizes).set("dim", std::int64_t{axis});
  give_outputs_of(c, "torch.split_with_sizes", std::move(passed));
}

/// As Python slices: bounds are cut, and a negative step goes backwards.
void slice(Execution& c) {
  Tensor made = c.input();
  Sizes starts = c.sizes("starts");
  Sizes ends = c.sizes("ends");
  Sizes steps = c.given("steps") ? c.sizes("steps") : Sizes(starts.size(), 1);
  std::vector<int> axes = c.axes("axes", made.rank());
  if (!c.given("axes")) axes.resize(starts.size());
  bool fits = ends.size() == starts.size() && steps.size() == starts.size() && axes.size() == starts.size();
  if (c.failed() || !fits) return c.fail("as many ends, axes and steps as starts are needed");
  for (std::size_t i = 0; i < starts.size(); ++i) {
    std::int64_t n = made.size(axes[i]);
    std::int64_t step = std::clamp<std::int64_t>(steps[i], -n - 1, n + 1);
    if (step == 0) return c.fail("a step of 0 goes nowhere");
    auto bound = [&](std::int64_t at, std::int64_t least, std::int64_t most) {
      return std::clamp(at < 0 ? at + n : at, least, most);
    };
    std::int64_t begin = step > 0 ? bound(starts[i], 0, n) : bound(starts[i], 0, n - 1);
    std::int64_t end = step > 0 ? bound(ends[i], 0, n) : bound(std::max(ends[i], -n - 1), -1, n - 1);
    std::vector<std::int64_t> places;
    for (std::int64_t at = begin; step > 0 ? at < end : at > end; at += step) places.push_back(at);
    made = step > 0 ? sliced(made, axes[i], places.empty() ? 0 : begin, static_cast<std::int64_t>(places.size()), step)
                    : picked(made, axes[i], places);
  }
  c.give(made);
}

void pad(Execution& c) {
  const Tensor& x = c.input();
  Sizes pads = c.sizes(c.given("pads") ? "pads" : "paddings");
  std::vector<int> axes = c.axes("axes", x.rank());
  if (pads.size() != 2 * axes.size()) return c.fail("two numbers are needed for each dimension");
  Sizes around(static_cast<std::size_t>(2 * x.rank()), 0);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    auto place = static_cast<std::size_t>(2 * (x.rank() - 1 - axes[i]));
    around[place] = pads[i];
    around[place + 1] = pads[i + axes.size()];
  }
  std::string_view mode = c.text("mode");
  if (mode == "edge") mode = "replicate";
  if (mode == "wrap") mode = "circular";
  Tensor made = padded(c, x, around, mode, c.number("value"));
  if (!c.failed()) c.give(made);
}

void center_crop_pad(Execution& c) {
  const Tensor& x = c.input();
  Sizes asked = c.sizes("shape");
  std::vector<int> axes = c.axes("axes", x.rank());
  if (c.failed() || asked.size() != axes.size()) return c.fail("a size is needed for each dimension");
  Sizes around(static_cast<std::size_t>(2 * x.rank()), 0);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    std::int64_t more = asked[i] - x.size(axes[i]);
    auto place = static_cast<std::size_t>(2 * (x.rank() - 1 - axes[i]));
    around[place] = more >= 0 ? more / 2 : -(-more / 2);
    around[place + 1] = more - around[place];
  }
  c.give(padded(c, x, around, "constant", 0));
}

/// (N, C, H, W) as blocks, whose two sides stand before the channels (DCR) or behind them (CRD).
void depth_to_space(Execution& c) {
  const Tensor& x = c.input();
  std::int64_t b = c.integer("blocksize");
  if (x.rank() != 4 || b < 1 || x.size(1) % b != 0 || x.size(1) / b % b != 0)
    return c.fail("the channels do not fill the blocks");
  std::int64_t channels = x.size(1) / (b * b);
  bool columns = c.text("mode") == "CRD";
  Tensor parts = columns ? permuted(reshaped(x, {x.size(0), channels, b, b, x.size(2), x.size(3)}), {0, 1, 4, 2, 5, 3})
                         : permuted(reshaped(x, {x.size(0), b, b, channels, x.size(2), x.size(3)}), {0, 3, 4, 1, 5, 2});
  c.give(reshaped(parts, {x.size(0), channels, x.size(2) * b, x.size(3) * b}));
}

void space_to_depth(Execution& c) {
  const Tensor& x = c.input();
  std::int64_t b = c.integer("blocksize");
  bool fits = x.rank() == 4 && b >= 1 && x.size(2) % b == 0 && x.size(3) % b == 0;
  if (!fits) return c.fail("the image is not divisible into blocks");
  std::int64_t h = x.size(2) / b;
  std::int64_t w = x.size(3) / b;
  Tensor parts = permuted(reshaped(x, {x.size(0), x.size(1), h, b, w, b}), {0, 3, 5, 1, 2, 4});
  c.give(reshaped(parts, {x.size(0), x.size(1) * b * b, h, w}));
}

/// The first elements of each sequence are turned around.
void reverse_sequence(Execution& c) {
  const Tensor& x = c.input();
  int batch = c.axis("batch_axis", x.rank(), 1);
  int time = c.axis("time_axis", x.rank(), 0);
  std::vector<std::int64_t> lengths = c.tensor(c.call().arg("sequence_lens")).integers();
  if (c.failed() || batch == time || static_cast<std::int64_t>(lengths.size()) != x.size(batch))
    return c.fail("a length is needed for each sequence");
  Tensor made = x.copy();
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    auto at = static_cast<std::int64_t>(i);
    std::int64_t length = std::clamp<std::int64_t>(lengths[i], 0, x.size(time));
    std::vector<std::int64_t> places;
    for (std::int64_t k = length; k-- > 0;) places.push_back(k);
    for (std::int64_t k = length; k < x.size(time); ++k) places.push_back(k);
    int axis = time > batch ? time - 1 : time;
    assign(selected(made, batch, at), picked(selected(x, batch, at), axis, places));
  }
  c.give(made);
}

void trilu(Execution& c) {
  bool upper = !c.given("upper") || c.integer("upper") != 0;
  auto diagonal = c.given("k") ? static_cast<std::int64_t>(c.number("k")) : 0;
  Passed passed;
  passed.add("input", c.input()).set("diagonal", diagonal);
  give_outputs_of(c, upper ? "torch.triu" : "torch.tril", std::move(passed));
}

constexpr Kernel kKernels[] = {
    {"onnx:Shape", shape},
    {"onnx:Size", size},
    {"onnx:Reshape", reshape},
    {"onnx:Flatten", flatten},
    {"onnx:Squeeze", squeeze},
    {"onnx:Unsqueeze", unsqueeze},
    {"onnx:Transpose", transpose},
    {"onnx:Expand", expand},
    {"onnx:Tile", tile},
    {"onnx:Concat", concat},
    {"onnx:Split", split},
    {"onnx:Slice", slice},
    {"onnx:Pad", pad},
    {"onnx:CenterCropPad", center_crop_pad},
    {"onnx:DepthToSpace", depth_to_space},
    {"onnx:SpaceToDepth", space_to_depth},
    {"onnx:ReverseSequence", reverse_sequence},
    {"onnx:Trilu", trilu},
};

}  // namespace

std::span<const Kernel> onnx_shape_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
