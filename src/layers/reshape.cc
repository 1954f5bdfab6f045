// The same elements in another shape: view, reshape, permute, transpose, squeeze, expand and their kin.
// Source: https://pytorch.org/docs/stable/tensor_view.html and aten/src/ATen/native/TensorShape.cpp.
#include <algorithm>
#include <fmt/format.h>

#include "layer/axes.h"
#include "layer/broadcast.h"
#include "layer/memory.h"
#include "layer/promote.h"
#include "layer/receptive.h"
#include "layer/row.h"
#include "layer/saved.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Shape;

void give(Call& c, Shape shape, ir::Memory memory = {}) {
  ir::Tensor out = tensor_of(std::move(shape), type_of(c.input()));
  out.memory = std::move(memory);
  c.give(std::move(out));
}

/// The dimensions of the input in this order.
void give_reordered(Call& c, const std::vector<int>& order) {
  Shape out;
  for (int dim : order) out.dims.push_back(c.shape()[dim]);
  ir::Memory memory = reordered(c, order, out);
  give(c, std::move(out), std::move(memory));
}

/// view never copies: what it joins has to lie side by side.
void give_view(Call& c, Shape shape) {
  Viewed seen = viewed(c, shape);
  if (seen.possible == sym::Truth::No) {
    auto& d = c.reject(Kind::NotContiguous, {},
                       fmt::format("{} can't make {} of {} without a copy: its elements lie in another order in memory",
                                   c.name(), sym::to_text(shape), sym::to_text(c.shape())));
    d.label = "the tensor is not contiguous";
    d.notes.emplace_back("view never copies; reshape copies where it has to, and contiguous copies before");
    seen.memory.contiguous = true;
  }
  give(c, std::move(shape), std::move(seen.memory));
}

void give_reshaped(Call& c, Shape shape) {
  ir::Memory memory = reshaped(c, shape);
  give(c, std::move(shape), std::move(memory));
}

/// A tensor that certainly has not one element alone, which is all that Python makes an int of.
bool is_no_number(const Call& c, const ir::Attr& size) {
  auto* ref = size.as<ir::TensorRef>();
  std::optional<Shape> shape = ref != nullptr ? c.input(ref->input).shape : std::nullopt;
  return shape && c.refuted(sym::eq(shape->elements(), 1));
}

/// Sizes are ints, and no floats such as a division gives.
bool are_whole(Call& c, const ir::AttrList& sizes) {
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    bool other = sizes[i].is<double>() || sizes[i].is<std::string>() || sizes[i].is<ir::None>();
    if (!other && !is_no_number(c, sizes[i])) continue;
    auto& d = c.reject(Kind::ArgumentType, "shape",
                       fmt::format("{} takes ints for its sizes, not {}", c.name(), ir::describe(sizes[i])));
    d.label = fmt::format("size {} is no int", i);
    return false;
  }
  return true;
}

