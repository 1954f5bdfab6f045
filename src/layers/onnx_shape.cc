// ONNX operators that tell, change or rearrange shapes. They pass on known contents, as shapes are computed with them.
// Source: https://onnx.ai/onnx/operators/ (Shape, Reshape, Slice …).
#include <algorithm>
#include <fmt/format.h>

#include "layer/axes.h"
#include "layer/broadcast.h"
#include "layer/elements.h"
#include "layer/operator.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using ir::DType;
using sym::Expr;
using sym::Shape;

/// The output has the elements of the first input in the same order.
void give_reshaped(Call& c, Shape shape) {
  ir::Tensor out = ir::Tensor::of(std::move(shape), c.dtype());
  if (c.input().elements) out = with_elements(std::move(out), *c.input().elements);
  c.give(std::move(out));
}

// --- telling shapes ---

void shape_of(Call& c) {
  int rank = c.shape().rank();
  auto place = [&](std::string_view param, int otherwise) {
    auto value = c.integer(param).constant();
    Int at = value ? (*value < 0 ? *value + rank : *value) : otherwise;
    return static_cast<int>(std::clamp<Int>(at, 0, rank));
  };
  int start = place("start", 0);
  int end = std::max(start, place("end", rank));
  Elements sizes(c.shape().dims.begin() + start, c.shape().dims.begin() + end);
  c.give(with_elements(ir::Tensor::of({end - start}, DType::Int64), std::move(sizes)));
}

void size_of(Call& c) { c.give(with_elements(ir::Tensor::of({}, DType::Int64), {Element(c.shape().elements())})); }

// --- the same elements in another shape ---

/// The size that −1 stands for.
Expr remaining(Call& c, const Shape& shape, int hole) {
  Expr others = 1;
  for (int i = 0; i < shape.rank(); ++i) others *= i == hole ? Expr(1) : shape[i];
  Expr all = c.shape().elements();
  if (others.is_constant(0)) return all.is_constant(0) ? Expr(0) : Expr::unknown();
  if (c.holds(sym::divisible(all, others), "the elements must fill the new shape")) return sym::floor_div(all, others);
  auto& d = c.reject(
      Kind::SizeMismatch, "shape",
      fmt::format("Reshape cannot spread {} elements over sizes of {}", sym::to_text(all), sym::to_text(others)));
  d.label = fmt::format("{} is not divisible by {}", sym::to_text(all), sym::to_text(others));
  return Expr::unknown();
}

void reshape(Call& c) {
  Shape shape{c.int_list("shape")};
  bool zeros = c.flag("allowzero");
  int hole = -1;
  for (int i = 0; i < shape.rank(); ++i) {
    if (shape[i].is_constant(-1)) hole = i;
    if (shape[i].is_constant(0) && !zeros) shape[i] = i < c.shape().rank() ? c.shape()[i] : Expr::unknown();
  }
  bool known = std::none_of(shape.dims.begin(), shape.dims.end(), [](const Expr& e) { return e.has_unknown(); });
  if (hole >= 0) {
    shape[hole] = remaining(c, shape, hole);
  } else if (known && !c.holds(sym::eq(shape.elements(), c.shape().elements()), "Reshape keeps all elements")) {
    auto& d = c.reject(Kind::SizeMismatch, "shape",
                       fmt::format("Reshape cannot make {} of {}", sym::to_text(shape), sym::to_text(c.shape())));
    d.label =
        fmt::format("{} elements instead of {}", sym::to_text(shape.elements()), sym::to_text(c.shape().elements()));
  }
  give_reshaped(c, std::move(shape));
}

void flatten(Call& c) {
  int rank = c.shape().rank();
  auto value = c.integer("axis").constant();
  if (!value || *value < -rank || *value > rank) return c.give_nothing("its axis is not known");
  auto axis = static_cast<std::ptrdiff_t>(*value < 0 ? *value + rank : *value);
  const std::vector<Expr>& dims = c.shape().dims;
  Shape before(std::vector<Expr>(dims.begin(), dims.begin() + axis));
  Shape behind(std::vector<Expr>(dims.begin() + axis, dims.end()));
  give_reshaped(c, {before.elements(), behind.elements()});
}

