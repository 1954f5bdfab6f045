// Reductions: mean, sum, max and their kin over some or all dimensions.
// Source: https://pytorch.org/docs/stable/torch.html#reduction-ops, aten/src/ATen/native/ReduceOps.cpp.
#include <fmt/format.h>

#include "layer/axes.h"
#include "layer/broadcast.h"
#include "layer/demand.h"
#include "layer/promote.h"
#include "layer/receptive.h"
#include "layer/row.h"
#include "layer/saved.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Shape;

/// The dimensions that go away; empty if they are not known or wrong.
std::optional<std::vector<int>> reduced_axes(Call& c) {
  bool all = c.is_none("dim") || (c.arg("dim").is<ir::AttrList>() && c.arg("dim").as<ir::AttrList>()->empty());
  if (all) return all_axes(c.shape().rank());
  auto axes = axes_of(c, "dim", c.shape().rank());
  if (!axes) c.give_nothing("which dimensions are reduced is not known");
  return axes;
}

std::optional<Shape> reduced(Call& c) {
  auto axes = reduced_axes(c);
  if (!axes) return std::nullopt;
  return without_axes(c.shape(), *axes, c.has("keepdim") && c.flag("keepdim"));
}

void give_reduced(Call& c, ElementType type) {
  if (auto shape = reduced(c)) c.give(tensor_of(std::move(*shape), type));
}

/// Of nothing there is no largest and no median.
void demand_something(Call& c, const std::vector<int>& axes) {
  for (int axis : axes) {
    if (axis >= c.shape().rank() || !c.refuted(sym::ge(c.shape()[axis], 1))) continue;
    c.reject(Kind::EmptyOutput, "dim", fmt::format("{} of no elements does not exist", c.name())).label =
        fmt::format("dimension {} of {} is empty", axis, ir::to_text(c.input()));
    return;
  }
}

ElementType summed_type(const Call& c) {
  ElementType type = type_of(c.input());
  bool integral = !ir::is_floating(type.dtype) && !ir::is_complex(type.dtype);
  return dtype_argument(c, "dtype", integral ? ElementType{ir::DType::Int64, type.assumed} : type);
}

void mean(Call& c) {
  ElementType type = dtype_argument(c, "dtype", type_of(c.input()));
  ir::Tensor result = tensor_of(Shape{}, type);
  demand_floating(c, result, c.is_none("dtype") ? "input" : "dtype");
  give_reduced(c, type);
}

void total(Call& c) { give_reduced(c, summed_type(c)); }

/// Of those that are a number.
template <void (*Reduce)(Call&)>
void of_numbers(Call& c) {
  demand_real(c, c.input(), "input");
  Reduce(c);
}

void floating(Call& c) { give_reduced(c, type_of(c.input()).floating()); }
void count(Call& c) { give_reduced(c, {ir::DType::Int64, false}); }

void boolean(Call& c) {
  bool bytes = c.input().dtype == ir::DType::UInt8;
  give_reduced(c, {bytes ? ir::DType::UInt8 : ir::DType::Bool, false});
}

template <bool Place>
void extremum(Call& c) {
  auto axes = reduced_axes(c);
  if (!axes) return;
  demand_something(c, *axes);
  give_reduced(c, Place ? ElementType{ir::DType::Int64, false} : type_of(c.input()));
}

void both_extremes(Call& c) {
  extremum<false>(c);
  ir::Tensor smallest = c.output();
  c.give(std::move(smallest));
  c.set_layout("(min:t,max:t)");
}

void values_and_places(Call& c) {
  auto axes = reduced_axes(c);
  if (!axes) return;
  demand_something(c, *axes);
  Shape shape = without_axes(c.shape(), *axes, c.flag("keepdim"));
  c.give(tensor_of(shape, type_of(c.input())));
  c.give(std::move(shape), ir::DType::Int64);
  c.set_layout("(values:t,indices:t)");
}

/// max(x) is a scalar, max(x, dim) values and their places, max(x, y) the larger of both.
void extreme(Call& c) {
  demand_real(c, c.input(), "input");
  std::string_view second = c.has("other") && c.given("other") ? "other" : "dim";
  if (const ir::Tensor* other = c.tensor(second)) {
    auto shape = broadcast(c, {c.shape(), *other->shape});
    return shape ? c.give(tensor_of(std::move(*shape), result_type(c, {"input", second})))
                 : c.give_nothing("its operands do not fit");
  }
  if (c.given("keepdim") && !c.given("dim"))
    c.reject(Kind::MissingArgument, "keepdim", fmt::format("{} keeps a dimension only if dim says which", c.name()));
  return c.given("dim") ? values_and_places(c) : extremum<false>(c);
}

