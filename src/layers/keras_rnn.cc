// Recurrent layers of Keras, and the layers that wrap others: RNN, Bidirectional, TimeDistributed.
// Source: https://keras.io/api/layers/recurrent_layers.
#include <fmt/format.h>

#include "layer/keras.h"
#include "layer/receptive.h"
#include "layer/registry.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Formula;
using sym::Shape;

int gates(const Call& c) { return c.name().starts_with("LSTM") ? 4 : c.name().starts_with("GRU") ? 3 : 1; }
Formula units(const Call& c) { return named("H", c.integer("units")); }
Formula gate_columns(const Call& c) { return gates(c) == 1 ? units(c) : Formula(gates(c)) * units(c); }

/// The output of the last step or of all, and, if wanted, the states behind it.
void give_sequence(Call& c, const Expr& size, int states) {
  const Expr& batch = c.shape()[0];
  c.give(c.flag("return_sequences") ? Shape{batch, c.shape()[1], size} : Shape{batch, size});
  if (!c.flag("return_state")) return;
  for (int i = 0; i < states; ++i) c.give({batch, size});
  c.set_layout(states == 2 ? "(t,t,t)" : "(t,t)");
}

void infer(Call& c) {
  if (demand_dimensions(c, 3)) give_sequence(c, c.integer("units"), c.name() == "LSTM" ? 2 : 1);
}

// --- one step, and a layer that repeats it ---

void infer_cell(Call& c) {
  if (demand_dimensions(c, 2)) c.give({c.shape()[0], c.integer("units")});
}

/// What a cell sees of a sequence.
ir::Tensor step(const Call& c) { return ir::Tensor::of({c.shape()[0], c.shape()[-1]}, c.dtype()); }

void infer_repeated(Call& c) {
  if (!demand_dimensions(c, 3)) return;
  const ir::Layer* cell = c.layer("cell");
  if (cell == nullptr) return c.give_nothing("its cell is not known");
  std::vector<ir::Tensor> outputs = inner_outputs(c, *cell, step(c));
  if (outputs.empty() || !outputs.front().shape) return c.give_nothing("its cell gives no tensor");
  give_sequence(c, (*outputs.front().shape)[-1], spec(cell->op).name() == "LSTMCell" ? 2 : 1);
}

std::vector<WeightSpec> repeated_weights(const Call& c) {
  const ir::Layer* cell = c.layer("cell");
  if (cell == nullptr) return {{"?", {named("cell", Expr::unknown())}}};
  return inner_weights(*cell, step(c), "");
}

Formula repeated_macs(const Call& c) {
  const ir::Layer* cell = c.layer("cell");
  if (cell == nullptr) return named("?", Expr::unknown());
  ir::Tensor output = ir::Tensor::of({c.shape()[0], c.output().shape->dims.back()});
  return named("T", c.shape()[1]) * inner_macs(*cell, step(c), {output});
}

/// A GRU whose reset comes after the product has two rows of biases.
std::vector<WeightSpec> weights(const Call& c) {
  std::vector<WeightSpec> list{{"kernel", {named("C", c.shape()[-1]), gate_columns(c)}},
                               {"recurrent_kernel", {units(c), gate_columns(c)}}};
  if (!c.flag("use_bias")) return list;
  bool two = c.has("reset_after") && c.flag("reset_after");
  list.push_back(two ? WeightSpec{"bias", {2, gate_columns(c)}} : WeightSpec{"bias", {gate_columns(c)}});
  return list;
}

Formula step_macs(const Call& c) { return gate_columns(c) * (named("C", c.shape()[-1]) + units(c)); }
Formula cell_macs(const Call& c) { return named("N", c.shape()[0]) * step_macs(c); }
Formula macs(const Call& c) { return named("N", c.shape()[0]) * named("T", c.shape()[1]) * step_macs(c); }

// --- both directions ---

const ir::Layer* wrapped(const Call& c) { return c.layer("layer"); }

void infer_bidirectional(Call& c) {
  if (wrapped(c) == nullptr) return c.give_nothing("the layer in it is not known");
  std::vector<ir::Tensor> outputs = inner_outputs(c, *wrapped(c), c.input());
  std::string_view mode = c.text("merge_mode");
  if (outputs.empty() || !outputs.front().shape) return c.give_nothing("its layer gives no tensor");
  Shape merged = *outputs.front().shape;
  if (mode == "concat") merged[-1] = merged[-1] * 2;
  c.give(ir::Tensor::of(merged, outputs.front().dtype));
  std::string layout = "t";
  if (c.is_none("merge_mode")) {
    c.give(ir::Tensor::of(merged, outputs.front().dtype));
    layout += ",t";
  }
  for (int direction = 0; direction < 2; ++direction) {
    for (std::size_t i = 1; i < outputs.size(); ++i) {
      c.give(outputs[i]);
      layout += ",t";
    }
  }
  if (layout.size() > 1) c.set_layout("(" + layout + ")");
}

std::vector<WeightSpec> bidirectional_weights(const Call& c) {
  if (wrapped(c) == nullptr) return {{"?", {named("layer", Expr::unknown())}}};
  std::vector<WeightSpec> list = inner_weights(*wrapped(c), c.input(), "forward_");
  for (WeightSpec& weight : inner_weights(*wrapped(c), c.input(), "backward_")) list.push_back(std::move(weight));
  return list;
}

