// Session: a program with its arena, run again and again without asking for memory for tensors.
#pragma once

#include "exec/backend.h"
#include "onednn/program.h"

namespace shapewise::onednn {

class Session : public exec::Session {
 public:
  Session(const exec::Plan& plan, const exec::Loaded& loaded, Program program);
  exec::Outcome run(const std::vector<exec::Tensor>& inputs, const exec::RunOptions& options) override;
  int own_steps() const override;

 private:
  void bind(ir::ValueId value, exec::Tensor tensor, std::string& error);
  exec::Tensor tensor_of(const Operand& operand) const;
  std::string run_action(const Action& action, exec::Random& random, exec::Outcome& outcome);
  std::string call_reference(const Action& action, exec::Random& random, exec::Outcome& outcome);
  void release(int step);

  const exec::Plan& plan_;
  const exec::Loaded& given_;
  exec::Loaded loaded_;  // for the run at hand
  const ir::Graph& graph_;
  Program program_;
  dnnl::stream stream_;
  exec::Tensor arena_;
  std::vector<exec::Tensor> values_;        // by value, as far as the reference kernels made them or they were given
  std::vector<exec::Tensor> packed_;        // by block: row-major, as a primitive reads it
  std::vector<std::vector<int>> memories_;  // by block: the memory objects that lie in it
  std::vector<std::vector<int>> ends_;      // by step: the blocks of tensors that are not read after it
};

}  // namespace shapewise::onednn
