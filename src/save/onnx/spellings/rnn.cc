// RNN, LSTM and GRU: ONNX has each layer apart, its gates in another order, and the directions along an axis of their
// own, so the weights are cut and joined before they are used.
#include <fmt/format.h>

#include "save/onnx/spelling.h"

namespace shapewise::save::spellings {
namespace {

struct Kind {
  std::string_view op;
  Ints gates;  // place in PyTorch's weights of each of ONNX's gates
};

Kind kind_of(const layer::Call& c) {
  if (c.name() == "LSTM") return {"LSTM", {0, 3, 1, 2}};  // i f g o → i o f c
  if (c.name() == "GRU") return {"GRU", {1, 0, 2}};       // r z n → z r h
  return {"RNN", {0}};
}

class Recurrent {
 public:
  explicit Recurrent(Translation& t) : t_(t), c_(t.call()), kind_(kind_of(t.call())) {}

  void write() {
    Ints sizes = numbers(t_, {c_.integer("hidden_size"), c_.integer("num_layers")}, "a size");
    bool projects = c_.has("proj_size") && !c_.integer("proj_size").is_constant(0);
    if (projects) return t_.refuse("projections are not written");
    if (c_.shape().rank() != 3) return t_.refuse("its input has no batch");
    if (c_.input_count() > 1 || (c_.has("hx") && !c_.is_none("hx")))
      return t_.refuse("an initial state is not written");
    hidden_ = sizes[0];
    directions_ = c_.flag("bidirectional") ? 2 : 1;
    std::string x = c_.flag("batch_first") ? t_.add("Transpose", {t_.input()}, {{"perm", Ints{1, 0, 2}}}) : t_.input();
    std::vector<std::string> states;
    std::vector<std::string> cells;
    bool cell = kind_.op == "LSTM";
    for (std::int64_t layer = 0; layer < sizes[1]; ++layer) {
      std::vector<std::string> made = run_layer(x, layer);
      // (L, directions, N, H) → (L, N, directions·H)
      std::string turned = t_.add("Transpose", {made[0]}, {{"perm", Ints{0, 2, 1, 3}}});
      x = t_.add("Reshape", {turned, t_.ints({0, 0, directions_ * hidden_})});
      states.push_back(made[1]);
      if (cell) cells.push_back(made[2]);
    }
    t_.give(c_.flag("batch_first") ? t_.add("Transpose", {x}, {{"perm", Ints{1, 0, 2}}}) : x);
    t_.give(t_.add("Concat", states, {{"axis", std::int64_t{0}}}), 1);
    if (cell) t_.give(t_.add("Concat", cells, {{"axis", std::int64_t{0}}}), 2);
  }

 private:
  std::string joined(const std::vector<std::string>& parts) {
    return parts.size() == 1 ? parts.front() : t_.add("Concat", parts, {{"axis", std::int64_t{0}}});
  }

  /// The rows of a weight in ONNX's order of gates.
  std::string ordered(const std::string& weight) {
    std::vector<std::string> parts;
    for (std::int64_t gate : kind_.gates) {
      parts.push_back(kind_.gates.size() == 1 ? weight
                                              : t_.add("Slice", {weight, t_.ints({gate * hidden_}),
                                                                 t_.ints({(gate + 1) * hidden_}), t_.ints({0})}));
    }
    return joined(parts);
  }

  /// A weight of both directions, with an axis for them.
  std::string stacked(std::string_view name, std::int64_t layer) {
    std::vector<std::string> parts;
    for (std::string_view suffix : {"", "_reverse"}) {
      if (static_cast<int>(parts.size()) == directions_) break;
      std::string weight = t_.weight(fmt::format("{}_l{}{}", name, layer, suffix));
      parts.push_back(t_.add("Unsqueeze", {ordered(weight), t_.ints({0})}));
    }
    return joined(parts);
  }

  std::vector<std::string> run_layer(const std::string& x, std::int64_t layer) {
    std::vector<std::string> inputs{x, stacked("weight_ih", layer), stacked("weight_hh", layer)};
    if (!t_.weight(fmt::format("bias_ih_l{}", layer)).empty())
      inputs.push_back(
          t_.add("Concat", {stacked("bias_ih", layer), stacked("bias_hh", layer)}, {{"axis", std::int64_t{1}}}));
    std::vector<Attribute> attributes{{"hidden_size", hidden_},
                                      {"direction", std::string(directions_ == 2 ? "bidirectional" : "forward")}};
    if (kind_.op == "GRU") attributes.push_back({"linear_before_reset", std::int64_t{1}});
    if (kind_.op == "RNN" && c_.text("nonlinearity") == "relu") t_.refuse("its nonlinearity is not written");
    return t_.add_many(kind_.op, inputs, attributes, kind_.op == "LSTM" ? 3 : 2);
  }

  Translation& t_;
  const layer::Call& c_;
  Kind kind_;
  std::int64_t hidden_ = 1;
  int directions_ = 1;
};

void write(Translation& t) { Recurrent(t).write(); }

constexpr Spelling kSpellings[] = {{"torch.nn.RNN torch.nn.LSTM torch.nn.GRU", write}};

}  // namespace

std::span<const Spelling> rnn_spellings() { return kSpellings; }

}  // namespace shapewise::save::spellings