void squeeze(Call& c) {
  if (!c.is_none("axes")) {
    auto axes = axes_of(c, "axes", c.shape().rank());
    if (!axes) return c.give_nothing("its axes are not known");
    for (int axis : *axes) {
      if (c.holds(sym::eq(c.shape()[axis], 1), "Squeeze removes dimensions of size 1")) continue;
      c.reject(Kind::SizeMismatch, "axes",
               fmt::format("Squeeze removes dimension {} of {}, which is not 1", axis, sym::to_text(c.shape())))
          .label = fmt::format("its size is {}", sym::to_text(c.shape()[axis]));
    }
    return give_reshaped(c, without_axes(c.shape(), *axes, false));
  }
  std::vector<int> ones;
  for (int i = 0; i < c.shape().rank(); ++i) {
    if (c.shape()[i].has_unknown()) return c.give_nothing("whether Squeeze removes a dimension hangs on its size");
    bool one = !c.holds(sym::ne(c.shape()[i], 1), "Squeeze keeps what is larger than 1");
    if (one) ones.push_back(i);
  }
  give_reshaped(c, without_axes(c.shape(), ones, false));
}

void unsqueeze(Call& c) {
  std::vector<Expr> given = c.int_list("axes");
  int rank = c.shape().rank() + static_cast<int>(given.size());
  auto axes = axes_of(c, "axes", rank);
  if (!axes) return c.give_nothing("its axes are not known");
  Shape shape;
  int next = 0;
  for (int i = 0; i < rank; ++i) {
    bool added = std::find(axes->begin(), axes->end(), i) != axes->end();
    shape.dims.push_back(added ? Expr(1) : c.shape()[next++]);
  }
  give_reshaped(c, std::move(shape));
}

// --- rearranging ---

void transpose(Call& c) {
  int rank = c.shape().rank();
  std::vector<int> order = all_axes(rank);
  std::reverse(order.begin(), order.end());
  if (!c.is_none("perm")) {
    auto given = axes_of(c, "perm", rank);
    if (!given) return c.give_nothing("its order of dimensions is not known");
    order = *given;
  }
  if (static_cast<int>(order.size()) != rank) {
    c.reject(Kind::RankMismatch, "perm",
             fmt::format("Transpose orders {} dimensions, but its input is {}", order.size(), sym::to_text(c.shape())))
        .label = fmt::format("expected {} axes", rank);
    return c.give_nothing("its order does not fit its input");
  }
  Shape shape;
  for (int axis : order) shape.dims.push_back(c.shape()[axis]);
  auto sizes = small_sizes(c.shape());
  Elements elements = rearranged(c.input(), shape, [&](const std::vector<int>& place) {
    std::vector<int> from(place.size());
    for (std::size_t i = 0; i < place.size(); ++i) from[static_cast<std::size_t>(order[i])] = place[i];
    return flat_index(from, *sizes);
  });
  c.give(with_elements(ir::Tensor::of(std::move(shape), c.dtype()), std::move(elements)));
}

void expand(Call& c) {
  auto shape = broadcast(c, {c.shape(), Shape(c.int_list("shape"))});
  if (!shape) return c.give_nothing("the shapes do not fit");
  Elements elements =
      fold(c, {&c.input()}, *shape, c.dtype(), [](const Call&, const std::vector<Element>& x, DType) { return x[0]; });
  c.give(with_elements(ir::Tensor::of(std::move(*shape), c.dtype()), std::move(elements)));
}

void tile(Call& c) {
  std::vector<Expr> repeats = c.int_list("repeats");
  if (static_cast<int>(repeats.size()) != c.shape().rank()) return c.give_nothing("its repeats are not known");
  Shape shape = c.shape();
  for (int i = 0; i < shape.rank(); ++i) shape[i] *= repeats[static_cast<std::size_t>(i)];
  auto sizes = small_sizes(c.shape());
  Elements elements = rearranged(c.input(), shape, [&](std::vector<int> place) {
    for (std::size_t i = 0; i < place.size(); ++i) place[i] %= std::max((*sizes)[i], 1);
    return flat_index(place, *sizes);
  });
  c.give(with_elements(ir::Tensor::of(std::move(shape), c.dtype()), std::move(elements)));
}

