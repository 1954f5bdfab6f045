// Recurrent layers over sequences: layer by layer, forwards and backwards.
#include <fmt/format.h>

#include "exec/dropping.h"
#include "exec/kernel.h"
#include "exec/math.h"
#include "exec/recurrent.h"

namespace shapewise::exec::reference {
namespace {

Cell cell_of(const Execution& c) {
  if (c.name() == "LSTM") return Cell::Lstm;
  if (c.name() == "GRU") return Cell::Gru;
  return c.text("nonlinearity") == "relu" ? Cell::Relu : Cell::Tanh;
}

/// The initial state of one layer and direction: given, or zeros.
State first_state(const std::vector<Tensor>& given, std::int64_t index, std::int64_t batch, const CellWeights& weights,
                  std::int64_t hidden, std::int64_t output) {
  if (!given.empty()) {
    Tensor cell = given.size() > 1 ? selected(given[1], 0, index) : Tensor();
    return {selected(given[0], 0, index), cell};
  }
  return {Tensor({batch, output}, weights.input.dtype()), Tensor({batch, hidden}, weights.input.dtype())};
}

struct Recurrent {
  Cell cell;
  std::int64_t hidden;
  std::int64_t output;  // features of the state: fewer than `hidden` with a projection
  std::vector<Tensor> initial;
  std::vector<Tensor> last_hidden;
  std::vector<Tensor> last_cell;
};

/// One direction of one layer over x: (L, N, F).
Tensor one_way(Execution& c, Recurrent& r, const Tensor& x, const std::string& ending, bool backwards) {
  CellWeights weights = cell_weights(c, ending);
  auto index = static_cast<std::int64_t>(r.last_hidden.size());
  State state = first_state(r.initial, index, x.size(1), weights, r.hidden, r.output);
  Sequence made = run_through(c, r.cell, weights, x, std::move(state), backwards);
  r.last_hidden.push_back(unsqueezed(made.last.hidden, 0));
  if (r.cell == Cell::Lstm) r.last_cell.push_back(unsqueezed(made.last.cell, 0));
  return made.outputs;
}

/// The states given, with a batch.
std::vector<Tensor> initial_states(Execution& c, bool batched, std::int64_t count, std::int64_t batch) {
  if (!c.given("hx")) return {};
  std::vector<Tensor> given = c.tensors("hx");
  for (Tensor& state : given) {
    if (!batched) state = unsqueezed(state, 1);
    if (state.rank() != 3 || state.size(0) != count || state.size(1) != batch)
      c.fail(fmt::format("a state of {} does not fit {} states of a batch of {}", to_text(state.dims()), count, batch));
  }
  return given;
}

void rnn(Execution& c) {
  Tensor x = c.input();
  bool with_batch = x.rank() == 3;
  bool batch_first = c.flag("batch_first");
  if (x.rank() != 2 && x.rank() != 3) return c.fail("an input of " + to_text(x.dims()) + " is no sequence");
  if (!with_batch) x = unsqueezed(x, 1);
  if (with_batch && batch_first) x = transposed(x, 0, 1);
  std::int64_t layers = c.integer("num_layers");
  int ways = c.flag("bidirectional") ? 2 : 1;
  std::int64_t hidden = c.integer("hidden_size");
  std::int64_t projected = c.has("proj_size") ? c.integer("proj_size") : 0;
  if (x.size(0) == 0) c.fail("the sequence is empty");
  Recurrent r{
      cell_of(c), hidden, projected > 0 ? projected : hidden, initial_states(c, with_batch, layers * ways, x.size(1)),
      {},         {}};
  for (std::int64_t layer = 0; layer < layers && !c.failed(); ++layer) {
    std::vector<Tensor> parts{one_way(c, r, x, fmt::format("_l{}", layer), false)};
    if (ways == 2 && !c.failed()) parts.push_back(one_way(c, r, x, fmt::format("_l{}_reverse", layer), true));
    if (!c.failed()) x = joined(parts, 2);
    if (!c.failed() && layer + 1 < layers) x = dropped_in_training(c, x);
  }
  if (c.failed()) return;
  if (with_batch && batch_first) x = transposed(x, 0, 1);
  c.give(with_batch ? x : selected(x, 1, 0));
  for (const auto* last : {&r.last_hidden, &r.last_cell}) {
    if (last->empty()) continue;
    Tensor states = joined(*last, 0);
    c.give(with_batch ? states : selected(states, 1, 0));
  }
}

constexpr Kernel kKernels[] = {{"torch.nn.RNN torch.nn.LSTM torch.nn.GRU", rnn}};

}  // namespace

std::span<const Kernel> rnn_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
