// Products of matrices and vectors: matmul, mm, bmm, mv, dot, outer, addmm.
// Source: https://pytorch.org/docs/stable/generated/torch.matmul.html, aten/src/ATen/native/LinearAlgebra.cpp.
#include <algorithm>
#include <fmt/format.h>

#include "layer/axes.h"
#include "layer/broadcast.h"
#include "layer/in_place.h"
#include "layer/promote.h"
#include "layer/receptive.h"
#include "layer/row.h"
#include "layer/saved.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Formula;
using sym::Shape;

/// The names of the two factors, which the functions call differently.
struct Factors {
  std::string_view left;
  std::string_view right;
};

Factors factors(const Call& c) {
  constexpr Factors kNames[] = {{"batch1", "batch2"}, {"mat1", "mat2"},  {"input", "mat2"}, {"mat", "vec"},
                                {"vec1", "vec2"},     {"input", "vec2"}, {"input", "vec"},  {"input", "tensor"}};
  for (const Factors& names : kNames) {
    if (c.has(names.left) && c.has(names.right)) return names;
  }
  return {"input", "other"};
}

const Shape& left(const Call& c) { return *c.tensor(factors(c).left)->shape; }
const Shape& right(const Call& c) { return *c.tensor(factors(c).right)->shape; }

/// Both factors have elements of one type.
void demand_one_type(Call& c) {
  const ir::Tensor& a = *c.tensor(factors(c).left);
  const ir::Tensor& b = *c.tensor(factors(c).right);
  if (a.dtype == b.dtype || a.dtype_assumed || b.dtype_assumed) return;
  c.reject(Kind::DtypeMismatch, factors(c).right,
           fmt::format("{} needs factors of one element type, not {} and {}", c.name(), ir::name(a.dtype),
                       ir::name(b.dtype)))
      .label = fmt::format("expected {}", ir::name(a.dtype));
}

/// The factors have these ranks.
bool demand_ranks(Call& c, int rank_a, int rank_b) {
  const Shape& a = left(c);
  const Shape& b = right(c);
  if (a.rank() == rank_a && b.rank() == rank_b) return true;
  bool left_wrong = a.rank() != rank_a;
  auto& d = c.reject(Kind::RankMismatch, left_wrong ? factors(c).left : factors(c).right,
                     fmt::format("{} takes tensors of {} and {} dimensions, not {} and {}", c.name(), rank_a, rank_b,
                                 a.rank(), b.rank()));
  d.label = fmt::format("{} times {}", sym::to_text(a), sym::to_text(b));
  if (rank_a >= 2 && a.rank() >= 1 && b.rank() >= 1) d.notes.push_back("matmul takes tensors of any ranks");
  return false;
}

bool demand_inner(Call& c, const Expr& a, const Expr& b) {
  if (c.holds(sym::eq(a, b), "the inner sizes of a product must agree")) return true;
  auto& d = c.reject(
      Kind::ShapeMismatch, {},
      fmt::format("{} needs equal inner sizes, but they are {} and {}", c.name(), sym::to_text(a), sym::to_text(b)));
  d.label = fmt::format("{} times {}", sym::to_text(left(c)), sym::to_text(right(c)));
  return false;
}

/// Matrices are broadcast over the dimensions before the last two; vectors lose the dimension that they lack.
std::optional<Shape> product(Call& c) {
  const Shape& a = left(c);
  const Shape& b = right(c);
  demand_one_type(c);
  if (a.rank() == 0 || b.rank() == 0) {
    c.reject(Kind::RankMismatch, {}, fmt::format("{} needs tensors of at least one dimension", c.name()));
    return c.give_nothing("an operand has no dimension"), std::nullopt;
  }
  demand_inner(c, a[-1], b.rank() == 1 ? b[0] : b[-2]);
  auto out = broadcast_batches(c, a, b);
  if (!out) return c.give_nothing("the batches do not fit"), std::nullopt;
  if (a.rank() > 1) out->dims.push_back(a[-2]);
  if (b.rank() > 1) out->dims.push_back(b[-1]);
  return out;
}

/// A matrix before a batch is folded into one product, which comes out transposed.
void give_product(Call& c, std::optional<Shape> shape) {
  if (!shape) return;
  ir::Tensor out = tensor_of(std::move(*shape), type_of(*c.tensor(factors(c).left)));
  out.memory.contiguous = left(c).rank() > 2 || right(c).rank() <= 2;
  c.give(std::move(out));
}

void matmul(Call& c) { give_product(c, product(c)); }

