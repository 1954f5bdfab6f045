// Along one dimension: running sums, sorting, the k largest, differences.
// Source: https://pytorch.org/docs/stable/torch.html#reduction-ops, aten/src/ATen/native/Sorting.cpp.
#include <fmt/format.h>

#include "layer/axes.h"
#include "layer/demand.h"
#include "layer/in_place.h"
#include "layer/promote.h"
#include "layer/receptive.h"
#include "layer/row.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Shape;

void give_values_and_places(Call& c, const Shape& shape) {
  c.give(tensor_of(shape, type_of(c.input())));
  c.give(shape, ir::DType::Int64);
  c.set_layout("(values:t,indices:t)");
}

void running(Call& c) {
  if (!demand_axis(c, "dim", c.shape().rank())) return;
  ElementType type = type_of(c.input());
  bool integral = !ir::is_floating(type.dtype) && !ir::is_complex(type.dtype);
  c.give(
      tensor_of(c.shape(), dtype_argument(c, "dtype", integral ? ElementType{ir::DType::Int64, type.assumed} : type)));
}

void running_same(Call& c) {
  if (demand_axis(c, "dim", c.shape().rank())) c.give(c.shape());
}

void running_extreme(Call& c) {
  if (demand_axis(c, "dim", c.shape().rank())) give_values_and_places(c, c.shape());
}

void sorted(Call& c) {
  if (demand_axis(c, "dim", c.shape().rank())) give_values_and_places(c, c.shape());
}

void places(Call& c) {
  if (demand_axis(c, "dim", c.shape().rank())) c.give(c.shape(), ir::DType::Int64);
}

/// least ≤ k ≤ the size of the dimension.
void demand_within(Call& c, int dim, Int least) {
  Expr size = c.shape().rank() == 0 ? Expr(1) : c.shape()[dim];
  Expr k = c.integer("k");
  if (!c.refuted(sym::ge(k, least)) && c.holds(sym::ge(size, k), "k elements")) return;
  c.reject(Kind::SizeMismatch, "k",
           fmt::format("{} takes {} elements of dimension {}, which has {}", c.name(), sym::to_text(k), dim,
                       sym::to_text(size)))
      .label = fmt::format("expected {} to {}", to_string(least), sym::to_text(size));
}

/// topk: the dimension keeps k elements.
void top(Call& c) {
  auto dim = demand_axis(c, "dim", c.shape().rank());
  if (!dim) return;
  demand_within(c, *dim, 0);
  Shape out = c.shape();
  if (out.rank() > 0) out[*dim] = c.integer("k");
  give_values_and_places(c, out);
}

void kth(Call& c) {
  auto dim = demand_axis(c, "dim", c.shape().rank());
  if (!dim) return;
  demand_within(c, *dim, 1);
  give_values_and_places(c, without_axes(c.shape(), {*dim}, c.flag("keepdim")));
}

void differences(Call& c) {
  auto dim = demand_axis(c, "dim", c.shape().rank());
  if (!dim) return;
  if (!demand_rank_at_least(c, c.input(), 1)) return c.give_nothing("it has no dimension");
  Shape out = c.shape();
  for (std::string_view param : {"prepend", "append"}) {
    const ir::Tensor* more = c.tensor(param);
    if (more == nullptr) continue;
    if (more->shape->rank() != out.rank()) {
      c.reject(Kind::RankMismatch, param, fmt::format("{} must have as many dimensions as the tensor", param));
      return c.give_nothing("what is added does not fit");
    }
    out[*dim] += (*more->shape)[*dim];
  }
  Expr size = out[*dim] - c.integer("n");
  out[*dim] = c.proved(sym::ge(size, 0)) ? size : sym::max(size, 0);
  ElementType type = type_of(c.input());
  c.give(tensor_of(std::move(out), type));
}

void renormed(Call& c) {
  if (demand_axis(c, "dim", c.shape().rank())) c.give(c.shape());
}

constexpr Param kInput = {"input", Takes::Tensor, "", "the tensor"};
constexpr Param kDim = {"dim", Takes::Int, "", "along which dimension"};
constexpr Param kLast = {"dim", Takes::Int, "-1", "along which dimension"};
constexpr Param kRunning[] = {
    kInput, kDim, {"dtype", Takes::DType | Takes::None, "None", "element type of the result", How::KeywordOnly}, kOut};
constexpr Param kAlong[] = {kInput, kDim, kOut};
constexpr Param kDescending = {"descending", Takes::Flag, "False", "the largest first"};
constexpr Param kSort[] = {
    kInput,
    kLast,
    kDescending,
    {"stable", Takes::Flag | Takes::None, "False", "keep the order of equal ones", How::KeywordOnly},
    kOut};
constexpr Param kTop[] = {kInput,
                          {"k", Takes::Int, "", "how many"},
                          kLast,
                          {"largest", Takes::Flag, "True", "the largest or the smallest"},
                          {"sorted", Takes::Flag, "True", "in order"},
                          kOut};
constexpr Param kKth[] = {kInput,
                          {"k", Takes::Int, "", "which one, from 1"},
                          kLast,
                          {"keepdim", Takes::Flag, "False", "keep the dimension with size 1"},
                          kOut};
constexpr Param kDiff[] = {kInput,
                           {"n", Takes::Int, "1", "how often"},
                           kLast,
                           {"prepend", Takes::Tensor | Takes::None, "None", "what stands before"},
                           {"append", Takes::Tensor | Takes::None, "None", "what stands behind"},
                           kOut};
constexpr Param kRenorm[] = {kInput,
                             {"p", Takes::Float, "", "the power of the norm"},
                             {"dim", Takes::Int, "", "the slices of which dimension"},
                             {"maxnorm", Takes::Float, "", "the largest norm"},
                             kOut};

constexpr Spec op(std::string_view names, std::string_view summary, std::span<const Param> call, void (*infer)(Call&)) {
  Spec spec = function_row(names, summary, "one dimension is worked along", call, infer);
  spec.receptive = global_receptive;
  return spec;
}

constexpr Spec kSpecs[] = {
    op("torch.cumsum torch.Tensor.cumsum", "Running sums.", kRunning, running),
    op("torch.cumprod torch.Tensor.cumprod", "Running products.", kRunning, running),
    op("torch.Tensor.cumsum_", "Running sums.", kRunning, running_same),
    op("torch.Tensor.cumprod_", "Running products.", kRunning, running_same),
    op("torch.logcumsumexp torch.Tensor.logcumsumexp", "Running sums of exponentials, as logarithms.", kAlong,
       running_same),
    op("torch.cummax torch.Tensor.cummax", "The largest so far.", kAlong, running_extreme),
    op("torch.cummin torch.Tensor.cummin", "The smallest so far.", kAlong, running_extreme),
    op("torch.sort torch.Tensor.sort", "In order.", kSort, sorted),
    op("torch.msort torch.Tensor.msort", "In order along dimension 0.", std::span(kAlong).first(1),
       [](Call& c) { c.give(c.shape()); }),
    op("torch.argsort torch.Tensor.argsort", "The places in order.", kSort, places),
    op("torch.topk torch.Tensor.topk", "The k largest.", kTop, top),
    op("torch.kthvalue torch.Tensor.kthvalue", "The k-th smallest.", kKth, kth),
    op("torch.diff torch.Tensor.diff", "Differences of neighbours.", kDiff, differences),
    op("torch.renorm torch.Tensor.renorm torch.Tensor.renorm_", "Slices with bounded norms.", kRenorm, renormed),
};

}  // namespace

std::span<const Spec> order_specs() { return kSpecs; }

}  // namespace shapewise::layers
