// The same elements in another shape: view, reshape, permute, transpose, squeeze, expand and their kin.
// Source: https://pytorch.org/docs/stable/tensor_view.html and aten/src/ATen/native/TensorShape.cpp.
#include <algorithm>
#include <fmt/format.h>

#include "layer/axes.h"
#include "layer/broadcast.h"
#include "layer/promote.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Shape;

void give(Call& c, Shape shape) { c.give(tensor_of(std::move(shape), type_of(c.input()))); }

/// view and reshape: one size may be −1 and is what is left.
void view(Call& c) {
  if (auto* dtype = c.has("shape") ? c.arg("shape").as<ir::AttrList>() : nullptr) {
    if (dtype->size() == 1 && dtype->front().is<ir::DType>()) return c.give(c.shape(), *dtype->front().as<ir::DType>());
  }
  if (!c.known("shape")) return c.give_nothing("the sizes are not known");
  Shape out(c.int_list("shape"));
  Expr whole = c.shape().elements();
  Expr named = 1;
  int open = -1;
  for (int i = 0; i < out.rank(); ++i) {
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
  }
  give(c, std::move(out));
}

void view_as(Call& c) { give(c, *c.input(1).shape); }

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
  Shape out;
  for (int dim : *dims) out.dims.push_back(in[dim]);
  give(c, std::move(out));
}

void transpose(Call& c) {
  auto a = axis_of(c, "dim0", c.shape().rank());
  auto b = axis_of(c, "dim1", c.shape().rank());
  if (!a || !b) return c.give_nothing("the dimensions are not known");
  Shape out = c.shape();
  if (out.rank() > 0) std::swap(out[*a], out[*b]);
  give(c, std::move(out));
}

void reverse(Call& c) {
  Shape out = c.shape();
  std::reverse(out.dims.begin(), out.dims.end());
  give(c, std::move(out));
}

void swap_last(Call& c) {
  Shape out = c.shape();
  if (out.rank() < 2) {
    c.reject(Kind::RankMismatch, {}, "a matrix has two dimensions at least");
    return c.give_nothing("it is no matrix");
  }
  std::swap(out[-1], out[-2]);
  give(c, std::move(out));
}

void move(Call& c) {
  const Shape& in = c.shape();
  auto from = axes_of(c, "source", in.rank());
  auto to = axes_of(c, "destination", in.rank());
  if (!from || !to || from->size() != to->size()) return c.give_nothing("the dimensions are not known");
  std::vector<int> order(static_cast<std::size_t>(in.rank()), -1);
  for (std::size_t i = 0; i < from->size(); ++i) order[static_cast<std::size_t>((*to)[i])] = (*from)[i];
  int next = 0;
  for (int& place : order) {
    if (place >= 0) continue;
    while (std::find(from->begin(), from->end(), next) != from->end()) ++next;
    place = next++;
  }
  Shape out;
  for (int dim : order) out.dims.push_back(in[dim]);
  give(c, std::move(out));
}

/// Without a dim every size of 1 goes; an open one is taken to be larger.
void squeeze(Call& c) {
  Shape out;
  std::vector<int> named = all_axes(c.shape().rank());
  if (!c.is_none("dim")) {
    auto dims = axes_of(c, "dim", c.shape().rank());
    if (!dims) return c.give_nothing("the dimension is not known");
    named = std::move(*dims);
  }
  for (int i = 0; i < c.shape().rank(); ++i) {
    bool chosen = std::find(named.begin(), named.end(), i) != named.end();
    if (!chosen || !c.shape()[i].is_constant(1)) out.dims.push_back(c.shape()[i]);
  }
  give(c, std::move(out));
}

void unsqueeze(Call& c) {
  auto dim = axis_of(c, "dim", c.shape().rank() + 1);
  if (!dim) return c.give_nothing("the dimension is not known");
  Shape out = c.shape();
  out.dims.insert(out.dims.begin() + *dim, 1);
  give(c, std::move(out));
}

void expand(Call& c) {
  if (!c.known("sizes")) return c.give_nothing("the sizes are not known");
  Shape out(c.int_list("sizes"));
  const Shape& in = c.shape();
  int extra = out.rank() - in.rank();
  if (extra < 0) {
    c.reject(Kind::RankMismatch, "sizes",
             fmt::format("expand names {} sizes for a tensor of {} dimensions", out.rank(), in.rank()));
    return c.give_nothing("its sizes are not valid");
  }
  for (int i = 0; i < in.rank(); ++i) {
    Expr& size = out[i + extra];
    if (size.is_constant(-1)) {
      size = in[i];
    } else if (!in[i].is_constant(1) && !c.holds(sym::eq(in[i], size), "only sizes of 1 can be expanded")) {
      auto& d =
          c.reject(Kind::ShapeMismatch, "sizes",
                   fmt::format("dimension {} of {} can't be expanded to {}", i, sym::to_text(in), sym::to_text(size)));
      d.label = fmt::format("expected {} or −1", sym::to_text(in[i]));
    }
  }
  give(c, std::move(out));
}

