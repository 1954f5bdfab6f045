// Program: primitives of oneDNN and calls of reference kernels in order, and the memory that they work on, most of it
// in one arena that is planned by when each block is needed.
#pragma once

#include <oneapi/dnnl/dnnl.hpp>
#include <vector>

#include "exec/run.h"

namespace shapewise::onednn {

/// Memory for a tensor, or for what a primitive needs while it runs.
struct Block {
  enum class Kind : std::uint8_t {
    Arena,
    Fixed,   // weights, as a primitive wants them
    Tensor,  // of a value that a reference kernel makes, that is given, or that is constant: known when it is there
  };
  Kind kind = Kind::Arena;
  std::int64_t bytes = 0;
  int first = 0;            // position at which it is written
  int last = 0;             // … and read last
  std::int64_t offset = 0;  // in the arena
  exec::Tensor fixed;
};

/// A block as a tensor of some layout.
struct Held {
  dnnl::memory::desc desc;
  int block = -1;
};

/// Where a reference kernel finds an input.
struct Operand {
  Held held;            // in the arena, or,
  ir::ValueId value{};  // if that has no block, the value that a reference kernel made
};

struct Action {
  int step = 0;               // whose time it takes
  dnnl::primitive primitive;  // or a call of the reference kernel with
  std::vector<Operand> operands;
  std::vector<dnnl_exec_arg_t> args;  // of the primitive
};

/// A memory object of oneDNN, whose address is known once the arena is planned or a tensor is there.
struct Placed {
  dnnl::memory memory;
  int block;
};

struct Program {
  dnnl::engine engine;
  std::vector<Block> blocks;
  std::vector<Placed> memories;
  std::vector<Action> actions;     // in order
  std::vector<int> tensor_blocks;  // by value; −1: none
  std::vector<Operand> outputs;    // of the network
  std::vector<exec::Seen> seen;    // by step: what is known of it beforehand
};

/// Gives the blocks of the arena their places: those that are needed at the same time do not overlap. Returns the bytes
/// of the arena.
std::int64_t place_blocks(std::vector<Block>& blocks);

/// Whether elements lie with a fixed distance along each axis, and not in blocks of channels.
bool is_strided(const dnnl::memory::desc& desc);
/// Whether its layout has places for more channels than there are.
bool is_padded(const dnnl::memory::desc& desc);
exec::Sizes dims_of(const dnnl::memory::desc& desc);
exec::Sizes strides_of(const dnnl::memory::desc& desc);
dnnl::memory::desc strided(const exec::Sizes& dims, const exec::Sizes& strides);
/// In row-major order.
dnnl::memory::desc plain(const exec::Sizes& dims);
/// In the order that a primitive likes best.
dnnl::memory::desc any(const exec::Sizes& dims);

}  // namespace shapewise::onednn