/// Contents of tensors joined along the first axis: vectors of sizes.
Elements joined_elements(const Call& c) {
  Elements all;
  for (int i = 0; i < c.input_count(); ++i) {
    if (c.input(i).elements) {
      all.insert(all.end(), c.input(i).elements->begin(), c.input(i).elements->end());
      continue;
    }
    auto count = small_size(*c.input(i).shape);
    if (!count) return {};
    for (int unknown = 0; unknown < *count; ++unknown) all.emplace_back(Expr::unknown());
  }
  return all;
}

void concat(Call& c) {
  auto axis = demand_axis(c, "axis", c.shape().rank());
  if (!axis) return;
  Shape shape = c.shape();
  for (int i = 1; i < c.input_count(); ++i) {
    const Shape& other = *c.input(i).shape;
    bool fits = other.rank() == shape.rank();
    for (int d = 0; fits && d < shape.rank(); ++d) {
      if (d == *axis) continue;
      fits = c.holds(sym::eq(shape[d], other[d]), "Concat joins tensors that agree in all other sizes");
      if (fits && shape[d].has_unknown()) shape[d] = other[d];
    }
    if (!fits) {
      auto& d = c.reject(Kind::ShapeMismatch, {},
                         fmt::format("Concat cannot join {} and {} along dimension {}", sym::to_text(c.shape()),
                                     sym::to_text(other), *axis));
      d.label = "all other sizes must agree";
      return c.give_nothing("its inputs do not fit");
    }
    shape[*axis] = shape[*axis] + other[*axis];
  }
  Elements elements = *axis == 0 ? joined_elements(c) : Elements();
  c.give(with_elements(ir::Tensor::of(std::move(shape), c.dtype()), std::move(elements)));
}

// --- parts ---

/// A part of the first input that begins at `from` along one axis, in steps.
void give_part(Call& c, Shape shape, const std::vector<Int>& from, const std::vector<Int>& step) {
  auto sizes = small_sizes(c.shape());
  Elements elements = rearranged(c.input(), shape, [&](std::vector<int> place) {
    for (std::size_t i = 0; i < place.size(); ++i) place[i] = static_cast<int>(from[i] + step[i] * place[i]);
    return flat_index(place, *sizes);
  });
  c.give(with_elements(ir::Tensor::of(std::move(shape), c.dtype()), std::move(elements)));
}

std::vector<Expr> part_sizes(Call& c, int axis) {
  if (!c.is_none("split")) return c.int_list("split");
  auto parts = c.integer("num_outputs").constant();
  if (!parts) parts = c.integer("outputs").constant();
  if (!parts || *parts < 1 || *parts > kMostElements) return {};
  const Expr& whole = c.shape()[axis];
  // The last part is smaller if they do not come out even (version 18).
  Expr each = c.given("num_outputs") ? sym::ceil_div(whole, *parts) : sym::floor_div(whole, *parts);
  std::vector<Expr> sizes(static_cast<std::size_t>(*parts), each);
  if (c.given("num_outputs")) sizes.back() = whole - each * (*parts - 1);
  return sizes;
}

void split(Call& c) {
  auto axis = demand_axis(c, "axis", c.shape().rank());
  if (!axis) return;
  std::vector<Expr> sizes = part_sizes(c, *axis);
  if (sizes.empty()) return c.give_nothing("its parts are not known");
  std::vector<Int> from(c.shape().dims.size(), 0);
  std::vector<Int> step(c.shape().dims.size(), 1);
  Expr sum;
  for (const Expr& size : sizes) {
    Shape shape = c.shape();
    shape[*axis] = size;
    sum += size;
    give_part(c, std::move(shape), from, step);
    from[static_cast<std::size_t>(*axis)] += size.constant().value_or(0);
  }
  if (c.is_none("split") || c.holds(sym::eq(sum, c.shape()[*axis]), "Split takes its input apart")) return;
  c.reject(Kind::SizeMismatch, "split",
           fmt::format("Split makes parts of {} along dimension {}, which has {}", sym::to_text(sum), *axis,
                       sym::to_text(c.shape()[*axis])))
      .label = fmt::format("the parts of {} must sum up to it", sym::to_text(c.shape()));
}

