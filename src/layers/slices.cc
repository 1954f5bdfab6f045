// Views of a part: narrow, unfold, as_strided, diagonals.
// Source: https://pytorch.org/docs/stable/tensor_view.html, aten/src/ATen/native/TensorShape.cpp.
#include <fmt/format.h>

#include "layer/axes.h"
#include "layer/demand.h"
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

void give(Call& c, Shape shape, std::optional<Strides> strides) {
  ir::Tensor out = tensor_of(std::move(shape), type_of(c.input()));
  if (strides) out.memory = strided(*out.shape, std::move(*strides));
  c.give(std::move(out));
}

/// start and length inside the dimension.
void narrow(Call& c) {
  if (!demand_rank_at_least(c, c.input(), 1)) return c.give_nothing("it has no dimension");
  auto dim = axis_of(c, "dim", c.shape().rank());
  if (!dim) return c.give_nothing("the dimension is not known");
  const Expr& size = c.shape()[*dim];
  Expr start = c.integer("start");
  Expr length = c.integer("length");
  if (c.refuted(sym::ge(start, 0))) start += size;
  bool inside = !c.refuted(sym::ge(start, 0)) && !c.refuted(sym::ge(length, 0)) &&
                c.holds(sym::ge(size, start + length), "a part inside its dimension");
  if (!inside) {
    c.reject(Kind::SizeMismatch, "length",
             fmt::format("{} elements from {} on do not lie in dimension {} of size {}", sym::to_text(length),
                         sym::to_text(c.integer("start")), *dim, sym::to_text(size)))
        .label = fmt::format("the tensor is {}", sym::to_text(c.shape()));
  }
  Shape out = c.shape();
  out[*dim] = length;
  give(c, std::move(out), strides_of(c.input()));
}

/// x.unfold(dim, size, step): windows along one dimension, their elements last.
void windows(Call& c) {
  auto dim = axis_of(c, "dimension", c.shape().rank());
  if (!dim) return c.give_nothing("the dimension is not known");
  Shape out = c.shape();
  Expr size = c.integer("size");
  Expr step = c.integer("step");
  Expr whole = out.rank() == 0 ? Expr(1) : out[*dim];
  if (!demand_at_least(c, "step", 1) || !demand_at_least(c, "size", 0)) return c.give_nothing("it has no windows");
  if (!c.holds(sym::ge(whole, size), "a window inside its dimension")) {
    c.reject(Kind::SizeMismatch, "size",
             fmt::format("a window of {} does not fit into dimension {} of size {}", sym::to_text(size), *dim,
                         sym::to_text(whole)))
        .label = fmt::format("the tensor is {}", sym::to_text(c.shape()));
  }
  auto strides = strides_of(c.input());
  if (out.rank() == 0) {
    strides.reset();
  } else {
    out[*dim] = sym::floor_div(whole - size, step) + 1;
    if (strides) strides->push_back((*strides)[static_cast<std::size_t>(*dim)]);
    if (strides) (*strides)[static_cast<std::size_t>(*dim)] *= step;
  }
  out.dims.push_back(size);
  give(c, std::move(out), std::move(strides));
}

void strided(Call& c) {
  std::vector<Expr> sizes = c.int_list("size");
  std::vector<Expr> strides = c.int_list("stride");
  if (!c.known("size") || !c.known("stride")) return c.give_nothing("the sizes are not known");
  if (sizes.size() != strides.size()) {
    c.reject(Kind::ArgumentValue, "stride",
             fmt::format("as_strided gets {} sizes and {} strides", sizes.size(), strides.size()));
    return c.give_nothing("its sizes are not valid");
  }
  Expr last = c.is_none("storage_offset") ? Expr(0) : c.integer("storage_offset");
  bool empty = false;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    empty = empty || sizes[i].is_constant(0);
    last += (sizes[i] - 1) * strides[i];
  }
  if (!empty && c.refuted(sym::ge(c.shape().elements(), last + 1))) {
    c.reject(Kind::SizeMismatch, "size",
             fmt::format("as_strided reads {} elements of a tensor that has {}", sym::to_text(last + 1),
                         sym::to_text(c.shape().elements())));
  }
  c.give(Shape(std::move(sizes)));
}

/// The length of the diagonal of a rows × columns matrix, `offset` above the main one.
Expr diagonal_length(const Call& c, const Expr& rows, const Expr& columns, const Expr& offset) {
  bool below = c.proved(sym::ge(0, offset));
  Expr length = below ? sym::min(rows + offset, columns) : sym::min(rows, columns - offset);
  return c.proved(sym::ge(length, 0)) ? length : sym::max(length, 0);
}

void diagonal(Call& c) {
  auto a = axis_of(c, "dim1", c.shape().rank());
  auto b = axis_of(c, "dim2", c.shape().rank());
  if (!a || !b) return c.give_nothing("the dimensions are not known");
  if (*a == *b) {
    c.reject(Kind::ArgumentValue, "dim2", "a diagonal runs through two different dimensions").label =
        fmt::format("both are dimension {}", *a);
    return c.give_nothing("its dimensions are not valid");
  }
  Shape out = without_axes(c.shape(), {*a, *b}, false);
  out.dims.push_back(diagonal_length(c, c.shape()[*a], c.shape()[*b], c.integer("offset")));
  c.give(std::move(out));
}

/// A matrix from its diagonal, or the diagonal of a matrix.
void diag(Call& c) {
  if (!demand_rank(c, c.input(), {1, 2})) return c.give_nothing("it is neither vector nor matrix");
  Expr offset = c.integer("diagonal");
  if (c.shape().rank() == 2) return c.give(Shape{diagonal_length(c, c.shape()[0], c.shape()[1], offset)});
  Expr side = c.shape()[0] + (c.proved(sym::ge(offset, 0)) ? offset : -offset);
  c.give(Shape{side, side});
}