/// Tensor.repeat and torch.tile: sizes times repeats, aligned at the last dimension.
void repeat(Call& c) {
  if (!c.known("repeats")) return c.give_nothing("the repeats are not known");
  std::vector<Expr> times = c.int_list("repeats");
  Shape out = c.shape();
  while (out.rank() < static_cast<int>(times.size())) out.dims.insert(out.dims.begin(), 1);
  int offset = out.rank() - static_cast<int>(times.size());
  for (std::size_t i = 0; i < times.size(); ++i) out[offset + static_cast<int>(i)] *= times[i];
  give(c, std::move(out));
}

void repeat_each(Call& c) {
  const ir::Attr& repeats = c.arg("repeats");
  if (!repeats.is<Expr>()) return c.give_nothing("the repeats are not known");
  if (c.is_none("dim")) return give(c, Shape{c.shape().elements() * *repeats.as<Expr>()});
  auto dim = axis_of(c, "dim", c.shape().rank());
  if (!dim) return c.give_nothing("the dimension is not known");
  Shape out = c.shape();
  out[*dim] *= *repeats.as<Expr>();
  give(c, std::move(out));
}

void diagonal(Call& c) {
  auto a = axis_of(c, "dim1", c.shape().rank());
  auto b = axis_of(c, "dim2", c.shape().rank());
  if (!a || !b || !c.integer("offset").is_constant(0)) return c.give_nothing("the diagonal is not known");
  Shape out = without_axes(c.shape(), {*a, *b}, false);
  out.dims.push_back(sym::min(c.shape()[*a], c.shape()[*b]));
  give(c, std::move(out));
}

/// Tensor.to, .float(), .type(): only the element type changes.
void convert(Call& c) {
  for (std::string_view param : {"args", "kwargs"}) {
    auto* items = c.has(param) ? c.arg(param).as<ir::AttrList>() : nullptr;
    for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
      if (auto* dtype = (*items)[i].as<ir::DType>()) return c.give(c.shape(), *dtype);
    }
  }
  if (c.has("dtype") && c.arg("dtype").is<ir::DType>()) return c.give(c.shape(), *c.arg("dtype").as<ir::DType>());
  give(c, c.shape());
}

template <ir::DType D>
void convert_to(Call& c) {
  c.give(c.shape(), D);
}

void type_as(Call& c) { c.give(tensor_of(c.shape(), type_of(c.input(1)))); }

Receptive lost(const Call&) { return {Receptive::Kind::Opaque, {}}; }

constexpr Param kInput[] = {{"input", Takes::Tensor, "", "the tensor"}};
constexpr Param kView[] = {{"input", Takes::Tensor, "", "the tensor"},
                           {"shape", Takes::Ints | Takes::List, "", "the new sizes; one may be -1", How::Variadic}};
constexpr Param kOther[] = {{"input", Takes::Tensor, "", "the tensor"},
                            {"other", Takes::Tensor, "", "the tensor to follow"}};
constexpr Param kDims[] = {{"input", Takes::Tensor, "", "the tensor"},
                           {"dims", Takes::Ints, "", "the new order of the dimensions", How::Variadic}};
constexpr Param kSwap[] = {{"input", Takes::Tensor, "", "the tensor"},
                           {"dim0", Takes::Int, "", "one dimension"},
                           {"dim1", Takes::Int, "", "the other"}};
constexpr Param kMove[] = {{"input", Takes::Tensor, "", "the tensor"},
                           {"source", Takes::Int | Takes::Ints, "", "where they are"},
                           {"destination", Takes::Int | Takes::Ints, "", "where they go"}};
constexpr Param kSqueeze[] = {
    {"input", Takes::Tensor, "", "the tensor"},
    {"dim", Takes::Int | Takes::Ints | Takes::None, "None", "which dimension; None: all of size 1"}};
constexpr Param kDim[] = {{"input", Takes::Tensor, "", "the tensor"},
                          {"dim", Takes::Int, "", "where the new dimension stands"}};
constexpr Param kSizes_[] = {{"input", Takes::Tensor, "", "the tensor"},
                             {"sizes", Takes::Ints, "", "the sizes; -1 keeps one", How::Variadic}};
constexpr Param kRepeats[] = {{"input", Takes::Tensor, "", "the tensor"},
                              {"repeats", Takes::Ints, "", "how often along each dimension", How::Variadic}};
