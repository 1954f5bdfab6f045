// New tensors: zeros, ones, randn, arange, eye, the new_ methods and the _like functions.
// Source: https://pytorch.org/docs/stable/torch.html#creation-ops, aten/src/ATen/native/RangeFactories.cpp.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "layer/demand.h"
#include "layer/promote.h"
#include "layer/row.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Shape;

/// The sizes, none of which may be negative.
void give_sized(Call& c, ElementType type) {
  if (!c.known("size")) return c.give_nothing("the sizes are not known");
  if (!demand_at_least(c, "size", 0)) return c.give_nothing("its sizes are not valid");
  c.give(tensor_of(Shape(c.int_list("size")), dtype_argument(c, "dtype", type)));
}

/// Some size has to be named, be it ().
void sized(Call& c) {
  if (!c.given("size")) c.reject(Kind::MissingArgument, {}, fmt::format("{} needs the argument 'size'", c.name()));
  give_sized(c, {});
}

void sized_like(Call& c) { give_sized(c, type_of(c.input())); }

/// What a number is as a tensor.
ElementType type_of_number(const ir::Attr& number) {
  Promotion promotion;
  promotion.add(number);
  return promotion.result();
}

void full(Call& c) {
  const ir::Attr& value = c.arg("fill_value");
  give_sized(c, value.is<ir::Unknown>() ? ElementType{ir::DType::Float32, true} : type_of_number(value));
}

void like(Call& c) { c.give(tensor_of(c.shape(), dtype_argument(c, "dtype", type_of(c.input())))); }

/// randint(high, size) and randint(low, high, size).
void integers(Call& c) {
  const ir::Attr& second = c.arg("high");
  ElementType type = dtype_argument(c, "dtype", {ir::DType::Int64, false});
  std::string_view param = second.is<ir::AttrList>() ? "high" : "size";
  if (c.is_none(param) || c.arg(param).is<Expr>()) {
    c.reject(Kind::MissingArgument, {}, "randint needs a size").label =
        "randint(high, size) or randint(low, high, size)";
    return c.give_nothing("its size is missing");
  }
  if (!c.known(param)) return c.give_nothing("the sizes are not known");
  if (!demand_at_least(c, param, 0)) return c.give_nothing("its sizes are not valid");
  c.give(tensor_of(Shape(c.int_list(param)), type));
}

void permutation(Call& c) {
  demand_at_least(c, "n", 0);
  c.give(tensor_of(Shape{c.integer("n")}, dtype_argument(c, "dtype", {ir::DType::Int64, false})));
}

void identity(Call& c) {
  Expr n = c.integer("n");
  demand_at_least(c, "n", 0);
  c.give(tensor_of(Shape{n, c.is_none("m") ? n : c.integer("m")}, dtype_argument(c, "dtype", {})));
}

bool is_whole(const ir::Attr& number) { return number.is<Expr>() || number.is<bool>() || number.is<ir::None>(); }

/// Numbers from start to end: as many whole steps as fit, `closed` with the end itself.
void give_range(Call& c, bool closed) {
  bool alone = c.is_none("end");
  bool whole = is_whole(c.arg("start")) && is_whole(c.arg("end")) && is_whole(c.arg("step"));
  ElementType type =
      dtype_argument(c, "dtype", whole && !closed ? ElementType{ir::DType::Int64, false} : ElementType{});
  if (!c.known("start") || !c.known("end") || !c.known("step")) return c.give(tensor_of(Shape{Expr::unknown()}, type));
  if (!whole) {
    double from = alone ? 0 : c.number("start");
    double to = c.number(alone ? "start" : "end");
    double step = c.number("step");
    if (!std::isfinite(from) || !std::isfinite(to) || !std::isfinite(step) || step == 0)
      return c.give(tensor_of(Shape{Expr::unknown()}, type));
    double steps = (to - from) / step;
    if (steps < 0) c.reject(Kind::ArgumentValue, "step", fmt::format("{} steps away from its end", c.name()));
    double count = closed ? std::floor(steps) + 1 : std::ceil(steps);
    if (!(std::fabs(count) < 1e15)) return c.give(tensor_of(Shape{Expr::unknown()}, type));
    return c.give(tensor_of(Shape{Expr(static_cast<Int>(count < 0 ? 0 : count))}, type));
  }
  Expr from = alone ? Expr(0) : c.integer("start");
  Expr to = c.integer(alone ? "start" : "end");
  Expr step = c.integer("step");
  if (step.is_constant(0)) {
    c.reject(Kind::ArgumentValue, "step", fmt::format("{} needs a step other than 0", c.name()));
    return c.give_nothing("its step is 0");
  }
  bool downwards = c.proved(sym::ge(-1, step));
  Expr way = downwards ? from - to : to - from;
  if (c.refuted(sym::ge(way, 0))) {
    c.reject(Kind::ArgumentValue, alone ? "start" : "end", fmt::format("{} steps away from its end", c.name())).label =
        fmt::format("from {} to {} by {}", sym::to_text(from), sym::to_text(to), sym::to_text(step));
    return c.give_nothing("its step has the wrong sign");
  }
  Expr stride = downwards ? -step : step;
  Expr count = closed ? sym::floor_div(way, stride) + 1 : sym::ceil_div(way, stride);
  c.give(tensor_of(Shape{c.proved(sym::ge(way, 0)) ? count : sym::max(count, 0)}, type));
}