/// std(x, True) gives the flag in the place of the dimension.
void spread(Call& c) {
  ElementType type = type_of(c.input()).real();
  demand_floating(c, c.input(), "input");
  if (c.arg("dim").is<bool>()) return c.give(tensor_of(Shape{}, type));
  give_reduced(c, type);
}

void spread_and_mean(Call& c) {
  spread(c);
  ir::Tensor mean = c.output();
  mean.dtype = c.input().dtype;
  c.give(std::move(mean));
  c.set_layout("(t,t)");
}

void norm(Call& c) {
  ElementType type = dtype_argument(c, "dtype", type_of(c.input()));
  demand_floating(c, tensor_of(Shape{}, type), "input");
  auto axes = reduced_axes(c);
  if (!axes) return;
  std::string_view kind = c.text("p");
  if (kind == "nuc" && axes->size() != 2 && !(c.is_none("dim") && c.shape().rank() == 2))
    c.reject(Kind::RankMismatch, "dim", "the nuclear norm is one of matrices: it takes two dimensions");
  give_reduced(c, type.real());
}

/// One value for each quantile asked for, in a first dimension.
void quantile(Call& c) {
  if (c.input().dtype == ir::DType::Float16 || c.input().dtype == ir::DType::BFloat16)
    c.reject(Kind::DtypeMismatch, "input", "quantile takes float32 or float64").label = "half precision";
  demand_floating(c, c.input(), "input");
  auto shape = reduced(c);
  if (!shape) return;
  if (const ir::Tensor* q = c.tensor("q")) {
    if (q->shape->rank() > 1) c.reject(Kind::RankMismatch, "q", "quantile takes one number or a vector of them");
    shape->dims.insert(shape->dims.begin(), q->shape->dims.begin(), q->shape->dims.end());
  } else {
    demand_between(c, "q", 0, 1);
  }
  c.give(tensor_of(std::move(*shape), type_of(c.input())));
}

/// Over some dimensions the input, of which only the sizes are used.
Saved saved_by_mean(const Call& c) { return c.is_none("dim") ? Saved{} : saves_input(c); }

Saved saves_input_and_output(const Call&) { return {{{0}}, {0}, {}}; }

/// Over the channels alone, each place sees what it saw before.
Receptive receptive(const Call& c) {
  bool known = c.has("dim") && c.has("keepdim") && !c.is_none("dim") && c.known("dim") && c.shape().rank() >= 3;
  if (!known || !c.flag("keepdim")) return global_receptive(c);
  std::vector<sym::Expr> dims = c.int_list("dim");
  bool channels = dims.size() == 1 && (dims[0].is_constant(1) || dims[0].is_constant(1 - c.shape().rank()));
  return channels ? Receptive{} : global_receptive(c);
}

constexpr Takes kDims = Takes::Int | Takes::Ints | Takes::None;
constexpr Param kInput = {"input", Takes::Tensor, "", "the tensor"};
constexpr Param kKeep = {"keepdim", Takes::Flag, "False", "keep the reduced dimensions with size 1"};
constexpr Param kType = {"dtype", Takes::DType | Takes::None, "None", "element type of the result", How::KeywordOnly};
constexpr Param kAllDims = {"dim", kDims, "None", "the dimensions that go away; None: all"};
constexpr Param kOneDim = {"dim", Takes::Int | Takes::None, "None", "the dimension that goes away; None: all"};
constexpr Param kSum[] = {kInput, kAllDims, kKeep, kType, kOut};
constexpr Param kProduct[] = {kInput, kOneDim, kKeep, kType, kOut};
constexpr Param kReduce[] = {kInput, kAllDims, kKeep, kOut};
constexpr Param kOne[] = {kInput, kOneDim, kKeep, kOut};
constexpr Param kMust[] = {kInput, {"dim", Takes::Int | Takes::Ints, "", "the dimensions that go away"}, kKeep, kOut};
constexpr Param kCount[] = {kInput, {"dim", kDims, "None", "the dimensions that go away; None: all", How::Variadic}};
constexpr Param kBoth[] = {kInput,
                           {"dim", Takes::Int | Takes::None, "None", "the dimension that goes away", How::KeywordOnly},
                           {"keepdim", Takes::Flag, "False", "keep it with size 1", How::KeywordOnly},
                           kOut};
constexpr Param kExtreme[] = {
    kInput,
    {"dim", Takes::Int | Takes::Tensor, "None", "the dimension that goes away, or a second tensor"},
    kKeep,
    {"other", Takes::Tensor, "None", "a second tensor", How::KeywordOnly},
    kOut};
