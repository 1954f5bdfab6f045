// Recurrent networks over sequences: RNN, LSTM, GRU.
// Source: torch/nn/modules/rnn.py.
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

/// The arguments of the three kinds in one form.
struct Recurrent {
  int gates = 1;  // of the input and of the state: 4 of an LSTM, 3 of a GRU
  int directions = 1;
  Expr layers;
  Formula in;      // features of the input
  Formula hidden;  // of the state within a cell
  Formula out;     // of the output: projected, or the hidden ones
  bool projected = false;
  bool bias = true;

  /// gates·hidden, or hidden if there is one.
  Formula gate_rows() const { return gates == 1 ? hidden : Formula(gates) * hidden; }
  /// The outputs of all directions, which the next layer takes.
  Formula all_out() const { return directions == 1 ? out : named("D", directions) * out; }
};

Recurrent recurrent_of(const Call& c) {
  Recurrent r;
  r.gates = c.name() == "LSTM" ? 4 : c.name() == "GRU" ? 3 : 1;
  r.directions = c.flag("bidirectional") ? 2 : 1;
  r.layers = c.integer("num_layers");
  r.projected = c.has("proj_size") && !c.integer("proj_size").is_constant(0);
  r.in = named("H_in", c.integer("input_size"));
  r.hidden = named(r.projected ? "H_cell" : "H_out", c.integer("hidden_size"));
  r.out = r.projected ? named("H_out", c.integer("proj_size")) : r.hidden;
  r.bias = c.flag("bias");
  return r;
}

void check(Call& c) {
  bool fine = demand_at_least(c, "input_size", 0) && demand_at_least(c, "hidden_size", 1) &&
              demand_at_least(c, "num_layers", 1) && demand_between(c, "dropout", 0, 1);
  if (c.has("nonlinearity")) demand_choice(c, "nonlinearity", {"tanh", "relu"});
  if (!fine || !c.has("proj_size") || !demand_at_least(c, "proj_size", 0)) return;
  if (c.holds(sym::ge(c.integer("hidden_size") - 1, c.integer("proj_size")))) return;
  auto& d = c.reject(Kind::ArgumentValue, "proj_size", "proj_size of LSTM must be smaller than hidden_size");
  d.label = fmt::format("expected less than {}", sym::to_text(c.integer("hidden_size")));
}

void add_cell(std::vector<WeightSpec>& list, const Recurrent& r, const Formula& in, const std::string& suffix) {
  list.push_back({"weight_ih" + suffix, {r.gate_rows(), in}});
  list.push_back({"weight_hh" + suffix, {r.gate_rows(), r.out}});
  if (r.bias) {
    list.push_back({"bias_ih" + suffix, {r.gate_rows()}});
    list.push_back({"bias_hh" + suffix, {r.gate_rows()}});
  }
  if (r.projected) list.push_back({"weight_hr" + suffix, {r.out, r.hidden}});
}

constexpr Int kMostLayers = 10000;

std::vector<WeightSpec> weights(const Call& c) {
  Recurrent r = recurrent_of(c);
  auto layers = r.layers.constant();
  if (!layers || *layers > kMostLayers) return {{"?", {named("num_layers", Expr::unknown())}}};
  std::vector<WeightSpec> list;
  for (int layer = 0; layer < static_cast<int>(*layers); ++layer) {
    Formula in = layer == 0 ? r.in : r.all_out();
    for (int direction = 0; direction < r.directions; ++direction) {
      add_cell(list, r, in, fmt::format("_l{}{}", layer, direction == 1 ? "_reverse" : ""));
    }
  }
  return list;
}

/// Places of the axes in the input.
struct Axes {
  bool batched = true;
  int batch = 1;
  int time = 0;
};

Axes axes_of_input(const Call& c) {
  if (c.shape().rank() == 2) return {false, -1, 0};
  return c.flag("batch_first") ? Axes{true, 0, 1} : Axes{};
}

