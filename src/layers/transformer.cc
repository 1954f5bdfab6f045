// Stacks of layers: TransformerEncoder and TransformerDecoder, which copy the layer that they are given, and
// Transformer. Source: torch/nn/modules/transformer.py.
#include <fmt/format.h>

#include "layer/demand.h"
#include "layer/inner.h"
#include "layer/receptive.h"
#include "layer/registry.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Formula;
using sym::Shape;

using Tensors = std::vector<ir::Tensor>;

// --- a stack of copies of one layer ---

bool is_decoder(const Call& c) { return c.name() == "TransformerDecoder"; }

const ir::Layer* copied_layer(const Call& c) { return c.layer(is_decoder(c) ? "decoder_layer" : "encoder_layer"); }

void check_stack(Call& c) { demand_at_least(c, "num_layers", 1); }

constexpr Int kMostLayers = 10000;

std::vector<WeightSpec> stack_weights(const Call& c) {
  const ir::Layer* layer = copied_layer(c);
  auto count = c.integer("num_layers").constant();
  bool norm_known = c.is_none("norm") || c.layer("norm") != nullptr;
  if (layer == nullptr || !norm_known || !count || *count > kMostLayers) {
    return {{"?", {named("layers", Expr::unknown())}}};
  }
  std::vector<WeightSpec> list;
  auto add = [&](const ir::Layer& part, const std::string& prefix) {
    for (WeightSpec& weight : Inner(part).weights(prefix)) list.push_back(std::move(weight));
  };
  for (int i = 0; i < static_cast<int>(*count); ++i) add(*layer, fmt::format("layers.{}.", i));
  if (c.layer("norm") != nullptr) add(*c.layer("norm"), "norm.");
  return list;
}

/// Which argument of the stack each of its layers gets as what.
struct Handed {
  std::string_view from;
  std::string_view to;
};
constexpr Handed kEncoderHands[] = {
    {"src", "src"}, {"mask", "src_mask"}, {"src_key_padding_mask", "src_key_padding_mask"}};
constexpr Handed kDecoderHands[] = {{"tgt", "tgt"},
                                    {"memory", "memory"},
                                    {"tgt_mask", "tgt_mask"},
                                    {"memory_mask", "memory_mask"},
                                    {"tgt_key_padding_mask", "tgt_key_padding_mask"},
                                    {"memory_key_padding_mask", "memory_key_padding_mask"}};

/// The arguments of each layer; the first input is what goes through the stack. Masks that are not given are left out,
/// as a layer of another kind need not take them.
void hand_on(const Call& c, std::vector<Given>& given, Tensors& inputs) {
  auto hands = is_decoder(c) ? std::span<const Handed>(kDecoderHands) : std::span<const Handed>(kEncoderHands);
  for (const Handed& hand : hands) {
    if (c.is_none(hand.from)) continue;
    pass_on(c, hand.from, std::string(hand.to), given, inputs);
  }
  given.front().name.clear();
}

bool same_shape(const Call& c, const Shape& a, const Shape& b) {
  bool same = a.rank() == b.rank();
  for (int i = 0; same && i < a.rank(); ++i) same = c.proved(sym::eq(a[i], b[i]));
  return same;
}

/// All layers that PyTorch makes keep the shape, so that the first stands for all.
void infer_stack(Call& c) {
  const ir::Layer* layer = copied_layer(c);
  if (layer == nullptr) return c.give_nothing("the layers are not known");
  std::vector<Given> given;
  Tensors inputs;
  hand_on(c, given, inputs);
  Tensors outputs = Inner(*layer).infer(c, std::move(given), inputs);
  ir::Tensor output = outputs.front();
  bool same = output.shape && inputs.front().shape && same_shape(c, *output.shape, *inputs.front().shape);
  if (!same && !c.failed()) return c.give_nothing("a layer of the stack changes the shape");
  if (const ir::Layer* norm = c.layer("norm"); norm != nullptr && !c.failed()) {
    output = Inner(*norm).infer(c, {{"", {}, {ir::TensorRef{0}, {}}}}, {output}).front();
  } else if (!c.is_none("norm") && norm == nullptr) {
    return c.give_nothing("the normalisation is not known");
  }
  c.give(std::move(output));
}

Formula stack_macs(const Call& c) {
  std::vector<Given> given;
  Tensors inputs;
  hand_on(c, given, inputs);
  Formula layer = Inner(*copied_layer(c)).macs(std::move(given), inputs);
  return c.integer("num_layers").is_constant(1) ? layer : named("num_layers", c.integer("num_layers")) * layer;
}

