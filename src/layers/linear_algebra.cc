// Products of Kronecker and cross type, sums along dimensions, covariances and norms.
// Source: https://pytorch.org/docs/stable/linalg.html, aten/src/ATen/native/LinearAlgebra.cpp.
#include <fmt/format.h>

#include "layer/axes.h"
#include "layer/broadcast.h"
#include "layer/demand.h"
#include "layer/promote.h"
#include "layer/receptive.h"
#include "layer/row.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Shape;

/// The first parameter, under whichever name.
const ir::Tensor& first(const Call& c) { return *c.tensor(c.spec().call.front().name); }

/// The dimension that is worked along; a scalar has none.
std::optional<int> demand_dimension(Call& c, const Shape& shape) {
  if (shape.rank() > 0) return demand_axis(c, "dim", shape.rank());
  c.reject(Kind::RankMismatch, {}, fmt::format("{} needs tensors of at least one dimension", c.name()));
  c.give_nothing("it has no dimension");
  return std::nullopt;
}

/// Each size times the other's; the shorter one is filled up with 1 in front.
void kronecker(Call& c) {
  Shape a = *c.tensor("input")->shape;
  Shape b = *c.tensor("other")->shape;
  while (a.rank() < b.rank()) a.dims.insert(a.dims.begin(), 1);
  while (b.rank() < a.rank()) b.dims.insert(b.dims.begin(), 1);
  for (int i = 0; i < a.rank(); ++i) a[i] *= b[i];
  c.give(tensor_of(std::move(a), result_type(c, {"input", "other"})));
}

void cross(Call& c) {
  const Shape& a = *c.tensor("input")->shape;
  const Shape& b = *c.tensor("other")->shape;
  auto out = broadcast(c, {a, b});
  if (!out) return c.give_nothing("its vectors do not fit");
  if (!c.is_none("dim")) {
    auto dim = demand_dimension(c, *out);
    if (!dim) return;
    if (!c.holds(sym::eq((*out)[*dim], 3), "vectors of three elements")) {
      c.reject(Kind::SizeMismatch, "dim", "a cross product is of vectors with three elements").label =
          fmt::format("dimension {} has {}", *dim, sym::to_text((*out)[*dim]));
      return c.give_nothing("its vectors do not have three elements");
    }
  }
  c.give(tensor_of(std::move(*out), result_type(c, {"input", "other"})));
}

/// Sums of products along a dimension.
void dot_along(Call& c) {
  auto out = broadcast(c, {*c.tensor("x")->shape, *c.tensor("y")->shape});
  if (!out) return c.give_nothing("its vectors do not fit");
  auto dim = demand_dimension(c, *out);
  if (dim) c.give(tensor_of(without_axes(*out, {*dim}, false), result_type(c, {"x", "y"})));
}

/// Rows are variables: a matrix of all pairs, or a number for one variable.
void covariance(Call& c) {
  if (c.shape().rank() > 2) {
    c.reject(Kind::RankMismatch, "input", fmt::format("{} takes at most two dimensions", c.name())).label =
        fmt::format("this is {}", sym::to_text(c.shape()));
    return c.give_nothing("it has too many dimensions");
  }
  c.give(tensor_of(c.shape().rank() == 2 ? Shape{c.shape()[0], c.shape()[0]} : Shape{}, type_of(c.input()).floating()));
}

void powers(Call& c) {
  if (!demand_rank_at_least(c, c.input(), 1)) return c.give_nothing("it has no dimension");
  Shape out = c.shape();
  out.dims.push_back(c.is_none("N") ? c.shape()[-1] : c.integer("N"));
  c.give(std::move(out));
}

template <bool Running>
void trapezoid(Call& c) {
  auto dim = demand_dimension(c, c.shape());
  if (!dim) return;
  Shape out = without_axes(c.shape(), {*dim}, Running);
  if (Running) out[*dim] = c.shape()[*dim] - 1;
  c.give(tensor_of(std::move(out), type_of(c.input()).floating()));
}

/// The norm over the dimensions named; over all of them without.
void norm_over(Call& c, bool matrix_only) {
  demand_floating(c, first(c), c.spec().call.front().name);
  const Shape& shape = *first(c).shape;
  if (matrix_only && !demand_rank_at_least(c, first(c), 2)) return c.give_nothing("it has no matrix");
  std::vector<int> axes = all_axes(shape.rank());
  if (!c.is_none("dim")) {
    auto named = axes_of(c, "dim", shape.rank());
    if (!named) return c.give_nothing("the dimensions are not known");
    axes = std::move(*named);
  }
  if (matrix_only && axes.size() != 2) {
    c.reject(Kind::ArgumentValue, "dim", "a matrix has two dimensions").label = fmt::format("{} named", axes.size());
    return c.give_nothing("its dimensions are not valid");
  }
  c.give(tensor_of(without_axes(shape, axes, c.flag("keepdim")), type_of(first(c)).real()));
}

void vector_norm(Call& c) {
  if (c.arg("ord").is<std::string>()) c.reject(Kind::ArgumentValue, "ord", "the norm of a vector is named by a number");
  norm_over(c, false);
}

