// What is computed of whole matrices: inverses, determinants, decompositions, solutions of equations. Matrices are the
// last two dimensions, all others are batches.
// Source: https://pytorch.org/docs/stable/linalg.html, aten/src/ATen/native/BatchLinearAlgebra.cpp.
#include <fmt/format.h>

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

bool demand_equal_sides(Call& c, const Shape& shape, std::string_view param) {
  if (c.holds(sym::eq(shape[-2], shape[-1]), "square matrices")) return true;
  c.reject(Kind::ShapeMismatch, param, fmt::format("{} needs square matrices", c.name())).label =
      fmt::format("these are {}", sym::to_text(shape));
  c.give_nothing("its matrices are not square");
  return false;
}

bool demand_square(Call& c) {
  return demand_matrix(c) && demand_equal_sides(c, *matrix(c).shape, c.spec().call.front().name);
}

void give(Call& c, Shape shape) { c.give(tensor_of(std::move(shape), type_of(matrix(c)))); }

void same(Call& c) {
  if (demand_square(c)) give(c, *matrix(c).shape);
}

void determinant(Call& c) {
  if (demand_square(c)) give(c, batch_of(*matrix(c).shape));
}

void sign_and_logarithm(Call& c) {
  if (!demand_square(c)) return;
  give(c, batch_of(*matrix(c).shape));
  c.give(tensor_of(batch_of(*matrix(c).shape), type_of(matrix(c)).real()));
  c.set_layout("(sign:t,logabsdet:t)");
}

void rank(Call& c) {
  if (demand_matrix(c)) c.give(batch_of(*matrix(c).shape), ir::DType::Int64);
}

void condition(Call& c) {
  if (demand_matrix(c)) c.give(tensor_of(batch_of(*matrix(c).shape), type_of(matrix(c)).real()));
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
  c.give(tensor_of(with(batch, {k}), type_of(matrix(c)).real()));
  Expr columns = whole ? shape[-1] : k;
  give(c, turned ? with(batch, {columns, shape[-1]}) : with(batch, {shape[-1], columns}));
  c.set_layout(turned ? "(U:t,S:t,Vh:t)" : "(U:t,S:t,V:t)");
}

void svd(Call& c) { singular(c, c.flag("full_matrices"), true, true); }
void old_svd(Call& c) { singular(c, !c.flag("some"), false, c.flag("compute_uv")); }

