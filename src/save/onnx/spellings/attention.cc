// Attention, composed of products: MultiheadAttention with its projections, and the function between them.
#include <cmath>

#include "save/onnx/spelling.h"

namespace shapewise::save::spellings {
namespace {

/// softmax(q·kᵀ·scale + mask)·v, over the last two dimensions.
struct Attended {
  std::string values;
  std::string weights;
};

Attended attend(Translation& t, const std::string& query, const std::string& key_transposed, const std::string& value,
                const std::string& mask, double scale) {
  std::string scores = t.add("MatMul", {t.add("Mul", {query, t.number(scale, t.dtype())}), key_transposed});
  if (!mask.empty()) scores = t.add("Add", {scores, mask});
  std::string weights = t.add("Softmax", {scores}, {{"axis", std::int64_t{-1}}});
  return {t.add("MatMul", {weights, value}), weights};
}

/// A mask as what is added to the scores: −∞ where it forbids.
std::string additive(Translation& t, std::string_view param, bool forbids) {
  std::string mask = t.tensor(param);
  if (mask.empty() || t.call().tensor(param)->dtype != ir::DType::Bool) return mask;
  std::string none = t.number(0, t.dtype());
  std::string never = t.number(-INFINITY, t.dtype());
  return t.add("Where", {mask, forbids ? never : none, forbids ? none : never});
}

class Multihead {
 public:
  explicit Multihead(Translation& t) : t_(t), c_(t.call()) {}

  void write() {
    auto heads = c_.integer("num_heads").constant();
    auto features = c_.integer("embed_dim").constant();
    bool plain = !c_.flag("add_bias_kv") && !c_.flag("add_zero_attn") && c_.is_none("kdim") && c_.is_none("vdim");
    if (!plain || !heads || !features) return t_.refuse("only attention with one width for all is written");
    if (c_.tensor("query")->shape->rank() != 3) return t_.refuse("its input has no batch");
    heads_ = static_cast<std::int64_t>(*heads);
    features_ = static_cast<std::int64_t>(*features);
    if (features_ % heads_ != 0) return t_.refuse("its heads do not divide its features");
    std::string mask = additive(t_, "attn_mask", true);
    if (!mask.empty() && c_.tensor("attn_mask")->shape->rank() != 2)
      return t_.refuse("a mask for each head is not written");
    if (std::string keys = additive(t_, "key_padding_mask", true); !keys.empty()) {
      keys = t_.add("Unsqueeze", {keys, t_.ints({1, 2})});
      mask = mask.empty() ? keys : t_.add("Add", {mask, keys});
    }
    std::string query = projected("query", 0, {0, 2, 1, 3});
    std::string key = projected("key", 1, {0, 2, 3, 1});
    std::string value = projected("value", 2, {0, 2, 1, 3});
    double scale = 1 / std::sqrt(static_cast<double>(features_ / heads_));
    Attended made = attend(t_, query, key, value, mask, scale);
    t_.give(output(made.values));
    if (c_.output_count() < 2) return;
    bool averaged = c_.flag("average_attn_weights");
    t_.give(averaged ? t_.add("ReduceMean", {made.weights}, {{"axes", Ints{1}}, {"keepdims", std::int64_t{0}}})
                     : made.weights,
            1);
  }

 private:
  std::string batch_first(const std::string& x) {
    return c_.flag("batch_first") ? x : t_.add("Transpose", {x}, {{"perm", Ints{1, 0, 2}}});
  }

  /// (N, L, E) → (N, L, heads, E/heads), with its dimensions in the order that the product wants.
  std::string projected(std::string_view param, std::int64_t part, const Ints& order) {
    auto rows = [&](const std::string& whole) {
      return t_.add("Slice", {whole, t_.ints({part * features_}), t_.ints({(part + 1) * features_}), t_.ints({0})});
    };
    std::string weight = t_.add("Transpose", {rows(t_.weight("in_proj_weight"))}, {{"perm", Ints{1, 0}}});
    std::string x = t_.add("MatMul", {batch_first(t_.tensor(param)), weight});
    if (std::string bias = t_.weight("in_proj_bias"); !bias.empty()) x = t_.add("Add", {x, rows(bias)});
    std::string cut = t_.add("Reshape", {x, t_.ints({0, 0, heads_, features_ / heads_})});
    return t_.add("Transpose", {cut}, {{"perm", order}});
  }

  std::string output(const std::string& values) {
    std::string turned = t_.add("Transpose", {values}, {{"perm", Ints{0, 2, 1, 3}}});
    std::string joined = t_.add("Reshape", {turned, t_.ints({0, 0, features_})});
    std::string weight = t_.add("Transpose", {t_.weight("out_proj.weight")}, {{"perm", Ints{1, 0}}});
    std::string x = t_.add("MatMul", {joined, weight});
    if (std::string bias = t_.weight("out_proj.bias"); !bias.empty()) x = t_.add("Add", {x, bias});
    return batch_first(x);
  }

  Translation& t_;
  const layer::Call& c_;
  std::int64_t heads_ = 1;
  std::int64_t features_ = 1;
};

void write_multihead(Translation& t) { Multihead(t).write(); }

void write_function(Translation& t) {
  const layer::Call& c = t.call();
  const sym::Shape& key = *c.tensor("key")->shape;
  auto width = key[key.rank() - 1].constant();
  if (c.flag("is_causal")) return t.refuse("is_causal is not written");
  if (!width) return t.refuse("the number of features is open");
  Ints order;
  for (int i = 0; i < key.rank(); ++i) order.push_back(i);
  std::swap(order[order.size() - 1], order[order.size() - 2]);
  std::string turned = t.add("Transpose", {t.tensor("key")}, {{"perm", order}});
  bool given = c.has("scale") && !c.is_none("scale");
  double scale = given ? c.number("scale") : 1 / std::sqrt(static_cast<double>(*width));
  t.give(attend(t, t.tensor("query"), turned, t.tensor("value"), additive(t, "attn_mask", false), scale).values);
}

constexpr Spelling kSpellings[] = {
    {"torch.nn.MultiheadAttention", write_multihead},
    {"torch.nn.functional.scaled_dot_product_attention", write_function},
};

}  // namespace

std::span<const Spelling> attention_spellings() { return kSpellings; }

}  // namespace shapewise::save::spellings
