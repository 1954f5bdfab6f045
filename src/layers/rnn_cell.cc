// One step of a recurrent network: RNNCell, LSTMCell, GRUCell.
// Source: torch/nn/modules/rnn.py, aten/src/ATen/native/RNN.cpp (check_rnn_cell_forward_input).
#include <fmt/format.h>

#include "layer/demand.h"
#include "layer/receptive.h"
#include "layer/registry.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Formula;
using sym::Shape;

bool is_lstm(const Call& c) { return c.name() == "LSTMCell"; }

Formula in_of(const Call& c) { return named("H_in", c.integer("input_size")); }
Formula hidden_of(const Call& c) { return named("H_out", c.integer("hidden_size")); }

/// Rows of the weights: the hidden features for each gate.
Formula gate_rows(const Call& c) {
  if (is_lstm(c)) return Formula(4) * hidden_of(c);
  return c.name() == "GRUCell" ? Formula(3) * hidden_of(c) : hidden_of(c);
}

void check(Call& c) {
  demand_at_least(c, "input_size", 0);
  demand_at_least(c, "hidden_size", 0);
}

std::vector<WeightSpec> weights(const Call& c) {
  Formula rows = gate_rows(c);
  std::vector<WeightSpec> list{{"weight_ih", {rows, in_of(c)}}, {"weight_hh", {rows, hidden_of(c)}}};
  if (c.flag("bias")) {
    list.push_back({"bias_ih", {rows}});
    list.push_back({"bias_hh", {rows}});
  }
  return list;
}

/// (N, H_out), without N if the input has no batch.
Shape state_shape(const Call& c) {
  Shape shape = c.shape();
  shape[-1] = hidden_of(c).value();
  return shape;
}

void check_state(Call& c) {
  if (const ir::Tensor* state = c.tensor("hx")) {
    demand_shape(c, *state, state_shape(c), "hx");
    return;
  }
  auto* items = c.arg("hx").as<ir::AttrList>();
  if (items == nullptr) return;
  if (items->size() != 2) {
    c.reject(Kind::InputCount, "hx", "hx of LSTMCell is a tuple of two states, h_0 and c_0").label =
        fmt::format("{} given", items->size());
    return;
  }
  for (const ir::Tensor* state : c.tensors("hx")) {
    if (!demand_shape(c, *state, state_shape(c), "hx")) return;
  }
}

void infer(Call& c) {
  if (is_lstm(c)) c.set_layout("(t,t)");
  if (c.has("nonlinearity")) demand_choice(c, "nonlinearity", {"tanh", "relu"});
  demand_floating(c, c.input());
  bool ranked = demand_rank(c, {1, 2});
  if (ranked) {
    demand_fixed(c, {Kind::FeatureMismatch, "input_size", "features", in_of(c).value(), c.shape()[-1]});
    check_state(c);
  }
  for (int i = 0; i < (is_lstm(c) ? 2 : 1); ++i) {
    ranked ? c.give(state_shape(c)) : c.give_nothing("the input has the wrong rank");
  }
}

Formula macs(const Call& c) {
  Formula step = gate_rows(c) * (in_of(c) + hidden_of(c));
  return c.shape().rank() == 2 ? named("N", c.shape()[0]) * step : step;
}

Shape typical_input(const Call& c) { return {Expr::symbol("N"), c.integer("input_size")}; }

constexpr Param kInputSize = {"input_size", Takes::Int, "", "features of the input"};
constexpr Param kHiddenSize = {"hidden_size", Takes::Int, "", "features of the state"};
constexpr Param kBias = {"bias", Takes::Bool, "True", "add learned numbers"};
constexpr Param kDevice = {"device", Takes::Any, "None", "where the weights live"};
constexpr Param kDType = {"dtype", Takes::Any, "None", "element type of the weights"};
constexpr Param kParams[] = {kInputSize, kHiddenSize, kBias, kDevice, kDType};
constexpr Param kRnnParams[] = {
    kInputSize, kHiddenSize, kBias, {"nonlinearity", Takes::Str, "'tanh'", "'tanh' or 'relu'"}, kDevice, kDType};
constexpr Param kInput = {"input", Takes::Tensor, "", "(N, H_in) or (H_in)"};
constexpr Param kForward[] = {kInput, {"hx", Takes::Tensor | Takes::None, "None", "state: (N, H_out) or (H_out)"}};
constexpr Param kLstmForward[] = {kInput,
                                  {"hx", Takes::Tensors | Takes::None, "None", "states h_0 and c_0: (N, H_out)"}};

constexpr Example kRnnExamples[] = {{"RNNCell(10, 20)", "N,10", "(N, 20)", "640", "600*N"}};
constexpr Example kLstmExamples[] = {{"LSTMCell(10, 20)", "N,10", "(N, 20); (N, 20)", "2560", "2400*N"}};
constexpr Example kGruExamples[] = {{"GRUCell(10, 20, bias=False)", "10", "(20,)", "1800", "1800"}};
constexpr Rejected kRnnRejected[] = {{"RNNCell(10, 20)", "N,20", Kind::FeatureMismatch}};
constexpr Rejected kLstmRejected[] = {{"LSTMCell(10, 20)", "5,N,10", Kind::RankMismatch}};
constexpr Rejected kGruRejected[] = {{"GRUCell(10, 20)", "N,20", Kind::FeatureMismatch}};

constexpr Spec module(std::string_view names, std::string_view summary, std::string_view rule,
                      std::span<const Param> params, std::span<const Param> call, std::span<const Example> examples,
                      std::span<const Rejected> rejected) {
  return {.names = names,
          .summary = summary,
          .rule = rule,
          .params = params,
          .call = call,
          .check = check,
          .weights = weights,
          .infer = infer,
          .macs = macs,
          .receptive = global_receptive,
          .typical_input = typical_input,
          .examples = examples,
          .rejected = rejected};
}

constexpr Spec kSpecs[] = {
    module("torch.nn.RNNCell", "One step of an RNN.", "(N, H_in), (N, H_out) → (N, H_out)", kRnnParams, kForward,
           kRnnExamples, kRnnRejected),
    module("torch.nn.LSTMCell", "One step of an LSTM.", "(N, H_in), ((N, H_out), (N, H_out)) → (N, H_out), (N, H_out)",
           kParams, kLstmForward, kLstmExamples, kLstmRejected),
    module("torch.nn.GRUCell", "One step of a GRU.", "(N, H_in), (N, H_out) → (N, H_out)", kParams, kForward,
           kGruExamples, kGruRejected),
};

}  // namespace

std::span<const Spec> rnn_cell_specs() { return kSpecs; }

}  // namespace shapewise::layers
