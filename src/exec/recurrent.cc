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

State lstm(Execution& c, const Tensor& gates, const State& state) {
  std::int64_t size = state.cell.size(1);
  Tensor kept = product_of(c, squashed(gate(gates, 1, size)), state.cell);
  Tensor added = product_of(c, squashed(gate(gates, 0, size)), bent(gate(gates, 2, size)));
  Tensor cell = sum(c, kept, added);
  return {product_of(c, squashed(gate(gates, 3, size)), bent(cell)), cell};
}

State gru(Execution& c, const Tensor& from_input, const Tensor& from_hidden, const State& state) {
  std::int64_t size = state.hidden.size(1);
  auto both = [&](int i) { return sum(c, gate(from_input, i, size), gate(from_hidden, i, size)); };
  Tensor reset = squashed(both(0));
  Tensor update = squashed(both(1));
  Tensor fresh = bent(sum(c, gate(from_input, 2, size), product_of(c, reset, gate(from_hidden, 2, size))));
  Tensor way = combine(c, state.hidden, fresh, fresh.dtype(), [](double h, double n) { return h - n; });
  return {sum(c, fresh, product_of(c, update, way)), {}};
}

}  // namespace

CellWeights cell_weights(const Execution& c, const std::string& ending) {
  return {c.weight("weight_ih" + ending), c.weight("weight_hh" + ending), c.weight("bias_ih" + ending),
          c.weight("bias_hh" + ending)};
}

State step(Execution& c, Cell cell, const CellWeights& weights, const Tensor& x, const State& state) {
  Tensor from_input = linear(c, x, weights.input, weights.input_bias);
  Tensor from_hidden = linear(c, state.hidden, weights.hidden, weights.hidden_bias);
  if (!from_input.defined() || !from_hidden.defined()) return state;
  if (from_input.dims() != from_hidden.dims()) {
    c.fail("the state of " + to_text(state.hidden.dims()) + " does not fit the input of " + to_text(x.dims()));
    return state;
  }
  if (cell == Cell::Gru) return gru(c, from_input, from_hidden, state);
  Tensor gates = sum(c, from_input, from_hidden);
  if (cell == Cell::Lstm) return lstm(c, gates, state);
  if (cell == Cell::Tanh) return {bent(gates), {}};
  return {map(gates, gates.dtype(), [](double v) { return std::max(v, 0.0); }), {}};
}

}  // namespace shapewise::exec