// --- Transformer ---

void check_transformer(Call& c) {
  if (c.arg("activation").is<std::string>()) demand_choice(c, "activation", {"relu", "gelu"});
  bool fine = demand_at_least(c, "d_model", 1) && demand_at_least(c, "nhead", 1) &&
              demand_at_least(c, "dim_feedforward", 0) && demand_between(c, "dropout", 0, 1);
  if (!fine) return;
  demand_divisible(c, Kind::GroupMismatch, "d_model", "nhead");
  for (std::string_view part : {"encoder", "decoder"}) {
    if (c.is_none(fmt::format("custom_{}", part))) demand_at_least(c, fmt::format("num_{}_layers", part), 1);
  }
}

/// The encoder or the decoder; empty if it is the user's own.
std::optional<Inner> half_of(const Call& c, bool decoder) {
  std::string part = decoder ? "decoder" : "encoder";
  if (const ir::Layer* custom = c.layer("custom_" + part)) return Inner(*custom);
  if (!c.is_none("custom_" + part)) return std::nullopt;
  std::vector<Given> given;
  for (std::string_view name : {"d_model", "nhead", "dim_feedforward", "batch_first", "bias"}) {
    given.push_back({std::string(name), {}, c.arg(name)});
  }
  std::string kind = decoder ? "torch.nn.TransformerDecoder" : "torch.nn.TransformerEncoder";
  Inner layer(kind + "Layer", std::move(given));
  Inner norm("torch.nn.LayerNorm", {{"normalized_shape", {}, c.arg("d_model")}, {"bias", {}, c.arg("bias")}});
  return Inner(kind, {{part + "_layer", {}, layer.as_argument()},
                      {"num_layers", {}, c.arg("num_" + part + "_layers")},
                      {"norm", {}, norm.as_argument()}});
}

std::vector<WeightSpec> transformer_weights(const Call& c) {
  auto encoder = half_of(c, false);
  auto decoder = half_of(c, true);
  if (!encoder || !decoder) return {{"?", {named("custom", Expr::unknown())}}};
  std::vector<WeightSpec> list = encoder->weights("encoder.");
  for (WeightSpec& weight : decoder->weights("decoder.")) list.push_back(std::move(weight));
  return list;
}

void pass_source(const Call& c, std::vector<Given>& given, Tensors& inputs) {
  pass_on(c, "src", "src", given, inputs);
  pass_on(c, "src_mask", "mask", given, inputs);
  pass_on(c, "src_key_padding_mask", "src_key_padding_mask", given, inputs);
}

/// `memory` is what the encoder returned.
void pass_target(const Call& c, ir::Tensor memory, std::vector<Given>& given, Tensors& inputs) {
  pass_on(c, "tgt", "tgt", given, inputs);
  given.push_back({"memory", {}, {ir::TensorRef{static_cast<int>(inputs.size())}, {}}});
  inputs.push_back(std::move(memory));
  for (std::string_view mask : {"tgt_mask", "memory_mask", "tgt_key_padding_mask", "memory_key_padding_mask"}) {
    pass_on(c, mask, std::string(mask), given, inputs);
  }
}

bool check_inputs(Call& c) {
  const ir::Tensor& src = *c.tensor("src");
  const ir::Tensor& tgt = *c.tensor("tgt");
  if (!demand_rank(c, src, {2, 3}, "src") || !demand_rank(c, tgt, {src.shape->rank()}, "tgt")) return false;
  for (const ir::Tensor* tensor : {&src, &tgt}) {
    const Expr& found = (*tensor->shape)[-1];
    bool fixable = c.proved(sym::divisible(found, c.integer("nhead")));
    Fixed fixed{Kind::FeatureMismatch, "d_model", "features", c.integer("d_model"), found, fixable, tensor};
    if (!demand_fixed(c, fixed)) return false;
  }
  if (src.shape->rank() == 2) return true;
  int axis = c.flag("batch_first") ? 0 : 1;
  if (c.holds(sym::eq((*src.shape)[axis], (*tgt.shape)[axis]), "equal batches")) return true;
  auto& d = c.reject(Kind::ShapeMismatch, "tgt",
                     fmt::format("the batch of src has size {}, that of tgt {}", sym::to_text((*src.shape)[axis]),
                                 sym::to_text((*tgt.shape)[axis])));
  d.label = fmt::format("src {}, tgt {}", ir::to_text(src), ir::to_text(tgt));
  return false;
}

