// Products of matrices: matmul, mm, bmm, addmm, dot.
// Source: https://pytorch.org/docs/stable/generated/torch.matmul.html.
#include <fmt/format.h>

#include "layer/axes.h"
#include "layer/broadcast.h"
#include "layer/promote.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Formula;
using sym::Shape;

/// The two factors of the product: all but the first operand of addmm and baddbmm.
const Shape& left(const Call& c) {
  return *c.tensor(c.has("batch1") ? "batch1" : c.has("mat1") ? "mat1" : "input")->shape;
}
const Shape& right(const Call& c) {
  return *c.tensor(c.has("batch2") ? "batch2" : c.has("mat2") ? "mat2" : "other")->shape;
}

/// Matrices are broadcast over the dimensions before the last two; vectors lose the dimension that they lack.
void infer(Call& c) {
  const Shape& a = left(c);
  const Shape& b = right(c);
  if (a.rank() == 0 || b.rank() == 0) {
    c.reject(Kind::RankMismatch, {}, fmt::format("{} needs tensors of at least one dimension", c.name()));
    return c.give_nothing("an operand has no dimension");
  }
  const Expr& inner_a = a[-1];
  const Expr& inner_b = b.rank() == 1 ? b[0] : b[-2];
  if (!c.holds(sym::eq(inner_a, inner_b), "the inner sizes of a product must agree")) {
    auto& d = c.reject(Kind::ShapeMismatch, {},
                       fmt::format("{} needs equal inner sizes, but they are {} and {}", c.name(),
                                   sym::to_text(inner_a), sym::to_text(inner_b)));
    d.label = fmt::format("{} times {}", sym::to_text(a), sym::to_text(b));
  }
  Shape batch_a;
  Shape batch_b;
  if (a.rank() > 2) batch_a.dims.assign(a.dims.begin(), a.dims.end() - 2);
  if (b.rank() > 2) batch_b.dims.assign(b.dims.begin(), b.dims.end() - 2);
  auto out = broadcast(c, {batch_a, batch_b});
  if (!out) return c.give_nothing("the batches do not fit");
  if (a.rank() > 1) out->dims.push_back(a[-2]);
  if (b.rank() > 1) out->dims.push_back(b[-1]);
  c.give(tensor_of(std::move(*out), type_of(c.input())));
}

Formula macs(const Call& c) {
  std::vector<Formula> factors;
  const Shape& out = *c.output().shape;
  for (int i = 0; i < out.rank(); ++i) factors.push_back(named(fmt::format("d_{}", i), out[i]));
  factors.push_back(named("K", left(c)[-1]));
  return sym::product(factors);
}

Formula outer_macs(const Call& c) { return named("M", (*c.output().shape)[0]) * named("N", (*c.output().shape)[1]); }

void outer(Call& c) {
  const Shape& a = left(c);
  const Shape& b = right(c);
  if (a.rank() != 1 || b.rank() != 1) {
    c.reject(Kind::RankMismatch, {}, "outer takes two vectors").label =
        fmt::format("{} and {}", sym::to_text(a), sym::to_text(b));
    return c.give_nothing("its operands are no vectors");
  }
  c.give(tensor_of(Shape{a[0], b[0]}, type_of(c.input())));
}

constexpr Param kTwo[] = {{"input", Takes::Tensor, "", "the left factor"},
                          {"other", Takes::Tensor, "", "the right factor"}};
constexpr Param kMat2[] = {{"input", Takes::Tensor, "", "the left factor"},
                           {"mat2", Takes::Tensor, "", "the right factor"}};
constexpr Param kAdd[] = {{"input", Takes::Tensor, "", "what is added"},
                          {"mat1", Takes::Tensor, "", "the left factor"},
                          {"mat2", Takes::Tensor, "", "the right factor"},
                          {"kwargs", Takes::Any, "", "beta, alpha", How::Keywords}};
constexpr Param kBatchAdd[] = {{"input", Takes::Tensor, "", "what is added"},
                               {"batch1", Takes::Tensor, "", "the left factor"},
                               {"batch2", Takes::Tensor, "", "the right factor"},
                               {"kwargs", Takes::Any, "", "beta, alpha", How::Keywords}};

constexpr Spec op(std::string_view names, std::string_view summary, std::span<const Param> call) {
  return {.names = names,
          .form = Form::Function,
          .summary = summary,
          .rule = "(*, M, K) times (*, K, N) → (*, M, N)",
          .call = call,
          .infer = infer,
          .macs = macs,
          .receptive = [](const Call&) {
            return Receptive{Receptive::Kind::Global, {}};
          }};
}

constexpr Spec kSpecs[] = {
    op("torch.matmul torch.Tensor.matmul torch.linalg.matmul torch.Tensor.__matmul__", "The matrix product.", kTwo),
    op("torch.mm torch.Tensor.mm torch.bmm torch.Tensor.bmm", "The product of matrices.", kMat2),
    op("torch.mv torch.dot torch.Tensor.dot torch.inner", "The product with a vector.", kTwo),
    op("torch.addmm torch.Tensor.addmm", "A product of matrices, added to a matrix.", kAdd),
    op("torch.baddbmm torch.Tensor.baddbmm", "Products of matrices, added to matrices.", kBatchAdd),
    {.names = "torch.outer torch.Tensor.outer torch.ger",
     .form = Form::Function,
     .summary = "All products of two vectors.",
     .rule = "(M), (N) → (M, N)",
     .call = kTwo,
     .infer = outer,
     .macs = outer_macs},
};

}  // namespace

std::span<const Spec> matmul_specs() { return kSpecs; }

}  // namespace shapewise::layers