Formula bidirectional_macs(const Call& c) {
  if (wrapped(c) == nullptr) return named("?", Expr::unknown());
  return Formula(2) * inner_macs(*wrapped(c), c.input(), c.outputs());
}

// --- at each step ---

/// The steps are put to the batch.
ir::Tensor folded(const Call& c) {
  Shape shape = c.shape();
  shape.dims.erase(shape.dims.begin() + 1);
  shape[0] = c.shape()[0] * c.shape()[1];
  return ir::Tensor::of(std::move(shape), c.dtype());
}

void infer_distributed(Call& c) {
  if (wrapped(c) == nullptr) return c.give_nothing("the layer in it is not known");
  if (c.shape().rank() < 3) {
    c.reject(Kind::RankMismatch, {}, fmt::format("TimeDistributed takes (N, T, …), not {}", sym::to_text(c.shape())))
        .label = "expected 3 dimensions or more";
    return c.give_nothing("the input has the wrong rank");
  }
  std::vector<ir::Tensor> outputs = inner_outputs(c, *wrapped(c), folded(c));
  if (outputs.empty() || !outputs.front().shape || outputs.front().shape->rank() == 0) {
    return c.give_nothing("its layer gives no tensor");
  }
  Shape out = *outputs.front().shape;
  out[0] = c.shape()[1];
  out.dims.insert(out.dims.begin(), c.shape()[0]);
  c.give(ir::Tensor::of(std::move(out), outputs.front().dtype));
}

std::vector<WeightSpec> distributed_weights(const Call& c) {
  if (wrapped(c) == nullptr) return {{"?", {named("layer", Expr::unknown())}}};
  return inner_weights(*wrapped(c), folded(c), "");
}

Formula distributed_macs(const Call& c) {
  if (wrapped(c) == nullptr) return named("?", Expr::unknown());
  Shape out = *c.output().shape;
  out.dims.erase(out.dims.begin() + 1);
  out[0] = c.shape()[0] * c.shape()[1];
  return inner_macs(*wrapped(c), folded(c), {ir::Tensor::of(std::move(out))});
}

constexpr Param kUnits = config("units", Takes::Int, "", "features of the state");
constexpr Param kSequences = config("return_sequences", Takes::Bool, "False", "return the output of every step");
constexpr Param kState = config("return_state", Takes::Bool, "False", "return the last state, too");
constexpr Param kRnn[] = {kUnits, kUseBias, kSequences, kState};
constexpr Param kGru[] = {kUnits, kUseBias, kSequences, kState,
                          config("reset_after", Takes::Bool, "False", "reset after the product")};
constexpr Param kCell[] = {config("cell", Takes::Module, "", "the layer of one step"), kSequences, kState};
constexpr Param kLayer = config("layer", Takes::Module, "", "the layer");
constexpr Param kBidirectional[] = {
    kLayer, config("merge_mode", Takes::Str | Takes::None, "'concat'", "how both directions are merged")};
constexpr Param kDistributed[] = {kLayer};

constexpr Spec row(std::string_view names, std::string_view summary, std::string_view rule,
                   std::span<const Param> params, void (*rule_function)(Call&),
                   std::vector<WeightSpec> (*made)(const Call&), Formula (*cost)(const Call&)) {
  Spec spec = keras_row(names, summary, rule, params, rule_function);
  spec.weights = made;
  spec.macs = cost;
  spec.receptive = global_receptive;
  return spec;
}

constexpr std::string_view kRule = "(N, T, C) → (N, H), or (N, T, H) with return_sequences";

constexpr Spec kSpecs[] = {
    row("keras:SimpleRNN", "Recurrent network.", kRule, kRnn, infer, weights, macs),
    row("keras:LSTM", "Recurrent network with gates and a cell.", kRule, kRnn, infer, weights, macs),
    row("keras:GRU", "Recurrent network with gates.", kRule, kGru, infer, weights, macs),
    row("keras:SimpleRNNCell", "One step of a recurrent network.", "(N, C) → (N, H)", kRnn, infer_cell, weights,
        cell_macs),
    row("keras:LSTMCell", "One step of a recurrent network.", "(N, C) → (N, H)", kRnn, infer_cell, weights, cell_macs),
    row("keras:GRUCell", "One step of a recurrent network.", "(N, C) → (N, H)", kGru, infer_cell, weights, cell_macs),
    row("keras:RNN", "A cell at each step.", kRule, kCell, infer_repeated, repeated_weights, repeated_macs),
    row("keras:Bidirectional", "A recurrent layer in both directions.", "(N, T, C) → (N, 2·H)", kBidirectional,
        infer_bidirectional, bidirectional_weights, bidirectional_macs),
    row("keras:TimeDistributed", "A layer at each step.", "(N, T, *) → (N, T, *)", kDistributed, infer_distributed,
        distributed_weights, distributed_macs),
};

}  // namespace

std::span<const Spec> keras_rnn_specs() { return kSpecs; }

}  // namespace shapewise::layers