void sequence(Call& c) { give_range(c, false); }
void closed_sequence(Call& c) { give_range(c, true); }

void steps(Call& c) {
  demand_at_least(c, "steps", 0);
  c.give(tensor_of(Shape{c.integer("steps")}, dtype_argument(c, "dtype", {})));
}

void window(Call& c) {
  demand_at_least(c, "window_length", 0);
  c.give(tensor_of(Shape{c.integer("window_length")}, dtype_argument(c, "dtype", {})));
}

/// Coordinates of a triangle, whose number is counted row by row.
template <bool Upper>
void triangle(Call& c) {
  auto rows = c.integer("row").constant();
  auto columns = c.integer("col").constant();
  auto offset = c.integer("offset").constant();
  Expr count = Expr::unknown();
  if (rows && columns && offset && *rows <= 1'000'000) {
    Int total = 0;
    for (Int i = 0; i < *rows; ++i) {
      Int below = std::min(std::max<Int>(i + *offset + (Upper ? 0 : 1), 0), *columns);
      total += Upper ? *columns - below : below;
    }
    count = Expr(total);
  } else if (offset && *offset == (Upper ? 1 : -1) && c.integer("row") == c.integer("col")) {
    count = sym::floor_div(c.integer("row") * (c.integer("row") - 1), 2);
  } else if (offset && *offset == 0 && c.integer("row") == c.integer("col")) {
    count = sym::floor_div(c.integer("row") * (c.integer("row") + 1), 2);
  }
  c.give(tensor_of(Shape{2, count}, dtype_argument(c, "dtype", {ir::DType::Int64, false})));
}

void scalar(Call& c) { c.give(tensor_of(Shape{}, dtype_argument(c, "dtype", {}))); }

constexpr Param kType = {"dtype", Takes::DType | Takes::None, "None", "the element type", How::KeywordOnly};
constexpr Param kMore = {"kwargs", Takes::Any,
                         "out layout device requires_grad pin_memory memory_format generator names", "where it is made",
                         How::Keywords};
constexpr Param kInput = {"input", Takes::Tensor, "", "whose element type it takes"};
constexpr Param kSizes = {"size", Takes::Ints, "", "the sizes", How::Variadic};
constexpr Param kSizeList = {"size", Takes::Ints, "", "the sizes"};
constexpr Param kFill = {"fill_value", Takes::Float | Takes::Flag, "", "with what"};
constexpr Param kSize[] = {kSizes, kType, kMore};
constexpr Param kFull[] = {kSizeList, kFill, kType, kMore};
constexpr Param kNew[] = {kInput, kSizes, kType, kMore};
constexpr Param kNewFull[] = {kInput, kSizeList, kFill, kType, kMore};
constexpr Param kLike[] = {kInput, kType, kMore};
constexpr Param kFullLike[] = {kInput, kFill, kType, kMore};
constexpr Param kIntegers[] = {{"low", Takes::Int, "0", "the lower bound, or the upper one if it stands alone"},
                               {"high", Takes::Int | Takes::Ints | Takes::None, "None", "the upper bound"},
                               {"size", Takes::Ints | Takes::None, "None", "the sizes"},
                               kType,
                               kMore};
constexpr Param kIntegersLike[] = {kInput,
                                   {"low", Takes::Int, "0", "the lower bound, or the upper one if it stands alone"},
                                   {"high", Takes::Int | Takes::None, "None", "the upper bound"},
                                   kType,
                                   kMore};
constexpr Param kRange[] = {
    {"start", Takes::Float | Takes::Flag, "0", "the first number, or the end if it stands alone"},
    {"end", Takes::Float | Takes::Flag | Takes::None, "None", "where it ends"},
    {"step", Takes::Float | Takes::Flag, "1", "the step"},
    kType,
    kMore};
constexpr Param kEye[] = {
    {"n", Takes::Int, "", "rows"}, {"m", Takes::Int | Takes::None, "None", "columns; None: as many"}, kType, kMore};
