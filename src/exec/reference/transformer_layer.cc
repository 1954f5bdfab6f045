// The layers of the transformer: attention and a network of one hidden layer, each with a short cut around it, and
// normalisation before or after.
#include <algorithm>

#include "exec/dropping.h"
#include "exec/kernel.h"
#include "exec/math.h"
#include "exec/passing.h"

namespace shapewise::exec::reference {
namespace {

struct Part {
  std::string_view mask;
  std::string_view padding_mask;
  std::string_view prefix;
};

Tensor attended(Execution& c, const Part& part, const Tensor& x, const Tensor& memory) {
  Passed passed;
  passed.add("query", x);
  passed.add("key", memory);
  passed.add("value", memory);
  passed.pass(c, part.mask, "attn_mask");
  passed.pass(c, part.padding_mask, "key_padding_mask");
  passed.given.push_back({"need_weights", {}, {false, {}}});
  auto argument = [&](std::string name, std::string_view param) {
    return layer::Given{std::move(name), {}, c.call().arg(param)};
  };
  auto made = c.inner("torch.nn.MultiheadAttention",
                      {argument("embed_dim", "d_model"), argument("num_heads", "nhead"), argument("dropout", "dropout"),
                       argument("bias", "bias"), argument("batch_first", "batch_first")},
                      std::move(passed.given), std::move(passed.inputs), std::string(part.prefix));
  return made.empty() ? Tensor() : made.front();
}

Tensor normalised(Execution& c, const Tensor& x, int index) {
  std::string prefix = "norm" + std::to_string(index) + ".";
  double eps = c.number("layer_norm_eps");
  Tensor made = along(x, {x.rank() - 1}, x.dtype(), [=](Row row) { standardise(row, eps); });
  return scaled_along(made, x.rank() - 1, c.weight(prefix + "weight"), c.weight(prefix + "bias"));
}

/// By name, or as a layer without weights.
Tensor activated(Execution& c, const Tensor& x) {
  if (c.text("activation") == "relu") return map(x, x.dtype(), [](double v) { return std::max(v, 0.0); });
  ir::Attr gelu = Execution::layer_of("torch.nn.GELU", {});
  const ir::Layer* layer = c.text("activation") == "gelu" ? gelu.as<ir::Layer>() : c.call().layer("activation");
  if (layer == nullptr) {
    c.fail("an activation that is a function is not run");
    return {};
  }
  auto made = c.inner(*layer, {{"", {}, {ir::TensorRef{0}, {}}}}, {x}, "activation.");
  return made.empty() ? Tensor() : made.front();
}

Tensor fed_forward(Execution& c, const Tensor& x) {
  Tensor hidden = linear(c, x, c.weight("linear1.weight"), c.weight("linear1.bias"));
  if (hidden.defined()) hidden = dropped_in_training(c, activated(c, hidden));
  return hidden.defined() ? linear(c, hidden, c.weight("linear2.weight"), c.weight("linear2.bias")) : Tensor();
}

/// x + part(x), normalised before or after; in training, elements of the part are dropped.
template <class F>
Tensor around(Execution& c, const Tensor& x, int norm, F part) {
  if (c.failed()) return {};
  bool first = c.flag("norm_first");
  Tensor made = dropped_in_training(c, part(first ? normalised(c, x, norm) : x));
  if (!made.defined()) return {};
  made = combine(c, x, made, x.dtype(), [](double a, double b) { return a + b; });
  return first || !made.defined() ? made : normalised(c, made, norm);
}

bool fits(Execution& c, const Tensor& x) {
  bool fine = (x.rank() == 2 || x.rank() == 3) && x.size(-1) == c.integer("d_model");
  if (!fine) c.fail("an input of " + to_text(x.dims()) + " does not have d_model features");
  return fine;
}

void encoder_layer(Execution& c) {
  if (!fits(c, c.tensor("src"))) return;
  Part self{"src_mask", "src_key_padding_mask", "self_attn."};
  Tensor x = around(c, c.tensor("src"), 1, [&](const Tensor& v) { return attended(c, self, v, v); });
  x = around(c, x, 2, [&](const Tensor& v) { return fed_forward(c, v); });
  if (!c.failed()) c.give(x);
}

void decoder_layer(Execution& c) {
  Tensor memory = c.tensor("memory");
  if (!fits(c, c.tensor("tgt")) || !fits(c, memory)) return;
  Part self{"tgt_mask", "tgt_key_padding_mask", "self_attn."};
  Part cross{"memory_mask", "memory_key_padding_mask", "multihead_attn."};
  Tensor x = around(c, c.tensor("tgt"), 1, [&](const Tensor& v) { return attended(c, self, v, v); });
  x = around(c, x, 2, [&](const Tensor& v) { return attended(c, cross, v, memory); });
  x = around(c, x, 3, [&](const Tensor& v) { return fed_forward(c, v); });
  if (!c.failed()) c.give(x);
}

constexpr Kernel kKernels[] = {
    {"torch.nn.TransformerEncoderLayer", encoder_layer},
    {"torch.nn.TransformerDecoderLayer", decoder_layer},
};

}  // namespace

std::span<const Kernel> transformer_layer_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
