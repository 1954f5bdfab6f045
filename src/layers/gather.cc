// Elements chosen by index tensors along one dimension, and put there: gather, scatter, index_select, take, index_add.
// Source: https://pytorch.org/docs/stable/torch.html#indexing-slicing-joining-mutating-ops,
// aten/src/ATen/native/ScatterGatherChecks.h.
#include <fmt/format.h>

#include "layer/axes.h"
#include "layer/broadcast.h"
#include "layer/demand.h"
#include "layer/index.h"
#include "layer/memory.h"
#include "layer/promote.h"
#include "layer/receptive.h"
#include "layer/row.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Shape;

/// A scalar counts as a vector of one.
Shape at_least_vector(const Shape& shape) { return shape.rank() == 0 ? Shape{1} : shape; }

void demand_same_type(Call& c, std::string_view param) {
  const ir::Tensor* other = c.tensor(param);
  if (other == nullptr || other->dtype == c.input().dtype || other->dtype_assumed || c.input().dtype_assumed) return;
  c.reject(Kind::DtypeMismatch, param,
           fmt::format("{} takes tensors of one element type, not {} and {}", c.name(), ir::name(c.input().dtype),
                       ir::name(other->dtype)))
      .label = fmt::format("expected {}", ir::name(c.input().dtype));
}

/// The index has the rank of the other tensor and, but for `except`, sizes that are not larger.
bool demand_inside(Call& c, std::string_view param, const Shape& other, int except) {
  const Shape index = at_least_vector(*c.tensor("index")->shape);
  const Shape outer = at_least_vector(other);
  std::string_view what = param.empty() ? "the tensor" : param;
  if (index.rank() != outer.rank()) {
    c.reject(Kind::RankMismatch, "index",
             fmt::format("{} needs an index with as many dimensions as {}, but they have {} and {}", c.name(), what,
                         index.rank(), outer.rank()))
        .label = fmt::format("{} for {}", sym::to_text(*c.tensor("index")->shape), sym::to_text(other));
    return false;
  }
  for (int i = 0; i < index.rank(); ++i) {
    if (i == except || c.holds(sym::ge(outer[i], index[i]), "an index inside its tensor")) continue;
    c.reject(Kind::ShapeMismatch, "index",
             fmt::format("dimension {} of the index of {} is {}, but {} has {} there", i, c.name(),
                         sym::to_text(index[i]), what, sym::to_text(outer[i])))
        .label = fmt::format("{} for {}", sym::to_text(*c.tensor("index")->shape), sym::to_text(other));
    return false;
  }
  return true;
}

void gather(Call& c) {
  auto dim = demand_axis(c, "dim", c.shape().rank());
  if (!dim) return;
  const ir::Tensor& index = *c.tensor("index");
  if (demand_int64(c, index, "index")) demand_inside(c, {}, c.shape(), *dim);
  c.give(*index.shape);
}

void scatter(Call& c) {
  auto dim = demand_axis(c, "dim", c.shape().rank());
  if (!dim) return;
  demand_int64(c, *c.tensor("index"), "index");
  bool fits = demand_inside(c, {}, c.shape(), *dim);
  if (const ir::Tensor* source = c.tensor("src")) {
    if (source->shape->rank() > 0 && fits) demand_inside(c, "src", *source->shape, -1);
    demand_same_type(c, "src");
  } else if (c.has("value") && c.is_none("value") && c.is_none("src")) {
    c.reject(Kind::MissingArgument, {}, fmt::format("{} needs src or value", c.name()));
  }
  if (c.has("reduce") && c.given("reduce"))
    demand_choice(c, "reduce", {"add", "multiply", "sum", "prod", "mean", "amax", "amin"});
  c.give(c.shape());
}

void demand_vector(Call& c, const ir::Tensor& index) {
  if (index.shape->rank() <= 1) return;
  c.reject(Kind::RankMismatch, "index", fmt::format("{} takes a vector of indices", c.name())).label =
      fmt::format("the index is {}", sym::to_text(*index.shape));
}

void index_select(Call& c) {
  auto dim = demand_axis(c, "dim", c.shape().rank());
  if (!dim) return;
  const ir::Tensor& index = *c.tensor("index");
  demand_indices(c, index, "index");
  demand_vector(c, index);
  Shape out = c.shape();
  if (out.rank() > 0) out[*dim] = index.shape->elements();
  c.give(std::move(out));
}