/// One size may be −1 and is what is left.
void resized(Call& c, void (*give_sizes)(Call&, Shape)) {
  if (auto* dtype = c.has("shape") ? c.arg("shape").as<ir::AttrList>() : nullptr) {
    if (dtype->size() == 1 && dtype->front().is<ir::DType>()) return c.give(c.shape(), *dtype->front().as<ir::DType>());
  }
  if (!c.known("shape")) return c.give_nothing("the sizes are not known");
  if (auto* items = c.arg("shape").as<ir::AttrList>(); items != nullptr && !are_whole(c, *items))
    return c.give_nothing("its sizes are not valid");
  Shape out(c.int_list("shape"));
  Expr whole = c.shape().elements();
  Expr named = 1;
  int open = -1;
  for (int i = 0; i < out.rank(); ++i) {
    if (c.refuted(sym::ge(out[i], -1))) {
      c.reject(Kind::ArgumentValue, "shape", fmt::format("{} takes no negative size but −1", c.name())).label =
          fmt::format("size {} is {}", i, sym::to_text(out[i]));
      return c.give_nothing("its sizes are not valid");
    }
    if (!out[i].is_constant(-1)) {
      named *= out[i];
    } else if (open >= 0) {
      c.reject(Kind::ArgumentValue, "shape", "only one size can be −1").label = "a second −1";
      return c.give_nothing("its sizes are not valid");
    } else {
      open = i;
    }
  }
  bool fits = open >= 0
                  ? !named.is_constant(0) && c.holds(sym::divisible(whole, named), "the elements must come out even")
                  : c.holds(sym::eq(whole, named), "the number of elements must stay");
  if (open >= 0) out[open] = fits ? sym::floor_div(whole, named) : Expr::unknown();
  if (!fits) {
    auto& d = c.reject(
        Kind::SizeMismatch, "shape",
        fmt::format("{} can't turn {} into {}", c.name(), sym::to_text(c.shape()), ir::to_text(c.arg("shape"))));
    d.label = open >= 0 ? fmt::format("{} elements are not divisible by {}", sym::to_text(whole), sym::to_text(named))
                        : fmt::format("{} elements, not {}", sym::to_text(named), sym::to_text(whole));
    return give(c, std::move(out));
  }
  give_sizes(c, std::move(out));
}

void view(Call& c) { resized(c, give_view); }
void reshape(Call& c) { resized(c, give_reshaped); }

void resized_as(Call& c, void (*give_sizes)(Call&, Shape)) {
  const Shape& other = *c.tensor("other")->shape;
  if (!c.holds(sym::eq(c.shape().elements(), other.elements()), "the number of elements must stay")) {
    c.reject(Kind::SizeMismatch, "other",
             fmt::format("{} can't turn {} into {}", c.name(), sym::to_text(c.shape()), sym::to_text(other)))
        .label = fmt::format("{} elements, not {}", sym::to_text(other.elements()), sym::to_text(c.shape().elements()));
    return give(c, other);
  }
  give_sizes(c, other);
}

void view_as(Call& c) { resized_as(c, give_view); }
void reshape_as(Call& c) { resized_as(c, give_reshaped); }

/// Stretched dimensions repeat the same elements: their stride is 0.
void give_expanded(Call& c, Shape shape) {
  ir::Memory memory;
  auto strides = strides_of(c.input());
  int extra = shape.rank() - c.shape().rank();
  if (strides && extra >= 0) {
    for (int i = 0; i < c.shape().rank(); ++i) {
      if (c.shape()[i] != shape[i + extra]) (*strides)[static_cast<std::size_t>(i)] = 0;
    }
    for (int i = extra; i-- > 0;) {
      bool one = shape[i].is_constant(1);
      strides->insert(strides->begin(),
                      one && i + 1 < shape.rank() ? shape[i + 1] * strides->front() : Expr(one ? 1 : 0));
    }
    memory = strided(shape, std::move(*strides));
  }
  give(c, std::move(shape), std::move(memory));
}

void expand_as(Call& c) {
  const Shape& other = *c.tensor("other")->shape;
  demand_stretches(c, c.shape(), other, "other");
  give_expanded(c, other);
}

void permute(Call& c) {
  const Shape& in = c.shape();
  auto dims = axes_of(c, "dims", in.rank());
  if (!dims) return c.give_nothing("the order of the dimensions is not known");
  if (static_cast<int>(dims->size()) != in.rank()) {
    auto& d = c.reject(Kind::RankMismatch, "dims",
                       fmt::format("permute names {} dimensions, and the tensor has {}", dims->size(), in.rank()));
    d.label = fmt::format("the tensor is {}", sym::to_text(in));
    return c.give_nothing("its dimensions are not valid");
  }
  give_reordered(c, *dims);
}

/// All dimensions in their order.
std::vector<int> own_order(const Call& c) { return all_axes(c.shape().rank()); }

void give_exchanged(Call& c, int a, int b) {
  std::vector<int> order = own_order(c);
  std::swap(order[static_cast<std::size_t>(a)], order[static_cast<std::size_t>(b)]);
  give_reordered(c, order);
}