/// One axis of a slice, as Python slices; where it begins and ends in a tensor of that size, if that is known.
struct Cut {
  Expr begin;
  Expr size;
};

/// An index that may be negative, and is clamped to [least, most].
Expr place_of(const Call& c, const Expr& index, const Expr& size, const Expr& least, const Expr& most) {
  auto value = index.constant();
  if (value && (*value > (Int(1) << 31) - 2)) return most;
  if (value && *value < -(Int(1) << 31) + 2) return least;
  Expr place = index;
  if (c.refuted(sym::ge(index, 0))) {
    place = index + size;
  } else if (!c.proved(sym::ge(index, 0))) {
    return Expr::unknown();
  }
  if (c.proved(sym::ge(most, place)) && c.proved(sym::ge(place, least))) return place;
  return sym::max(least, sym::min(place, most));
}

Cut cut(const Call& c, const Expr& size, const Expr& start, const Expr& end, const Expr& step) {
  auto by = step.constant();
  if (!by || *by == 0) return {Expr::unknown(), Expr::unknown()};
  bool forward = *by > 0;
  Expr from = place_of(c, start, size, 0, forward ? size : size - 1);
  Expr to = forward ? place_of(c, end, size, 0, size) : place_of(c, end, size, -1, size - 1);
  Expr length = forward ? sym::ceil_div(to - from, *by) : sym::ceil_div(from - to, -*by);
  if (!c.proved(sym::ge(length, 0))) length = sym::max(length, 0);
  return {from, length};
}

void slice(Call& c) {
  int rank = c.shape().rank();
  std::vector<Expr> starts = c.int_list("starts");
  std::vector<Expr> ends = c.int_list("ends");
  std::vector<Expr> steps = c.is_none("steps") ? std::vector<Expr>(starts.size(), 1) : c.int_list("steps");
  std::vector<int> axes = all_axes(std::min(rank, static_cast<int>(starts.size())));
  if (!c.is_none("axes")) {
    auto given = axes_of(c, "axes", rank);
    if (!given) return c.give_nothing("its axes are not known");
    axes = *given;
  }
  if (starts.size() != axes.size() || ends.size() != axes.size() || steps.size() != axes.size()) {
    return c.give_nothing("where it begins and ends is not known");
  }
  Shape shape = c.shape();
  std::vector<Int> from(shape.dims.size(), 0);
  std::vector<Int> by(shape.dims.size(), 1);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    auto axis = static_cast<std::size_t>(axes[i]);
    Cut made = cut(c, c.shape()[axes[i]], starts[i], ends[i], steps[i]);
    shape[axes[i]] = made.size;
    from[axis] = made.begin.constant().value_or(-kMostElements * kMostElements);
    by[axis] = steps[i].constant().value_or(1);
  }
  give_part(c, std::move(shape), from, by);
}

void pad(Call& c) {
  int rank = c.shape().rank();
  std::vector<Expr> pads = c.int_list(c.is_none("pads") ? "paddings" : "pads");
  std::vector<int> axes = all_axes(rank);
  if (!c.is_none("axes")) {
    auto given = axes_of(c, "axes", rank);
    if (!given) return c.give_nothing("its axes are not known");
    axes = *given;
  }
  if (pads.size() != 2 * axes.size()) {
    if (c.known("pads") && c.is_none("axes")) {
      c.reject(
           Kind::RankMismatch, "pads",
           fmt::format("Pad needs two numbers for each dimension of {}, not {}", sym::to_text(c.shape()), pads.size()))
          .label = fmt::format("expected {}", 2 * rank);
    }
    return c.give_nothing("its padding is not known");
  }
  Shape shape = c.shape();
  for (std::size_t i = 0; i < axes.size(); ++i) shape[axes[i]] = shape[axes[i]] + pads[i] + pads[i + axes.size()];
  c.give(std::move(shape));
}