/// x.select(dim, i): the dimension goes away.
void select(Call& c) {
  if (!demand_rank_at_least(c, c.input(), 1)) return c.give_nothing("it has no dimension");
  auto dim = demand_axis(c, "dim", c.shape().rank());
  if (!dim) return;
  demand_index(c, "index", c.integer("index"), c.shape()[*dim], *dim);
  c.give(one_along(c, *dim));
}

void take(Call& c) {
  const ir::Tensor& index = *c.tensor("index");
  demand_int64(c, index, "index");
  c.give(*index.shape);
}

void take_along(Call& c) {
  const ir::Tensor& index = *c.tensor("indices");
  demand_int64(c, index, "indices");
  if (c.is_none("dim")) return c.give(Shape{index.shape->elements()});
  auto dim = demand_axis(c, "dim", c.shape().rank());
  if (!dim) return;
  if (index.shape->rank() != c.shape().rank()) {
    c.reject(Kind::RankMismatch, "indices", "take_along_dim needs as many dimensions in both tensors");
    return c.give_nothing("the indices do not fit");
  }
  Shape tensor = c.shape();
  tensor[*dim] = (*index.shape)[*dim];
  auto out = broadcast(c, {tensor, *index.shape});
  return out ? c.give(std::move(*out)) : c.give_nothing("the indices do not fit");
}

/// index_add and index_copy: the source has a slice for each index.
void put_slices(Call& c) {
  auto dim = demand_axis(c, "dim", c.shape().rank());
  if (!dim) return;
  const ir::Tensor& index = *c.tensor("index");
  demand_indices(c, index, "index");
  demand_vector(c, index);
  demand_same_type(c, "source");
  Shape expected = c.shape();
  if (expected.rank() > 0) expected[*dim] = index.shape->elements();
  const Shape& source = *c.tensor("source")->shape;
  if (source.rank() > 0 || expected.rank() > 0) demand_same(c, expected, source, "source");
  c.give(c.shape());
}

void fill_slices(Call& c) {
  if (!demand_axis(c, "dim", c.shape().rank())) return;
  demand_indices(c, *c.tensor("index"), "index");
  demand_vector(c, *c.tensor("index"));
  const ir::Tensor* value = c.tensor("value");
  if (value != nullptr && value->shape->rank() > 0)
    c.reject(Kind::RankMismatch, "value", "index_fill takes one number as its value");
  c.give(c.shape());
}

void put_flat(Call& c) {
  demand_int64(c, *c.tensor("index"), "index");
  demand_same_type(c, "source");
  c.give(c.shape());
}

void select_scatter(Call& c) {
  auto dim = demand_axis(c, "dim", c.shape().rank());
  if (!dim) return;
  if (c.shape().rank() > 0) {
    demand_index(c, "index", c.integer("index"), c.shape()[*dim], *dim);
    demand_same(c, without_axes(c.shape(), {*dim}, false), *c.tensor("src")->shape, "src");
  }
  c.give(c.shape());
}

constexpr Param kInput = {"input", Takes::Tensor, "", "the tensor"};
constexpr Param kDim = {"dim", Takes::Int, "", "along which dimension"};
constexpr Param kIndex = {"index", Takes::Tensor, "", "places along it"};
constexpr Param kGather[] = {
    kInput, kDim, kIndex, {"sparse_grad", Takes::Flag, "False", "how gradients are kept", How::KeywordOnly}, kOut};
constexpr Param kScatter[] = {
    kInput,
    kDim,
    kIndex,
    {"src", Takes::Tensor | Takes::Float | Takes::Flag, "None", "what is put there"},
    {"value", Takes::Float | Takes::Flag, "None", "a number that is put there", How::KeywordOnly},
    {"reduce", Takes::Str | Takes::None, "None", "how it meets what is there", How::KeywordOnly},
    kOut};
constexpr Param kSource = {"src", Takes::Tensor, "", "what is put there"};
constexpr Param kScatterAdd[] = {kInput, kDim, kIndex, kSource, kOut};
constexpr Param kScatterReduce[] = {kInput,
                                    kDim,
                                    kIndex,
                                    kSource,
                                    {"reduce", Takes::Str, "", "'sum', 'prod', 'mean', 'amax' or 'amin'"},
                                    {"include_self", Takes::Flag, "True", "count what is there", How::KeywordOnly},
                                    kOut};