void transpose(Call& c) {
  auto a = axis_of(c, c.has("dim0") ? "dim0" : "axis0", c.shape().rank());
  auto b = axis_of(c, c.has("dim1") ? "dim1" : "axis1", c.shape().rank());
  if (!a || !b) return c.give_nothing("the dimensions are not known");
  if (c.shape().rank() == 0) return give_reordered(c, {});
  give_exchanged(c, *a, *b);
}

/// x.T turns all dimensions around, t() those of a matrix.
void reverse(Call& c) {
  std::vector<int> order = own_order(c);
  std::reverse(order.begin(), order.end());
  give_reordered(c, order);
}

void transpose_matrix(Call& c) {
  if (c.shape().rank() > 2) {
    c.reject(Kind::RankMismatch, "input",
             fmt::format("{} takes a matrix; transpose exchanges two dimensions", c.name()))
        .label = fmt::format("the tensor is {}", sym::to_text(c.shape()));
  }
  reverse(c);
}

void swap_last(Call& c) {
  int rank = c.shape().rank();
  if (rank == 0) return give_reordered(c, {});
  if (rank < 2) {
    c.reject(Kind::RankMismatch, {}, fmt::format("{} takes a matrix, which has two dimensions at least", c.name()));
    return c.give_nothing("it is no matrix");
  }
  give_exchanged(c, rank - 1, rank - 2);
}

/// x.H is one of matrices.
void swap_matrix(Call& c) { return c.shape().rank() > 2 ? transpose_matrix(c) : swap_last(c); }

void move(Call& c) {
  const Shape& in = c.shape();
  auto from = axes_of(c, "source", in.rank());
  auto to = axes_of(c, "destination", in.rank());
  if (!from || !to) return c.give_nothing("the dimensions are not known");
  if (from->size() != to->size()) {
    c.reject(Kind::ArgumentValue, "destination",
             fmt::format("movedim moves {} dimensions to {} places", from->size(), to->size()));
    return c.give_nothing("its dimensions are not valid");
  }
  std::vector<int> order(static_cast<std::size_t>(in.rank()), -1);
  for (std::size_t i = 0; i < from->size(); ++i) order[static_cast<std::size_t>((*to)[i])] = (*from)[i];
  int next = 0;
  for (int& place : order) {
    if (place >= 0) continue;
    while (std::find(from->begin(), from->end(), next) != from->end()) ++next;
    place = next++;
  }
  give_reordered(c, order);
}

/// Without a dim every size of 1 goes; an open one is taken to be larger.
void squeeze(Call& c) {
  std::vector<int> kept;
  std::vector<int> named = all_axes(c.shape().rank());
  if (!c.is_none("dim")) {
    auto dims = axes_of(c, "dim", c.shape().rank());
    if (!dims) return c.give_nothing("the dimension is not known");
    named = std::move(*dims);
  }
  for (int i = 0; i < c.shape().rank(); ++i) {
    bool chosen = std::find(named.begin(), named.end(), i) != named.end();
    if (!chosen || !c.shape()[i].is_constant(1)) kept.push_back(i);
  }
  give_reordered(c, kept);
}

void unsqueeze(Call& c) {
  auto dim = axis_of(c, "dim", c.shape().rank() + 1);
  if (!dim) return c.give_nothing("the dimension is not known");
  Shape out = c.shape();
  out.dims.insert(out.dims.begin() + *dim, 1);
  ir::Memory memory;
  if (auto strides = strides_of(c.input())) {
    auto at = static_cast<std::size_t>(*dim);
    strides->insert(strides->begin() + *dim, at < strides->size() ? c.shape()[*dim] * (*strides)[at] : Expr(1));
    memory = strided(out, std::move(*strides));
  }
  give(c, std::move(out), std::move(memory));
}