/// (D·layers, N, features), without N if the input has no batch.
Shape state_shape(const Call& c, const Recurrent& r, const Formula& features) {
  Axes axes = axes_of_input(c);
  Shape shape{r.layers * r.directions};
  if (axes.batched) shape.dims.push_back(c.shape()[axes.batch]);
  shape.dims.push_back(features.value());
  return shape;
}

void check_state(Call& c, const Recurrent& r) {
  const ir::Attr& hx = c.arg("hx");
  if (const ir::Tensor* state = c.tensor("hx")) {
    demand_shape(c, *state, state_shape(c, r, r.out), "hx");
  } else if (hx.is<ir::AttrList>()) {
    std::vector<const ir::Tensor*> states = c.tensors("hx");
    if (hx.as<ir::AttrList>()->size() != 2) {
      c.reject(Kind::InputCount, "hx", "hx of LSTM is a tuple of two states, h_0 and c_0").label =
          fmt::format("{} given", hx.as<ir::AttrList>()->size());
    } else if (states.size() == 2 && demand_shape(c, *states[0], state_shape(c, r, r.out), "hx")) {
      demand_shape(c, *states[1], state_shape(c, r, r.hidden), "hx");
    }
  }
}

void infer(Call& c) {
  Recurrent r = recurrent_of(c);
  bool cell_state = c.name() == "LSTM";
  c.set_layout(cell_state ? "(t,(t,t))" : "(t,t)");
  demand_floating(c, c.input());
  if (!demand_rank(c, {2, 3})) {
    for (int i = 0; i < (cell_state ? 3 : 2); ++i) c.give_nothing("the input has the wrong rank");
    return;
  }
  demand_fixed(c, {Kind::FeatureMismatch, "input_size", "features", r.in.value(), c.shape()[-1]});
  if (c.refuted(sym::ge(c.shape()[axes_of_input(c).time], 1))) {
    c.reject(Kind::SizeMismatch, {}, fmt::format("{} takes no empty sequence", c.name())).label = "its length is 0";
  }
  check_state(c, r);
  Shape out = c.shape();
  out[-1] = r.all_out().value();
  c.give(std::move(out));
  c.give(state_shape(c, r, r.out));
  if (cell_state) c.give(state_shape(c, r, r.hidden));
}

/// Of one step of one layer in one direction: what comes in and the state, through all gates; then the projection.
Formula step(const Recurrent& r, const Formula& in) {
  Formula products = r.gate_rows() * (in + r.out);
  return r.projected ? products + r.out * r.hidden : products;
}

Formula macs(const Call& c) {
  Recurrent r = recurrent_of(c);
  Axes axes = axes_of_input(c);
  Formula all = step(r, r.in);
  if (!r.layers.is_constant(1)) all = all + (named("num_layers", r.layers) - 1) * step(r, r.all_out());
  Formula steps = named("L", c.shape()[axes.time]);
  if (axes.batched) steps = named("N", c.shape()[axes.batch]) * steps;
  return r.directions == 1 ? steps * all : steps * named("D", r.directions) * all;
}

Shape typical_input(const Call& c) {
  Shape shape{Expr::symbol("T"), Expr::symbol("N"), c.integer("input_size")};
  if (c.flag("batch_first")) std::swap(shape[0], shape[1]);
  return shape;
}

constexpr Param kInputSize = {"input_size", Takes::Int, "", "features of the input"};
constexpr Param kHiddenSize = {"hidden_size", Takes::Int, "", "features of the state"};
constexpr Param kLayers = {"num_layers", Takes::Int, "1", "layers, each over the outputs of the one before"};
constexpr Param kBias = {"bias", Takes::Bool, "True", "add learned numbers"};
constexpr Param kBatchFirst = {"batch_first", Takes::Bool, "False",
                               "the input is (N, L, H_in) instead of (L, N, H_in)"};
constexpr Param kDropout = {"dropout", Takes::Float, "0.0", "probability of dropping outputs between layers"};
constexpr Param kBidirectional = {"bidirectional", Takes::Bool, "False", "read the sequence backwards, too"};
constexpr Param kDevice = {"device", Takes::Any, "None", "where the weights live"};
constexpr Param kDType = {"dtype", Takes::Any, "None", "element type of the weights"};