void infer_transformer(Call& c) {
  const ir::Tensor& tgt = *c.tensor("tgt");
  auto encoder = half_of(c, false);
  auto decoder = half_of(c, true);
  if (check_inputs(c)) {
    if (!encoder || !decoder) return c.give_nothing("the encoder or decoder is the user's own");
    std::vector<Given> given;
    Tensors inputs;
    pass_source(c, given, inputs);
    Tensors memory = encoder->infer(c, std::move(given), inputs);
    if (!c.failed() && !memory.front().shape) return c.give_nothing(memory.front().why_unknown);
    given.clear();
    inputs.clear();
    if (!c.failed()) {
      pass_target(c, memory.front(), given, inputs);
      Tensors outputs = decoder->infer(c, std::move(given), inputs);
      return c.give(outputs.front());
    }
  }
  tgt.shape->rank() == 2 || tgt.shape->rank() == 3 ? c.give(tgt) : c.give_nothing("the inputs have wrong ranks");
}

Formula transformer_macs(const Call& c) {
  std::vector<Given> given;
  Tensors inputs;
  pass_source(c, given, inputs);
  Formula encoder = half_of(c, false)->macs(std::move(given), inputs);
  given.clear();
  inputs.clear();
  pass_target(c, *c.tensor("src"), given, inputs);
  return encoder + half_of(c, true)->macs(std::move(given), inputs);
}

void infer_mask(Call& c) { c.give({c.integer("sz"), c.integer("sz")}, ir::DType::Float32); }

// --- signatures ---

constexpr Takes kMask = Takes::Tensor | Takes::None;
constexpr Takes kOptionalLayer = Takes::Module | Takes::None;
constexpr Param kCount = {"num_layers", Takes::Int, "", "number of copies"};
constexpr Param kNorm = {"norm", kOptionalLayer, "None", "normalisation of the result"};
constexpr Param kEncoderParams[] = {
    {"encoder_layer", Takes::Module, "", "the layer that is copied"},
    kCount,
    kNorm,
    {"enable_nested_tensor", Takes::Bool, "True", "how it is computed"},
    {"mask_check", Takes::Bool, "True", "how it is computed"},
};
constexpr Param kDecoderParams[] = {{"decoder_layer", Takes::Module, "", "the layer that is copied"}, kCount, kNorm};
constexpr Param kEncoder[] = {
    {"src", Takes::Tensor, "", "(L, N, E) or (L, E)"},
    {"mask", kMask, "None", "(L, L): pairs that do not count"},
    {"src_key_padding_mask", kMask, "None", "(N, L): places that do not count"},
    {"is_causal", Takes::Any, "None", "mask hides what comes later"},
};
constexpr Param kDecoder[] = {
    {"tgt", Takes::Tensor, "", "(L, N, E) or (L, E)"},
    {"memory", Takes::Tensor, "", "(S, N, E) or (S, E)"},
    {"tgt_mask", kMask, "None", "(L, L): pairs that do not count"},
    {"memory_mask", kMask, "None", "(L, S): pairs that do not count"},
    {"tgt_key_padding_mask", kMask, "None", "(N, L): places that do not count"},
    {"memory_key_padding_mask", kMask, "None", "(N, S): places that do not count"},
    {"tgt_is_causal", Takes::Any, "None", "tgt_mask hides what comes later"},
    {"memory_is_causal", Takes::Any, "False", "memory_mask hides what comes later"},
};
constexpr Param kTransformerParams[] = {
    {"d_model", Takes::Int, "512", "features of inputs and output"},
    {"nhead", Takes::Int, "8", "heads of the attention"},
    {"num_encoder_layers", Takes::Int, "6", "layers of the encoder"},
    {"num_decoder_layers", Takes::Int, "6", "layers of the decoder"},
    {"dim_feedforward", Takes::Int, "2048", "hidden features of the feed-forward networks"},
    {"dropout", Takes::Float, "0.1", "probability of dropping"},
    {"activation", Takes::Any, "'relu'", "'relu', 'gelu' or a function"},
    {"custom_encoder", kOptionalLayer, "None", "another encoder"},
    {"custom_decoder", kOptionalLayer, "None", "another decoder"},
    {"layer_norm_eps", Takes::Float, "1e-05", "added to the variance in normalisations"},
    {"batch_first", Takes::Bool, "False", "tensors are (N, L, E) instead of (L, N, E)"},
    {"norm_first", Takes::Bool, "False", "normalise before each part instead of after it"},
    {"bias", Takes::Bool, "True", "add learned numbers"},
    {"device", Takes::Any, "None", "where the weights live"},
    {"dtype", Takes::Any, "None", "element type of the weights"},
};
constexpr Param kTransformer[] = {
    {"src", Takes::Tensor, "", "(S, N, E) or (S, E)"},
    {"tgt", Takes::Tensor, "", "(L, N, E) or (L, E)"},
    {"src_mask", kMask, "None", "(S, S): pairs that do not count"},
    {"tgt_mask", kMask, "None", "(L, L): pairs that do not count"},
    {"memory_mask", kMask, "None", "(L, S): pairs that do not count"},
    {"src_key_padding_mask", kMask, "None", "(N, S): places that do not count"},
    {"tgt_key_padding_mask", kMask, "None", "(N, L): places that do not count"},
    {"memory_key_padding_mask", kMask, "None", "(N, S): places that do not count"},
    {"src_is_causal", Takes::Any, "None", "src_mask hides what comes later"},
    {"tgt_is_causal", Takes::Any, "None", "tgt_mask hides what comes later"},
    {"memory_is_causal", Takes::Any, "False", "memory_mask hides what comes later"},
};
constexpr Param kMaskCall[] = {{"sz", Takes::Int, "", "length of the sequence"},
                               {"device", Takes::Any, "None", "where the mask lives"},
                               {"dtype", Takes::Any, "None", "its element type"}};