/// The same with ranks that are fixed.
template <int RankA, int RankB>
void ranked(Call& c) {
  if (!demand_ranks(c, RankA, RankB)) return c.give_nothing("its operands have the wrong number of dimensions");
  if (RankA == 3 && !c.holds(sym::eq(left(c)[0], right(c)[0]), "equal batches")) {
    c.reject(Kind::ShapeMismatch, {},
             fmt::format("{} multiplies pairs of matrices, but there are {} and {}", c.name(), sym::to_text(left(c)[0]),
                         sym::to_text(right(c)[0])))
        .label = fmt::format("{} times {}", sym::to_text(left(c)), sym::to_text(right(c)));
    return c.give_nothing("the batches do not fit");
  }
  matmul(c);
}

/// beta·input + alpha·product, to which the input is stretched.
template <int RankA, int RankB>
void added(Call& c) {
  ranked<RankA, RankB>(c);
  if (c.output().shape) demand_stretches(c, *c.input().shape, *c.output().shape, "input");
}

/// The products of all pairs are summed up.
void added_batch(Call& c) {
  if (!demand_ranks(c, 3, 3)) return c.give_nothing("its operands have the wrong number of dimensions");
  demand_inner(c, left(c)[2], right(c)[1]);
  demand_one_type(c);
  Shape out{left(c)[1], right(c)[2]};
  demand_stretches(c, *c.input().shape, out, "input");
  c.give(std::move(out));
}

/// Sums over the last dimensions of both.
void inner(Call& c) {
  const Shape& a = left(c);
  const Shape& b = right(c);
  demand_one_type(c);
  if (a.rank() == 0 || b.rank() == 0) return give_product(c, broadcast(c, {a, b}));
  demand_inner(c, a[-1], b[-1]);
  Shape out(std::vector<Expr>(a.dims.begin(), a.dims.end() - 1));
  out.dims.insert(out.dims.end(), b.dims.begin(), b.dims.end() - 1);
  give_product(c, std::move(out));
}

void outer(Call& c) {
  const Shape& a = left(c);
  const Shape& b = right(c);
  if (!demand_ranks(c, 1, 1)) return c.give_nothing("its operands are no vectors");
  Factors names = factors(c);
  c.give(tensor_of(Shape{a[0], b[0]}, result_type(c, {names.left, names.right})));
}

void added_outer(Call& c) {
  outer(c);
  if (c.output().shape) demand_stretches(c, *c.input().shape, *c.output().shape, "input");
}

Formula macs(const Call& c) {
  std::vector<Formula> sizes;
  const Shape& out = *c.output().shape;
  for (int i = 0; i < out.rank(); ++i) sizes.push_back(named(fmt::format("d_{}", i), out[i]));
  if (left(c).rank() > 0) sizes.push_back(named("K", left(c)[-1]));
  return sym::product(sizes);
}

Formula batch_macs(const Call& c) { return named("b", left(c)[0]) * macs(c); }

Formula outer_macs(const Call& c) { return named("M", (*c.output().shape)[0]) * named("N", (*c.output().shape)[1]); }

constexpr Param kLeft = {"input", Takes::Tensor, "", "the left factor"};
constexpr Param kAdded = {"input", Takes::Tensor, "", "what is added"};
constexpr Param kBeta = {"beta", Takes::Float, "1", "multiplies what is added", How::KeywordOnly};
constexpr Param kAlpha = {"alpha", Takes::Float, "1", "multiplies the product", How::KeywordOnly};
constexpr Param kTwo[] = {kLeft, {"other", Takes::Tensor, "", "the right factor"}, kOut};
constexpr Param kMat2[] = {kLeft, {"mat2", Takes::Tensor, "", "the right factor"}, kOut};
constexpr Param kVec[] = {kLeft, {"vec", Takes::Tensor, "", "the vector"}, kOut};
constexpr Param kDot[] = {kLeft, {"tensor", Takes::Tensor, "", "the other vector"}, kOut};
constexpr Param kOuter[] = {kLeft, {"vec2", Takes::Tensor, "", "the other vector"}, kOut};
constexpr Param kAddMat[] = {kAdded,
                             {"mat1", Takes::Tensor, "", "the left factor"},
                             {"mat2", Takes::Tensor, "", "the right factor"},
                             kBeta,
                             kAlpha,
                             kOut};
constexpr Param kAddBatch[] = {kAdded,
                               {"batch1", Takes::Tensor, "", "the left factor"},
                               {"batch2", Takes::Tensor, "", "the right factor"},
                               kBeta,
                               kAlpha,
                               kOut};