constexpr Param kRnnParams[] = {
    kInputSize,     kHiddenSize,
    kLayers,        kBias,
    kBatchFirst,    kDropout,
    kBidirectional, kDevice,
    kDType,         {"nonlinearity", Takes::Str, "'tanh'", "'tanh' or 'relu'", How::KeywordOnly}};
constexpr Param kGruParams[] = {kInputSize, kHiddenSize,    kLayers, kBias, kBatchFirst,
                                kDropout,   kBidirectional, kDevice, kDType};
constexpr Param kLstmParams[] = {
    kInputSize,     kHiddenSize,
    kLayers,        kBias,
    kBatchFirst,    kDropout,
    kBidirectional, {"proj_size", Takes::Int, "0", "features of the projected output; 0: no projection"},
    kDevice,        kDType};

constexpr Param kInput = {"input", Takes::Tensor, "", "(L, N, H_in) or (L, H_in)"};
constexpr Param kForward[] = {kInput,
                              {"hx", Takes::Tensor | Takes::None, "None", "initial state: (D·num_layers, N, H_out)"}};
constexpr Param kLstmForward[] = {
    kInput, {"hx", Takes::Tensors | Takes::None, "None", "initial states h_0 and c_0: (D·num_layers, N, H)"}};

constexpr Example kRnnExamples[] = {
    {"RNN(10, 20, 2)", "5,N,10", "(5, N, 20); (2, N, 20)", "1480", "7000*N"},
    {"RNN(10, 20, batch_first=True, nonlinearity='relu')", "N,5,10", "(N, 5, 20); (1, N, 20)", "640", "3000*N"}};
constexpr Example kLstmExamples[] = {
    {"LSTM(10, 20, num_layers=2, batch_first=True)", "N,5,10", "(N, 5, 20); (2, N, 20); (2, N, 20)", "5920", "28000*N"},
    {"LSTM(10, 20, bidirectional=True, proj_size=5)", "5,N,10", "(5, N, 10); (2, N, 5); (2, N, 20)", "2920",
     "13000*N"}};
constexpr Example kGruExamples[] = {{"GRU(10, 20)", "5,10", "(5, 20); (1, 20)", "1920", "9000"}};
constexpr Rejected kRnnRejected[] = {{"RNN(10, 20, nonlinearity='sigmoid')", "5,N,10", Kind::ArgumentValue}};
constexpr Rejected kLstmRejected[] = {{"LSTM(10, 20)", "5,N,20", Kind::FeatureMismatch},
                                      {"LSTM(10, 20, proj_size=20)", "5,N,10", Kind::ArgumentValue},
                                      {"LSTM(10, 20)", "N,5,10,10", Kind::RankMismatch}};
constexpr Rejected kGruRejected[] = {{"GRU(10, 20)", "5,N,20", Kind::FeatureMismatch}};

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

constexpr std::string_view kRule = "(L, N, H_in) → (L, N, D·H_out), (D·num_layers, N, H_out)";
constexpr std::string_view kLstmRule =
    "(L, N, H_in) → (L, N, D·H_out), ((D·num_layers, N, H_out), (D·num_layers, N, H_cell))";

constexpr Spec kSpecs[] = {
    module("torch.nn.RNN", "Recurrent network: each step's state is made from its input and the state before.", kRule,
           kRnnParams, kForward, kRnnExamples, kRnnRejected),
    module("torch.nn.LSTM", "Recurrent network with gates and a long-term state.", kLstmRule, kLstmParams, kLstmForward,
           kLstmExamples, kLstmRejected),
    module("torch.nn.GRU", "Recurrent network with gates.", kRule, kGruParams, kForward, kGruExamples, kGruRejected),
};

}  // namespace

std::span<const Spec> rnn_specs() { return kSpecs; }

}  // namespace shapewise::layers
