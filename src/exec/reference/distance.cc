// Distances and angles of vectors, and losses made of them.
#include <cmath>
#include <limits>

#include "exec/kernel.h"
#include "exec/losses.h"

namespace shapewise::exec::reference {
namespace {

/// x₁·x₂ / (max(‖x₁‖, eps)·max(‖x₂‖, eps)) along an axis.
Tensor cosine(Execution& c, const Tensor& a, const Tensor& b, std::int64_t dim, double eps) {
  auto dims = broadcast({a.dims(), b.dims()});
  auto axis = dims ? axis_at(dim, static_cast<int>(dims->size())) : std::nullopt;
  if (!axis) {
    c.fail("vectors of " + to_text(a.dims()) + " and " + to_text(b.dims()) + " do not fit together");
    return {};
  }
  auto length = [=](Row row) { return std::max(p_norm(row, 2), eps); };
  Tensor left = *expanded(a, *dims);
  Tensor right = *expanded(b, *dims);
  Tensor products = combine(c, left, right, a.dtype(), [](double x, double y) { return x * y; });
  Tensor dot = reduce(products, {*axis}, false, a.dtype(), sum_of);
  Tensor lengths =
      combine(c, reduce(left, {*axis}, false, a.dtype(), length), reduce(right, {*axis}, false, a.dtype(), length),
              a.dtype(), [](double x, double y) { return x * y; });
  return combine(c, dot, lengths, a.dtype(), [](double d, double l) { return d / l; });
}

void cosine_similarity(Execution& c) {
  Tensor made = cosine(c, c.tensor("x1"), c.tensor("x2"), c.integer("dim"), c.number("eps"));
  if (made.defined()) c.give(made);
}

/// ‖a − b + eps‖ over the last axis.
Tensor distance(Execution& c, const Tensor& a, const Tensor& b, double p, double eps, bool keep) {
  Tensor difference = combine(c, a, b, a.dtype(), [=](double x, double y) { return x - y + eps; });
  if (!difference.defined()) return {};
  return reduce(difference, {difference.rank() - 1}, keep, a.dtype(), [=](Row row) { return p_norm(row, p); });
}

void pairwise_distance(Execution& c) {
  Tensor made = distance(c, c.tensor("x1"), c.tensor("x2"), c.number("p"), c.number("eps"), c.flag("keepdim"));
  if (made.defined()) c.give(made);
}

void cdist(Execution& c) {
  Tensor a = c.tensor("x1");
  Tensor b = c.tensor("x2");
  if (a.rank() < 2 || b.rank() < 2 || a.size(-1) != b.size(-1)) return c.fail("the vectors have different lengths");
  Tensor made = distance(c, unsqueezed(a, a.rank() - 1), unsqueezed(b, b.rank() - 2), c.number("p"), 0, false);
  if (made.defined()) c.give(made);
}

void pdist(Execution& c) {
  const Tensor& x = c.input();
  if (x.rank() != 2) return c.fail("pdist takes a table of vectors");
  std::vector<std::int64_t> first;
  std::vector<std::int64_t> second;
  for (std::int64_t i = 0; i < x.size(0); ++i) {
    for (std::int64_t j = i + 1; j < x.size(0); ++j) {
      first.push_back(i);
      second.push_back(j);
    }
  }
  c.give(distance(c, picked(x, 0, first), picked(x, 0, second), c.number("p"), 0, false));
}

void cosine_embedding_loss(Execution& c) {
  double margin = c.number("margin");
  Tensor similarity = cosine(c, c.tensor("input1"), c.tensor("input2"), -1, 1e-8);
  if (!similarity.defined()) return;
  give_losses(c, combine(c, similarity, c.tensor("target"), similarity.dtype(), [=](double s, double y) {
                return y == 1 ? 1 - s : y == -1 ? std::max(s - margin, 0.0) : 0;
              }));
}

void triplet_margin_loss(Execution& c) {
  Tensor anchor = c.tensor("anchor");
  Tensor positive = c.tensor("positive");
  Tensor negative = c.tensor("negative");
  if (c.has("distance_function") && c.given("distance_function")) return c.fail("a distance of its own is not run");
  double p = c.number("p", 2);
  double eps = c.number("eps", 1e-6);
  double margin = c.number("margin");
  Tensor near = distance(c, anchor, positive, p, eps, false);
  Tensor far = distance(c, anchor, negative, p, eps, false);
  if (!near.defined() || !far.defined()) return;
  if (c.flag("swap")) {
    Tensor between = distance(c, positive, negative, p, eps, false);
    far = combine(c, far, between, far.dtype(), [](double x, double y) { return std::min(x, y); });
  }
  if (!far.defined()) return;
  give_losses(c,
              combine(c, near, far, near.dtype(), [=](double n, double f) { return std::max(n - f + margin, 0.0); }));
}

constexpr Kernel kKernels[] = {
    {"torch.nn.CosineSimilarity torch.nn.functional.cosine_similarity", cosine_similarity},
    {"torch.nn.PairwiseDistance torch.nn.functional.pairwise_distance", pairwise_distance},
    {"torch.cdist", cdist},
    {"torch.nn.functional.pdist", pdist},
    {"torch.nn.CosineEmbeddingLoss torch.nn.functional.cosine_embedding_loss", cosine_embedding_loss},
    {"torch.nn.TripletMarginLoss torch.nn.functional.triplet_margin_loss torch.nn.TripletMarginWithDistanceLoss "
     "torch.nn.functional.triplet_margin_with_distance_loss",
     triplet_margin_loss},
};

}  // namespace

std::span<const Kernel> distance_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
