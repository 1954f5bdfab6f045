// Linear algebra: determinants, inverses, decompositions, solutions of equations, products of Kronecker and cross type.
// Matrices are the last two dimensions, all others are batches.
// Source: https://pytorch.org/docs/stable/linalg.html, aten/src/ATen/native/BatchLinearAlgebra.cpp.
#include <algorithm>
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

/// The first parameter is the matrix, under whichever name.
const ir::Tensor& matrix(const Call& c) { return *c.tensor(c.spec().call.front().name); }

Shape batch_of(const Shape& shape) { return Shape(std::vector<Expr>(shape.dims.begin(), shape.dims.end() - 2)); }

Shape with(Shape shape, std::initializer_list<Expr> sizes) {
  shape.dims.insert(shape.dims.end(), sizes);
  return shape;
}

/// A matrix of floating-point numbers; gives nothing after an error.
bool demand_matrix(Call& c) {
  std::string_view name = c.spec().call.front().name;
  demand_floating(c, matrix(c), name);
  if (demand_rank_at_least(c, matrix(c), 2, name)) return true;
  c.give_nothing("it has no matrix");
  return false;
}

bool demand_square(Call& c) {
  if (!demand_matrix(c)) return false;
  const Shape& shape = *matrix(c).shape;
  if (c.holds(sym::eq(shape[-2], shape[-1]), "square matrices")) return true;
  c.reject(Kind::ShapeMismatch, c.spec().call.front().name, fmt::format("{} needs square matrices", c.name())).label =
      fmt::format("these are {}", sym::to_text(shape));
  c.give_nothing("its matrices are not square");
  return false;
}

void give(Call& c, Shape shape) { c.give(tensor_of(std::move(shape), type_of(matrix(c)))); }

ir::DType complex_type(const Call& c) {
  ir::DType dtype = matrix(c).dtype;
  if (ir::is_complex(dtype)) return dtype;
  return dtype == ir::DType::Float64 ? ir::DType::Complex128 : ir::DType::Complex64;
}

ir::DType real_type(const Call& c) {
  ir::DType dtype = matrix(c).dtype;
  if (!ir::is_complex(dtype)) return dtype;
  return dtype == ir::DType::Complex128 ? ir::DType::Float64 : ir::DType::Float32;
}

void same(Call& c) {
  if (demand_square(c)) give(c, *matrix(c).shape);
}

void determinant(Call& c) {
  if (demand_square(c)) give(c, batch_of(*matrix(c).shape));
}

void sign_and_logarithm(Call& c) {
  if (!demand_square(c)) return;
  give(c, batch_of(*matrix(c).shape));
  c.give(batch_of(*matrix(c).shape), real_type(c));
  c.set_layout("(sign:t,logabsdet:t)");
}

void rank(Call& c) {
  if (demand_matrix(c)) c.give(batch_of(*matrix(c).shape), ir::DType::Int64);
}

void condition(Call& c) {
  if (demand_matrix(c)) c.give(batch_of(*matrix(c).shape), real_type(c));
}

void pseudo_inverse(Call& c) {
  if (!demand_matrix(c)) return;
  const Shape& shape = *matrix(c).shape;
  give(c, with(batch_of(shape), {shape[-1], shape[-2]}));
}

void inverse_and_status(Call& c) {
  if (!demand_square(c)) return;
  give(c, *matrix(c).shape);
  c.give(batch_of(*matrix(c).shape), ir::DType::Int32);
  c.set_layout(c.name().starts_with("inv") ? "(inverse:t,info:t)" : "(L:t,info:t)");
}

Expr smaller_side(const Shape& shape) { return sym::min(shape[-2], shape[-1]); }

/// U, S and V, of which V is turned around in torch.linalg.
void singular(Call& c, bool full, bool turned, bool vectors) {
  if (!demand_matrix(c)) return;
  const Shape& shape = *matrix(c).shape;
  Shape batch = batch_of(shape);
  Expr k = smaller_side(shape);
  bool whole = full || !vectors;
  give(c, with(batch, {shape[-2], whole ? shape[-2] : k}));
  c.give(with(batch, {k}), real_type(c));
  Expr columns = whole ? shape[-1] : k;
  give(c, turned ? with(batch, {columns, shape[-1]}) : with(batch, {shape[-1], columns}));
  c.set_layout(turned ? "(U:t,S:t,Vh:t)" : "(U:t,S:t,V:t)");
}

