// ONNX recurrent networks: RNN, GRU, LSTM.
// Source: https://onnx.ai/onnx/operators/onnx__LSTM.html.
#include <fmt/format.h>

#include "layer/operator.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Formula;
using sym::Shape;

/// Of X: (T, N, C), or (N, T, C) with layout 1.
struct Axes {
  int time = 0;
  int batch = 1;
};
Axes axes_of(const Call& c) { return c.flag("layout") ? Axes{1, 0} : Axes{}; }

const Shape& recurrence(const Call& c) { return *c.tensor("R")->shape; }  // (D, gates·H, H)

void infer(Call& c) {
  bool cell = c.name() == "LSTM";
  int states = cell ? 2 : 1;
  if (c.shape().rank() != 3 || recurrence(c).rank() != 3) {
    c.reject(Kind::RankMismatch, {}, fmt::format("{} takes (T, N, C), not {}", c.name(), sym::to_text(c.shape())))
        .label = "expected 3 dimensions";
    for (int i = 0; i <= states; ++i) c.give_nothing("the input has the wrong rank");
    return;
  }
  const Shape& weight = *c.tensor("W")->shape;
  if (weight.rank() == 3 && !c.holds(sym::eq(weight[2], c.shape()[2]), "the weight fixes the features")) {
    c.reject(Kind::FeatureMismatch, {},
             fmt::format("the weight of {} is made for {} features, but its input {} has {}", c.name(),
                         sym::to_text(weight[2]), sym::to_text(c.shape()), sym::to_text(c.shape()[2])))
        .label = fmt::format("expected {} features", sym::to_text(weight[2]));
  }
  Axes axes = axes_of(c);
  const Expr& steps = c.shape()[axes.time];
  const Expr& batch = c.shape()[axes.batch];
  const Expr& directions = recurrence(c)[0];
  const Expr& hidden = recurrence(c)[2];
  bool first = axes.batch == 0;
  c.give(first ? Shape{batch, steps, directions, hidden} : Shape{steps, directions, batch, hidden});
  for (int i = 0; i < states; ++i) c.give(first ? Shape{batch, directions, hidden} : Shape{directions, batch, hidden});
}

Formula macs(const Call& c) {
  Axes axes = axes_of(c);
  const Shape& r = recurrence(c);
  return named("T", c.shape()[axes.time]) * named("N", c.shape()[axes.batch]) * named("D", r[0]) * named("G", r[1]) *
         (named("C", c.shape()[2]) + named("H", r[2]));
}

constexpr Param kX = tensor_in("X", "(T, N, C)");
constexpr Param kW = tensor_in("W", "(D, gates·H, C)");
constexpr Param kR = tensor_in("R", "(D, gates·H, H)");
constexpr Param kB = optional_in("B", "(D, 2·gates·H)");
constexpr Param kLengths = optional_in("sequence_lens", "(N)");
constexpr Param kH = optional_in("initial_h", "(D, N, H)");
constexpr Param kAlpha = other_attr("activation_alpha", "of the activations");
constexpr Param kBeta = other_attr("activation_beta", "of the activations");
constexpr Param kActivations = other_attr("activations", "of the gates");
constexpr Param kClip = other_attr("clip", "bounds the sums");
constexpr Param kDirection = text_attr("direction", "'forward'", "forward, reverse or bidirectional");
constexpr Param kHidden = int_attr("hidden_size", "None", "features of the state");
constexpr Param kLayout = flag_attr("layout", "False", "the batch comes first");

constexpr Param kRnn[] = {kX,    kW,           kR,    kB,         kLengths, kH,     kAlpha,
                          kBeta, kActivations, kClip, kDirection, kHidden,  kLayout};
constexpr Param kGru[] = {
    kX,    kW,           kR,    kB,         kLengths, kH,      kAlpha,
    kBeta, kActivations, kClip, kDirection, kHidden,  kLayout, other_attr("linear_before_reset", "order of the sums")};
constexpr Param kLstm[] = {kX,
                           kW,
                           kR,
                           kB,
                           kLengths,
                           kH,
                           optional_in("initial_c", "(D, N, H)"),
                           optional_in("P", "peepholes"),
                           kAlpha,
                           kBeta,
                           kActivations,
                           kClip,
                           kDirection,
                           kHidden,
                           kLayout,
                           other_attr("input_forget", "couple two gates")};

constexpr Spec row(std::string_view names, std::string_view summary, std::string_view rule,
                   std::span<const Param> call) {
  Spec spec = operator_row(names, summary, rule, call, infer);
  spec.macs = macs;
  spec.receptive = global_receptive;
  return spec;
}

constexpr Spec kSpecs[] = {
    row("onnx:RNN", "Recurrent network.", "(T, N, C) → (T, D, N, H), (D, N, H)", kRnn),
    row("onnx:GRU", "Recurrent network with gates.", "(T, N, C) → (T, D, N, H), (D, N, H)", kGru),
    row("onnx:LSTM", "Recurrent network with gates and a cell.", "(T, N, C) → (T, D, N, H), (D, N, H), (D, N, H)",
        kLstm),
};

}  // namespace

std::span<const Spec> onnx_rnn_specs() { return kSpecs; }

}  // namespace shapewise::layers