/// One that is named is of a vector or of a matrix.
void norm(Call& c) {
  if (!c.is_none("ord") && c.is_none("dim")) demand_rank(c, c.input(), {1, 2}, "A");
  norm_over(c, false);
}

void matrix_norm(Call& c) { norm_over(c, true); }

constexpr Param kA = {"A", Takes::Tensor, "", "the matrices"};
constexpr Param kInput = {"input", Takes::Tensor, "", "the tensor"};
constexpr Param kOther = {"other", Takes::Tensor, "", "the other tensor"};
constexpr Param kPair[] = {kInput, kOther, kOut};
constexpr Param kCross[] = {kInput, kOther, {"dim", Takes::Int | Takes::None, "None", "along which dimension"}, kOut};
constexpr Param kNewCross[] = {kInput, kOther, {"dim", Takes::Int, "-1", "along which dimension"}, kOut};
constexpr Param kVecdot[] = {{"x", Takes::Tensor, "", "the one"},
                             {"y", Takes::Tensor, "", "the other"},
                             {"dim", Takes::Int, "-1", "along which dimension"},
                             kOut};
constexpr Param kCovariance[] = {kInput,
                                 {"correction", Takes::Int, "1", "what is taken off the number of samples"},
                                 {"fweights", Takes::Any, "None", "how often each sample counts"},
                                 {"aweights", Takes::Any, "None", "how much each sample counts"}};
constexpr Param kVander[] = {kInput,
                             {"N", Takes::Int | Takes::None, "None", "how many powers"},
                             {"increasing", Takes::Flag, "False", "from the lowest power"}};
constexpr Param kTrapezoid[] = {{"y", Takes::Tensor, "", "the values"},
                                {"x", Takes::Any, "None", "their places"},
                                {"dim", Takes::Int, "-1", "along which dimension"},
                                {"dx", Takes::Any, "1", "their distance", How::KeywordOnly}};
constexpr Param kKeepdim = {"keepdim", Takes::Flag, "False", "keep the dimensions with size 1"};
constexpr Param kDtype = {"dtype", Takes::DType | Takes::None, "None", "element type of the result", How::KeywordOnly};
constexpr Param kVectorNorm[] = {{"x", Takes::Tensor, "", "the tensor"},
                                 {"ord", Takes::Any, "2", "which norm"},
                                 {"dim", Takes::Int | Takes::Ints | Takes::None, "None", "over which dimensions"},
                                 kKeepdim,
                                 kDtype,
                                 kOut};
constexpr Param kMatrixNorm[] = {kA,
                                 {"ord", Takes::Any, "'fro'", "which norm"},
                                 {"dim", Takes::Ints, "(-2, -1)", "which dimensions are the matrix"},
                                 kKeepdim,
                                 kDtype,
                                 kOut};
constexpr Param kNorm[] = {kA,
                           {"ord", Takes::Any, "None", "which norm"},
                           {"dim", Takes::Int | Takes::Ints | Takes::None, "None", "over which dimensions"},
                           kKeepdim,
                           kDtype,
                           kOut};

constexpr Spec op(std::string_view names, std::string_view summary, std::span<const Param> call, void (*infer)(Call&),
                  std::string_view rule) {
  Spec spec = function_row(names, summary, rule, call, infer);
  spec.receptive = global_receptive;
  return spec;
}

constexpr Spec kSpecs[] = {
    op("torch.kron torch.Tensor.kron", "Every product of two elements.", kPair, kronecker, "sizes are multiplied"),
    op("torch.cross torch.Tensor.cross", "Cross products.", kCross, cross, "(*) × (*) → (*)"),
    op("torch.linalg.cross", "Cross products.", kNewCross, cross, "(*) × (*) → (*)"),
    op("torch.linalg.vecdot", "Products along a dimension.", kVecdot, dot_along, "one dimension goes away"),
    op("torch.cov torch.Tensor.cov", "Covariances of rows.", kCovariance, covariance, "(n, *) → (n, n)"),
    op("torch.corrcoef torch.Tensor.corrcoef", "Correlations of rows.", std::span(kCovariance).first(1), covariance,
       "(n, *) → (n, n)"),
    op("torch.vander torch.linalg.vander", "Powers of the elements.", kVander, powers, "(*, n) → (*, n, N)"),
    op("torch.trapezoid torch.trapz", "Integrals along a dimension.", kTrapezoid, trapezoid<false>,
       "one dimension goes away"),
    op("torch.cumulative_trapezoid", "Running integrals.", kTrapezoid, trapezoid<true>,
       "one dimension is shorter by 1"),
    op("torch.linalg.vector_norm", "A norm of vectors.", kVectorNorm, vector_norm, "the dimensions named go away"),
    op("torch.linalg.matrix_norm", "A norm of matrices.", kMatrixNorm, matrix_norm, "the dimensions named go away"),
    op("torch.linalg.norm", "A norm of vectors or matrices.", kNorm, norm, "the dimensions named go away"),
};

}  // namespace

std::span<const Spec> linear_algebra_specs() { return kSpecs; }

}  // namespace shapewise::layers
