// torch.nn.functional.scaled_dot_product_attention: attention without projections, over any number of batch dimensions.
// Source: https://pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html.
#include <fmt/format.h>

#include "layer/broadcast.h"
#include "layer/demand.h"
#include "layer/receptive.h"
#include "layer/registry.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Formula;
using sym::Shape;

/// All but the last two sizes.
Shape batch_of(const Shape& shape) { return Shape(std::vector<Expr>(shape.dims.begin(), shape.dims.end() - 2)); }

bool check_size(Call& c, std::string_view param, const Expr& found, const Expr& expected, std::string_view what) {
  if (c.holds(sym::eq(found, expected), what)) return true;
  auto& d =
      c.reject(Kind::ShapeMismatch, param,
               fmt::format("{} of {} differ: {} and {}", what, c.name(), sym::to_text(expected), sym::to_text(found)));
  d.label = fmt::format("expected {}", sym::to_text(expected));
  return false;
}

/// With enable_gqa, groups of query heads share a head of keys and values.
void share_heads(Call& c, const Shape& query, Shape& other, std::string_view param) {
  if (!c.flag("enable_gqa") || other.rank() < 3 || query.rank() < 3) return;
  if (!c.holds(sym::divisible(query[-3], other[-3]), "shared heads")) {
    auto& d = c.reject(Kind::GroupMismatch, param,
                       fmt::format("{} heads of queries cannot share {} heads of {}s", sym::to_text(query[-3]),
                                   sym::to_text(other[-3]), param));
    d.label = fmt::format("does not divide {}", sym::to_text(query[-3]));
  }
  other[-3] = query[-3];
}

void check_mask(Call& c, Shape batch, const Expr& targets, const Expr& sources) {
  const ir::Tensor* mask = c.tensor("attn_mask");
  if (mask == nullptr) return;
  if (c.flag("is_causal")) {
    c.reject(Kind::ArgumentValue, "is_causal", "is_causal makes a mask of its own").label =
        "not together with attn_mask";
  }
  demand_mask(c, *mask, "attn_mask");
  batch.dims.push_back(targets);
  batch.dims.push_back(sources);
  if (demand_rank_at_least(c, *mask, 2, "attn_mask")) demand_stretches(c, *mask->shape, batch, "attn_mask");
}

void infer(Call& c) {
  const ir::Tensor& query = *c.tensor("query");
  const ir::Tensor& key = *c.tensor("key");
  const ir::Tensor& value = *c.tensor("value");
  if (!demand_rank_at_least(c, query, 2, "query") || !demand_rank_at_least(c, key, 2, "key") ||
      !demand_rank_at_least(c, value, 2, "value")) {
    return c.give_nothing("the inputs have too few dimensions");
  }
  Shape q = *query.shape;
  Shape k = *key.shape;
  Shape v = *value.shape;
  check_size(c, "key", k[-1], q[-1], "features of queries and keys");
  check_size(c, "value", v[-2], k[-2], "numbers of keys and values");
  share_heads(c, q, k, "key");
  share_heads(c, q, v, "value");
  auto batch = broadcast(c, {batch_of(q), batch_of(k), batch_of(v)});
  Shape out = batch ? *batch : batch_of(q);
  if (batch) check_mask(c, *batch, q[-2], k[-2]);
  out.dims.push_back(q[-2]);
  out.dims.push_back(v[-1]);
  c.give(std::move(out), query.dtype);
}

/// Queries times keys, then weights times values.
Formula macs(const Call& c) {
  const Shape& out = *c.output().shape;
  const Shape& q = *c.tensor("query")->shape;
  Formula l = named("L", q[-2]);
  Formula s = named("S", (*c.tensor("key")->shape)[-2]);
  Formula products = l * s * named("E", q[-1]) + l * s * named("E_v", out[-1]);
  if (out.rank() == 2) return products;
  return named("N", batch_of(out).elements()) * products;
}

constexpr Param kCall[] = {
    {"query", Takes::Tensor, "", "(N, …, L, E)"},
    {"key", Takes::Tensor, "", "(N, …, S, E)"},
    {"value", Takes::Tensor, "", "(N, …, S, E_v)"},
    {"attn_mask", Takes::Tensor | Takes::None, "None",
     "broadcast to (N, …, L, S): pairs that count, or numbers to add"},
    {"dropout_p", Takes::Float, "0.0", "probability that a weight is dropped"},
    {"is_causal", Takes::Bool, "False", "hide keys that come later"},
    {"scale", Takes::Float | Takes::None, "None", "factor of the products; 1/√E if not given", How::KeywordOnly},
    {"enable_gqa", Takes::Bool, "False", "let groups of query heads share heads of keys and values", How::KeywordOnly},
};

constexpr Spec kSpecs[] = {
    {.names = "torch.nn.functional.scaled_dot_product_attention",
     .form = Form::Function,
     .summary = "Weighted means of values, the weights from comparing queries with keys.",
     .rule = "(N, …, L, E), (N, …, S, E), (N, …, S, E_v) → (N, …, L, E_v)",
     .call = kCall,
     .infer = infer,
     .macs = macs,
     .receptive = global_receptive},
};

}  // namespace

std::span<const Spec> dot_product_attention_specs() { return kSpecs; }

}  // namespace shapewise::layers
