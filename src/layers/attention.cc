// MultiheadAttention and its function: projections of queries, keys and values, the products between them, a projection
// of what comes out. Source: torch/nn/modules/activation.py, torch/nn/functional.py (multi_head_attention_forward,
// _mha_shape_check).
#include <fmt/format.h>

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

bool is_function(const Call& c) { return c.spec().form == Form::Function; }

/// A call of the module or of the function in one form.
struct Attention {
  Formula embed;
  Formula key_embed;
  Formula value_embed;
  Expr heads;
  bool batched = true;
  int batch = 1;  // axis of the batch
  int time = 0;   // axis of the sequence
  int added = 0;  // places added to keys and values: a learned one, zeros
  const ir::Tensor* query = nullptr;
  const ir::Tensor* key = nullptr;
  const ir::Tensor* value = nullptr;

  Formula batches() const { return batched ? named("N", (*query->shape)[batch]) : Formula(1); }
  Formula targets() const { return named("L", (*query->shape)[time]); }
  Formula sources() const { return named("S", (*key->shape)[time]); }
  Formula seen() const { return added == 0 ? sources() : sources() + added; }
};

/// E for keys and values that are like the queries, else a size of their own.
Formula key_size(const Call& c, std::string_view param, std::string name) {
  if (c.is_none(param)) return named("E", c.integer("embed_dim"));
  return named(std::move(name), c.integer(param));
}

Attention sizes_of(const Call& c) {
  Attention a;
  a.heads = c.integer("num_heads");
  if (is_function(c)) {
    a.embed = a.key_embed = a.value_embed = named("E", c.integer("embed_dim_to_check"));
    a.added = (c.is_none("bias_k") ? 0 : 1) + (c.flag("add_zero_attn") ? 1 : 0);
  } else {
    a.embed = named("E", c.integer("embed_dim"));
    a.key_embed = key_size(c, "kdim", "E_k");
    a.value_embed = key_size(c, "vdim", "E_v");
    a.added = (c.flag("add_bias_kv") ? 1 : 0) + (c.flag("add_zero_attn") ? 1 : 0);
  }
  return a;
}

Attention attention_of(const Call& c) {
  Attention a = sizes_of(c);
  a.query = c.tensor("query");
  a.key = c.tensor("key");
  a.value = c.tensor("value");
  a.batched = a.query->shape->rank() == 3;
  bool batch_first = a.batched && !is_function(c) && c.flag("batch_first");
  a.batch = batch_first ? 0 : 1;
  a.time = batch_first ? 1 : 0;
  if (is_function(c) && c.flag("use_separate_proj_weight")) {
    a.key_embed = named("E_k", (*a.key->shape)[-1]);
    a.value_embed = named("E_v", (*a.value->shape)[-1]);
  }
  return a;
}

void check(Call& c) {
  if (!demand_at_least(c, "num_heads", 1) || !demand_at_least(c, "embed_dim", 1)) return;
  demand_divisible(c, Kind::GroupMismatch, "embed_dim", "num_heads");
}

std::vector<WeightSpec> weights(const Call& c) {
  Attention a = sizes_of(c);
  const Formula& e = a.embed;
  std::vector<WeightSpec> list;
  bool same = a.key_embed.value() == e.value() && a.value_embed.value() == e.value();
  if (same) {
    list.push_back({"in_proj_weight", {Formula(3) * e, e}});
  } else {
    list.push_back({"q_proj_weight", {e, e}});
    list.push_back({"k_proj_weight", {e, a.key_embed}});
    list.push_back({"v_proj_weight", {e, a.value_embed}});
  }
  if (c.flag("bias")) list.push_back({"in_proj_bias", {Formula(3) * e}});
  if (c.flag("add_bias_kv")) {
    list.push_back({"bias_k", {1, 1, e}});
    list.push_back({"bias_v", {1, 1, e}});
  }
  list.push_back({"out_proj.weight", {e, e}});
  if (c.flag("bias")) list.push_back({"out_proj.bias", {e}});
  return list;
}

