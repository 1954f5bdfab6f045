// Branches are joined size by size. A loop of few known iterations is unrolled, so that its costs are exact.
#include "import/onnx/control_flow.h"

#include <algorithm>
#include <fmt/format.h>

#include "layer/elements.h"

namespace shapewise::import::onnx {
namespace {

constexpr Int kMostUnrolled = 64;

class ControlFlow {
 public:
  ControlFlow(const Node& node, const Environment& environment, const Place& place, Runner& runner)
      : node_(node), environment_(environment), runner_(runner) {
    inner_module_ = runner.builder().add_module(place.full(), std::string(node.op), place.module, {});
    path_ = place.full();
  }

  std::vector<ir::ValueId> branch() {
    const Graph* then_graph = graph("then_branch");
    const Graph* else_graph = graph("else_branch");
    if (then_graph == nullptr || else_graph == nullptr) return {};
    auto condition = known(input(0));
    if (condition) return run(*condition != 0 ? *then_graph : *else_graph, {});
    runner_.gap(node_, "which branch of If is taken is not known: the costs of both count");
    return joined(run(*then_graph, {}), run(*else_graph, {}));
  }

  std::vector<ir::ValueId> loop() {
    const Graph* body = graph("body");
    if (body == nullptr || body->inputs.size() < 2) return {};
    std::vector<ir::ValueId> states(body->inputs.size() - 2);
    for (std::size_t i = 0; i < states.size(); ++i) states[i] = input(i + 2);
    auto trips = known(input(0));
    bool endless = !input(1).valid() || known(input(1)).value_or(0) != 0;
    return trips && endless && *trips <= kMostUnrolled ? unrolled(*body, std::move(states), *trips)
                                                       : once(*body, std::move(states));
  }

  std::vector<ir::ValueId> scan() {
    const Graph* body = graph("body");
    auto scanned = integer("num_scan_inputs");
    if (body == nullptr || !scanned || *scanned < 0 || *scanned > static_cast<Int>(body->inputs.size())) return {};
    std::size_t count = body->inputs.size() - static_cast<std::size_t>(*scanned);
    sym::Expr length = sym::Expr::unknown();
    std::vector<ir::ValueId> inputs;
    // In version 8 the lengths of the sequences stand before the others, and all have a batch.
    std::size_t skip = node_.inputs.size() == body->inputs.size() + 1 ? 1 : 0;
    for (std::size_t i = 0; i < body->inputs.size(); ++i) {
      ir::Tensor tensor = tensor_of(input(i + skip));
      std::size_t axis = skip;
      if (i >= count && skip == 0) axis = scan_axis(i - count, tensor);
      if (tensor.shape && static_cast<std::size_t>(tensor.shape->rank()) > axis && i >= count) {
        length = tensor.shape->dims[axis];
        tensor.shape->dims.erase(tensor.shape->dims.begin() + static_cast<std::ptrdiff_t>(axis));
      }
      if (skip == 1 && tensor.shape && tensor.shape->rank() > 0) {
        batch_ = tensor.shape->dims.front();
        tensor.shape->dims.erase(tensor.shape->dims.begin());
      }
      tensor.elements = nullptr;
      inputs.push_back(runner_.builder().add_value(std::move(tensor)));
    }
    runner_.gap(node_, "Scan runs its body many times: its costs count once");
    std::vector<ir::ValueId> outputs = run(*body, inputs);
    for (std::size_t i = 0; i < outputs.size(); ++i)
      outputs[i] = scanned_output(outputs[i], i >= count, length, i - count);
    return outputs;
  }

 private:
  ir::ValueId input(std::size_t i) const {
    return i < node_.inputs.size() && !node_.inputs[i].empty() ? environment_.find(node_.inputs[i]) : ir::ValueId();
  }

  const Attribute* attribute(std::string_view name) const {
    for (const Attribute& each : node_.attributes) {
      if (each.name == name) return &each;
    }
    return nullptr;
  }
  const Graph* graph(std::string_view name) const {
    const Attribute* found = attribute(name);
    return found != nullptr ? found->g.get() : nullptr;
  }
  std::optional<Int> integer(std::string_view name) const {
    const Attribute* found = attribute(name);
    return found != nullptr ? std::optional<Int>(found->i) : std::nullopt;
  }

  ir::Tensor tensor_of(ir::ValueId id) {
    return id.valid() ? runner_.builder().graph()[id].tensor : ir::Tensor::unknown("it is not given");
  }

  std::optional<Int> known(ir::ValueId id) {
    ir::Tensor tensor = tensor_of(id);
    if (!tensor.elements || tensor.elements->size() != 1) return std::nullopt;
    return layer::integer_of(tensor.elements->front()).constant();
  }

  std::vector<ir::ValueId> run(const Graph& graph, const std::vector<ir::ValueId>& inputs) {
    Environment inner;
    inner.outer = &environment_;
    inner.attributes = environment_.attributes;
    inner.module = inner_module_;
    inner.path = path_;
    inner.depth = environment_.depth + 1;
    for (std::size_t i = 0; i < std::min(inputs.size(), graph.inputs.size()); ++i) {
      if (inputs[i].valid()) inner.values[graph.inputs[i].name] = inputs[i];
    }
    runner_.add_initializers(graph, inner);
    return runner_.run_graph(graph, inner);
  }

  /// What both may be.
  ir::Tensor join(const ir::Tensor& a, const ir::Tensor& b) {
    if (!a.shape || !b.shape || a.shape->rank() != b.shape->rank())
      return ir::Tensor::unknown("the branches differ", a.dtype);
    sym::Shape shape = *a.shape;
    for (int i = 0; i < shape.rank(); ++i) {
      if (shape[i] != (*b.shape)[i]) shape[i] = sym::Expr::unknown();
    }
    return ir::Tensor::of(std::move(shape), a.dtype);
  }