constexpr Param kMiddle[] = {kInput, {"dim", Takes::Int, "None", "the dimension that goes away"}, kKeep, kOut};
constexpr Param kLast[] = {kInput, {"dim", Takes::Int, "-1", "the dimension that goes away"}, kKeep, kOut};
constexpr Param kSpread[] = {kInput,
                             {"dim", kDims | Takes::Bool, "None", "the dimensions that go away; None: all"},
                             {"unbiased", Takes::Flag, "True", "divide by one less"},
                             kKeep,
                             {"correction", Takes::Int | Takes::None, "None", "by how much less", How::KeywordOnly},
                             kOut};
constexpr Param kNorm[] = {kInput,   {"p", Takes::Float | Takes::Str | Takes::None, "'fro'", "the power"},
                           kAllDims, {"keepdim", Takes::Bool, "False", "keep them with size 1"},
                           kOut,     {"dtype", Takes::DType | Takes::None, "None", "element type of the result"}};
constexpr Param kQuantile[] = {kInput,
                               {"q", Takes::Tensor | Takes::Float, "", "which quantiles"},
                               kOneDim,
                               kKeep,
                               {"interpolation", Takes::Str, "'linear'", "between neighbours", How::KeywordOnly},
                               kOut};

constexpr Spec op(std::string_view names, std::string_view summary, std::span<const Param> call, void (*infer)(Call&)) {
  Spec spec = function_row(names, summary, "the reduced dimensions go away, or stay with size 1", call, infer);
  spec.receptive = receptive;
  spec.placement = Placement::AsInputs;
  return spec;
}

/// The quantiles come last, and are moved to the front.
constexpr Spec moved(Spec spec) {
  spec.placement = Placement::Unknown;
  return spec;
}

constexpr Spec kSpecs[] = {
    keeping(op("torch.mean torch.Tensor.mean", "The mean.", kSum, mean), saved_by_mean),
    op("torch.nanmean torch.Tensor.nanmean", "The mean of what is a number.", kSum, of_numbers<mean>),
    keeping(op("torch.sum torch.Tensor.sum", "The sum.", kSum, total), saves_nothing),
    op("torch.nansum torch.Tensor.nansum", "The sum of what is a number.", kSum, of_numbers<total>),
    op("torch.prod torch.Tensor.prod", "The product.", kProduct, total),
    keeping(op("torch.logsumexp torch.Tensor.logsumexp torch.special.logsumexp",
               "The logarithm of the sum of exponentials.", kMust, floating),
            saves_input_and_output),
    keeping(op("torch.amax torch.Tensor.amax", "The largest.", kReduce, extremum<false>), saves_input_and_output),
    keeping(op("torch.amin torch.Tensor.amin", "The smallest.", kReduce, extremum<false>), saves_input_and_output),
    op("torch.aminmax torch.Tensor.aminmax", "The smallest and the largest.", kBoth, both_extremes),
    keeping(op("torch.argmax torch.Tensor.argmax", "The place of the largest.", kOne, extremum<true>), saves_nothing),
    keeping(op("torch.argmin torch.Tensor.argmin", "The place of the smallest.", kOne, extremum<true>), saves_nothing),
    op("torch.count_nonzero torch.Tensor.count_nonzero", "How many are not zero.", kCount, count),
    keeping(op("torch.any torch.Tensor.any", "Whether one is true.", kReduce, boolean), saves_nothing),
    keeping(op("torch.all torch.Tensor.all", "Whether all are true.", kReduce, boolean), saves_nothing),
    op("torch.max torch.Tensor.max", "The largest.", kExtreme, extreme),
    op("torch.min torch.Tensor.min", "The smallest.", kExtreme, extreme),
    op("torch.median torch.Tensor.median", "The median.", kMiddle, extreme),
    op("torch.nanmedian torch.Tensor.nanmedian", "The median of what is a number.", kMiddle, extreme),
    op("torch.mode torch.Tensor.mode", "The most frequent.", kLast, values_and_places),
    keeping(op("torch.std torch.Tensor.std", "The standard deviation.", kSpread, spread), saves_input_and_output),
    keeping(op("torch.var torch.Tensor.var", "The variance.", kSpread, spread), saves_input),
    op("torch.var_mean", "Variance and mean.", kSpread, spread_and_mean),
    op("torch.std_mean", "Standard deviation and mean.", kSpread, spread_and_mean),
    keeping(op("torch.norm torch.Tensor.norm", "The norm.", kNorm, norm), saves_input_and_output),
    moved(op("torch.quantile torch.Tensor.quantile torch.nanquantile torch.Tensor.nanquantile", "Quantiles.", kQuantile,
             quantile)),
};

}  // namespace

std::span<const Spec> reduce_specs() { return kSpecs; }

}  // namespace shapewise::layers