/// Keys (or values) have kdim (or vdim) features: embed_dim, if it is not given.
bool check_features(Call& c, const ir::Tensor& tensor, const Formula& expected, std::string_view param,
                    std::string_view quantity) {
  bool given = !is_function(c) && !c.is_none(param);
  std::string_view at = given ? param : is_function(c) ? "embed_dim_to_check" : "embed_dim";
  auto* error =
      fixed_error(c, {Kind::FeatureMismatch, at, quantity, expected.value(), (*tensor.shape)[-1], given, &tensor});
  if (error != nullptr && !given && !is_function(c))
    error->notes.push_back(fmt::format("{} says if they differ", param));
  return error == nullptr;
}

/// Keys and values have as many dimensions as the queries, the features the layer was made for, and the same places.
bool check_tensors(Call& c, const Attention& a) {
  int rank = a.query->shape->rank();
  if (!demand_rank(c, *a.key, {rank}, "key") || !demand_rank(c, *a.value, {rank}, "value")) return false;
  std::string_view embed = is_function(c) ? "embed_dim_to_check" : "embed_dim";
  const Expr& found = (*a.query->shape)[-1];
  bool divisible = c.proved(sym::divisible(found, a.heads));
  if (!demand_fixed(
          c, {Kind::FeatureMismatch, embed, "features of the query", a.embed.value(), found, divisible, a.query}) ||
      !check_features(c, *a.key, a.key_embed, "kdim", "features of the key") ||
      !check_features(c, *a.value, a.value_embed, "vdim", "features of the value")) {
    return true;
  }
  Shape places = *a.key->shape;
  places[-1] = (*a.value->shape)[-1];
  if (!demand_shape(c, *a.value, places, "value") || !a.batched) return true;
  const Expr& batch = (*a.query->shape)[a.batch];
  if (c.holds(sym::eq((*a.key->shape)[a.batch], batch), "equal batches")) return true;
  auto& d = c.reject(Kind::ShapeMismatch, "key",
                     fmt::format("the batch of the key has size {}, that of the query {}",
                                 sym::to_text((*a.key->shape)[a.batch]), sym::to_text(batch)));
  d.label = fmt::format("key {}, query {}", ir::to_text(*a.key), ir::to_text(*a.query));
  if (!is_function(c)) {
    d.notes.push_back(c.flag("batch_first") ? "batch_first=True: the batch is the first dimension"
                                            : "batch_first=False: the batch is the second dimension");
  }
  return true;
}

void check_masks(Call& c, const Attention& a) {
  Expr l = a.targets().value();
  Expr s = a.sources().value();
  if (const ir::Tensor* mask = c.tensor("key_padding_mask")) {
    demand_mask(c, *mask, "key_padding_mask");
    demand_shape(c, *mask, a.batched ? Shape{a.batches().value(), s} : Shape{s}, "key_padding_mask");
  }
  const ir::Tensor* mask = c.tensor("attn_mask");
  if (mask == nullptr) return;
  demand_mask(c, *mask, "attn_mask");
  if (!demand_rank(c, *mask, {2, 3}, "attn_mask")) return;
  bool per_head = mask->shape->rank() == 3;
  demand_shape(c, *mask, per_head ? Shape{a.batches().value() * a.heads, l, s} : Shape{l, s}, "attn_mask");
}

/// (N, L, S), with heads if they are not averaged.
Shape weights_shape(const Call& c, const Attention& a) {
  Shape shape;
  if (a.batched) shape.dims.push_back(a.batches().value());
  if (!c.flag("average_attn_weights")) shape.dims.push_back(a.heads);
  shape.dims.push_back(a.targets().value());
  shape.dims.push_back(a.seen().value());
  return shape;
}