void center_crop_pad(Call& c) {
  std::vector<Expr> sizes = c.int_list("shape");
  std::vector<int> axes = all_axes(c.shape().rank());
  if (!c.is_none("axes")) {
    auto given = axes_of(c, "axes", c.shape().rank());
    if (!given) return c.give_nothing("its axes are not known");
    axes = *given;
  }
  if (sizes.size() != axes.size()) return c.give_nothing("its shape is not known");
  Shape shape = c.shape();
  for (std::size_t i = 0; i < axes.size(); ++i) shape[axes[i]] = sizes[i];
  c.give(std::move(shape));
}

// --- blocks ---

bool demand_image(Call& c) {
  if (c.shape().rank() == 4) return true;
  c.reject(Kind::RankMismatch, {}, fmt::format("{} takes (N, C, H, W), not {}", c.name(), sym::to_text(c.shape())))
      .label = "expected 4 dimensions";
  c.give_nothing("the input has the wrong rank");
  return false;
}

void depth_to_space(Call& c) {
  if (!demand_image(c)) return;
  Expr block = c.integer("blocksize");
  Shape s = c.shape();
  c.give({s[0], sym::floor_div(s[1], block * block), s[2] * block, s[3] * block});
}

void space_to_depth(Call& c) {
  if (!demand_image(c)) return;
  Expr block = c.integer("blocksize");
  Shape s = c.shape();
  c.give({s[0], s[1] * block * block, sym::floor_div(s[2], block), sym::floor_div(s[3], block)});
}

void col2im(Call& c) {
  std::vector<Expr> image = c.int_list("image_shape");
  Shape shape{c.shape()[0], sym::floor_div(c.shape()[1], sym::product(c.int_list("block_shape")))};
  shape.dims.insert(shape.dims.end(), image.begin(), image.end());
  c.give(std::move(shape));
}

void same(Call& c) { c.give(c.shape()); }

constexpr Param kData = tensor_in("data", "the tensor");
constexpr Param kShape[] = {kData, int_attr("start", "None", "the first dimension"),
                            int_attr("end", "None", "the first one that is left out")};
constexpr Param kSize[] = {kData};
constexpr Param kReshape[] = {kData, values_in("shape", "the new sizes; 0: as it is, −1: what remains"),
                              flag_attr("allowzero", "False", "0 means no elements")};
constexpr Param kFlatten[] = {kData, int_attr("axis", "1", "what stands before it becomes the first dimension")};
constexpr Param kSqueeze[] = {kData, {"axes", kIntegers, "None", "the dimensions; none: all of size 1"}};
constexpr Param kUnsqueeze[] = {kData, {"axes", kIntegers, "None", "where the new dimensions stand"}};
constexpr Param kTranspose[] = {kData, ints_attr("perm", "the dimensions in their new order; none: reversed")};
constexpr Param kExpand[] = {kData, values_in("shape", "what to broadcast to")};
constexpr Param kTile[] = {kData, values_in("repeats", "copies along each dimension")};
constexpr Param kConcat[] = {tensors_in("inputs", "the tensors"), int_attr("axis", "1", "along which they are joined")};
constexpr Param kSplit[] = {kData,
                            {"split", kIntegers, "None", "sizes of the parts; none: equal ones"},
                            int_attr("axis", "0", "along which it is taken apart"),
                            int_attr("num_outputs", "None", "number of parts"),
                            int_attr("outputs", "None", "number of results that the node names")};
constexpr Param kSlice[] = {kData,
                            values_in("starts", "the first element along each axis"),
                            values_in("ends", "the first one that is left out"),
                            {"axes", kIntegers, "None", "the dimensions; none: the first ones"},
                            {"steps", kIntegers, "None", "distance between elements; none: 1"}};
constexpr Param kPad[] = {kData,
                          {"pads", kIntegers, "None", "elements before each dimension, then behind each"},
                          {"value", Takes::Any, "None", "what is filled in"},
                          {"axes", kIntegers, "None", "the dimensions; none: all"},
                          text_attr("mode", "'constant'", "what is padded"),
                          ints_attr("paddings", "the name of pads in the first version")};
