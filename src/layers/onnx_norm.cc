// ONNX normalisation and softmax: none changes the shape of its first input.
// Source: https://onnx.ai/onnx/operators/onnx__BatchNormalization.html; onnxruntime's ContribOperators.md.
#include <fmt/format.h>

#include "layer/operator.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using ir::DType;
using sym::Expr;
using sym::Shape;

/// A vector with a number for each channel must have as many as there are.
void demand_channels(Call& c, std::string_view param, const Expr& channels) {
  const ir::Tensor* tensor = c.tensor(param);
  if (tensor == nullptr || tensor->shape->rank() != 1) return;
  if (c.holds(sym::eq((*tensor->shape)[0], channels), "one number for each channel")) return;
  c.reject(Kind::ChannelMismatch, {},
           fmt::format("{} of {} has {} elements, but the input {} has {} channels", param, c.name(),
                       sym::to_text((*tensor->shape)[0]), sym::to_text(c.shape()), sym::to_text(channels)))
      .label = fmt::format("expected {}", sym::to_text(channels));
}

void batch_norm(Call& c) {
  if (c.shape().rank() >= 2) {
    for (std::string_view param : {"scale", "B", "input_mean", "input_var"}) demand_channels(c, param, c.shape()[1]);
  }
  c.give(c.shape());
  // In training mode the statistics are outputs as well.
  for (std::string_view param : {"input_mean", "input_var"}) c.give(*c.tensor(param)->shape, c.tensor(param)->dtype);
}

void instance_norm(Call& c) {
  if (c.shape().rank() >= 2) demand_channels(c, "scale", c.shape()[1]);
  c.give(c.shape());
}

/// Mean and inverse deviation have size 1 in the dimensions that are normalised.
Shape statistics(const Call& c) {
  Shape shape = c.shape();
  auto value = c.integer("axis").constant();
  Int axis = value ? (*value < 0 ? *value + shape.rank() : *value) : shape.rank();
  for (int i = 0; i < shape.rank(); ++i) {
    if (i >= axis) shape[i] = 1;
  }
  return shape;
}

void layer_norm(Call& c) {
  if (c.shape().rank() > 0 && c.integer("axis").is_constant(-1)) demand_channels(c, "Scale", c.shape()[-1]);
  c.give(c.shape());
  c.give(statistics(c), DType::Float32);
  c.give(statistics(c), DType::Float32);
}

/// Output, mean, inverse deviation, and the sum before normalisation.
void skip_norm(Call& c) {
  c.give(c.shape());
  Shape rows = c.shape();
  if (rows.rank() > 0) rows[-1] = 1;
  c.give(rows, DType::Float32);
  c.give(rows, DType::Float32);
  c.give(c.shape());
}

void embed_norm(Call& c) {
  const ir::Tensor& words = *c.tensor("word_embedding");
  Shape out = c.shape();
  out.dims.push_back((*words.shape)[-1]);
  c.give(out, words.dtype);
  c.give({c.shape()[0]}, DType::Int32);
  c.give(std::move(out), words.dtype);
}

void same(Call& c) { c.give(c.shape()); }

constexpr Param kX = tensor_in("X", "the tensor");
constexpr Param kEpsilon = other_attr("epsilon", "added to the variance");
constexpr Param kBatch[] = {kX,
                            tensor_in("scale", "(C)"),
                            tensor_in("B", "(C)"),
                            {"input_mean", Takes::Tensor | Takes::Buffer, "", "(C)"},
                            {"input_var", Takes::Tensor | Takes::Buffer, "", "(C)"},
                            kEpsilon,
                            other_attr("momentum", "of the statistics"),
                            flag_attr("training_mode", "False", "update them"),
                            other_attr("spatial", "in old versions"),
                            other_attr("is_test", "in old versions")};
constexpr Param kInstance[] = {kX, tensor_in("scale", "(C)"), tensor_in("B", "(C)"), kEpsilon};
constexpr Param kGroup[] = {kX,
                            tensor_in("scale", "(C) or (groups)"),
                            tensor_in("bias", "(C) or (groups)"),
                            kEpsilon,
                            int_attr("num_groups", "", "blocks of channels"),
                            other_attr("stash_type", "of the arithmetic"),
                            other_attr("groups", "blocks of channels"),
                            other_attr("channels_last", "(N, …, C)"),
                            other_attr("activation", "of the output")};