  std::vector<ir::ValueId> joined(const std::vector<ir::ValueId>& a, const std::vector<ir::ValueId>& b) {
    std::vector<ir::ValueId> outputs;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
      outputs.push_back(runner_.builder().add_value(join(tensor_of(a[i]), tensor_of(b[i]))));
    }
    return outputs;
  }

  ir::ValueId scalar(std::optional<Int> value, ir::DType dtype) {
    ir::Tensor tensor = ir::Tensor::of({}, dtype);
    if (value) tensor = layer::with_elements(std::move(tensor), {sym::Expr(*value)});
    return runner_.builder().add_value(std::move(tensor));
  }

  /// What each iteration adds to, stacked along a new first axis.
  ir::ValueId stacked(ir::ValueId each, const sym::Expr& count) {
    ir::Tensor tensor = tensor_of(each);
    tensor.elements = nullptr;
    if (tensor.shape) tensor.shape->dims.insert(tensor.shape->dims.begin(), count);
    return runner_.builder().add_value(std::move(tensor));
  }

  std::vector<ir::ValueId> body_inputs(std::optional<Int> trip, const std::vector<ir::ValueId>& states) {
    std::vector<ir::ValueId> inputs{scalar(trip, ir::DType::Int64), scalar(1, ir::DType::Bool)};
    inputs.insert(inputs.end(), states.begin(), states.end());
    return inputs;
  }

  std::vector<ir::ValueId> unrolled(const Graph& body, std::vector<ir::ValueId> states, Int trips) {
    std::vector<ir::ValueId> last;
    Int done = 0;
    bool sure = true;
    for (; done < trips && sure; ++done) {
      last = run(body, body_inputs(done, states));
      if (last.size() < states.size() + 1) return {};
      std::copy_n(last.begin() + 1, states.size(), states.begin());
      auto goes_on = known(last.front());
      sure = goes_on.has_value();
      if (goes_on && *goes_on == 0) {
        ++done;
        break;
      }
    }
    if (!sure) runner_.gap(node_, "how often Loop runs is not known: its costs count once");
    sym::Expr count = sure ? sym::Expr(done) : sym::Expr::unknown();
    std::vector<ir::ValueId> outputs = states;
    if (last.empty()) return outputs;
    for (std::size_t i = states.size() + 1; i < last.size(); ++i) outputs.push_back(stacked(last[i], count));
    return outputs;
  }

  std::vector<ir::ValueId> once(const Graph& body, const std::vector<ir::ValueId>& states) {
    runner_.gap(node_, "how often Loop runs is not known: its costs count once");
    std::vector<ir::ValueId> blank;
    for (ir::ValueId state : states) {
      ir::Tensor tensor = tensor_of(state);
      tensor.elements = nullptr;
      blank.push_back(runner_.builder().add_value(std::move(tensor)));
    }
    std::vector<ir::ValueId> last = run(body, body_inputs(std::nullopt, blank));
    if (last.size() < states.size() + 1) return {};
    std::vector<ir::ValueId> outputs;
    for (std::size_t i = 0; i < states.size(); ++i) {
      outputs.push_back(runner_.builder().add_value(join(tensor_of(states[i]), tensor_of(last[i + 1]))));
    }
    auto trips = input(0).valid() ? tensor_of(input(0)).elements : nullptr;
    sym::Expr count = trips && !trips->empty() && known(last.front()).value_or(0) != 0
                          ? layer::integer_of(trips->front())
                          : sym::Expr::unknown();
    for (std::size_t i = states.size() + 1; i < last.size(); ++i) outputs.push_back(stacked(last[i], count));
    return outputs;
  }

  std::size_t scan_axis(std::size_t i, const ir::Tensor& tensor) const {
    const Attribute* axes = attribute("scan_input_axes");
    std::int64_t axis = axes != nullptr && i < axes->ints.size() ? axes->ints[i] : 0;
    if (axis < 0 && tensor.shape) axis += tensor.shape->rank();
    return static_cast<std::size_t>(std::max<std::int64_t>(axis, 0));
  }

  /// Scanned outputs get an axis for the steps; those of version 8 get their batch back.
  ir::ValueId scanned_output(ir::ValueId id, bool scanned, const sym::Expr& length, std::size_t i) {
    ir::Tensor tensor = tensor_of(id);
    tensor.elements = nullptr;
    if (tensor.shape && scanned) {
      const Attribute* axes = attribute("scan_output_axes");
      std::int64_t axis = axes != nullptr && i < axes->ints.size() ? axes->ints[i] : 0;
      if (axis < 0) axis += tensor.shape->rank() + 1;
      axis = std::clamp<std::int64_t>(axis, 0, tensor.shape->rank());
      tensor.shape->dims.insert(tensor.shape->dims.begin() + axis, length);
    }
    if (tensor.shape && batch_) tensor.shape->dims.insert(tensor.shape->dims.begin(), *batch_);
    return runner_.builder().add_value(std::move(tensor));
  }

  const Node& node_;
  const Environment& environment_;
  Runner& runner_;
  ir::ModuleId inner_module_;
  std::string path_;
  std::optional<sym::Expr> batch_;
};

}  // namespace

bool holds_graphs(const Node& node) {
  bool standard = node.domain.empty() || node.domain == "ai.onnx";
  return standard && (node.op == "If" || node.op == "Loop" || node.op == "Scan");
}

std::vector<ir::ValueId> run_control_flow(const Node& node, const Environment& environment, const Place& place,
                                          Runner& runner) {
  ControlFlow flow(node, environment, place, runner);
  if (node.op == "If") return flow.branch();
  return node.op == "Loop" ? flow.loop() : flow.scan();
}

}  // namespace shapewise::import::onnx