constexpr Param kCrop[] = {kData, values_in("shape", "the new sizes"), ints_attr("axes", "the dimensions; none: all")};
constexpr Param kBlocks[] = {kData, int_attr("blocksize", "", "side of a block"),
                             text_attr("mode", "'DCR'", "their order")};
constexpr Param kCol2Im[] = {kData,
                             values_in("image_shape", "sizes of the image"),
                             values_in("block_shape", "sizes of a block"),
                             ints_attr("dilations", "between elements"),
                             ints_attr("pads", "around the image"),
                             ints_attr("strides", "between blocks")};
constexpr Param kSequence[] = {kData,
                               {"sequence_lens", Takes::Any, "None", "length of each sequence"},
                               other_attr("batch_axis", "along which sequences are counted"),
                               other_attr("time_axis", "along which they run")};
constexpr Param kTrilu[] = {kData, {"k", Takes::Any, "None", "the diagonal"}, other_attr("upper", "which triangle")};

constexpr Spec view(Spec spec) {
  spec.view = true;
  return spec;
}
constexpr Spec opaque(Spec spec) {
  spec.receptive = opaque_receptive;
  return spec;
}
constexpr Spec row(std::string_view names, std::string_view summary, std::string_view rule, std::span<const Param> call,
                   void (*infer)(Call&)) {
  return opaque(operator_row(names, summary, rule, call, infer));
}

constexpr Spec kSpecs[] = {
    row("onnx:Shape", "The sizes of a tensor, as a tensor.", "(*) → (rank)", kShape, shape_of),
    row("onnx:Size", "The number of elements.", "(*) → ()", kSize, size_of),
    view(row("onnx:Reshape", "The same elements in another shape.", "(*) → shape", kReshape, reshape)),
    view(row("onnx:Flatten", "The same elements as a matrix.", "(*) → (a, b)", kFlatten, flatten)),
    view(row("onnx:Squeeze", "Without dimensions of size 1.", "(*, 1, *) → (*)", kSqueeze, squeeze)),
    view(row("onnx:Unsqueeze", "With more dimensions of size 1.", "(*) → (*, 1, *)", kUnsqueeze, unsqueeze)),
    row("onnx:Transpose", "The dimensions in another order.", "(*) → (*)", kTranspose, transpose),
    row("onnx:Expand", "Copied along dimensions of size 1.", "(*) → shape", kExpand, expand),
    row("onnx:Tile", "Copied along every dimension.", "(d) → (d·repeats)", kTile, tile),
    operator_row("onnx:Concat", "Joined along a dimension.", "(*, a, *), (*, b, *) → (*, a + b, *)", kConcat, concat),
    operator_row("onnx:Split", "Taken apart along a dimension.", "(*, a + b, *) → (*, a, *), (*, b, *)", kSplit, split),
    operator_row("onnx:Slice", "A part along some dimensions.", "(*) → (*)", kSlice, slice),
    operator_row("onnx:Pad", "Padded on all sides.", "(d) → (d + before + after)", kPad, pad),
    row("onnx:CenterCropPad", "Cropped or padded around the centre.", "(*) → (*)", kCrop, center_crop_pad),
    row("onnx:DepthToSpace", "Channels become blocks of pixels.", "(N, C, H, W) → (N, C/b², H·b, W·b)", kBlocks,
        depth_to_space),
    row("onnx:SpaceToDepth", "Blocks of pixels become channels.", "(N, C, H, W) → (N, C·b², H/b, W/b)", kBlocks,
        space_to_depth),
    row("onnx:Col2Im", "Blocks are summed up to an image.", "(N, C·block, L) → (N, C, image)", kCol2Im, col2im),
    row("onnx:ReverseSequence", "Sequences backwards.", "(*) → (*)", kSequence, same),
    operator_row("onnx:Trilu", "One triangle of a matrix.", "(*) → (*)", kTrilu, same),
};

}  // namespace

std::span<const Spec> onnx_shape_specs() { return kSpecs; }

}  // namespace shapewise::layers
