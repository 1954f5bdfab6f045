// One action after the other.
#include "onednn/session.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/clock.h"
#include "layer/registry.h"

namespace shapewise::onednn {
Session::Session(const exec::Plan& plan, const exec::Loaded& loaded, Program program)
    : plan_(plan),
      given_(loaded),
      loaded_(loaded),
      graph_(*plan.graph),
      program_(std::move(program)),
      stream_(program_.engine),
      values_(graph_.values.size()),
      packed_(program_.blocks.size()),
      memories_(program_.blocks.size()),
      ends_(plan.steps.size() + 1) {
  std::int64_t bytes = place_blocks(program_.blocks);
  arena_ = exec::Tensor({(bytes + 3) / 4}, ir::DType::Float32);
  for (std::size_t i = 0; i < program_.memories.size(); ++i) {
    Placed& placed = program_.memories[i];
    Block& block = program_.blocks[static_cast<std::size_t>(placed.block)];
    memories_[static_cast<std::size_t>(placed.block)].push_back(static_cast<int>(i));
    if (block.kind == Block::Kind::Arena) placed.memory.set_data_handle(arena_.data<char>() + block.offset);
    if (block.kind == Block::Kind::Fixed) placed.memory.set_data_handle(block.fixed.data<float>());
  }
  for (std::size_t i = 0; i < program_.blocks.size(); ++i) {
    const Block& block = program_.blocks[i];
    if (block.kind == Block::Kind::Tensor) ends_[static_cast<std::size_t>(block.last)].push_back(static_cast<int>(i));
  }
}

/// A tensor is there: primitives read it where it lies, if it is in row-major order.
void Session::bind(ir::ValueId value, exec::Tensor tensor, std::string& error) {
  auto at = static_cast<std::size_t>(value.index);
  if (int block = program_.tensor_blocks[at]; block >= 0 && tensor.defined()) {
    auto shape = plan_.shape(value);
    if (shape && *shape != tensor.dims()) {
      error = fmt::format("a tensor of {} where {} was inferred", exec::to_text(tensor.dims()), exec::to_text(*shape));
      return;
    }
    exec::Tensor& packed = packed_[static_cast<std::size_t>(block)];
    packed = tensor.floats();
    for (int memory : memories_[static_cast<std::size_t>(block)])
      program_.memories[static_cast<std::size_t>(memory)].memory.set_data_handle(packed.data<float>());
  }
  values_[at] = std::move(tensor);
}

exec::Tensor Session::tensor_of(const Operand& operand) const {
  if (operand.held.block < 0) return values_[static_cast<std::size_t>(operand.value.index)];
  const Block& block = program_.blocks[static_cast<std::size_t>(operand.held.block)];
  exec::Sizes dims = dims_of(operand.held.desc);
  exec::Sizes strides = strides_of(operand.held.desc);
  if (block.kind == Block::Kind::Tensor)
    return packed_[static_cast<std::size_t>(operand.held.block)].view(std::move(dims), std::move(strides));
  if (block.kind == Block::Kind::Fixed) return block.fixed.view(std::move(dims), std::move(strides));
  return arena_.view(std::move(dims), std::move(strides), block.offset / 4);
}

std::string Session::call_reference(const Action& action, exec::Random& random, exec::Outcome& outcome) {
  const exec::Step& step = plan_.steps[static_cast<std::size_t>(action.step)];
  const ir::Node& node = graph_[step.node];
  std::vector<exec::Tensor> inputs;
  for (const Operand& operand : action.operands) inputs.push_back(tensor_of(operand));
  exec::Returned returned = exec::run_step(plan_, loaded_, step, std::move(inputs), random, false);
  if (!returned.error.empty()) return std::move(returned.error);
  exec::Seen& seen = outcome.steps[static_cast<std::size_t>(action.step)];
  double before = seen.seconds;
  seen = exec::seen(returned.outputs, before);
  std::string error;
  for (std::size_t i = 0; i < std::min(returned.outputs.size(), node.outputs.size()); ++i)
    bind(node.outputs[i], std::move(returned.outputs[i]), error);
  return error;
}

std::string Session::run_action(const Action& action, exec::Random& random, exec::Outcome& outcome) {
  if (!action.primitive) return call_reference(action, random, outcome);
  auto status = dnnl_primitive_execute(action.primitive.get(), stream_.get(), static_cast<int>(action.args.size()),
                                       action.args.data());
  return status == dnnl_success ? std::string()
                                : fmt::format("oneDNN stopped with status {}", static_cast<int>(status));
}

int Session::own_steps() const {
  auto reference = [](const Action& action) { return !action.primitive; };
  return static_cast<int>(plan_.steps.size()) -
         static_cast<int>(std::count_if(program_.actions.begin(), program_.actions.end(), reference));
}

void Session::release(int step) {
  for (int block : ends_[static_cast<std::size_t>(step)]) packed_[static_cast<std::size_t>(block)] = {};
  for (ir::ValueId value : plan_.steps[static_cast<std::size_t>(step)].unused)
    values_[static_cast<std::size_t>(value.index)] = {};
}

exec::Outcome Session::run(const std::vector<exec::Tensor>& inputs, const exec::RunOptions& options) {
  exec::Outcome outcome;
  outcome.steps = program_.seen;
  exec::Random random = exec::generator_of(options);
  if (given_.is_overwritten()) loaded_ = given_.for_one_run(graph_);
  std::int64_t before = exec::Buffer::held() - arena_.elements() * 4;
  for (const exec::Tensor& input : inputs) before -= input.elements() * exec::element_bytes(input.kind());
  exec::Buffer::mark();
  auto start = Clock::now();
  for (std::size_t i = 0; i < values_.size(); ++i)
    bind({static_cast<std::int32_t>(i)}, loaded_.constant({static_cast<std::int32_t>(i)}), outcome.error);
  for (std::size_t i = 0; i < graph_.inputs.size(); ++i) bind(graph_.inputs[i], inputs[i], outcome.error);
  std::size_t next = 0;
  for (int step = 0; step < static_cast<int>(plan_.steps.size()) && outcome.error.empty(); ++step) {
    auto began = Clock::now();
    for (; next < program_.actions.size() && program_.actions[next].step == step && outcome.error.empty(); ++next)
      outcome.error = run_action(program_.actions[next], random, outcome);
    outcome.steps[static_cast<std::size_t>(step)].seconds = seconds_since(began);
    if (!outcome.error.empty()) outcome.steps.resize(static_cast<std::size_t>(step));
    release(step);
  }
  // What the outputs of the network need to be in row-major order.
  for (; next < program_.actions.size() && outcome.error.empty(); ++next)
    outcome.error = run_action(program_.actions[next], random, outcome);
  outcome.seconds = seconds_since(start);
  outcome.peak_bytes = exec::Buffer::peak() - before;
  for (const Operand& output : program_.outputs)
    outcome.outputs.push_back(outcome.error.empty() ? tensor_of(output) : exec::Tensor());
  for (ir::ValueId input : graph_.inputs) values_[static_cast<std::size_t>(input.index)] = {};
  return outcome;
}

}  // namespace shapewise::onednn