constexpr Param kAddVec[] = {
    kAdded, {"mat", Takes::Tensor, "", "the matrix"}, {"vec", Takes::Tensor, "", "the vector"}, kBeta, kAlpha, kOut};
constexpr Param kAddOuter[] = {kAdded,
                               {"vec1", Takes::Tensor, "", "the one vector"},
                               {"vec2", Takes::Tensor, "", "the other vector"},
                               kBeta,
                               kAlpha,
                               kOut};

/// Each factor for the gradient of the other. With more than one batch dimension they are kept as copies where their
/// elements do not lie in one piece, which is not known here.
Saved saved(const Call& c) {
  int left = c.input_count() - 2;
  if (left < 0) return {};
  const sym::Shape& a = *c.input(left).shape;
  const sym::Shape& b = *c.input(left + 1).shape;
  bool one_batch = a.rank() <= 3 && b.rank() <= 3 && (a.rank() < 3 || b.rank() < 3 || a[0] == b[0]);
  if (!one_batch && b.rank() > 2) return {{}, {}, {{sym::Expr::unknown(), c.dtype()}}};
  return {{{left, left + 1}, {left + 1, left}}, {}, {}};
}

constexpr Spec op(std::string_view names, std::string_view summary, std::span<const Param> call, void (*infer)(Call&),
                  std::string_view rule, Formula (*cost)(const Call&) = macs) {
  Spec spec = function_row(names, summary, rule, call, infer);
  spec.macs = cost;
  spec.receptive = global_receptive;
  spec.saved = saved;
  return spec;
}
constexpr std::string_view kMatrices = "(M, K) times (K, N) → (M, N)";
constexpr std::string_view kBatches = "(B, M, K) times (B, K, N) → (B, M, N)";

constexpr Spec kSpecs[] = {
    op("torch.matmul torch.Tensor.matmul torch.linalg.matmul torch.Tensor.__matmul__", "The matrix product.", kTwo,
       matmul, "(*, M, K) times (*, K, N) → (*, M, N)"),
    op("torch.mm torch.Tensor.mm torch.spmm torch.smm torch.sparse.mm torch.Tensor.smm", "The product of matrices.",
       kMat2, ranked<2, 2>, kMatrices),
    op("torch.bmm torch.Tensor.bmm", "Products of pairs of matrices.", kMat2, ranked<3, 3>, kBatches),
    op("torch.mv torch.Tensor.mv", "The product of a matrix and a vector.", kVec, ranked<2, 1>, "(M, K), (K) → (M)"),
    op("torch.dot torch.Tensor.dot", "The product of two vectors.", kDot, ranked<1, 1>, "(K), (K) → ()"),
    op("torch.vdot torch.Tensor.vdot", "The product of two vectors.", kTwo, ranked<1, 1>, "(K), (K) → ()"),
    op("torch.inner torch.Tensor.inner", "Products over the last dimensions.", kTwo, inner, "(*, K), (*, K) → (*, *)"),
    op("torch.outer torch.Tensor.outer torch.ger torch.Tensor.ger", "All products of two vectors.", kOuter, outer,
       "(M), (N) → (M, N)", outer_macs),
    op("torch.addmm torch.Tensor.addmm", "A product of matrices, added to a matrix.", kAddMat, added<2, 2>, kMatrices),
    op("torch.Tensor.addmm_", "A product of matrices, added in place.", kAddMat, in_place<added<2, 2>>, kMatrices),
    op("torch.baddbmm torch.Tensor.baddbmm", "Products of matrices, added to matrices.", kAddBatch, added<3, 3>,
       kBatches),
    op("torch.Tensor.baddbmm_", "Products of matrices, added in place.", kAddBatch, in_place<added<3, 3>>, kBatches),
    op("torch.addbmm torch.Tensor.addbmm", "The sum of products of matrices, added to a matrix.", kAddBatch,
       added_batch, "(B, M, K) times (B, K, N) → (M, N)", batch_macs),
    op("torch.addmv torch.Tensor.addmv", "A product with a vector, added to a vector.", kAddVec, added<2, 1>,
       "(M, K), (K) → (M)"),
    op("torch.addr torch.Tensor.addr", "All products of two vectors, added to a matrix.", kAddOuter, added_outer,
       "(M), (N) → (M, N)", outer_macs),
};

}  // namespace

std::span<const Spec> matmul_specs() { return kSpecs; }

}  // namespace shapewise::layers
