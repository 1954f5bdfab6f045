// Several tensors from one and one from several: cat, stack, chunk, split, unbind.
// Source: https://pytorch.org/docs/stable/generated/torch.cat.html, torch.split.html, torch.chunk.html.
#include <algorithm>
#include <fmt/format.h>
#include <optional>

#include "layer/axes.h"
#include "layer/demand.h"
#include "layer/memory.h"
#include "layer/promote.h"
#include "layer/row.h"
#include "layer/saved.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Shape;

/// All sizes but that of `dim` must agree; the first tensor decides.
bool agree(Call& c, const std::vector<const ir::Tensor*>& tensors, int dim) {
  const Shape& first = *tensors.front()->shape;
  for (std::size_t i = 1; i < tensors.size(); ++i) {
    const Shape& other = *tensors[i]->shape;
    if (other.rank() != first.rank()) {
      auto& d =
          c.reject(Kind::RankMismatch, "tensors",
                   fmt::format("{} joins tensors of {} and of {} dimensions", c.name(), first.rank(), other.rank()));
      d.label = fmt::format("{} and {}", sym::to_text(first), sym::to_text(other));
      return false;
    }
    for (int k = 0; k < first.rank(); ++k) {
      if (k == dim || c.holds(sym::eq(first[k], other[k]), "joined tensors must agree")) continue;
      auto& d = c.reject(Kind::ShapeMismatch, "tensors",
                         fmt::format("{} along dimension {} needs equal sizes elsewhere, but dimension {} is {} and {}",
                                     c.name(), dim, k, sym::to_text(first[k]), sym::to_text(other[k])));
      d.label = fmt::format("{} and {}", sym::to_text(first), sym::to_text(other));
      return false;
    }
  }
  return true;
}

std::vector<const ir::Tensor*> operands(Call& c) {
  std::vector<const ir::Tensor*> tensors = c.tensors("tensors");
  if (tensors.empty()) c.give_nothing("which tensors are joined is not known");
  return tensors;
}

void cat_along(Call& c, const std::vector<const ir::Tensor*>& tensors, int dim) {
  if (!agree(c, tensors, dim)) return c.give_nothing("the tensors do not fit each other");
  Shape out = *tensors.front()->shape;
  for (std::size_t i = 1; i < tensors.size(); ++i) out[dim] += (*tensors[i]->shape)[dim];
  c.give(tensor_of(std::move(out), result_type(c, {"tensors"})));
}

void cat(Call& c) {
  auto* items = c.arg("tensors").as<ir::AttrList>();
  std::vector<const ir::Tensor*> tensors = operands(c);
  if (tensors.empty()) return;
  if (items != nullptr && items->size() != tensors.size())
    return c.give_nothing("one of the joined tensors is not known");
  // An empty vector joins anything, as it once did.
  auto empty = [](const ir::Tensor* tensor) { return *tensor->shape == Shape{0}; };
  if (!std::all_of(tensors.begin(), tensors.end(), empty)) std::erase_if(tensors, empty);
  auto dim = axis_of(c, "dim", tensors.front()->shape->rank());
  if (!dim) return c.give_nothing("the dimension is not known");
  if (tensors.front()->shape->rank() == 0) {
    c.reject(Kind::RankMismatch, "tensors", "tensors without dimensions can't be joined");
    return c.give_nothing("the tensors have no dimension");
  }
  cat_along(c, tensors, *dim);
}

void stack(Call& c) {
  std::vector<const ir::Tensor*> tensors = operands(c);
  if (tensors.empty()) return;
  auto dim = axis_of(c, "dim", tensors.front()->shape->rank() + 1);
  if (!dim || !agree(c, tensors, -1)) return c.give_nothing("the tensors do not fit each other");
  Shape out = *tensors.front()->shape;
  out.dims.insert(out.dims.begin() + *dim, Expr(static_cast<Int>(tensors.size())));
  c.give(tensor_of(std::move(out), result_type(c, {"tensors"})));
}

/// With the dimensions that numpy adds: a vector becomes a row, a matrix gets a depth of 1.
template <int Rank>
Shape at_least(Shape shape) {
  if (shape.rank() == 0) shape = Shape{1};
  if (Rank >= 2 && shape.rank() == 1) shape.dims.insert(shape.dims.begin(), 1);
  if (Rank == 3 && shape.rank() == 2) shape.dims.emplace_back(1);
  return shape;
}

