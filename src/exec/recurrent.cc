// The equations of torch.nn.RNNCell, LSTMCell and GRUCell.
#include "exec/recurrent.h"

#include <cmath>

#include "exec/math.h"

namespace shapewise::exec {
namespace {

Tensor gate(const Tensor& gates, int index, std::int64_t size) { return sliced(gates, 1, index * size, size); }

Tensor sum(Execution& c, const Tensor& a, const Tensor& b) {
  return combine(c, a, b, a.dtype(), [](double x, double y) { return x + y; });
}
Tensor product_of(Execution& c, const Tensor& a, const Tensor& b) {
  return combine(c, a, b, a.dtype(), [](double x, double y) { return x * y; });
}
Tensor squashed(const Tensor& x) { return map(x, x.dtype(), sigmoid); }
Tensor bent(const Tensor& x) {
  return map(x, x.dtype(), [](double v) { return std::tanh(v); });
}

State lstm(Execution& c, const Tensor& gates, const State& state, const Tensor& peepholes) {
  std::int64_t size = state.cell.size(1);
  auto seen = [&](int index, int peephole, const Tensor& cell) {
    Tensor part = gate(gates, index, size);
    if (!peepholes.defined()) return squashed(part);
    return squashed(sum(c, part, product_of(c, cell, sliced(peepholes, 0, peephole * size, size))));
  };
  Tensor kept = product_of(c, seen(1, 2, state.cell), state.cell);
  Tensor added = product_of(c, seen(0, 0, state.cell), bent(gate(gates, 2, size)));
  Tensor cell = sum(c, kept, added);
  return {product_of(c, seen(3, 1, cell), bent(cell)), cell};
}

State gru(Execution& c, const CellWeights& weights, const Tensor& from_input, const Tensor& from_hidden,
          const State& state) {
  std::int64_t size = state.hidden.size(1);
  auto both = [&](int i) { return sum(c, gate(from_input, i, size), gate(from_hidden, i, size)); };
  Tensor reset = squashed(both(0));
  Tensor update = squashed(both(1));
  Tensor recalled = product_of(c, reset, gate(from_hidden, 2, size));
  if (weights.resets_first) {
    Tensor bias = weights.hidden_bias;
    recalled = linear(c, product_of(c, reset, state.hidden), sliced(weights.hidden, 0, 2 * size, size),
                      bias.defined() ? sliced(bias, 0, 2 * size, size) : bias);
  }
  Tensor fresh = bent(sum(c, gate(from_input, 2, size), recalled));
  Tensor way = combine(c, state.hidden, fresh, fresh.dtype(), [](double h, double n) { return h - n; });
  return {sum(c, fresh, product_of(c, update, way)), {}};
}

}  // namespace

CellWeights cell_weights(const Execution& c, const std::string& ending) {
  return {c.weight("weight_ih" + ending),
          c.weight("weight_hh" + ending),
          c.weight("bias_ih" + ending),
          c.weight("bias_hh" + ending),
          c.weight("weight_hr" + ending),
          {},
          false};
}

namespace {

/// What was before where a sequence has ended, else what is now.
Tensor where_read(Execution& c, const Tensor& read, const Tensor& now, const Tensor& before) {
  if (!read.defined() || !now.defined()) return now;
  Tensor change = combine(c, now, before, now.dtype(), [](double a, double b) { return a - b; });
  return sum(c, before, product_of(c, change, read));
}

}  // namespace

Sequence run_through(Execution& c, Cell cell, const CellWeights& weights, const Tensor& x, State state, bool backwards,
                     const std::vector<std::int64_t>& lengths) {
  std::vector<Tensor> outputs(static_cast<std::size_t>(x.size(0)));
  for (std::int64_t i = 0; i < x.size(0) && !c.failed(); ++i) {
    std::int64_t at = backwards ? x.size(0) - 1 - i : i;
    State now = step(c, cell, weights, selected(x, 0, at), state);
    if (weights.projection.defined()) now.hidden = linear(c, now.hidden, weights.projection, Tensor());
    Tensor read;
    if (!lengths.empty()) {
      std::vector<double> flags;
      for (std::int64_t length : lengths) flags.push_back(at < length ? 1 : 0);
      read = Tensor::of({x.size(1), 1}, x.dtype(), flags);
    }
    if (c.failed()) break;
    Tensor shown = read.defined() ? product_of(c, now.hidden, read) : now.hidden;
    state = {where_read(c, read, now.hidden, state.hidden), where_read(c, read, now.cell, state.cell)};
    outputs[static_cast<std::size_t>(at)] = unsqueezed(shown, 0);
  }
  return {c.failed() || outputs.empty() ? Tensor() : joined(outputs, 0), std::move(state)};
}

State step(Execution& c, Cell cell, const CellWeights& weights, const Tensor& x, const State& state) {
  Tensor from_input = linear(c, x, weights.input, weights.input_bias);
  Tensor from_hidden = linear(c, state.hidden, weights.hidden, weights.hidden_bias);
  if (!from_input.defined() || !from_hidden.defined()) return state;
  if (from_input.dims() != from_hidden.dims()) {
    c.fail("the state of " + to_text(state.hidden.dims()) + " does not fit the input of " + to_text(x.dims()));
    return state;
  }
  if (cell == Cell::Gru) return gru(c, weights, from_input, from_hidden, state);
  Tensor gates = sum(c, from_input, from_hidden);
  if (cell == Cell::Lstm) return lstm(c, gates, state, weights.peepholes);
  if (cell == Cell::Tanh) return {bent(gates), {}};
  return {map(gates, gates.dtype(), [](double v) { return std::max(v, 0.0); }), {}};
}

}  // namespace shapewise::exec
