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
  Tensor projection;          // of the hidden state; none: as it is
  Tensor peepholes;           // of an LSTM, (3·H): from the cell to the gates of input, output and forgetting
  bool resets_first = false;  // of a GRU: the state is reset before it is multiplied
};
CellWeights cell_weights(const Execution& c, const std::string& ending);

struct State {
  Tensor hidden;  // (N, H)
  Tensor cell;    // of an LSTM
};

/// The state after reading x: (N, F).
State step(Execution& c, Cell cell, const CellWeights& weights, const Tensor& x, const State& state);

/// What a cell makes of sequences.
struct Sequence {
  Tensor outputs;  // (L, N, H); none if the call has failed
  State last;
};
/// x: (L, N, F), read forwards or backwards. Sequences have these lengths, behind which nothing is read and the outputs
/// are 0; without lengths, all of x.
Sequence run_through(Execution& c, Cell cell, const CellWeights& weights, const Tensor& x, State state, bool backwards,
                     const std::vector<std::int64_t>& lengths = {});

}  // namespace shapewise::exec
