// One step of recurrent cells; sequences and single cells share it.
#pragma once

#include <string>

#include "exec/execution.h"

namespace shapewise::exec {

enum class Cell { Tanh, Relu, Lstm, Gru };

/// Names of a cell's weights: weight_ih, weight_hh, bias_ih, bias_hh, with an ending such as _l0_reverse.
struct CellWeights {
  Tensor input;
  Tensor hidden;
  Tensor input_bias;  // none: no bias
  Tensor hidden_bias;
};
CellWeights cell_weights(const Execution& c, const std::string& ending);

struct State {
  Tensor hidden;  // (N, H)
  Tensor cell;    // of an LSTM
};

/// The state after reading x: (N, F).
State step(Execution& c, Cell cell, const CellWeights& weights, const Tensor& x, const State& state);

}  // namespace shapewise::exec
