// TransformerEncoderLayer and TransformerDecoderLayer: attention, and a feed-forward network at each place.
// Source: torch/nn/modules/transformer.py.
#include <fmt/format.h>

#include "layer/demand.h"
#include "layer/inner.h"
#include "layer/receptive.h"
#include "layer/registry.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Formula;

bool is_decoder(const Call& c) { return c.has("memory") || c.name() == "TransformerDecoderLayer"; }

void check(Call& c) {
  if (c.arg("activation").is<std::string>()) demand_choice(c, "activation", {"relu", "gelu"});
  if (!demand_at_least(c, "d_model", 1) || !demand_at_least(c, "nhead", 1) ||
      !demand_at_least(c, "dim_feedforward", 0)) {
    return;
  }
  demand_divisible(c, Kind::GroupMismatch, "d_model", "nhead");
  demand_between(c, "dropout", 0, 1);
}

Inner attention_of(const Call& c) {
  return Inner("torch.nn.MultiheadAttention", {{"embed_dim", {}, c.arg("d_model")},
                                               {"num_heads", {}, c.arg("nhead")},
                                               {"bias", {}, c.arg("bias")},
                                               {"batch_first", {}, c.arg("batch_first")}});
}

std::vector<WeightSpec> weights(const Call& c) {
  Inner attention = attention_of(c);
  std::vector<WeightSpec> list = attention.weights("self_attn.");
  if (is_decoder(c)) {
    for (WeightSpec& weight : attention.weights("multihead_attn.")) list.push_back(std::move(weight));
  }
  Formula e = named("E", c.integer("d_model"));
  Formula f = named("F", c.integer("dim_feedforward"));
  auto add = [&](std::string part, std::vector<Formula> weight, const Formula& bias) {
    list.push_back({part + ".weight", std::move(weight)});
    if (c.flag("bias")) list.push_back({part + ".bias", {bias}});
  };
  add("linear1", {f, e}, f);
  add("linear2", {e, f}, e);
  for (int i = 1; i <= (is_decoder(c) ? 3 : 2); ++i) add(fmt::format("norm{}", i), {e}, e);
  return list;
}

/// One attention of the layer: who asks, who is asked, and the masks; by the names of the outer call's parameters.
struct Part {
  std::string_view query;
  std::string_view key;
  std::string_view mask;
  std::string_view padding_mask;
};

constexpr Part kEncoderSelf = {"src", "src", "src_mask", "src_key_padding_mask"};
constexpr Part kDecoderSelf = {"tgt", "tgt", "tgt_mask", "tgt_key_padding_mask"};
constexpr Part kDecoderCross = {"tgt", "memory", "memory_mask", "memory_key_padding_mask"};

void pass_all(const Call& c, const Part& part, std::vector<Given>& given, std::vector<ir::Tensor>& inputs) {
  pass_on(c, part.query, "query", given, inputs);
  pass_on(c, part.key, "key", given, inputs);
  pass_on(c, part.key, "value", given, inputs);
  pass_on(c, part.mask, "attn_mask", given, inputs);
  pass_on(c, part.padding_mask, "key_padding_mask", given, inputs);
  given.push_back({"need_weights", {}, {false, {}}});
}

void attend(Call& c, const Part& part) {
  std::vector<Given> given;
  std::vector<ir::Tensor> inputs;
  pass_all(c, part, given, inputs);
  attention_of(c).infer(c, std::move(given), inputs);
}

Formula attention_macs(const Call& c, const Part& part) {
  std::vector<Given> given;
  std::vector<ir::Tensor> inputs;
  pass_all(c, part, given, inputs);
  return attention_of(c).macs(std::move(given), inputs);
}

bool check_features(Call& c, std::string_view param) {
  const ir::Tensor& tensor = *c.tensor(param);
  if (!demand_floating(c, tensor, param) || !demand_rank(c, tensor, {2, 3}, param)) return false;
  const sym::Expr& found = (*tensor.shape)[-1];
  bool fixable = c.proved(sym::divisible(found, c.integer("nhead")));
  return demand_fixed(c, {Kind::FeatureMismatch, "d_model", "features", c.integer("d_model"), found, fixable, &tensor});
}

void infer(Call& c) {
  std::string_view main = is_decoder(c) ? "tgt" : "src";
  if (check_features(c, main) && (!is_decoder(c) || check_features(c, "memory"))) {
    attend(c, is_decoder(c) ? kDecoderSelf : kEncoderSelf);
    if (is_decoder(c) && !c.failed()) attend(c, kDecoderCross);
  }
  const ir::Tensor& tensor = *c.tensor(main);
  if (tensor.shape->rank() < 2) return c.give_nothing("the input has the wrong rank");
  sym::Shape out = *tensor.shape;
  out[-1] = c.integer("d_model");
  c.give(std::move(out), tensor.dtype);
}