void svd(Call& c) { singular(c, c.flag("full_matrices"), true, true); }
void old_svd(Call& c) { singular(c, !c.flag("some"), false, c.flag("compute_uv")); }

void singular_values(Call& c) {
  if (!demand_matrix(c)) return;
  const Shape& shape = *matrix(c).shape;
  c.give(with(batch_of(shape), {smaller_side(shape)}), real_type(c));
}

void low_rank(Call& c) {
  if (!demand_matrix(c)) return;
  const Shape& shape = *matrix(c).shape;
  bool open = !c.known("q") || c.is_none("q");
  Expr q = open ? sym::min(Expr(6), smaller_side(shape)) : c.integer("q");
  give(c, with(batch_of(shape), {shape[-2], q}));
  give(c, with(batch_of(shape), {q}));
  give(c, with(batch_of(shape), {shape[-1], q}));
  c.set_layout("(t,t,t)");
}

void orthogonal_triangular(Call& c, bool complete, bool only_r) {
  if (!demand_matrix(c)) return;
  const Shape& shape = *matrix(c).shape;
  Expr k = complete ? shape[-2] : smaller_side(shape);
  give(c, only_r ? Shape{0} : with(batch_of(shape), {shape[-2], k}));
  give(c, with(batch_of(shape), {k, shape[-1]}));
  c.set_layout("(Q:t,R:t)");
}

void qr(Call& c) {
  demand_choice(c, "mode", {"reduced", "complete", "r"});
  orthogonal_triangular(c, c.text("mode") == "complete", c.text("mode") == "r");
}
void old_qr(Call& c) { orthogonal_triangular(c, !c.flag("some"), false); }

void eigen(Call& c) {
  if (!demand_square(c)) return;
  const Shape& shape = *matrix(c).shape;
  bool hermitian = c.name() == "eigh";
  c.give(with(batch_of(shape), {shape[-1]}), hermitian ? real_type(c) : complex_type(c));
  c.give(shape, hermitian ? matrix(c).dtype : complex_type(c));
  c.set_layout("(eigenvalues:t,eigenvectors:t)");
}

void eigen_values(Call& c) {
  if (!demand_square(c)) return;
  const Shape& shape = *matrix(c).shape;
  c.give(with(batch_of(shape), {shape[-1]}), c.name() == "eigvalsh" ? real_type(c) : complex_type(c));
}

void pivoted(Call& c) {
  if (!demand_matrix(c)) return;
  const Shape& shape = *matrix(c).shape;
  give(c, shape);
  c.give(with(batch_of(shape), {smaller_side(shape)}), ir::DType::Int32);
  c.set_layout(c.name() == "lu" ? "(t,t)" : "(LU:t,pivots:t)");
}

void triangles(Call& c) {
  if (!demand_matrix(c)) return;
  const Shape& shape = *matrix(c).shape;
  Expr k = smaller_side(shape);
  give(c, with(batch_of(shape), {shape[-2], shape[-2]}));
  give(c, with(batch_of(shape), {shape[-2], k}));
  give(c, with(batch_of(shape), {k, shape[-1]}));
  c.set_layout("(P:t,L:t,U:t)");
}