void expand_to(Call& c, std::string_view param) {
  if (!c.known(param)) return c.give_nothing("the sizes are not known");
  Shape out(c.int_list(param));
  const Shape& in = c.shape();
  int extra = out.rank() - in.rank();
  if (extra < 0) {
    c.reject(Kind::RankMismatch, param,
             fmt::format("{} names {} sizes for a tensor of {} dimensions", c.name(), out.rank(), in.rank()));
    return c.give_nothing("its sizes are not valid");
  }
  for (int i = 0; i < extra; ++i) {
    if (!c.refuted(sym::ge(out[i], 0))) continue;
    c.reject(Kind::ArgumentValue, param, "a dimension that expand adds needs a size").label =
        fmt::format("size {} is {}", i, sym::to_text(out[i]));
    return c.give_nothing("its sizes are not valid");
  }
  for (int i = 0; i < in.rank(); ++i) {
    Expr& size = out[i + extra];
    if (size.is_constant(-1)) {
      size = in[i];
    } else if (c.refuted(sym::ge(size, 0))) {
      c.reject(Kind::ArgumentValue, param, "expand takes no negative size but −1");
    } else if (!in[i].is_constant(1) && !c.holds(sym::eq(in[i], size), "only sizes of 1 can be expanded")) {
      auto& d =
          c.reject(Kind::ShapeMismatch, param,
                   fmt::format("dimension {} of {} can't be expanded to {}", i, sym::to_text(in), sym::to_text(size)));
      d.label = fmt::format("expected {} or −1", sym::to_text(in[i]));
    }
  }
  give_expanded(c, std::move(out));
}

void expand(Call& c) { expand_to(c, "sizes"); }
void broadcast_to(Call& c) { expand_to(c, "size"); }

void resize(Call& c) {
  if (!c.known("sizes")) return c.give_nothing("the sizes are not known");
  give(c, Shape(c.int_list("sizes")));
}

constexpr Param kInput[] = {{"input", Takes::Tensor, "", "the tensor"}};
constexpr Param kView[] = {{"input", Takes::Tensor, "", "the tensor"},
                           {"shape", Takes::Ints | Takes::List, "", "the new sizes; one may be -1", How::Variadic}};
constexpr Param kReshape[] = {{"input", Takes::Tensor, "", "the tensor"},
                              {"shape", Takes::Ints, "", "the new sizes; one may be -1"}};
constexpr Param kPermute[] = {{"input", Takes::Tensor, "", "the tensor"},
                              {"dims", Takes::Ints, "", "the new order of the dimensions"}};
constexpr Param kOther[] = {{"input", Takes::Tensor, "", "the tensor"},
                            {"other", Takes::Tensor, "", "the tensor to follow"}};
constexpr Param kDims[] = {{"input", Takes::Tensor, "", "the tensor"},
                           {"dims", Takes::Ints, "", "the new order of the dimensions", How::Variadic}};
constexpr Param kSwap[] = {{"input", Takes::Tensor, "", "the tensor"},
                           {"dim0", Takes::Int, "", "one dimension"},
                           {"dim1", Takes::Int, "", "the other"}};
constexpr Param kSwapAxes[] = {{"input", Takes::Tensor, "", "the tensor"},
                               {"axis0", Takes::Int, "", "one dimension"},
                               {"axis1", Takes::Int, "", "the other"}};
constexpr Param kMove[] = {{"input", Takes::Tensor, "", "the tensor"},
                           {"source", Takes::Int | Takes::Ints, "", "where they are"},
                           {"destination", Takes::Int | Takes::Ints, "", "where they go"}};
constexpr Param kSqueeze[] = {
    {"input", Takes::Tensor, "", "the tensor"},
    {"dim", Takes::Int | Takes::Ints | Takes::None, "None", "which dimension; None: all of size 1"}};
constexpr Param kDim[] = {{"input", Takes::Tensor, "", "the tensor"},
                          {"dim", Takes::Int, "", "where the new dimension stands"}};
constexpr Param kExpand[] = {{"input", Takes::Tensor, "", "the tensor"},
                             {"sizes", Takes::Ints, "", "the sizes; -1 keeps one", How::Variadic}};