void infer(Call& c) {
  c.set_layout(c.flag("need_weights") ? "(t,t)" : "(t,n)");
  if (is_function(c)) {
    demand_at_least(c, "num_heads", 1);
    demand_divisible(c, Kind::GroupMismatch, "embed_dim_to_check", "num_heads");
  }
  const ir::Tensor& query = *c.tensor("query");
  bool fits = demand_rank(c, query, {2, 3}, "query");
  Attention a;
  if (fits) {
    a = attention_of(c);
    fits = check_tensors(c, a);
  }
  if (!fits) {
    c.give_nothing("the inputs have wrong ranks");
    if (c.flag("need_weights")) c.give_nothing("the inputs have wrong ranks");
    return;
  }
  if (!c.failed()) check_masks(c, a);
  Shape out = *query.shape;
  out[-1] = a.embed.value();
  c.give(std::move(out));
  if (c.flag("need_weights")) c.give(weights_shape(c, a));
}

/// Projections of queries, keys and values; queries times keys and weights times values; the projection of the result.
Formula macs(const Call& c) {
  Attention a = attention_of(c);
  Formula l = a.targets();
  Formula s = a.sources();
  Formula products = l * a.seen() * a.embed;
  Formula all = l * a.embed * a.embed + s * a.key_embed * a.embed + s * a.value_embed * a.embed + products + products +
                l * a.embed * a.embed;
  return a.batched ? a.batches() * all : all;
}

/// For the projections their inputs, and for the two products queries, keys, values and weights; with dropout what the
/// weights are multiplied by and what becomes of them; and the result before its projection. With the batch first the
/// inputs are kept as copies: how many that are depends on whether they are the same object.
Saved saved(const Call& c) {
  Attention a = attention_of(c);
  Expr batch = a.batched ? a.batches().value() : Expr(1);
  Expr features = batch * a.embed.value();
  Expr weights = batch * a.heads * a.targets().value() * a.seen().value();
  Expr drops = c.training() && c.number("dropout") > 0 ? 3 : 1;
  Expr made = features * (2 * a.targets().value() + 2 * a.seen().value()) + drops * weights;
  Saved kept{{{0, Saved::kWeights}, {1, Saved::kWeights}, {2, Saved::kWeights}}, {}, {{made, c.dtype()}}};
  if (a.batched && c.flag("batch_first")) kept.made.push_back({Expr::unknown(), c.dtype()});
  return kept;
}