/// A·X = B, where B holds vectors or matrices.
void solve(Call& c) {
  if (!demand_square(c)) return;
  const Shape& a = *matrix(c).shape;
  const Shape& b = *c.tensor("B")->shape;
  bool one_less = b.rank() == a.rank() - 1;
  for (int i = 0; one_less && i < b.rank(); ++i) one_less = c.proved(sym::eq(b[i], a[i]));
  bool vector = b.rank() == 1 || one_less;
  if (b.rank() == 0) {
    c.reject(Kind::RankMismatch, "B", "solve needs a vector or a matrix on the right");
    return c.give_nothing("it has no right side");
  }
  if (!c.holds(sym::eq(vector ? b[-1] : b[-2], a[-1]), "as many equations as unknowns")) {
    c.reject(Kind::ShapeMismatch, "B", fmt::format("{} needs as many rows on the right as on the left", c.name()))
        .label = fmt::format("{} and {}", sym::to_text(a), sym::to_text(b));
    return c.give_nothing("the right side does not fit");
  }
  Shape batch_b = vector ? Shape(std::vector<Expr>(b.dims.begin(), b.dims.end() - 1)) : batch_of(b);
  auto out = broadcast(c, {batch_of(a), batch_b});
  if (!out) return c.give_nothing("the batches do not fit");
  give(c, vector ? with(*out, {b[-1]}) : with(*out, {b[-2], b[-1]}));
}

/// X has the shape of the right side, stretched to the batches of the matrix.
template <bool WithMatrix>
void solve_by_factor(Call& c) {
  const Param& right = c.spec().call[0];
  const Param& left = c.spec().call[1];
  const ir::Tensor& first = *c.tensor(right.name);
  const ir::Tensor& second = *c.tensor(left.name);
  bool matrix_first = right.name == "A";
  const ir::Tensor& a = matrix_first ? first : second;
  const ir::Tensor& b = matrix_first ? second : first;
  if (!demand_rank_at_least(c, a, 2) || !demand_rank_at_least(c, b, 2)) return c.give_nothing("it has no matrix");
  if (!c.holds(sym::eq((*a.shape)[-2], (*a.shape)[-1]), "square matrices")) {
    c.reject(Kind::ShapeMismatch, matrix_first ? right.name : left.name,
             fmt::format("{} needs square matrices", c.name()))
        .label = fmt::format("these are {}", sym::to_text(*a.shape));
    return c.give_nothing("its matrices are not square");
  }
  if (!c.holds(sym::eq((*a.shape)[-1], (*b.shape)[-2]), "as many rows as the matrix has columns")) {
    c.reject(Kind::ShapeMismatch, right.name, fmt::format("{} needs as many rows on both sides", c.name())).label =
        fmt::format("{} and {}", sym::to_text(*a.shape), sym::to_text(*b.shape));
    return c.give_nothing("the right side does not fit");
  }
  auto out = broadcast(c, {batch_of(*a.shape), batch_of(*b.shape)});
  if (!out) return c.give_nothing("the batches do not fit");
  give(c, with(*out, {(*b.shape)[-2], (*b.shape)[-1]}));
  if (!WithMatrix) return;
  give(c, with(*out, {(*a.shape)[-2], (*a.shape)[-1]}));
  c.set_layout("(solution:t,cloned_coefficient:t)");
}

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
  demand_floating(c, matrix(c), c.spec().call.front().name);
  const Shape& shape = *matrix(c).shape;
  if (matrix_only && !demand_rank_at_least(c, matrix(c), 2)) return c.give_nothing("it has no matrix");
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
  c.give(without_axes(shape, axes, c.flag("keepdim")), real_type(c));
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

constexpr Param kOut = {"out", Takes::Any, "None", "where the result goes", How::KeywordOnly};
constexpr Param kA = {"A", Takes::Tensor, "", "the matrices"};
constexpr Param kInput = {"input", Takes::Tensor, "", "the tensor"};
constexpr Param kOther = {"other", Takes::Tensor, "", "the other tensor"};
constexpr Param kUpper = {"upper", Takes::Flag, "False", "the upper triangle"};
constexpr Param kMatrix[] = {kA, kOut};
constexpr Param kOldMatrix[] = {kInput, kOut};
constexpr Param kTriangle[] = {kInput, kUpper, kOut};
constexpr Param kHermitian[] = {kA, {"UPLO", Takes::Str, "'L'", "which triangle is used"}, kOut};
constexpr Param kCholesky[] = {kA, {"upper", Takes::Flag, "False", "the upper triangle", How::KeywordOnly}, kOut};
constexpr Param kWithStatus[] = {kA,
                                 {"upper", Takes::Flag, "False", "the upper triangle", How::KeywordOnly},
                                 {"check_errors", Takes::Flag, "False", "raise errors", How::KeywordOnly},
                                 kOut};
