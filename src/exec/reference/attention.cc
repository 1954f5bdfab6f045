// Multi-head attention: projections, attention of each head, projection of the result.
#include <cmath>
#include <limits>

#include "exec/dropping.h"
#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

/// The module's weights, or the arguments of the function under their own names.
struct Weights {
  Tensor in_bias;
  std::vector<Tensor> in;  // of query, key, value
  Tensor out;
  Tensor out_bias;
  Tensor bias_k;
  Tensor bias_v;
};

Weights weights_of(const Execution& c) {
  bool function = c.is_function();
  Weights w{c.weight("in_proj_bias"),
            {c.weight("q_proj_weight"), c.weight("k_proj_weight"), c.weight("v_proj_weight")},
            c.weight(function ? "out_proj_weight" : "out_proj.weight"),
            c.weight(function ? "out_proj_bias" : "out_proj.bias"),
            c.weight("bias_k"),
            c.weight("bias_v")};
  if (Tensor joint = c.weight("in_proj_weight"); joint.defined() && !w.in[0].defined()) {
    std::int64_t features = joint.size(0) / 3;
    for (int i = 0; i < 3; ++i) w.in[static_cast<std::size_t>(i)] = sliced(joint, 0, i * features, features);
  }
  return w;
}

/// (L, N, E) projected.
Tensor projected(Execution& c, const Weights& w, const Tensor& x, int which) {
  const Tensor& weight = w.in[static_cast<std::size_t>(which)];
  Tensor bias = w.in_bias.defined() ? sliced(w.in_bias, 0, which * weight.size(0), weight.size(0)) : Tensor();
  return linear(c, x, weight, bias);
}

/// One more place at the end of (S, N, E).
Tensor with_place(const Tensor& x, const Tensor& place) {
  Tensor one = *expanded(place, {1, x.size(1), x.size(2)});
  return joined({x, one}, 0);
}

/// (L, N, E) as (N, heads, L, E/heads).
Tensor by_heads(const Tensor& x, std::int64_t heads) {
  return permuted(reshaped(x, {x.size(0), x.size(1), heads, x.size(2) / heads}), {1, 2, 0, 3});
}

/// What is added to the scores: −∞ where a bool is true, or the number. Places that were added at the end always count.
Tensor added_mask(Execution& c, Tensor mask, std::int64_t places) {
  bool boolean = mask.dtype() == ir::DType::Bool || mask.dtype() == ir::DType::UInt8;
  mask = map(mask, ir::DType::Float32,
             [=](double m) { return boolean ? (m != 0 ? -std::numeric_limits<double>::infinity() : 0) : m; });
  Sizes rest = mask.dims();
  rest.back() = places - mask.size(-1);
  if (rest.back() < 0) c.fail("a mask of " + to_text(mask.dims()) + " is larger than the keys");
  return c.failed() || rest.back() == 0 ? mask : joined({mask, Tensor(rest, ir::DType::Float32)}, mask.rank() - 1);
}

Tensor sum(Execution& c, const Tensor& a, const Tensor& b) {
  return combine(c, a, b, a.dtype(), [](double x, double y) { return x + y; });
}

Tensor with_masks(Execution& c, Tensor scores, bool batched) {
  std::int64_t places = scores.size(3);
  if (Tensor mask = c.tensor("attn_mask"); mask.defined()) {
    mask = added_mask(c, mask, places);
    if (c.failed()) return {};
    if (mask.rank() == 3) {
      if (mask.size(0) != scores.size(0) * scores.size(1)) c.fail("the mask has another number of heads");
      if (c.failed()) return {};
      mask = reshaped(mask, {scores.size(0), scores.size(1), mask.size(1), mask.size(2)});
    }
    scores = sum(c, scores, mask);
  }
  if (Tensor padding = c.tensor("key_padding_mask"); padding.defined() && scores.defined()) {
    padding = added_mask(c, batched ? padding : unsqueezed(padding, 0), places);
    if (c.failed()) return {};
    scores = sum(c, scores, unsqueezed(unsqueezed(padding, 1), 1));
  }
  return scores;
}

void give_result(Execution& c, Tensor out, Tensor weights, bool batched, bool batch_first) {
  if (batch_first && batched) out = transposed(out, 0, 1);
  c.give(batched ? out : selected(out, 1, 0));
  if (!c.flag("need_weights")) return;
  if (c.flag("average_attn_weights")) weights = reduce(weights, {1}, false, weights.dtype(), mean_of);
  c.give(batched ? weights : selected(weights, 0, 0));
}

void attention(Execution& c) {
  bool batched = c.tensor("query").rank() == 3;
  bool batch_first = c.flag("batch_first");
  Weights w = weights_of(c);
  std::int64_t heads = c.integer("num_heads");
  std::vector<Tensor> parts;
  for (std::string_view param : {"query", "key", "value"}) {
    Tensor x = c.tensor(param);
    if (x.rank() != (batched ? 3 : 2)) return c.fail("an input of " + to_text(x.dims()) + " is no sequence");
    if (!batched) x = unsqueezed(x, 1);
    if (batched && batch_first) x = transposed(x, 0, 1);
    parts.push_back(projected(c, w, x, static_cast<int>(parts.size())));
    if (c.failed()) return;
  }
  std::int64_t features = parts[0].size(2);
  if (w.bias_k.defined()) parts = {parts[0], with_place(parts[1], w.bias_k), with_place(parts[2], w.bias_v)};
  if (c.flag("add_zero_attn")) {
    Tensor zeros({1, 1, features}, parts[0].dtype());
    parts = {parts[0], with_place(parts[1], zeros), with_place(parts[2], zeros)};
  }
  Tensor q = by_heads(parts[0], heads);
  double scale = 1 / std::sqrt(static_cast<double>(features / heads));
  Tensor scores = matrix_product(c, map(q, q.dtype(), [=](double x) { return x * scale; }),
                                 transposed(by_heads(parts[1], heads), 2, 3));
  if (c.failed()) return;
  scores = with_masks(c, scores, batched);
  if (c.failed()) return;
  Tensor weights = along(scores, {3}, scores.dtype(), softmax);
  if (!c.is_function()) weights = dropped_in_training(c, weights);
  if (c.is_function() && c.flag("training")) weights = dropped(c, weights, c.number("dropout_p"));
  Tensor mixed = matrix_product(c, weights, by_heads(parts[2], heads));
  if (c.failed()) return;
  Tensor joint = reshaped(permuted(mixed, {2, 0, 1, 3}), {mixed.size(2), mixed.size(0), features});
  Tensor out = linear(c, joint, w.out, w.out_bias);
  if (!c.failed()) give_result(c, out, weights, batched, batch_first);
}

constexpr Kernel kKernels[] = {
    {"torch.nn.MultiheadAttention torch.nn.functional.multi_head_attention_forward", attention}};

}  // namespace

std::span<const Kernel> attention_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
