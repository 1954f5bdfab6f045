// Scaled dot-product attention: softmax(q·kᵀ·scale + mask)·v.
#include <cmath>
#include <limits>

#include "exec/dropping.h"
#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

/// Heads of keys and values, each used by as many heads of queries.
Tensor repeated_heads(const Tensor& tensor, std::int64_t heads) {
  std::int64_t own = tensor.size(-3);
  std::vector<std::int64_t> order;
  for (std::int64_t i = 0; i < heads; ++i) order.push_back(i * own / heads);
  return own == heads ? tensor : picked(tensor, tensor.rank() - 3, order);
}

Tensor masked(Execution& c, const Tensor& scores, const Tensor& mask) {
  bool boolean = mask.dtype() == ir::DType::Bool;
  return combine(c, scores, mask, scores.dtype(), [=](double x, double m) {
    return boolean ? (m != 0 ? x : -std::numeric_limits<double>::infinity()) : x + m;
  });
}

Tensor causal(Tensor scores) {
  std::int64_t columns = scores.size(-1);
  std::int64_t rows = scores.size(-2);
  std::int64_t at = 0;
  return map(scores, scores.dtype(), [&](double x) {
    bool later = at % columns > at / columns % rows;
    ++at;
    return later ? -std::numeric_limits<double>::infinity() : x;
  });
}

void attention(Execution& c) {
  Tensor q = c.tensor("query");
  Tensor k = c.tensor("key");
  Tensor v = c.tensor("value");
  if (q.rank() < 2 || k.rank() < 2 || v.rank() < 2)
    return c.fail("queries, keys and values have two dimensions or more");
  if (c.flag("enable_gqa") && q.rank() > 2) {
    k = repeated_heads(k, q.size(-3));
    v = repeated_heads(v, q.size(-3));
  }
  double scale = c.number("scale", 1 / std::sqrt(static_cast<double>(q.size(-1))));
  Tensor scores = matrix_product(c, q, transposed(k, k.rank() - 2, k.rank() - 1));
  if (!scores.defined()) return;
  scores = map(scores, scores.dtype(), [=](double x) { return x * scale; });
  if (c.flag("is_causal")) scores = causal(scores);
  if (Tensor mask = c.tensor("attn_mask"); mask.defined()) scores = masked(c, scores, mask);
  if (c.failed()) return;
  // Whoever calls the function passes 0 in evaluation.
  Tensor weights = dropped(c, along(scores, {scores.rank() - 1}, scores.dtype(), softmax), c.number("dropout_p"));
  Tensor made = matrix_product(c, weights, v);
  if (made.defined()) c.give(made);
}

constexpr Kernel kKernels[] = {{"torch.nn.functional.scaled_dot_product_attention", attention}};

}  // namespace

std::span<const Kernel> dot_product_attention_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
