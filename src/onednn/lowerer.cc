// The way from calls to actions.
#include "onednn/lowerer.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "layer/registry.h"

namespace shapewise::onednn {
namespace {

std::int64_t bytes_of(const dnnl::memory::desc& desc) { return static_cast<std::int64_t>(desc.get_size()); }

}  // namespace

Lowerer::Lowerer(const exec::Plan& plan, const exec::Loaded& loaded, Flow& flow, dnnl::engine engine)
    : plan_(plan),
      loaded_(loaded),
      flow_(flow),
      graph_(*plan.graph),
      chains_(chains_of(plan, loaded, flow)),
      random_(exec::generator_of({})),
      held_(graph_.values.size()),
      given_(graph_.values.size(), false),
      done_(plan.steps.size(), false) {
  program_.engine = std::move(engine);
  program_.tensor_blocks.assign(graph_.values.size(), -1);
  program_.seen.resize(plan.steps.size());
  for (std::size_t i = 0; i < given_.size(); ++i) given_[i] = !graph_.values[i].producer.valid();
}

Program Lowerer::lower() {
  for (step_ = 0; step_ < static_cast<int>(plan_.steps.size()); ++step_) {
    if (done_[static_cast<std::size_t>(step_)] || try_to_lower(step_)) continue;
    if (!chain().steps.empty()) {
      break_chain(step_);
      if (try_to_lower(step_)) continue;
    }
    call_reference(step_);
  }
  for (ir::ValueId output : graph_.outputs) program_.outputs.push_back(operand(output, true));
  return std::move(program_);
}

/// The calls that were taken in are lowered on their own.
void Lowerer::break_chain(int step) {
  Chain& chain = chains_[static_cast<std::size_t>(step)];
  for (int taken : chain.steps) {
    flow_.move(taken, taken);
    Chain& own = chains_[static_cast<std::size_t>(taken)];
    own = {};
    own.tail = graph_[plan_.steps[static_cast<std::size_t>(taken)].node].outputs.front();
  }
  chain = {};
  chain.tail = node().outputs.front();
}

bool Lowerer::try_to_lower(int step) {
  const Lowering* lowering = find_lowering(node().op);
  if (lowering == nullptr) return false;
  exec::Execution execution = arguments_of(plan_, loaded_, plan_.steps[static_cast<std::size_t>(step)], random_);
  call_ = &execution;
  std::size_t actions = program_.actions.size();
  bool lowered = false;
  try {
    lowered = lowering->lower(*this) && !execution.failed();
  } catch (const dnnl::error&) {  // oneDNN has no primitive for this call
  }
  call_ = nullptr;
  if (!lowered) {
    take_back(actions);
    return false;
  }
  for (int taken : chain().steps) {
    done_[static_cast<std::size_t>(taken)] = true;
    program_.seen[static_cast<std::size_t>(taken)] = program_.seen[static_cast<std::size_t>(step)];
    program_.seen[static_cast<std::size_t>(taken)].within = step;
  }
  return true;
}

/// What the step at hand has done before it could not be lowered, after so many actions of others. Blocks that nobody
/// reads may stay.
void Lowerer::take_back(std::size_t actions) {
  program_.actions.erase(program_.actions.begin() + static_cast<std::ptrdiff_t>(actions), program_.actions.end());
  program_.seen[static_cast<std::size_t>(step_)] = {};
  held_[at(chain().tail)].reset();
  for (ir::ValueId output : node().outputs) held_[at(output)].reset();
}

void Lowerer::call_reference(int step) {
  Action action{step, {}, {}, {}};
  for (ir::ValueId input : node().inputs) action.operands.push_back(operand(input, true));
  for (ir::ValueId output : node().outputs) given_[at(output)] = true;
  program_.actions.push_back(std::move(action));
}

/// `read_later`: a view of it may be read as long as anything that shares memory with it.
Operand Lowerer::operand(ir::ValueId value, bool read_later) {
  if (!held_[at(value)] || given_[at(value)]) return {{}, value};
  Held held = *held_[at(value)];
  if (!is_strided(held.desc)) held = reordered(held, plain(dims_of(held.desc)));
  read(held.block, read_later ? flow_.last_reader(value) : step_);
  return {held, {}};
}

bool Lowerer::floats(int input) const {
  if (input >= static_cast<int>(node().inputs.size())) return false;
  ir::ValueId value = node().inputs[static_cast<std::size_t>(input)];
  auto shape = plan_.shape(value);
  return shape && !shape->empty() && shape->size() <= 5 && exec::product(*shape) > 0 &&
         graph_[value].tensor.dtype == ir::DType::Float32;
}

bool Lowerer::constant(std::string_view param, exec::Tensor& tensor) {
  tensor = call_->weight(param);
  if (!tensor.defined()) return !call_->is_function() || !call_->given(param);
  if (!call_->is_function()) return true;
  auto* ref = call_->call().arg(param).as<ir::TensorRef>();
  return ref != nullptr && loaded_.constant(node().inputs[static_cast<std::size_t>(ref->input)]).defined();
}

exec::Sizes Lowerer::output_sizes(int output) const {
  return plan_.shape(node().outputs[static_cast<std::size_t>(output)]).value_or(exec::Sizes());
}

dnnl::primitive_attr Lowerer::attributes() const {
  dnnl::post_ops ops;
  for (const PostOp& op : chain().post_ops) {
    if (is_sum(op)) ops.append_sum(1);
    for (const Eltwise& one : op.functions) ops.append_eltwise(1, one.algorithm, one.alpha, one.beta);
  }
  dnnl::primitive_attr attributes;
  attributes.set_post_ops(ops);
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return attributes;
}

int Lowerer::new_block(Block::Kind kind, std::int64_t bytes) {
  Block block;
  block.kind = kind;
  block.bytes = bytes;
  block.first = block.last = step_;
  program_.blocks.push_back(std::move(block));
  placed_.emplace_back();
  return static_cast<int>(program_.blocks.size()) - 1;
}

void Lowerer::read(int block, int position) {
  int& last = program_.blocks[static_cast<std::size_t>(block)].last;
  last = std::max(last, position);
}

Held Lowerer::held(ir::ValueId value) {
  std::optional<Held>& held = held_[at(value)];
  if (!held) {
    CHECK(given_[at(value)]);
    int block = new_block(Block::Kind::Tensor, 0);
    program_.tensor_blocks[at(value)] = block;
    held = {plain(plan_.shape(value).value_or(exec::Sizes())), block};
  }
  return *held;
}

Held Lowerer::source(int input) { return held(node().inputs[static_cast<std::size_t>(input)]); }

void Lowerer::copy(const Held& from, const Held& to) {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  dnnl::reorder::primitive_desc pd(engine(), from.desc, engine(), to.desc, attributes);
  emit(dnnl::reorder(pd), pd.scratchpad_desc(), {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}});
}