constexpr Param kPower[] = {kInput, {"n", Takes::Int, "", "the exponent"}, kOut};
constexpr Param kRank[] = {kA,
                           {"tol", Takes::Any, "None", "the smallest value that counts"},
                           {"hermitian", Takes::Flag, "False", "whether it is symmetric"},
                           {"atol", Takes::Any, "None", "the absolute tolerance", How::KeywordOnly},
                           {"rtol", Takes::Any, "None", "the relative tolerance", How::KeywordOnly},
                           kOut};
constexpr Param kPseudo[] = {kA,
                             {"rcond", Takes::Any, "1e-15", "the smallest value that counts"},
                             {"hermitian", Takes::Flag, "False", "whether it is symmetric"},
                             {"atol", Takes::Any, "None", "the absolute tolerance", How::KeywordOnly},
                             {"rtol", Takes::Any, "None", "the relative tolerance", How::KeywordOnly},
                             kOut};
constexpr Param kCondition[] = {kA, {"p", Takes::Any, "None", "which norm"}, kOut};
constexpr Param kSvd[] = {kA,
                          {"full_matrices", Takes::Flag, "True", "all columns"},
                          {"driver", Takes::Any, "None", "the method", How::KeywordOnly},
                          kOut};
constexpr Param kSingularValues[] = {kA, {"driver", Takes::Any, "None", "the method", How::KeywordOnly}, kOut};
constexpr Param kOldSvd[] = {kInput,
                             {"some", Takes::Flag, "True", "only the columns that count"},
                             {"compute_uv", Takes::Flag, "True", "the vectors, too"},
                             kOut};
constexpr Param kLowRank[] = {kA,
                              {"q", Takes::Int | Takes::None, "6", "how many"},
                              {"center", Takes::Any, "True", "subtract the mean, or the number of iterations"},
                              {"niter", Takes::Any, "2", "how many iterations"}};
constexpr Param kQr[] = {kA, {"mode", Takes::Str, "'reduced'", "'reduced', 'complete' or 'r'"}, kOut};
constexpr Param kOldQr[] = {kInput, {"some", Takes::Flag, "True", "only the columns that count"}, kOut};
constexpr Param kLu[] = {kA, {"pivot", Takes::Flag, "True", "exchange rows"}, kOut};
constexpr Param kSolve[] = {
    kA, {"B", Takes::Tensor, "", "the right side"}, {"left", Takes::Flag, "True", "A·X = B", How::KeywordOnly}, kOut};
constexpr Param kTriangular[] = {kA,
                                 {"B", Takes::Tensor, "", "the right side"},
                                 {"upper", Takes::Flag, "", "the upper triangle", How::KeywordOnly},
                                 {"left", Takes::Flag, "True", "A·X = B", How::KeywordOnly},
                                 {"unitriangular", Takes::Flag, "False", "1 on the diagonal", How::KeywordOnly},
                                 kOut};
constexpr Param kOldTriangular[] = {{"b", Takes::Tensor, "", "the right side"},
                                    kA,
                                    {"upper", Takes::Flag, "True", "the upper triangle"},
                                    {"transpose", Takes::Flag, "False", "the matrix turned around"},
                                    {"unitriangular", Takes::Flag, "False", "1 on the diagonal"},
                                    kOut};
constexpr Param kCholeskySolve[] = {
    {"B", Takes::Tensor, "", "the right side"}, {"L", Takes::Tensor, "", "the factor"}, kUpper, kOut};
constexpr Param kLuSolve[] = {{"b", Takes::Tensor, "", "the right side"},
                              {"LU_data", Takes::Tensor, "", "the factors"},
                              {"LU_pivots", Takes::Tensor, "", "the exchanged rows"},
                              kOut};
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
                  std::string_view rule = "matrices are the last two dimensions") {
  Spec spec = function_row(names, summary, rule, call, infer);
  spec.receptive = global_receptive;
  return spec;
}

