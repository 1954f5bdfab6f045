// Attention layers of Keras: MultiHeadAttention, Attention, AdditiveAttention. They are called on the query, the value
// and, where it is another tensor, the key.
// Source: https://keras.io/api/layers/attention_layers.
#include <fmt/format.h>

#include "layer/axes.h"
#include "layer/keras.h"
#include "layer/receptive.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Formula;
using sym::Shape;

const Shape& query(const Call& c) { return *c.input(0).shape; }
const Shape& value(const Call& c) { return *c.input(c.input_count() > 1 ? 1 : 0).shape; }

/// A third tensor may be a mask as well as the key: what it is decides nothing where it agrees with the value.
bool is_key_known(const Call& c) { return c.input_count() < 3 || c.input(2).shape->dims == value(c).dims; }

bool demand_sequences(Call& c) {
  if (query(c).rank() >= 2 && query(c).rank() == value(c).rank()) return true;
  c.reject(Kind::RankMismatch, {},
           fmt::format("{} takes a query and a value of as many dimensions, not {} and {}", c.name(),
                       sym::to_text(query(c)), sym::to_text(value(c))))
      .label = "these do not go together";
  c.give_nothing("its inputs do not fit");
  return false;
}

// --- many heads ---

Formula heads(const Call& c) { return named("h", c.integer("num_heads")); }
Formula key_size(const Call& c) { return named("K", c.integer("key_dim")); }
Formula value_size(const Call& c) { return c.is_none("value_dim") ? key_size(c) : named("V", c.integer("value_dim")); }

Expr output_size(const Call& c) {
  if (c.is_none("output_shape")) return query(c)[-1];
  std::vector<Expr> sizes = c.int_list("output_shape");
  return sizes.size() == 1 ? sizes.front() : Expr::unknown();
}

void infer_heads(Call& c) {
  if (!demand_sequences(c)) return;
  Shape out = query(c);
  out[-1] = output_size(c);
  c.give(std::move(out));
}

std::vector<WeightSpec> head_weights(const Call& c) {
  Formula key = named("C_k", is_key_known(c) ? value(c)[-1] : Expr::unknown());
  std::vector<WeightSpec> list;
  auto add = [&](const std::string& name, std::vector<Formula> kernel, std::vector<Formula> bias) {
    list.push_back({name + "_kernel", std::move(kernel)});
    if (c.flag("use_bias")) list.push_back({name + "_bias", std::move(bias)});
  };
  Formula out = named("C_out", output_size(c));
  add("query", {named("C_q", query(c)[-1]), heads(c), key_size(c)}, {heads(c), key_size(c)});
  add("key", {key, heads(c), key_size(c)}, {heads(c), key_size(c)});
  add("value", {named("C_v", value(c)[-1]), heads(c), value_size(c)}, {heads(c), value_size(c)});
  add("output", {heads(c), value_size(c), out}, {out});
  return list;
}

/// Over the axes between the samples and the features.
Formula positions(const Shape& shape, std::string_view name) {
  std::vector<Formula> sizes;
  for (int i = 1; i < shape.rank() - 1; ++i) {
    sizes.push_back(named(shape.rank() == 3 ? std::string(name) : fmt::format("{}_{}", name, i), shape[i]));
  }
  return sym::product(sizes);
}

Formula head_macs(const Call& c) {
  Formula batch = named("N", query(c)[0]);
  Formula to = positions(query(c), "T");
  Formula from = positions(value(c), "S");
  Formula key = named("C_k", is_key_known(c) ? value(c)[-1] : Expr::unknown());
  Formula projections = to * named("C_q", query(c)[-1]) * heads(c) * key_size(c) + from * key * heads(c) * key_size(c) +
                        from * named("C_v", value(c)[-1]) * heads(c) * value_size(c) +
                        to * heads(c) * value_size(c) * named("C_out", output_size(c));
  return batch * (projections + to * from * heads(c) * (key_size(c) + value_size(c)));
}

// --- without projections: the scores are products, or sums that a layer without bias weighs ---

void infer_plain(Call& c) {
  if (!demand_sequences(c)) return;
  Shape out = query(c);
  out[-1] = value(c)[-1];
  c.give(std::move(out));
}

std::vector<WeightSpec> plain_weights(const Call& c) {
  std::vector<WeightSpec> list;
  if (!c.flag("use_scale")) return list;
  bool additive = c.name() == "AdditiveAttention";
  list.push_back({"scale", additive ? std::vector<Formula>{named("C", query(c)[-1])} : std::vector<Formula>{}});
  return list;
}

Formula plain_macs(const Call& c) {
  return named("N", query(c)[0]) * positions(query(c), "T") * positions(value(c), "S") *
         (named("C_q", query(c)[-1]) + named("C_v", value(c)[-1]));
}

constexpr Param kHeads[] = {
    config("num_heads", Takes::Int, "", "heads"),
    config("key_dim", Takes::Int, "", "features of each head's query and key"),
    config("value_dim", Takes::Int | Takes::None, "None", "features of each head's value; None: as key_dim"),
    kUseBias,
    config("output_shape", Takes::Int | Takes::Ints | Takes::None, "None", "features of the output; None: the query's"),
};
constexpr Param kProducts[] = {config("use_scale", Takes::Bool, "False", "multiply the scores by a learned number")};
constexpr Param kSums[] = {config("use_scale", Takes::Bool, "True", "weigh the sums by learned numbers")};

constexpr Spec row(std::string_view names, std::string_view summary, std::span<const Param> params, void (*rule)(Call&),
                   std::vector<WeightSpec> (*made)(const Call&), Formula (*cost)(const Call&)) {
  Spec spec = keras_row(names, summary, "(N, T, C_q), (N, S, C_v) → (N, T, C_out)", params, rule);
  spec.call = kKerasInputs;
  spec.weights = made;
  spec.macs = cost;
  spec.receptive = global_receptive;
  return spec;
}

constexpr Spec kSpecs[] = {
    row("keras:MultiHeadAttention", "Attention of several heads.", kHeads, infer_heads, head_weights, head_macs),
    row("keras:Attention", "Attention by products.", kProducts, infer_plain, plain_weights, plain_macs),
    row("keras:AdditiveAttention", "Attention by sums.", kSums, infer_plain, plain_weights, plain_macs),
};

}  // namespace

std::span<const Spec> keras_attention_specs() { return kSpecs; }

}  // namespace shapewise::layers