constexpr Param kResize[] = {{"input", Takes::Tensor, "", "the tensor"},
                             {"sizes", Takes::Ints, "", "the sizes", How::Variadic},
                             {"memory_format", Takes::Any, "None", "the layout in memory", How::KeywordOnly}};
constexpr Param kBroadcast[] = {{"input", Takes::Tensor, "", "the tensor"},
                                {"size", Takes::Ints, "", "the sizes; -1 keeps one"}};

constexpr Spec op(std::string_view names, std::string_view summary, std::span<const Param> call, void (*infer)(Call&),
                  bool is_view = true) {
  Spec spec = function_row(names, summary, "the elements stay, their order in dimensions changes", call, infer);
  spec.receptive = opaque_receptive;
  spec.saved = saves_nothing;
  spec.view = is_view;
  return spec;
}

/// What copies the elements if they do not lie so that they can be shown.
constexpr Spec copying(Spec spec) {
  spec.shares = is_shown;
  return spec;
}

constexpr Spec kSpecs[] = {
    op("torch.Tensor.view", "The same elements with other sizes.", kView, view),
    copying(op("torch.Tensor.reshape", "The same elements with other sizes.", kView, reshape)),
    copying(op("torch.reshape", "The same elements with other sizes.", kReshape, reshape)),
    op("torch.Tensor.view_as", "With the sizes of another tensor.", kOther, view_as),
    copying(op("torch.Tensor.reshape_as", "With the sizes of another tensor.", kOther, reshape_as)),
    op("torch.Tensor.permute", "The dimensions in another order.", kDims, permute),
    op("torch.permute", "The dimensions in another order.", kPermute, permute),
    op("torch.transpose torch.Tensor.transpose torch.swapdims torch.Tensor.swapdims", "Two dimensions exchanged.",
       kSwap, transpose),
    op("torch.Tensor.transpose_ torch.Tensor.swapdims_", "Two dimensions exchanged in place.", kSwap, transpose),
    op("torch.Tensor.swapaxes_", "Two dimensions exchanged in place.", kSwapAxes, transpose),
    op("torch.swapaxes torch.Tensor.swapaxes", "Two dimensions exchanged.", kSwapAxes, transpose),
    op("torch.t torch.Tensor.t", "The transposed matrix.", kInput, transpose_matrix),
    op("torch.Tensor.t_", "The matrix transposed in place.", kInput, transpose_matrix),
    op("torch.Tensor.H", "The conjugate of the transposed matrix.", kInput, swap_matrix),
    op("torch.Tensor.T", "The dimensions in the reverse order.", kInput, reverse),
    op("torch.adjoint torch.Tensor.adjoint torch.Tensor.mT torch.Tensor.mH torch.linalg.matrix_transpose",
       "The last two dimensions exchanged.", kInput, swap_last),
    op("torch.movedim torch.Tensor.movedim torch.moveaxis torch.Tensor.moveaxis", "Dimensions moved.", kMove, move),
    op("torch.squeeze torch.Tensor.squeeze", "Without dimensions of size 1.", kSqueeze, squeeze),
    op("torch.Tensor.squeeze_", "Dimensions of size 1 taken away in place.", kSqueeze, squeeze),
    op("torch.unsqueeze torch.Tensor.unsqueeze", "With a dimension of size 1 more.", kDim, unsqueeze),
    op("torch.Tensor.unsqueeze_", "A dimension of size 1 added in place.", kDim, unsqueeze),
    op("torch.Tensor.resize_", "Other sizes, with more or fewer elements.", kResize, resize),
    op("torch.Tensor.expand", "Sizes of 1 stretched.", kExpand, expand),
    op("torch.broadcast_to torch.Tensor.broadcast_to", "Sizes of 1 stretched.", kBroadcast, broadcast_to),
    op("torch.Tensor.expand_as", "Stretched to another tensor's sizes.", kOther, expand_as),
};

}  // namespace

std::span<const Spec> reshape_specs() { return kSpecs; }

}  // namespace shapewise::layers