/// vstack, dstack (Rank 2 and 3) and hstack (Rank 1), which joins vectors end to end.
template <int Rank>
void stack_along(Call& c) {
  std::vector<const ir::Tensor*> tensors = operands(c);
  if (tensors.empty()) return;
  std::vector<ir::Tensor> wider;
  for (const ir::Tensor* tensor : tensors) wider.push_back(tensor_of(at_least<Rank>(*tensor->shape), type_of(*tensor)));
  for (std::size_t i = 0; i < wider.size(); ++i) tensors[i] = &wider[i];
  int dim = Rank == 2 ? 0 : Rank == 3 ? 2 : std::min(tensors.front()->shape->rank() - 1, 1);
  cat_along(c, tensors, dim);
}

/// Vectors become columns.
void stack_columns(Call& c) {
  std::vector<const ir::Tensor*> tensors = operands(c);
  if (tensors.empty()) return;
  std::vector<ir::Tensor> wider;
  for (const ir::Tensor* tensor : tensors) {
    Shape shape = *tensor->shape;
    if (shape.rank() < 2) shape = Shape{shape.elements(), 1};
    wider.push_back(tensor_of(std::move(shape), type_of(*tensor)));
  }
  for (std::size_t i = 0; i < wider.size(); ++i) tensors[i] = &wider[i];
  cat_along(c, tensors, 1);
}

void give_parts(Call& c, int dim, const std::vector<Expr>& sizes) {
  std::string layout = "(";
  auto strides = strides_of(c.input());
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    ir::Tensor part = tensor_of(c.shape(), type_of(c.input()));
    (*part.shape)[dim] = sizes[i];
    if (strides) part.memory = strided(*part.shape, *strides);
    c.give(std::move(part));
    layout += i > 0 ? ",t" : "t";
  }
  c.set_layout(layout + ")");
}

/// The dimension along which the input is taken apart; empty if it is not known, or if there is none.
std::optional<int> parted_axis(Call& c) {
  if (!demand_rank_at_least(c, c.input(), 1)) return std::nullopt;
  return axis_of(c, "dim", c.shape().rank());
}

/// Not even how many parts there are is known.
void give_unknown_parts(Call& c, std::string why) {
  c.give_nothing(std::move(why));
  c.set_layout("(t)");
}

constexpr Int kMaxParts = 100'000;

/// Parts of `size`, the last one smaller.
void parts_of(Call& c, int dim, const Expr& whole, const Expr& size) {
  auto total = whole.constant();
  auto each = size.constant();
  if (!total || !each) {
    // Of a symbolic dimension it is only known how many parts there are if it was divided by that number.
    return give_unknown_parts(c, "into how many parts a symbolic size is split is not known");
  }
  if (*each <= 0 || *total / *each > kMaxParts) {
    c.reject(Kind::ArgumentValue, {}, fmt::format("{} needs parts of at least one element", c.name()));
    return give_unknown_parts(c, "its parts are not valid");
  }
  std::vector<Expr> sizes;
  for (Int left = *total; left > 0; left -= *each) sizes.emplace_back(left < *each ? left : *each);
  if (sizes.empty()) sizes.emplace_back(0);
  give_parts(c, dim, sizes);
}

void chunk(Call& c) {
  auto dim = parted_axis(c);
  auto count = c.integer("chunks").constant();
  if (!dim || !count) return give_unknown_parts(c, "the number of chunks is not known");
  if (*count < 1 || *count > kMaxParts) {
    c.reject(Kind::ArgumentValue, "chunks", "chunk needs at least one chunk").label = "expected at least 1";
    return give_unknown_parts(c, "its chunks are not valid");
  }
  const Expr& whole = c.shape()[*dim];
  if (whole.is_constant()) return parts_of(c, *dim, whole, sym::ceil_div(whole, *count));
  bool even = c.holds(sym::divisible(whole, *count), "chunks of equal size");
  std::vector<Expr> sizes(static_cast<std::size_t>(*count), even ? sym::floor_div(whole, *count) : Expr::unknown());
  give_parts(c, *dim, sizes);
}

