// Recurrent cells: one step.
#include "exec/kernel.h"
#include "exec/math.h"
#include "exec/recurrent.h"

namespace shapewise::exec::reference {
namespace {

void cell(Execution& c) {
  Cell kind = c.name() == "LSTMCell"             ? Cell::Lstm
              : c.name() == "GRUCell"            ? Cell::Gru
              : c.text("nonlinearity") == "relu" ? Cell::Relu
                                                 : Cell::Tanh;
  bool alone = c.input().rank() == 1;
  Tensor x = alone ? unsqueezed(c.input(), 0) : c.input();
  if (x.rank() != 2) return c.fail("an input of " + to_text(c.input().dims()) + " is no step");
  std::vector<Tensor> given;
  if (c.given("hx")) given = c.tensors("hx");
  Sizes dims{x.size(0), c.integer("hidden_size")};
  State state{Tensor(dims, x.dtype()), Tensor(dims, x.dtype())};
  if (!given.empty()) state.hidden = alone ? unsqueezed(given[0], 0) : given[0];
  if (given.size() > 1) state.cell = alone ? unsqueezed(given[1], 0) : given[1];
  if (state.hidden.dims() != dims || state.cell.dims() != dims)
    return c.fail("a state of " + to_text(state.hidden.dims()) + " is not " + to_text(dims));
  state = step(c, kind, cell_weights(c, ""), x, state);
  if (c.failed()) return;
  c.give(alone ? selected(state.hidden, 0, 0) : state.hidden);
  if (kind == Cell::Lstm) c.give(alone ? selected(state.cell, 0, 0) : state.cell);
}

constexpr Kernel kKernels[] = {{"torch.nn.RNNCell torch.nn.LSTMCell torch.nn.GRUCell", cell}};

}  // namespace

std::span<const Kernel> rnn_cell_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