constexpr Param kLayer[] = {kX,
                            tensor_in("Scale", "of what is normalised"),
                            optional_in("B", "of what is normalised"),
                            int_attr("axis", "-1", "the first dimension that is normalised"),
                            kEpsilon,
                            other_attr("stash_type", "of the arithmetic")};
constexpr Param kLrn[] = {kX, other_attr("alpha", "of the sum"), other_attr("beta", "the exponent"),
                          other_attr("bias", "is added"), other_attr("size", "channels of the sum")};
constexpr Param kAxis[] = {kX, other_attr("axis", "along which"), other_attr("axes", "along which"),
                           other_attr("p", "of the norm")};
constexpr Param kClasses[] = {kX, other_attr("axis", "along which"),
                              int_attr(kModelOpset, "None", "before 13, over all dimensions from the axis on")};
constexpr Param kSkip[] = {kX,
                           tensor_in("skip", "is added"),
                           tensor_in("gamma", "(C)"),
                           optional_in("beta", "(C)"),
                           optional_in("bias", "is added, too"),
                           kEpsilon};
constexpr Param kSkipSimplified[] = {kX, tensor_in("skip", "is added"), tensor_in("gamma", "(C)"),
                                     optional_in("bias", "is added, too"), kEpsilon};
constexpr Param kEmbed[] = {tensor_in("input_ids", "(N, T)"),
                            optional_in("segment_ids", "(N, T)"),
                            tensor_in("word_embedding", "(words, C)"),
                            tensor_in("position_embedding", "(positions, C)"),
                            optional_in("segment_embedding", "(segments, C)"),
                            tensor_in("gamma", "(C)"),
                            tensor_in("beta", "(C)"),
                            optional_in("mask", "(N, T)"),
                            optional_in("position_ids", "(N, T)"),
                            kEpsilon,
                            other_attr("mask_index_type", "of the second output")};

constexpr Spec row(std::string_view names, std::string_view summary, std::span<const Param> call,
                   void (*infer)(Call&)) {
  return operator_row(names, summary, "(*) → (*)", call, infer);
}
constexpr Spec global(Spec spec) {
  spec.receptive = global_receptive;
  return spec;
}

constexpr Spec kSpecs[] = {
    row("onnx:BatchNormalization", "Normalises each channel by stored statistics.", kBatch, batch_norm),
    global(row("onnx:InstanceNormalization", "Normalises each channel of each sample.", kInstance, instance_norm)),
    global(row("onnx:GroupNormalization", "Normalises groups of channels of each sample.", kGroup, same)),
    global(row("onnx:LayerNormalization com.microsoft:LayerNormalization", "Normalises over the last dimensions.",
               kLayer, layer_norm)),
    global(row("onnx:RMSNormalization onnx:SimplifiedLayerNormalization com.microsoft:SimplifiedLayerNormalization",
               "Normalises over the last dimensions.", kLayer, layer_norm)),
    row("onnx:LRN", "Normalises over neighbouring channels.", kLrn, same),
    global(row("onnx:LpNormalization", "Normalises along dimensions.", kAxis, same)),
    global(row("onnx:MeanVarianceNormalization", "Normalises along dimensions.", kAxis, same)),
    global(row("onnx:Softmax", "Turns numbers into probabilities.", kClasses, same)),
    global(row("onnx:LogSoftmax", "Turns numbers into probabilities.", kClasses, same)),
    global(row("onnx:Hardmax", "Turns numbers into probabilities.", kClasses, same)),
    global(row("com.microsoft:SkipLayerNormalization", "Normalises a sum.", kSkip, skip_norm)),
    global(row("com.microsoft:SkipSimplifiedLayerNormalization", "Normalises a sum.", kSkipSimplified, skip_norm)),
    global(row("com.microsoft:EmbedLayerNormalization", "Normalises sums of embeddings.", kEmbed, embed_norm)),
};

}  // namespace

std::span<const Spec> onnx_norm_specs() { return kSpecs; }

}  // namespace shapewise::layers
