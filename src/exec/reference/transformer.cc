// Stacks of transformer layers, and encoder and decoder together.
#include <limits>

#include "exec/kernel.h"
#include "exec/passing.h"

namespace shapewise::exec::reference {
namespace {

struct Handed {
  std::string_view from;
  std::string_view to;
};
constexpr Handed kEncoderHands[] = {{"mask", "src_mask"}, {"src_key_padding_mask", "src_key_padding_mask"}};
constexpr Handed kDecoderHands[] = {{"memory", "memory"},
                                    {"tgt_mask", "tgt_mask"},
                                    {"memory_mask", "memory_mask"},
                                    {"tgt_key_padding_mask", "tgt_key_padding_mask"},
                                    {"memory_key_padding_mask", "memory_key_padding_mask"}};

void run_stack(Execution& c, const ir::Layer* layer, std::string_view input, std::span<const Handed> hands) {
  if (layer == nullptr) return c.fail("its layers are not known");
  Tensor x = c.tensor(input);
  auto call = [&](const ir::Layer& part, Passed passed, const std::string& prefix) {
    auto made = c.inner(part, std::move(passed.given), std::move(passed.inputs), prefix);
    if (!made.empty()) x = made.front();
  };
  for (std::int64_t i = 0; i < c.integer("num_layers") && !c.failed(); ++i) {
    Passed passed;
    passed.add("", x);
    for (const Handed& hand : hands) passed.pass(c, hand.from, std::string(hand.to));
    call(*layer, std::move(passed), "layers." + std::to_string(i) + ".");
  }
  if (const ir::Layer* norm = c.call().layer("norm"); norm != nullptr && !c.failed()) {
    Passed passed;
    passed.add("", x);
    call(*norm, std::move(passed), "norm.");
  }
  if (!c.failed()) c.give(x);
}

void encoder(Execution& c) { run_stack(c, c.call().layer("encoder_layer"), "src", kEncoderHands); }
void decoder(Execution& c) { run_stack(c, c.call().layer("decoder_layer"), "tgt", kDecoderHands); }

/// The encoder or the decoder of a Transformer.
Tensor half(Execution& c, std::string part, Passed passed) {
  if (c.given("custom_" + part)) {
    c.fail("a custom " + part + " is not run");
    return {};
  }
  auto argument = [&](std::string name, std::string_view param) {
    return layer::Given{std::move(name), {}, c.call().arg(param)};
  };
  std::vector<layer::Given> given;
  for (std::string_view name : {"d_model", "nhead", "dim_feedforward", "dropout", "activation", "layer_norm_eps",
                                "batch_first", "norm_first", "bias"})
    given.push_back(argument(std::string(name), name));
  std::string kind = part == "decoder" ? "torch.nn.TransformerDecoder" : "torch.nn.TransformerEncoder";
  ir::Attr layer = c.layer_of(kind + "Layer", std::move(given));
  ir::Attr norm = c.layer_of("torch.nn.LayerNorm", {argument("normalized_shape", "d_model"),
                                                    argument("eps", "layer_norm_eps"), argument("bias", "bias")});
  auto made = c.inner(
      kind, {{part + "_layer", {}, layer}, argument("num_layers", "num_" + part + "_layers"), {"norm", {}, norm}},
      std::move(passed.given), std::move(passed.inputs), part + ".");
  return made.empty() ? Tensor() : made.front();
}

void transformer(Execution& c) {
  Tensor src = c.tensor("src");
  Tensor tgt = c.tensor("tgt");
  int batch = c.flag("batch_first") ? 0 : 1;
  if (src.rank() != tgt.rank() || (src.rank() == 3 && src.size(batch) != tgt.size(batch)))
    return c.fail("inputs of " + to_text(src.dims()) + " and " + to_text(tgt.dims()) + " do not fit together");
  Passed source;
  source.add("src", src);
  source.pass(c, "src_mask", "mask");
  source.pass(c, "src_key_padding_mask", "src_key_padding_mask");
  Tensor memory = half(c, "encoder", std::move(source));
  if (!memory.defined()) return;
  Passed target;
  target.add("tgt", tgt);
  target.add("memory", memory);
  for (std::string_view mask : {"tgt_mask", "memory_mask", "tgt_key_padding_mask", "memory_key_padding_mask"})
    target.pass(c, mask, std::string(mask));
  Tensor made = half(c, "decoder", std::move(target));
  if (made.defined()) c.give(made);
}

/// −∞ above the diagonal, else 0.
void square_subsequent_mask(Execution& c) {
  std::int64_t size = c.integer("sz");
  std::vector<double> values;
  for (std::int64_t i = 0; i < size * size; ++i)
    values.push_back(i % size > i / size ? -std::numeric_limits<double>::infinity() : 0);
  c.give(Tensor::of({size, size}, ir::DType::Float32, values));
}

constexpr Kernel kKernels[] = {
    {"torch.nn.TransformerEncoder", encoder},
    {"torch.nn.TransformerDecoder", decoder},
    {"torch.nn.Transformer", transformer},
    {"torch.nn.Transformer.generate_square_subsequent_mask", square_subsequent_mask},
};

}  // namespace

std::span<const Kernel> transformer_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