constexpr Takes kOptionalInt = Takes::Int | Takes::None;
constexpr Takes kOptional = Takes::Tensor | Takes::None;
constexpr Param kParams[] = {
    {"embed_dim", Takes::Int, "", "features of the queries and of the output"},
    {"num_heads", Takes::Int, "", "parts of the features that are compared apart"},
    {"dropout", Takes::Float, "0.0", "probability that a weight is dropped"},
    {"bias", Takes::Bool, "True", "add learned numbers to the projections"},
    {"add_bias_kv", Takes::Bool, "False", "add a learned place to keys and values"},
    {"add_zero_attn", Takes::Bool, "False", "add a place of zeros to keys and values"},
    {"kdim", kOptionalInt, "None", "features of the keys, if not embed_dim"},
    {"vdim", kOptionalInt, "None", "features of the values, if not embed_dim"},
    {"batch_first", Takes::Bool, "False", "tensors are (N, L, E) instead of (L, N, E)"},
    {"device", Takes::Any, "None", "where the weights live"},
    {"dtype", Takes::Any, "None", "element type of the weights"},
};
constexpr Param kForward[] = {
    {"query", Takes::Tensor, "", "(L, N, E) or (L, E)"},
    {"key", Takes::Tensor, "", "(S, N, E_k) or (S, E_k)"},
    {"value", Takes::Tensor, "", "(S, N, E_v) or (S, E_v)"},
    {"key_padding_mask", kOptional, "None", "(N, S): keys that do not count"},
    {"need_weights", Takes::Bool, "True", "return the weights, too"},
    {"attn_mask", kOptional, "None", "(L, S) or (N·num_heads, L, S): pairs that do not count"},
    {"average_attn_weights", Takes::Bool, "True", "average the weights over the heads"},
    {"is_causal", Takes::Bool, "False", "attn_mask hides what comes later"},
};
constexpr Param kFunction[] = {
    {"query", Takes::Tensor, "", "(L, N, E) or (L, E)"},
    {"key", Takes::Tensor, "", "(S, N, E_k) or (S, E_k)"},
    {"value", Takes::Tensor, "", "(S, N, E_v) or (S, E_v)"},
    {"embed_dim_to_check", Takes::Int, "", "E"},
    {"num_heads", Takes::Int, "", "parts of the features that are compared apart"},
    {"in_proj_weight", kOptional, "", "(3·E, E)"},
    {"in_proj_bias", kOptional, "", "(3·E)"},
    {"bias_k", kOptional, "", "(1, 1, E)"},
    {"bias_v", kOptional, "", "(1, 1, E)"},
    {"add_zero_attn", Takes::Bool, "", "add a place of zeros to keys and values"},
    {"dropout_p", Takes::Float, "", "probability that a weight is dropped"},
    {"out_proj_weight", Takes::Tensor, "", "(E, E)"},
    {"out_proj_bias", kOptional, "", "(E)"},
    {"training", Takes::Bool, "True", "drop"},
    {"key_padding_mask", kOptional, "None", "(N, S): keys that do not count"},
    {"need_weights", Takes::Bool, "True", "return the weights, too"},
    {"attn_mask", kOptional, "None", "(L, S) or (N·num_heads, L, S): pairs that do not count"},
    {"use_separate_proj_weight", Takes::Bool, "False", "there are three weights instead of in_proj_weight"},
    {"q_proj_weight", kOptional, "None", "(E, E)"},
    {"k_proj_weight", kOptional, "None", "(E, E_k)"},
    {"v_proj_weight", kOptional, "None", "(E, E_v)"},
    {"static_k", kOptional, "None", "keys after projection"},
    {"static_v", kOptional, "None", "values after projection"},
    {"average_attn_weights", Takes::Bool, "True", "average the weights over the heads"},
    {"is_causal", Takes::Bool, "False", "attn_mask hides what comes later"},
};

constexpr Example kExamples[] = {
    {"MultiheadAttention(64, 8)", "10,N,64; 12,N,64; 12,N,64", "(10, N, 64); (N, 10, 12)", "16640", "195584*N"},
    {"MultiheadAttention(8, 2, kdim=4, vdim=5, batch_first=True)", "3,5,8; 3,6,4; 3,6,5", "(3, 5, 8); (3, 5, 6)", "232",
     "4656"},
};
constexpr Rejected kRejected[] = {
    {"MultiheadAttention(64, 7)", "10,N,64; 12,N,64; 12,N,64", Kind::GroupMismatch},
    {"MultiheadAttention(32, 8)", "10,N,64; 12,N,64; 12,N,64", Kind::FeatureMismatch},
    {"MultiheadAttention(64, 8)", "10,3,64; 12,4,64; 12,4,64", Kind::ShapeMismatch},
};

constexpr std::string_view kSummary =
    "Weighted means of values, the weights from comparing queries with keys, in several heads.";
constexpr std::string_view kRule = "(L, N, E), (S, N, E_k), (S, N, E_v) → (L, N, E), (N, L, S)";

constexpr Spec kSpecs[] = {
    {.names = "torch.nn.MultiheadAttention",
     .summary = kSummary,
     .rule = kRule,
     .params = kParams,
     .call = kForward,
     .check = check,
     .weights = weights,
     .infer = infer,
     .macs = macs,
     .receptive = global_receptive,
     .saved = saved,
     .printed = {.hidden = "kdim vdim add_bias_kv", .children = "embed_dim=out_proj.in_features bias=out_proj.bias"},
     .examples = kExamples,
     .rejected = kRejected},
    {.names = "torch.nn.functional.multi_head_attention_forward",
     .form = Form::Function,
     .summary = kSummary,
     .rule = kRule,
     .call = kFunction,
     .infer = infer,
     .macs = macs,
     .receptive = global_receptive},
};

}  // namespace

std::span<const Spec> attention_specs() { return kSpecs; }

}  // namespace shapewise::layers