/// Attention, and at each place a network of one hidden layer.
Formula macs(const Call& c) {
  const sym::Shape& shape = *c.tensor(is_decoder(c) ? "tgt" : "src")->shape;
  Formula places = named("L", shape[shape.rank() == 3 && c.flag("batch_first") ? 1 : 0]);
  if (shape.rank() == 3) places = named("N", shape[c.flag("batch_first") ? 0 : 1]) * places;
  Formula e = named("E", c.integer("d_model"));
  Formula f = named("F", c.integer("dim_feedforward"));
  Formula forward = places * (e * f + f * e);
  if (!is_decoder(c)) return attention_macs(c, kEncoderSelf) + forward;
  return attention_macs(c, kDecoderSelf) + attention_macs(c, kDecoderCross) + forward;
}

constexpr Takes kMask = Takes::Tensor | Takes::None;
constexpr Param kParams[] = {
    {"d_model", Takes::Int, "", "features of the input and of the output"},
    {"nhead", Takes::Int, "", "heads of the attention"},
    {"dim_feedforward", Takes::Int, "2048", "hidden features of the feed-forward network"},
    {"dropout", Takes::Float, "0.1", "probability of dropping"},
    {"activation", Takes::Any, "'relu'", "'relu', 'gelu' or a function"},
    {"layer_norm_eps", Takes::Float, "1e-05", "added to the variance in normalisations"},
    {"batch_first", Takes::Bool, "False", "tensors are (N, L, E) instead of (L, N, E)"},
    {"norm_first", Takes::Bool, "False", "normalise before each part instead of after it"},
    {"bias", Takes::Bool, "True", "add learned numbers"},
    {"device", Takes::Any, "None", "where the weights live"},
    {"dtype", Takes::Any, "None", "element type of the weights"},
};
constexpr Param kEncoder[] = {
    {"src", Takes::Tensor, "", "(L, N, E) or (L, E)"},
    {"src_mask", kMask, "None", "(L, L): pairs that do not count"},
    {"src_key_padding_mask", kMask, "None", "(N, L): places that do not count"},
    {"is_causal", Takes::Any, "False", "src_mask hides what comes later"},
};
constexpr Param kDecoder[] = {
    {"tgt", Takes::Tensor, "", "(L, N, E) or (L, E)"},
    {"memory", Takes::Tensor, "", "(S, N, E) or (S, E)"},
    {"tgt_mask", kMask, "None", "(L, L): pairs that do not count"},
    {"memory_mask", kMask, "None", "(L, S): pairs that do not count"},
    {"tgt_key_padding_mask", kMask, "None", "(N, L): places that do not count"},
    {"memory_key_padding_mask", kMask, "None", "(N, S): places that do not count"},
    {"tgt_is_causal", Takes::Any, "False", "tgt_mask hides what comes later"},
    {"memory_is_causal", Takes::Any, "False", "memory_mask hides what comes later"},
};

constexpr Example kEncoderExamples[] = {
    {"TransformerEncoderLayer(64, 8, dim_feedforward=128)", "10,N,64", "(10, N, 64)", "33472", "340480*N"}};
constexpr Example kDecoderExamples[] = {{"TransformerDecoderLayer(64, 8, dim_feedforward=128, batch_first=True)",
                                         "N,10,64; N,12,64", "(N, 10, 64)", "50240", "536064*N"}};
constexpr Rejected kEncoderRejected[] = {{"TransformerEncoderLayer(64, 7)", "10,N,64", Kind::GroupMismatch},
                                         {"TransformerEncoderLayer(64, 8)", "10,N,32", Kind::FeatureMismatch}};
constexpr Rejected kDecoderRejected[] = {{"TransformerDecoderLayer(64, 8)", "10,3,64; 12,4,64", Kind::ShapeMismatch}};

constexpr Spec module(std::string_view names, std::string_view summary, std::string_view rule,
                      std::span<const Param> call, std::span<const Example> examples,
                      std::span<const Rejected> rejected) {
  return {.names = names,
          .summary = summary,
          .rule = rule,
          .params = kParams,
          .call = call,
          .check = check,
          .weights = weights,
          .infer = infer,
          .macs = macs,
          .receptive = global_receptive,
          .printed = {.children = "d_model=self_attn.embed_dim dim_feedforward=linear1.out_features bias=linear1.bias"},
          .examples = examples,
          .rejected = rejected};
}

constexpr Spec kSpecs[] = {
    module("torch.nn.TransformerEncoderLayer", "Self-attention, then a feed-forward network at each place.",
           "(L, N, E) → (L, N, E)", kEncoder, kEncoderExamples, kEncoderRejected),
    module("torch.nn.TransformerDecoderLayer",
           "Self-attention, attention to the encoder's output, a feed-forward network.",
           "(L, N, E), (S, N, E) → (L, N, E)", kDecoder, kDecoderExamples, kDecoderRejected),
};

}  // namespace

std::span<const Spec> transformer_layer_specs() { return kSpecs; }

}  // namespace shapewise::layers