constexpr Example kEncoderExamples[] = {{"TransformerEncoder(TransformerEncoderLayer(64, 8, 128), num_layers=6)",
                                         "10,N,64", "(10, N, 64)", "200832", "2042880*N"}};
constexpr Example kDecoderExamples[] = {
    {"TransformerDecoder(TransformerDecoderLayer(64, 8, 128), num_layers=2, norm=LayerNorm(64))", "10,N,64; 12,N,64",
     "(10, N, 64)", "100608", "1072128*N"}};
constexpr Example kTransformerExamples[] = {
    {"Transformer(64, 8, 2, 2, 128)", "12,N,64; 10,N,64", "(10, N, 64)", "167680", "1895424*N"}};
constexpr Rejected kEncoderRejected[] = {
    {"TransformerEncoder(TransformerEncoderLayer(64, 8), 6)", "10,N,32", Kind::FeatureMismatch}};
constexpr Rejected kDecoderRejected[] = {
    {"TransformerDecoder(TransformerDecoderLayer(64, 8), 0)", "10,N,64; 12,N,64", Kind::ArgumentValue}};
constexpr Rejected kTransformerRejected[] = {{"Transformer(64, 7)", "12,N,64; 10,N,64", Kind::GroupMismatch},
                                             {"Transformer(64, 8)", "12,3,64; 10,4,64", Kind::ShapeMismatch}};

constexpr Spec kSpecs[] = {
    {.names = "torch.nn.TransformerEncoder",
     .summary = "A stack of copies of an encoder layer.",
     .rule = "(L, N, E) → (L, N, E)",
     .params = kEncoderParams,
     .call = kEncoder,
     .check = check_stack,
     .weights = stack_weights,
     .infer = infer_stack,
     .macs = stack_macs,
     .receptive = global_receptive,
     .examples = kEncoderExamples,
     .rejected = kEncoderRejected},
    {.names = "torch.nn.TransformerDecoder",
     .summary = "A stack of copies of a decoder layer.",
     .rule = "(L, N, E), (S, N, E) → (L, N, E)",
     .params = kDecoderParams,
     .call = kDecoder,
     .check = check_stack,
     .weights = stack_weights,
     .infer = infer_stack,
     .macs = stack_macs,
     .receptive = global_receptive,
     .examples = kDecoderExamples,
     .rejected = kDecoderRejected},
    {.names = "torch.nn.Transformer",
     .summary = "An encoder of the source and a decoder of the target.",
     .rule = "(S, N, E), (L, N, E) → (L, N, E)",
     .params = kTransformerParams,
     .call = kTransformer,
     .check = check_transformer,
     .weights = transformer_weights,
     .infer = infer_transformer,
     .macs = transformer_macs,
     .receptive = global_receptive,
     .examples = kTransformerExamples,
     .rejected = kTransformerRejected},
    {.names = "torch.nn.Transformer.generate_square_subsequent_mask",
     .form = Form::Function,
     .summary = "A mask that hides what comes later.",
     .rule = "→ (sz, sz)",
     .call = kMaskCall,
     .infer = infer_mask},
};

}  // namespace

std::span<const Spec> transformer_specs() { return kSpecs; }

}  // namespace shapewise::layers