void split_by(Call& c, std::string_view param) {
  auto dim = parted_axis(c);
  if (!dim || !c.known(param)) return give_unknown_parts(c, "the parts are not known");
  const Expr& whole = c.shape()[*dim];
  if (!c.arg(param).is<ir::AttrList>()) return parts_of(c, *dim, whole, c.integer(param));
  std::vector<Expr> sizes = c.int_list(param);
  Expr total = 0;
  for (const Expr& size : sizes) total += size;
  if (!c.holds(sym::eq(whole, total), "the parts must add up")) {
    auto& d = c.reject(Kind::SizeMismatch, param,
                       fmt::format("the parts of split add up to {}, but dimension {} is {}", sym::to_text(total), *dim,
                                   sym::to_text(whole)));
    d.label = fmt::format("expected a sum of {}", sym::to_text(whole));
  }
  give_parts(c, *dim, sizes);
}

void split(Call& c) { split_by(c, "split_size_or_sections"); }
void split_method(Call& c) { split_by(c, "split_size"); }
void split_sizes(Call& c) { split_by(c, "split_sizes"); }

void unbind(Call& c) {
  auto dim = parted_axis(c);
  auto count = dim ? c.shape()[*dim].constant() : std::nullopt;
  if (!count || *count > kMaxParts) return give_unknown_parts(c, "a symbolic dimension can't be unbound");
  ir::Tensor part = one_along(c, *dim);
  std::string layout = "(";
  for (Int i = 0; i < *count; ++i) {
    c.give(part);
    layout += i > 0 ? ",t" : "t";
  }
  c.set_layout(layout + ")");
}

/// Sections that differ by at most one, the larger ones first; or the parts between indices.
void tensor_split(Call& c) {
  if (c.shape().rank() == 0) {
    c.reject(Kind::RankMismatch, "input", "tensor_split takes a tensor of at least one dimension");
    return give_unknown_parts(c, "it has no dimension");
  }
  auto dim = axis_of(c, "dim", c.shape().rank());
  std::string_view param = c.given("sections") ? "sections" : c.given("indices") ? "indices" : "indices_or_sections";
  bool listed = c.arg(param).is<ir::AttrList>();
  std::optional<Int> total = (dim ? c.shape()[*dim] : Expr::unknown()).constant();
  auto count = listed ? std::nullopt : c.integer(param).constant();
  if (count && *count <= 0) {
    c.reject(Kind::ArgumentValue, param, "tensor_split needs at least one section");
    return give_unknown_parts(c, "its sections are not valid");
  }
  Int sections = count.value_or(0);
  if (!dim || !total || (!listed && sections == 0) || sections > kMaxParts)
    return give_unknown_parts(c, "the parts are not known");
  std::vector<Expr> sizes;
  for (Int i = 0; i < sections; ++i) sizes.emplace_back(*total / sections + (i < *total % sections ? 1 : 0));
  if (sections > 0) return give_parts(c, *dim, sizes);
  std::vector<Expr> cuts = c.int_list(param);
  cuts.emplace_back(*total);
  Int before = 0;
  for (const Expr& cut : cuts) {
    auto place = cut.constant();
    if (!place) return give_unknown_parts(c, "the parts are not known");
    Int at = std::clamp<Int>(*place < 0 ? *place + *total : *place, 0, *total);
    sizes.emplace_back(std::max<Int>(at - before, 0));
    before = at;
  }
  give_parts(c, *dim, sizes);
}

/// One tensor for each vector, all of the shape that their sizes make.
void grid(Call& c) {
  std::vector<const ir::Tensor*> tensors = operands(c);
  if (tensors.empty()) return;
  Shape out;
  for (const ir::Tensor* tensor : tensors) {
    if (tensor->shape->rank() > 1) {
      c.reject(Kind::RankMismatch, "tensors", "meshgrid takes vectors").label =
          fmt::format("one is {}", sym::to_text(*tensor->shape));
      return c.give_nothing("it is made of tensors that are no vectors");
    }
    out.dims.push_back(tensor->shape->elements());
  }
  demand_choice(c, "indexing", {"ij", "xy"});
  if (c.text("indexing") == "xy" && out.rank() > 1) std::swap(out[0], out[1]);
  std::string layout = "(";
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    c.give(tensor_of(out, type_of(*tensors[i])));
    layout += i > 0 ? ",t" : "t";
  }
  c.set_layout(layout + ")");
}