constexpr Param kAlong[] = {kInput, kDim, kIndex, kOut};
constexpr Param kSelect[] = {kInput, kDim, {"index", Takes::Int, "", "which slice"}};
constexpr Param kTake[] = {kInput, {"index", Takes::Tensor, "", "places in the flattened tensor"}, kOut};
constexpr Param kTakeAlong[] = {kInput,
                                {"indices", Takes::Tensor, "", "places along the dimension"},
                                {"dim", Takes::Int | Takes::None, "None", "along which dimension; None: flattened"},
                                kOut};
constexpr Param kSlices[] = {kInput,
                             kDim,
                             kIndex,
                             {"source", Takes::Tensor, "", "a slice for each index"},
                             {"alpha", Takes::Float, "1", "multiplies them", How::KeywordOnly},
                             kOut};
constexpr Param kFill[] = {
    kInput, kDim, kIndex, {"value", Takes::Tensor | Takes::Float | Takes::Flag, "", "with what"}};
constexpr Param kPut[] = {kInput,
                          {"index", Takes::Tensor, "", "places in the flattened tensor"},
                          {"source", Takes::Tensor, "", "what is put there"},
                          {"accumulate", Takes::Flag, "False", "add to what is there"}};
constexpr Param kSelectScatter[] = {
    kInput, {"src", Takes::Tensor, "", "the slice"}, kDim, {"index", Takes::Int, "", "its place"}};

constexpr Spec op(std::string_view names, std::string_view summary, std::span<const Param> call, void (*infer)(Call&),
                  bool view = false) {
  Spec spec = function_row(names, summary, "an index tensor names places along one dimension", call, infer);
  spec.receptive = global_receptive;
  spec.view = view;
  return spec;
}

constexpr Spec kSpecs[] = {
    op("torch.gather torch.Tensor.gather", "The elements at an index along a dimension.", kGather, gather),
    op("torch.scatter torch.Tensor.scatter", "With elements put in.", kScatter, scatter),
    op("torch.Tensor.scatter_", "Elements put in.", kScatter, scatter, true),
    op("torch.scatter_add torch.Tensor.scatter_add", "With elements added.", kScatterAdd, scatter),
    op("torch.Tensor.scatter_add_", "Elements added.", kScatterAdd, scatter, true),
    op("torch.scatter_reduce torch.Tensor.scatter_reduce", "With elements reduced.", kScatterReduce, scatter),
    op("torch.Tensor.scatter_reduce_", "Elements reduced.", kScatterReduce, scatter, true),
    op("torch.index_select torch.Tensor.index_select", "The slices at an index.", kAlong, index_select),
    op("torch.select torch.Tensor.select", "One slice.", kSelect, select, true),
    op("torch.take torch.Tensor.take", "Elements of the flattened tensor.", kTake, take),
    op("torch.take_along_dim torch.Tensor.take_along_dim", "The elements at an index along a dimension.", kTakeAlong,
       take_along),
    op("torch.index_add torch.Tensor.index_add", "With slices added.", kSlices, put_slices),
    op("torch.index_copy torch.Tensor.index_copy", "With slices put in.", kSlices, put_slices),
    op("torch.Tensor.index_add_", "Slices added.", kSlices, put_slices, true),
    op("torch.Tensor.index_copy_", "Slices put in.", kSlices, put_slices, true),
    op("torch.index_fill torch.Tensor.index_fill", "With slices filled.", kFill, fill_slices),
    op("torch.Tensor.index_fill_", "Slices filled.", kFill, fill_slices, true),
    op("torch.put torch.Tensor.put", "With elements of the flattened tensor replaced.", kPut, put_flat),
    op("torch.Tensor.put_", "Elements of the flattened tensor replaced.", kPut, put_flat, true),
    op("torch.select_scatter torch.Tensor.select_scatter", "With one slice replaced.", kSelectScatter, select_scatter),
};

}  // namespace

std::span<const Spec> gather_specs() { return kSpecs; }

}  // namespace shapewise::layers