Held Lowerer::reordered(const Held& from, const dnnl::memory::desc& wanted) {
  if (from.desc == wanted) return from;
  Held to = fresh(wanted);
  copy(from, to);
  return to;
}

Held Lowerer::strided_source(int input) {
  Held held = source(input);
  return is_strided(held.desc) ? held : reordered(held, plain(dims_of(held.desc)));
}

Held Lowerer::plain_source(int input) {
  Held held = source(input);
  return reordered(held, plain(dims_of(held.desc)));
}

Held Lowerer::fixed(const exec::Tensor& tensor, const dnnl::memory::desc& desc, const dnnl::memory::desc& wanted) {
  Held held{wanted, new_block(Block::Kind::Fixed, bytes_of(wanted))};
  exec::Tensor from = tensor.floats();
  exec::Tensor& to = program_.blocks.back().fixed;
  to = from;
  if (desc == wanted) return held;
  to = exec::Tensor({(bytes_of(wanted) + 3) / 4}, ir::DType::Float32);
  dnnl::memory source(desc, engine(), from.data<float>());
  dnnl::memory target(wanted, engine(), to.data<float>());
  dnnl::stream stream(engine());
  dnnl::reorder(source, target).execute(stream, source, target);
  stream.wait();
  return held;
}

Held Lowerer::fixed(const std::vector<float>& numbers) {
  exec::Sizes dims{static_cast<std::int64_t>(numbers.size())};
  exec::Tensor tensor(dims, ir::DType::Float32);
  std::copy(numbers.begin(), numbers.end(), tensor.data<float>());
  return fixed(tensor, plain(dims), plain(dims));
}

Held Lowerer::fresh(const dnnl::memory::desc& desc) { return {desc, new_block(Block::Kind::Arena, bytes_of(desc))}; }

Held Lowerer::over_source(const dnnl::memory::desc& desc, int input) {
  ir::ValueId value = node().inputs[static_cast<std::size_t>(input)];
  Held from = source(input);
  bool arena = program_.blocks[static_cast<std::size_t>(from.block)].kind == Block::Kind::Arena;
  bool free = arena && from.desc == desc && flow_.dies_before(value, step_, step_);
  for (ir::ValueId other : node().inputs) free = free && (other == value || !flow_.may_share_memory(other, value));
  return free ? from : fresh(desc);
}

Held Lowerer::result(const dnnl::memory::desc& desc) {
  const std::vector<PostOp>& ops = chain().post_ops;
  auto sum = std::find_if(ops.begin(), ops.end(), is_sum);
  if (sum == ops.end()) return fresh(desc);
  Held other = held(sum->added);
  other.desc = other.desc.reshape(desc.dims());
  bool arena = program_.blocks[static_cast<std::size_t>(other.block)].kind == Block::Kind::Arena;
  if (other.desc != desc) return reordered(other, desc);
  if (arena && flow_.dies_before(sum->added, step_, sum->step)) return other;
  Held target = fresh(desc);
  copy(other, target);
  return target;
}

int Lowerer::placed(const Held& held) {
  std::vector<int>& there = placed_[static_cast<std::size_t>(held.block)];
  for (int i : there) {
    if (program_.memories[static_cast<std::size_t>(i)].memory.get_desc() == held.desc) return i;
  }
  program_.memories.push_back({dnnl::memory(held.desc, engine(), DNNL_MEMORY_NONE), held.block});
  there.push_back(static_cast<int>(program_.memories.size()) - 1);
  return there.back();
}

void Lowerer::emit(const dnnl::primitive& primitive, const dnnl::memory::desc& scratchpad, const Args& args) {
  Action action{step_, primitive, {}, {}};
  Args all = args;
  if (std::int64_t bytes = bytes_of(scratchpad); bytes > 0) {
    int block = new_block(Block::Kind::Arena, bytes);
    all.push_back({DNNL_ARG_SCRATCHPAD, {scratchpad, block}});
  }
  for (const auto& [arg, held] : all) {
    read(held.block, step_);
    int memory = placed(held);
    action.args.push_back({arg, program_.memories[static_cast<std::size_t>(memory)].memory.get()});
  }
  program_.actions.push_back(std::move(action));
}

void Lowerer::give(Held held, int output) {
  ir::ValueId value = output == 0 ? chain().tail : node().outputs[static_cast<std::size_t>(output)];
  exec::Seen& seen = program_.seen[static_cast<std::size_t>(step_)];
  seen.shapes.push_back(dims_of(held.desc));
  seen.dtypes.push_back(ir::DType::Float32);
  held_[at(value)] = std::move(held);
}

}  // namespace shapewise::onednn