constexpr Spec kSpecs[] = {
    op("torch.linalg.inv", "The inverse.", kMatrix, same),
    op("torch.inverse torch.Tensor.inverse", "The inverse.", kOldMatrix, same),
    op("torch.linalg.matrix_exp", "The exponential of matrices.", kMatrix, same),
    op("torch.matrix_exp torch.Tensor.matrix_exp", "The exponential of matrices.", kOldMatrix, same),
    op("torch.matrix_power torch.Tensor.matrix_power torch.linalg.matrix_power", "A power of matrices.", kPower, same),
    op("torch.linalg.cholesky", "The factor L of L·Lᵀ.", kCholesky, same),
    op("torch.cholesky torch.Tensor.cholesky torch.cholesky_inverse torch.Tensor.cholesky_inverse",
       "The factor L of L·Lᵀ, or the inverse of its product.", kTriangle, same),
    op("torch.linalg.inv_ex torch.linalg.cholesky_ex", "The inverse or factor, and whether there is one.", kWithStatus,
       inverse_and_status),
    op("torch.linalg.det", "The determinant.", kMatrix, determinant),
    op("torch.det torch.Tensor.det torch.logdet torch.Tensor.logdet", "The determinant, or its logarithm.", kOldMatrix,
       determinant),
    op("torch.linalg.slogdet", "Sign and logarithm of the determinant.", kMatrix, sign_and_logarithm),
    op("torch.slogdet torch.Tensor.slogdet", "Sign and logarithm of the determinant.", kOldMatrix, sign_and_logarithm),
    op("torch.linalg.matrix_rank", "The rank.", kRank, rank),
    op("torch.linalg.cond", "The condition.", kCondition, condition),
    op("torch.linalg.pinv torch.pinverse torch.Tensor.pinverse", "The pseudo-inverse.", kPseudo, pseudo_inverse),
    op("torch.linalg.svd", "Singular values and vectors.", kSvd, svd),
    op("torch.linalg.svdvals", "Singular values.", kSingularValues, singular_values),
    op("torch.svd torch.Tensor.svd", "Singular values and vectors.", kOldSvd, old_svd),
    op("torch.svd_lowrank torch.pca_lowrank", "The largest singular values and their vectors.", kLowRank, low_rank),
    op("torch.linalg.qr", "An orthogonal and a triangular factor.", kQr, qr),
    op("torch.qr torch.Tensor.qr", "An orthogonal and a triangular factor.", kOldQr, old_qr),
    op("torch.linalg.eig", "Eigenvalues and eigenvectors.", kMatrix, eigen),
    op("torch.linalg.eigh", "Eigenvalues and eigenvectors of symmetric matrices.", kHermitian, eigen),
    op("torch.linalg.eigvals", "Eigenvalues.", kMatrix, eigen_values),
    op("torch.linalg.eigvalsh", "Eigenvalues of symmetric matrices.", kHermitian, eigen_values),
    op("torch.lu torch.Tensor.lu torch.linalg.lu_factor", "Triangular factors in one matrix.", kLu, pivoted),
    op("torch.linalg.lu", "Triangular factors.", kLu, triangles),
    op("torch.linalg.solve", "The X of A·X = B.", kSolve, solve),
    op("torch.linalg.solve_triangular", "The X of A·X = B for triangular A.", kTriangular, solve_by_factor<false>),
    op("torch.triangular_solve torch.Tensor.triangular_solve", "The X of A·X = B for triangular A.", kOldTriangular,
       solve_by_factor<true>),
    op("torch.cholesky_solve torch.Tensor.cholesky_solve", "The X of L·Lᵀ·X = B.", kCholeskySolve,
       solve_by_factor<false>),
    op("torch.lu_solve torch.Tensor.lu_solve", "The X of L·U·X = B.", kLuSolve, solve_by_factor<false>),
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
    op("torch.linalg.matrix_norm", "A norm of matrices.", kMatrixNorm, matrix_norm),
    op("torch.linalg.norm", "A norm of vectors or matrices.", kNorm, norm, "the dimensions named go away"),
};

}  // namespace

std::span<const Spec> linear_algebra_specs() { return kSpecs; }

}  // namespace shapewise::layers