void flat_diag(Call& c) {
  Expr offset = c.integer("offset");
  Expr side = c.shape().elements() + (c.proved(sym::ge(offset, 0)) ? offset : -offset);
  c.give(Shape{side, side});
}

void diag_embed(Call& c) {
  if (!demand_rank_at_least(c, c.input(), 1)) return c.give_nothing("it has no dimension");
  int rank = c.shape().rank() + 1;
  auto a = axis_of(c, "dim1", rank);
  auto b = axis_of(c, "dim2", rank);
  if (!a || !b) return c.give_nothing("the dimensions are not known");
  if (*a == *b) {
    c.reject(Kind::ArgumentValue, "dim2", "a diagonal runs through two different dimensions");
    return c.give_nothing("its dimensions are not valid");
  }
  Expr offset = c.integer("offset");
  Expr side = c.shape()[-1] + (c.proved(sym::ge(offset, 0)) ? offset : -offset);
  Shape out;
  int next = 0;
  for (int i = 0; i < rank; ++i) out.dims.push_back(i == *a || i == *b ? side : c.shape()[next++]);
  c.give(std::move(out));
}

void trace(Call& c) {
  if (!demand_rank(c, c.input(), {2})) return c.give_nothing("it is no matrix");
  ElementType type = type_of(c.input());
  bool whole = !ir::is_floating(type.dtype) && !ir::is_complex(type.dtype);
  c.give(tensor_of(Shape{}, whole ? ElementType{ir::DType::Int64, type.assumed} : type));
}

void triangle(Call& c) {
  demand_rank_at_least(c, c.input(), 2);
  c.give(c.shape());
}

constexpr Param kInput = {"input", Takes::Tensor, "", "the tensor"};
constexpr Param kDiagonalOffset = {"diagonal", Takes::Int, "0", "which diagonal, counted upwards"};
constexpr Param kOffset = {"offset", Takes::Int, "0", "which diagonal, counted upwards"};
constexpr Param kNarrow[] = {kInput,
                             {"dim", Takes::Int, "", "along which dimension"},
                             {"start", Takes::Int | Takes::Tensor, "", "where the part begins"},
                             {"length", Takes::Int, "", "how long it is"}};
constexpr Param kWindows[] = {kInput,
                              {"dimension", Takes::Int, "", "along which dimension"},
                              {"size", Takes::Int, "", "of a window"},
                              {"step", Takes::Int, "", "between windows"}};
constexpr Param kStrided[] = {kInput,
                              {"size", Takes::Ints, "", "the sizes"},
                              {"stride", Takes::Ints, "", "elements between neighbours"},
                              {"storage_offset", Takes::Int | Takes::None, "None", "where it begins"}};
constexpr Param kDiagonal[] = {
    kInput, kOffset, {"dim1", Takes::Int, "0", "one dimension"}, {"dim2", Takes::Int, "1", "the other"}};
constexpr Param kEmbed[] = {
    kInput, kOffset, {"dim1", Takes::Int, "-2", "one dimension"}, {"dim2", Takes::Int, "-1", "the other"}};
constexpr Param kLinalgDiagonal[] = {kInput,
                                     {"offset", Takes::Int, "0", "which diagonal", How::KeywordOnly},
                                     {"dim1", Takes::Int, "-2", "one dimension", How::KeywordOnly},
                                     {"dim2", Takes::Int, "-1", "the other", How::KeywordOnly}};
constexpr Param kDiag[] = {kInput, kDiagonalOffset, kOut};
constexpr Param kFlat[] = {kInput, kOffset};
constexpr Param kSelf[] = {kInput};

constexpr Spec op(std::string_view names, std::string_view summary, std::span<const Param> call, void (*infer)(Call&),
                  bool view = true) {
  Spec spec = function_row(names, summary, "a part of the elements", call, infer);
  spec.receptive = opaque_receptive;
  spec.saved = saves_nothing;
  spec.view = view;
  return spec;
}

constexpr Spec kSpecs[] = {
    op("torch.narrow torch.Tensor.narrow", "A part of one dimension.", kNarrow, narrow),
    op("torch.narrow_copy torch.Tensor.narrow_copy", "A copy of a part of one dimension.", kNarrow, narrow, false),
    op("torch.Tensor.unfold", "Windows along one dimension.", kWindows, windows),
    op("torch.as_strided torch.Tensor.as_strided", "Other sizes and strides on the same memory.", kStrided, strided),
    op("torch.diagonal torch.Tensor.diagonal", "The diagonal.", kDiagonal, diagonal),
    op("torch.linalg.diagonal", "The diagonal.", kLinalgDiagonal, diagonal),
    op("torch.diag torch.Tensor.diag", "The diagonal of a matrix, or a matrix with that diagonal.", kDiag, diag, false),
    op("torch.diagflat torch.Tensor.diagflat", "A matrix with the elements on its diagonal.", kFlat, flat_diag, false),
    op("torch.diag_embed torch.Tensor.diag_embed", "Matrices with the last dimension on their diagonals.", kEmbed,
       diag_embed, false),
    op("torch.trace torch.Tensor.trace", "The sum of the diagonal.", kSelf, trace, false),
    op("torch.tril torch.Tensor.tril", "The lower triangle of a matrix.", kDiag, triangle, false),
    op("torch.triu torch.Tensor.triu", "The upper triangle of a matrix.", kDiag, triangle, false),
    op("torch.Tensor.tril_", "The lower triangle of a matrix.", kDiag, triangle),
    op("torch.Tensor.triu_", "The upper triangle of a matrix.", kDiag, triangle),
};

}  // namespace

std::span<const Spec> slices_specs() { return kSpecs; }

}  // namespace shapewise::layers