constexpr Param kGrid[] = {{"tensors", Takes::Tensors | Takes::List, "", "the vectors", How::Variadic},
                           {"indexing", Takes::Str | Takes::None, "None", "'ij' or 'xy'", How::KeywordOnly}};
constexpr Param kCat[] = {{"tensors", Takes::Tensors | Takes::List, "", "the tensors"},
                          {"dim", Takes::Int, "0", "along which dimension"},
                          {"out", Takes::Any, "None", "where the result goes", How::KeywordOnly}};
constexpr Param kList[] = {{"tensors", Takes::Tensors | Takes::List, "", "the tensors"}};
constexpr Param kChunk[] = {{"input", Takes::Tensor, "", "the tensor"},
                            {"chunks", Takes::Int, "", "how many"},
                            {"dim", Takes::Int, "0", "along which dimension"}};
constexpr Param kSplit[] = {
    {"input", Takes::Tensor, "", "the tensor"},
    {"split_size_or_sections", Takes::Int | Takes::Ints, "", "the size of the parts, or all sizes"},
    {"dim", Takes::Int, "0", "along which dimension"}};
constexpr Param kSplitMethod[] = {
    kSplit[0], {"split_size", Takes::Int | Takes::Ints, "", "the size of the parts, or all sizes"}, kSplit[2]};
constexpr Param kSplitSizes[] = {kSplit[0], {"split_sizes", Takes::Ints, "", "all sizes"}, kSplit[2]};
constexpr Param kTensorSplit[] = {
    kSplit[0],
    {"indices_or_sections", Takes::Int | Takes::Ints | Takes::Tensor, "None", "how many, or where"},
    kSplit[2],
    {"sections", Takes::Int, "None", "how many", How::KeywordOnly},
    {"indices", Takes::Ints, "None", "where", How::KeywordOnly}};
constexpr Param kUnbind[] = {{"input", Takes::Tensor, "", "the tensor"}, {"dim", Takes::Int, "0", "which dimension"}};

constexpr Spec op(std::string_view names, std::string_view summary, std::span<const Param> call, void (*infer)(Call&),
                  bool view) {
  Spec spec = function_row(names, summary, "sizes add up along one dimension", call, infer);
  spec.saved = saves_nothing;
  spec.placement = view ? Placement::Unknown : Placement::AsInputs;
  spec.view = view;
  return spec;
}

constexpr Spec kSpecs[] = {
    op("torch.cat torch.concat torch.concatenate", "Tensors joined along a dimension.", kCat, cat, false),
    op("torch.stack", "Tensors joined along a new dimension.", kCat, stack, false),
    op("torch.vstack torch.row_stack", "Tensors joined along dimension 0.", kList, stack_along<2>, false),
    op("torch.hstack", "Tensors joined along dimension 1.", kList, stack_along<1>, false),
    op("torch.dstack", "Tensors joined along dimension 2.", kList, stack_along<3>, false),
    op("torch.column_stack", "Vectors as the columns of a matrix.", kList, stack_columns, false),
    op("torch.chunk torch.Tensor.chunk", "A tensor in so many parts.", kChunk, chunk, true),
    op("torch.split", "A tensor in parts of such a size.", kSplit, split, true),
    op("torch.Tensor.split", "A tensor in parts of such a size.", kSplitMethod, split_method, true),
    op("torch.split_with_sizes torch.Tensor.split_with_sizes", "A tensor in parts of these sizes.", kSplitSizes,
       split_sizes, true),
    op("torch.tensor_split torch.Tensor.tensor_split", "A tensor in parts as equal as can be, or cut at indices.",
       kTensorSplit, tensor_split, true),
    op("torch.meshgrid", "The coordinates of a grid.", kGrid, grid, true),
    op("torch.unbind torch.Tensor.unbind", "The slices along a dimension.", kUnbind, unbind, true),
};

}  // namespace

std::span<const Spec> join_specs() { return kSpecs; }

}  // namespace shapewise::layers
