// Lowerer: makes the program of a plan, call by call. Families use it to see the call they lower, to take its inputs in
// the layouts they need, and to give results.
#pragma once

#include <optional>

#include "onednn/chain.h"
#include "onednn/program.h"

namespace shapewise::onednn {

class Lowerer {
 public:
  Lowerer(const exec::Plan& plan, const exec::Loaded& loaded, Flow& flow, dnnl::engine engine);
  Program lower();

  // --- the call at hand ---
  exec::Execution& call() { return *call_; }
  const Chain& chain() const { return chains_[static_cast<std::size_t>(step_)]; }
  const dnnl::engine& engine() const { return program_.engine; }
  /// Whether the input is a tensor of float32 with known sizes and at least one element, as oneDNN computes with.
  bool floats(int input = 0) const;
  /// The contents of a weight, or of a parameter whose tensor is constant; false if it is given but not constant.
  bool constant(std::string_view param, exec::Tensor& tensor);
  /// The shape that was inferred for an output of the call; empty if it is not known.
  exec::Sizes output_sizes(int output = 0) const;
  /// Post-ops of the chain, without its affine part, and memory that the primitive does not take itself.
  dnnl::primitive_attr attributes() const;

  // --- memory ---
  /// An input as it lies.
  Held source(int input = 0);
  /// The same tensor in another layout.
  Held reordered(const Held& held, const dnnl::memory::desc& wanted);
  /// With a fixed distance along each axis, and in row-major order.
  Held strided_source(int input = 0);
  Held plain_source(int input = 0);
  /// Numbers that are there before the run; `desc` says how they lie in the tensor.
  Held fixed(const exec::Tensor& tensor, const dnnl::memory::desc& desc, const dnnl::memory::desc& wanted);
  Held fixed(const std::vector<float>& numbers);
  Held fresh(const dnnl::memory::desc& desc);
  /// Where a result of that layout goes: to a place of its own, or over an input that nobody needs afterwards.
  Held over_source(const dnnl::memory::desc& desc, int input = 0);
  /// The result of a chain: with a sum among its post-ops it is where the other operand is.
  Held result(const dnnl::memory::desc& desc);

  // --- what happens ---
  using Args = std::vector<std::pair<int, Held>>;
  void emit(const dnnl::primitive& primitive, const dnnl::memory::desc& scratchpad, const Args& args);
  /// The tensor that the call, with all that its chain takes in, returns.
  void give(Held held, int output = 0);

 private:
  bool try_to_lower(int step);
  void take_back(std::size_t actions);
  void call_reference(int step);
  void copy(const Held& from, const Held& to);
  Operand operand(ir::ValueId value, bool read_later);
  Held held(ir::ValueId value);
  int new_block(Block::Kind kind, std::int64_t bytes);
  void read(int block, int position);
  int placed(const Held& held);
  void break_chain(int step);
  std::size_t at(ir::ValueId value) const { return static_cast<std::size_t>(value.index); }
  const ir::Node& node() const { return graph_[plan_.steps[static_cast<std::size_t>(step_)].node]; }

  const exec::Plan& plan_;
  const exec::Loaded& loaded_;
  Flow& flow_;
  const ir::Graph& graph_;
  std::vector<Chain> chains_;
  exec::Random random_;
  Program program_;
  std::vector<std::optional<Held>> held_;  // by value, as it was made
  std::vector<bool> given_;                // by value: a tensor of a reference kernel, an input or a constant
  std::vector<bool> done_;                 // by step
  std::vector<std::vector<int>> placed_;   // by block: the memory objects that lie in it
  int step_ = 0;
  exec::Execution* call_ = nullptr;
};

}  // namespace shapewise::onednn
