// ONNX recurrent networks: the cells of PyTorch, whose gates stand in another order.
// Source: https://onnx.ai/onnx/operators/onnx__LSTM.html, onnx__GRU.html, onnx__RNN.html.
#include <fmt/format.h>

#include "exec/kernel.h"
#include "exec/math.h"
#include "exec/recurrent.h"

namespace shapewise::exec::reference {
namespace {

/// The blocks of rows that belong to gates, in PyTorch's order.
Tensor ordered(const Tensor& rows, const std::vector<int>& order, std::int64_t hidden) {
  if (!rows.defined() || order.empty()) return rows;
  std::vector<Tensor> parts;
  for (int gate : order) parts.push_back(sliced(rows, 0, gate * hidden, hidden));
  return joined(parts, 0);
}

/// Only the activations that cells have by default, and Relu of a plain one.
Cell cell_of(Execution& c) {
  Cell cell = c.name() == "LSTM" ? Cell::Lstm : c.name() == "GRU" ? Cell::Gru : Cell::Tanh;
  auto* named = c.given("activations") ? c.call().arg("activations").as<ir::AttrList>() : nullptr;
  for (std::size_t i = 0; named != nullptr && i < named->size(); ++i) {
    auto* text = (*named)[i].as<std::string>();
    std::string_view usual = cell == Cell::Lstm  ? (i % 3 == 0 ? "Sigmoid" : "Tanh")
                             : cell == Cell::Gru ? (i % 2 == 0 ? "Sigmoid" : "Tanh")
                                                 : "Tanh";
    if (text != nullptr && *text == "Relu" && c.name() == "RNN") {
      if (i > 0 && cell != Cell::Relu) c.fail("directions with different activations are not run");
      cell = Cell::Relu;
    } else if (cell == Cell::Relu) {
      c.fail("directions with different activations are not run");
    } else if (text == nullptr || *text != usual) {
      c.fail(fmt::format("the activation {} is not run", text == nullptr ? "" : *text));
    }
  }
  if (c.given("clip")) c.fail("gates with bounds are not run");
  if (c.has("input_forget") && c.flag("input_forget")) c.fail("coupled gates are not run");
  return cell;
}

CellWeights weights_of(Execution& c, Cell cell, std::int64_t way) {
  std::int64_t hidden = c.tensor("R").size(2);
  std::vector<int> order;
  if (cell == Cell::Lstm) order = {0, 2, 3, 1};
  if (cell == Cell::Gru) order = {1, 0, 2};
  CellWeights weights;
  weights.input = ordered(selected(c.tensor("W"), 0, way), order, hidden);
  weights.hidden = ordered(selected(c.tensor("R"), 0, way), order, hidden);
  if (Tensor bias = c.tensor("B"); bias.defined()) {
    Tensor row = selected(bias, 0, way);
    std::int64_t half = row.size(0) / 2;
    weights.input_bias = ordered(sliced(row, 0, 0, half), order, hidden);
    weights.hidden_bias = ordered(sliced(row, 0, half, half), order, hidden);
  }
  if (Tensor peepholes = c.tensor("P"); peepholes.defined()) weights.peepholes = selected(peepholes, 0, way);
  weights.resets_first =
      cell == Cell::Gru && !(c.given("linear_before_reset") && c.integer("linear_before_reset") != 0);
  return weights;
}

Tensor first_state(Execution& c, std::string_view param, std::int64_t way, bool batch_first, Sizes dims) {
  Tensor given = c.tensor(param);
  if (!given.defined()) return Tensor(std::move(dims), c.input().dtype());
  return selected(batch_first ? transposed(given, 0, 1) : given, 0, way);
}

/// Weights and first states of the sizes that the recurrent weights ask for.
void check_sizes(Execution& c, Cell cell, std::int64_t features, const Sizes& dims, bool batch_first) {
  std::int64_t ways = c.tensor("R").size(0);
  std::int64_t rows = dims[1] * (cell == Cell::Lstm ? 4 : cell == Cell::Gru ? 3 : 1);
  Sizes first = batch_first ? Sizes{dims[0], ways, dims[1]} : Sizes{ways, dims[0], dims[1]};
  auto check = [&](std::string_view param, const Sizes& sizes) {
    Tensor given = c.has(param) ? c.tensor(param) : Tensor();
    if (given.defined() && given.dims() != sizes)
      c.fail(fmt::format("{} of {} is not {}", param, to_text(given.dims()), to_text(sizes)));
  };
  check("W", {ways, rows, features});
  check("R", {ways, rows, dims[1]});
  check("B", {ways, 2 * rows});
  check("P", {ways, 3 * dims[1]});
  check("initial_h", first);
  check("initial_c", first);
}

/// (T, N, C), or with layout 1 (N, T, C), both ways if asked for.
void rnn(Execution& c) {
  bool batch_first = c.flag("layout");
  if (c.input().rank() != 3 || c.tensor("W").rank() != 3 || c.tensor("R").rank() != 3)
    return c.fail("an input of " + to_text(c.input().dims()) + " is no sequence");
  Tensor x = batch_first ? transposed(c.input(), 0, 1) : c.input();
  Cell cell = cell_of(c);
  Tensor counts = c.tensor("sequence_lens");
  std::vector<std::int64_t> lengths = counts.defined() ? counts.integers() : std::vector<std::int64_t>();
  if (counts.defined() && static_cast<std::int64_t>(lengths.size()) != x.size(1)) c.fail("a length is needed for each");
  Sizes dims{x.size(1), c.tensor("R").size(2)};
  check_sizes(c, cell, x.size(2), dims, batch_first);
  if (c.failed()) return;
  std::vector<Tensor> outputs;
  std::vector<Tensor> hidden;
  std::vector<Tensor> cells;
  for (std::int64_t way = 0; way < c.tensor("R").size(0) && !c.failed(); ++way) {
    State state{first_state(c, "initial_h", way, batch_first, dims), {}};
    if (cell == Cell::Lstm) state.cell = first_state(c, "initial_c", way, batch_first, dims);
    bool backwards = way == 1 || c.text("direction") == "reverse";
    Sequence made = run_through(c, cell, weights_of(c, cell, way), x, std::move(state), backwards, lengths);
    if (c.failed()) return;
    if (!made.outputs.defined()) return c.fail("the sequence is empty");
    outputs.push_back(unsqueezed(made.outputs, 1));
    hidden.push_back(unsqueezed(made.last.hidden, 0));
    if (cell == Cell::Lstm) cells.push_back(unsqueezed(made.last.cell, 0));
  }
  if (c.failed() || outputs.empty()) return;
  Tensor all = joined(outputs, 1);
  c.give(batch_first ? permuted(all, {2, 0, 1, 3}) : all);
  for (const auto* last : {&hidden, &cells}) {
    if (last->empty()) continue;
    Tensor states = joined(*last, 0);
    c.give(batch_first ? transposed(states, 0, 1) : states);
  }
}

constexpr Kernel kKernels[] = {{"onnx:RNN", rnn}, {"onnx:GRU", rnn}, {"onnx:LSTM", rnn}};

}  // namespace

std::span<const Kernel> onnx_rnn_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