constexpr Param kPermutation[] = {{"n", Takes::Int, "", "how many"}, kType, kMore};
constexpr Param kSteps[] = {{"start", Takes::Float | Takes::Tensor, "", "the first exponent"},
                            {"end", Takes::Float | Takes::Tensor, "", "the last exponent"},
                            {"steps", Takes::Int, "100", "how many"},
                            {"base", Takes::Float, "10", "the base"},
                            kType,
                            kMore};
constexpr Param kWindow[] = {{"window_length", Takes::Int, "", "how long it is"},
                             {"periodic", Takes::Bool, "True", "without its last element"},
                             {"alpha", Takes::Float, "0", "its shape"},
                             {"beta", Takes::Float, "0", "its shape"},
                             kType,
                             kMore};
constexpr Param kTriangle[] = {{"row", Takes::Int, "", "rows"},
                               {"col", Takes::Int, "", "columns"},
                               {"offset", Takes::Int, "0", "which diagonal bounds it"},
                               kType,
                               kMore};
constexpr Param kScalar[] = {{"s", Takes::Float | Takes::Flag, "", "the number"}, kType, kMore};
constexpr Param kStrided[] = {kSizeList, {"stride", Takes::Ints, "", "elements between neighbours"}, kType, kMore};
constexpr Param kNewStrided[] = {
    kInput, kSizeList, {"stride", Takes::Ints, "", "elements between neighbours"}, kType, kMore};

constexpr Spec op(std::string_view names, std::string_view summary, std::span<const Param> call, void (*infer)(Call&)) {
  Spec spec = function_row(names, summary, "the sizes given", call, infer);
  spec.placement = Placement::Contiguous;
  return spec;
}
/// In the memory order of the input, too.
constexpr Spec similar(std::string_view names, std::string_view summary, std::span<const Param> call,
                       void (*infer)(Call&)) {
  Spec spec = op(names, summary, call, infer);
  spec.placement = Placement::Elementwise;
  return spec;
}
/// With strides of its own, which are not followed.
constexpr Spec strided(std::string_view names, std::string_view summary, std::span<const Param> call,
                       void (*infer)(Call&)) {
  return function_row(names, summary, "the sizes given", call, infer);
}

constexpr Spec kSpecs[] = {
    op("torch.zeros", "Zeros.", kSize, sized),
    op("torch.ones", "Ones.", kSize, sized),
    op("torch.empty", "A tensor of these sizes.", kSize, sized),
    op("torch.rand", "Random numbers, uniform in [0, 1).", kSize, sized),
    op("torch.randn", "Random numbers, normally distributed.", kSize, sized),
    op("torch.full", "A tensor filled with a number.", kFull, full),
    op("torch.Tensor.new_zeros", "Zeros of the same kind.", kNew, sized_like),
    op("torch.Tensor.new_ones", "Ones of the same kind.", kNew, sized_like),
    op("torch.Tensor.new_empty", "A tensor of the same kind.", kNew, sized_like),
    op("torch.Tensor.new_full", "A tensor of the same kind, filled with a number.", kNewFull, sized_like),
    similar("torch.zeros_like", "Zeros in the same shape.", kLike, like),
    similar("torch.ones_like", "Ones in the same shape.", kLike, like),
    similar("torch.empty_like", "A tensor of the same shape.", kLike, like),
    similar("torch.rand_like", "Random numbers in the same shape, uniform in [0, 1).", kLike, like),
    similar("torch.randn_like", "Random numbers in the same shape, normally distributed.", kLike, like),
    similar("torch.full_like", "A tensor of the same shape, filled with a number.", kFullLike, like),
    op("torch.randint", "Random integers.", kIntegers, integers),
    similar("torch.randint_like", "Random integers in the same shape.", kIntegersLike, like),
    op("torch.arange", "The numbers of a range.", kRange, sequence),
    op("torch.range", "The numbers of a range with its end.", kRange, closed_sequence),
    op("torch.eye", "The identity matrix.", kEye, identity),
    op("torch.randperm", "The numbers below n in random order.", kPermutation, permutation),
    op("torch.logspace", "Numbers at equal ratios.", kSteps, steps),
    op("torch.hann_window torch.hamming_window torch.blackman_window torch.bartlett_window torch.kaiser_window",
       "A window function.", kWindow, window),
    op("torch.tril_indices", "The places of the lower triangle.", kTriangle, triangle<false>),
    op("torch.triu_indices", "The places of the upper triangle.", kTriangle, triangle<true>),
    op("torch.scalar_tensor", "A number as a tensor.", kScalar, scalar),
    strided("torch.empty_strided", "A tensor of these sizes and strides.", kStrided, sized),
    strided("torch.Tensor.new_empty_strided", "A tensor of the same kind.", kNewStrided, sized_like),
};

}  // namespace

std::span<const Spec> create_specs() { return kSpecs; }

}  // namespace shapewise::layers