constexpr Param kRepeatEach[] = {{"input", Takes::Tensor, "", "the tensor"},
                                 {"repeats", Takes::Int | Takes::Tensor, "", "how often each element"},
                                 {"dim", Takes::Int | Takes::None, "None", "along which dimension"}};
constexpr Param kDiagonal[] = {{"input", Takes::Tensor, "", "the tensor"},
                               {"offset", Takes::Int, "0", "which diagonal"},
                               {"dim1", Takes::Int, "0", "one dimension"},
                               {"dim2", Takes::Int, "1", "the other"}};
constexpr Param kTo[] = {{"input", Takes::Tensor, "", "the tensor"},
                         {"args", Takes::Any, "", "a dtype, a device or a tensor", How::Variadic},
                         {"dtype", Takes::Any, "None", "the element type", How::KeywordOnly},
                         {"kwargs", Takes::Any, "", "device, copy …", How::Keywords}};

constexpr Spec op(std::string_view names, std::string_view summary, std::span<const Param> call, void (*infer)(Call&),
                  bool is_view = true) {
  return {.names = names,
          .form = Form::Function,
          .summary = summary,
          .rule = "the elements stay, their order in dimensions changes",
          .call = call,
          .infer = infer,
          .receptive = lost,
          .view = is_view};
}
constexpr Spec cast(std::string_view names, std::string_view summary, void (*infer)(Call&)) {
  return {.names = names, .form = Form::Function, .summary = summary, .rule = "(*) → (*)", .call = kTo, .infer = infer};
}

constexpr Spec kSpecs[] = {
    op("torch.Tensor.view", "The same elements with other sizes.", kView, view),
    op("torch.reshape torch.Tensor.reshape", "The same elements with other sizes.", kView, view),
    op("torch.Tensor.view_as torch.Tensor.reshape_as", "With the sizes of another tensor.", kOther, view_as),
    op("torch.permute torch.Tensor.permute", "The dimensions in another order.", kDims, permute),
    op("torch.transpose torch.Tensor.transpose torch.swapaxes torch.Tensor.swapaxes torch.swapdims "
       "torch.Tensor.swapdims torch.Tensor.transpose_",
       "Two dimensions exchanged.", kSwap, transpose),
    op("torch.t torch.Tensor.t", "The transposed matrix.", kInput, reverse),
    op("torch.adjoint torch.Tensor.adjoint", "The last two dimensions exchanged.", kInput, swap_last),
    op("torch.movedim torch.Tensor.movedim torch.moveaxis torch.Tensor.moveaxis", "Dimensions moved.", kMove, move),
    op("torch.squeeze torch.Tensor.squeeze torch.Tensor.squeeze_", "Without dimensions of size 1.", kSqueeze, squeeze),
    op("torch.unsqueeze torch.Tensor.unsqueeze torch.Tensor.unsqueeze_", "With a dimension of size 1 more.", kDim,
       unsqueeze),
    op("torch.Tensor.expand torch.broadcast_to torch.Tensor.broadcast_to", "Sizes of 1 stretched.", kSizes_, expand),
    op("torch.Tensor.expand_as", "Stretched to another tensor's sizes.", kOther, view_as),
    op("torch.Tensor.repeat torch.tile torch.Tensor.tile", "Repeated along its dimensions.", kRepeats, repeat, false),
    op("torch.repeat_interleave torch.Tensor.repeat_interleave", "Each element repeated.", kRepeatEach, repeat_each,
       false),
    op("torch.diagonal torch.Tensor.diagonal", "The diagonal.", kDiagonal, diagonal),
    cast("torch.Tensor.to", "In another element type or place.", convert),
    cast("torch.Tensor.type", "In another element type.", convert),
    cast("torch.Tensor.float", "As float32.", convert_to<ir::DType::Float32>),
    cast("torch.Tensor.double", "As float64.", convert_to<ir::DType::Float64>),
    cast("torch.Tensor.half", "As float16.", convert_to<ir::DType::Float16>),
    cast("torch.Tensor.bfloat16", "As bfloat16.", convert_to<ir::DType::BFloat16>),
    cast("torch.Tensor.long", "As int64.", convert_to<ir::DType::Int64>),
    cast("torch.Tensor.int", "As int32.", convert_to<ir::DType::Int32>),
    cast("torch.Tensor.bool", "As bool.", convert_to<ir::DType::Bool>),
    op("torch.Tensor.type_as", "In another tensor's element type.", kOther, type_as, false),
};

}  // namespace

std::span<const Spec> reshape_specs() { return kSpecs; }

}  // namespace shapewise::layers