void singular_values(Call& c) {
  if (!demand_matrix(c)) return;
  const Shape& shape = *matrix(c).shape;
  c.give(tensor_of(with(batch_of(shape), {smaller_side(shape)}), type_of(matrix(c)).real()));
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

/// One number for each column; those of symmetric matrices are real.
void give_values(Call& c, const Shape& shape, bool real) {
  ElementType type = type_of(matrix(c));
  c.give(tensor_of(with(batch_of(shape), {shape[-1]}), real ? type.real() : type.complex()));
}

void eigen(Call& c) {
  if (!demand_square(c)) return;
  const Shape& shape = *matrix(c).shape;
  bool hermitian = c.name() == "eigh";
  give_values(c, shape, hermitian);
  ElementType type = type_of(matrix(c));
  c.give(tensor_of(shape, hermitian ? type : type.complex()));
  c.set_layout("(eigenvalues:t,eigenvectors:t)");
}

void eigen_values(Call& c) {
  if (!demand_square(c)) return;
  const Shape& shape = *matrix(c).shape;
  give_values(c, shape, c.name() == "eigvalsh");
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

/// The right side has as many rows as the matrix.
bool demand_rows(Call& c, const Shape& a, const Shape& b, const Expr& rows, std::string_view param) {
  if (c.holds(sym::eq(rows, a[-2]), "as many equations as unknowns")) return true;
  c.reject(Kind::ShapeMismatch, param, fmt::format("{} needs as many rows on the right as on the left", c.name()))
      .label = fmt::format("{} and {}", sym::to_text(a), sym::to_text(b));
  c.give_nothing("the right side does not fit");
  return false;
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
  if (!demand_rows(c, a, b, vector ? b[-1] : b[-2], "B")) return;
  auto out = broadcast_batches(c, a, vector ? with(b, {1}) : b);
  if (!out) return c.give_nothing("the batches do not fit");
  give(c, vector ? with(*out, {b[-1]}) : with(*out, {b[-2], b[-1]}));
}

/// The X for which A·X is nearest to B.
void least_squares(Call& c) {
  if (!demand_matrix(c)) return;
  const Shape& a = *matrix(c).shape;
  const Shape& b = *c.tensor("B")->shape;
  bool vector = b.rank() == a.rank() - 1;
  if (b.rank() < a.rank() - 1 || b.rank() == 0) {
    c.reject(Kind::RankMismatch, "B", "lstsq needs vectors or matrices on the right");
    return c.give_nothing("it has no right side");
  }
  if (!demand_rows(c, a, b, vector ? b[-1] : b[-2], "B")) return;
  auto out = broadcast_batches(c, a, vector ? with(b, {1}) : b);
  if (!out) return c.give_nothing("the batches do not fit");
  give(c, vector ? with(*out, {a[-1]}) : with(*out, {a[-1], b[-1]}));
  // How many residuals there are depends on the rank, and which of the others there are on the driver.
  give(c, Shape{{Expr::unknown()}});
  c.give(batch_of(a), ir::DType::Int64);
  give(c, Shape{{Expr::unknown()}});
  c.set_layout("(solution:t,residuals:t,rank:t,singular_values:t)");
}

/// X has the shape of the right side, stretched to the batches of the matrix.
template <bool WithMatrix>
void solve_by_factor(Call& c) {
  bool matrix_first = c.spec().call[0].name == "A";
  std::string_view left = c.spec().call[matrix_first ? 0 : 1].name;
  std::string_view right = c.spec().call[matrix_first ? 1 : 0].name;
  const ir::Tensor& matrices = *c.tensor(left);
  const ir::Tensor& sides = *c.tensor(right);
  if (!demand_rank_at_least(c, matrices, 2) || !demand_rank_at_least(c, sides, 2))
    return c.give_nothing("it has no matrix");
  const Shape& a = *matrices.shape;
  const Shape& b = *sides.shape;
  if (!demand_equal_sides(c, a, left) || !demand_rows(c, a, b, b[-2], right)) return;
  auto out = broadcast_batches(c, a, b);
  if (!out) return c.give_nothing("the batches do not fit");
  give(c, with(*out, {b[-2], b[-1]}));
  if (!WithMatrix) return;
  give(c, with(*out, {a[-2], a[-1]}));
  c.set_layout("(solution:t,cloned_coefficient:t)");
}

constexpr Param kA = {"A", Takes::Tensor, "", "the matrices"};
constexpr Param kInput = {"input", Takes::Tensor, "", "the tensor"};
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
constexpr Param kLeastSquares[] = {kA,
                                   {"B", Takes::Tensor, "", "the right side"},
                                   {"rcond", Takes::Float, "None", "below it singular values count as zero"},
                                   {"driver", Takes::Str, "None", "the method", How::KeywordOnly}};
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
constexpr Spec op(std::string_view names, std::string_view summary, std::span<const Param> call, void (*infer)(Call&)) {
  Spec spec = function_row(names, summary, "matrices are the last two dimensions", call, infer);
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
    op("torch.linalg.lstsq", "The X for which A·X is nearest to B.", kLeastSquares, least_squares),
    op("torch.linalg.solve_triangular", "The X of A·X = B for triangular A.", kTriangular, solve_by_factor<false>),
    op("torch.triangular_solve torch.Tensor.triangular_solve", "The X of A·X = B for triangular A.", kOldTriangular,
       solve_by_factor<true>),
    op("torch.cholesky_solve torch.Tensor.cholesky_solve", "The X of L·Lᵀ·X = B.", kCholeskySolve,
       solve_by_factor<false>),
    op("torch.lu_solve torch.Tensor.lu_solve", "The X of L·U·X = B.", kLuSolve, solve_by_factor<false>),
};

}  // namespace

std::span<const Spec> decomposition_specs() { return kSpecs; }

}  // namespace shapewise::layers
