// Chains: a convolution or product and the calls after it that its kernel does in one go: a normalisation, which goes
// into the weights, activations, and the sum with a tensor that is there before.
#pragma once

#include <vector>

#include "onednn/flow.h"
#include "onednn/lowering.h"

namespace shapewise::onednn {

/// What is done with each element of the result.
struct PostOp {
  std::vector<Eltwise> functions;  // or, if empty:
  ir::ValueId added;               // the sum with this value,
  int step = -1;                   // which this step asks for
};
inline bool is_sum(const PostOp& op) { return op.functions.empty(); }

struct Chain {
  std::vector<int> steps;  // after the head, in order
  std::optional<Affine> affine;
  std::vector<PostOp> post_ops;  // with one sum at most
  ir::ValueId tail;              // the value that comes out
};

/// By step; chains of one for those that take nothing in. Steps that are taken in are moved in the flow.
std::vector<Chain> chains_of(const exec::Plan& plan, const exec::Loaded& loaded, Flow& flow);

}  // namespace shapewise::onednn
