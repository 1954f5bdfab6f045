// Modules are constructed in the order in which they are written. What is called, in which order, is a flat list of
// steps: a Sequential is its children. The outline is as deep as its reader allowed, so recursion over it is bounded.
#include "import/assemble.h"

#include <fmt/format.h>

#include "layer/registry.h"

namespace shapewise::import {
namespace {

using ir::ModuleId;
using ir::Tensor;
using ir::ValueId;

void construct(Outline& outline, const std::string& path, ModuleId parent, layer::Builder& builder) {
  if (outline.flow == Flow::Layer) {
    outline.module = builder.construct(outline.op, outline.args, path, parent, outline.range);
  } else {
    outline.module = builder.add_module(path, outline.type, parent, outline.range);
  }
  for (const OutlineParameter& parameter : outline.parameters) {
    ir::Weight weight;
    for (const sym::Expr& size : parameter.shape.dims) weight.dims.push_back(layer::named("size", size));
    weight.dtype = parameter.dtype;
    builder.add_weight(outline.module, parameter.name, std::move(weight));
  }
  for (Outline& child : outline.children) {
    construct(child, path.empty() ? child.name : fmt::format("{}.{}", path, child.name), outline.module, builder);
  }
}

/// One module that is called.
struct Step {
  const Outline* outline = nullptr;
  ModuleId scope;            // whose forward calls it
  bool progression = false;  // see Flow
};

void list_steps(const Outline& outline, ModuleId scope, bool progression, std::vector<Step>& steps) {
  if (outline.flow != Flow::Sequence && outline.flow != Flow::Progression) {
    steps.push_back({&outline, scope, progression});
    return;
  }
  for (const Outline& child : outline.children) {
    list_steps(child, outline.module, outline.flow == Flow::Progression, steps);
  }
}

/// What one step hands to the next.
struct Passed {
  std::vector<ValueId> values;
  bool tuple = false;
  std::string_view from;  // the layer that returned the tuple
};

/// A Sequential passes on the whole tuple, which no layer takes.
ValueId refuse_tuple(const Outline& outline, const Passed& input, layer::Builder& builder) {
  std::string returns = fmt::format("{} returns a tuple of {} tensors", input.from, input.values.size());
  auto& d = builder.sink().error(diag::Kind::InputCount, outline.range,
                                 fmt::format("{} takes one tensor, but {}", outline.type, returns));
  d.label = fmt::format("gets the tuple of {}", input.from);
  d.notes.emplace_back("a Sequential passes on all that a layer returns");
  return builder.add_value(Tensor::unknown(std::move(returns)));
}

Passed unknown(const Outline& outline, layer::Builder& builder) {
  std::string why = outline.why;
  if (outline.flow == Flow::Holder) why = fmt::format("{} has no forward: it only holds modules", outline.type);
  if (!outline.reported) builder.graph().gaps.push_back({why, outline.range});
  return {{builder.add_value(Tensor::unknown(std::move(why)))}, false, {}};
}

layer::Returned call(const Step& step, const std::vector<ValueId>& values, layer::Builder& builder) {
  const Outline& outline = *step.outline;
  std::vector<layer::Given> arguments;
  for (int i = 0; i < static_cast<int>(values.size()); ++i) {
    arguments.push_back({{}, {}, {ir::TensorRef{i}, outline.range}});
  }
  return builder.call(outline.module, std::move(arguments), values, step.scope, outline.range);
}

Passed run(const Step& step, const Passed& input, layer::Builder& builder) {
  const Outline& outline = *step.outline;
  if (outline.flow != Flow::Layer) return unknown(outline, builder);
  bool refused = input.tuple && !step.progression;
  ValueId value = refused ? refuse_tuple(outline, input, builder) : input.values.front();
  layer::Returned returned = call(step, {value}, builder);
  return {std::move(returned.values), returned.layout != "t", outline.type};
}

ir::DType input_dtype(const std::vector<Step>& steps) {
  if (steps.empty() || steps.front().outline->flow != Flow::Layer) return ir::DType::Float32;
  return layer::spec(steps.front().outline->op).input_dtype;
}

/// True if the first `count` steps take such an input without an error.
bool fits(const Tensor& input, const std::vector<Step>& steps, std::size_t count, const ir::Graph& constructed) {
  ir::Graph graph = constructed;
  diag::Sink sink;
  layer::Builder builder(graph, sink);
  Passed passed{{builder.add_value(input)}, false, {}};
  for (std::size_t i = 0; i < count; ++i) passed = run(steps[i], passed, builder);
  return sink.errors() == 0;
}

/// The input that the first layer which tells one takes, if the layers before it take that as well.
std::optional<Tensor> default_input(const std::vector<Step>& steps, const ir::Graph& graph) {
  const ir::Args none;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Outline& outline = *steps[i].outline;
    if (outline.flow != Flow::Layer) return std::nullopt;
    const layer::Spec& spec = layer::spec(outline.op);
    if (spec.typical_input == nullptr) continue;
    layer::Call call(spec, graph[outline.module].args, none, {}, {}, outline.range);
    Tensor input = Tensor::of(spec.typical_input(call), input_dtype(steps));
    if (i == 0 || fits(input, steps, i + 1, graph)) return input;
    return std::nullopt;
  }
  return std::nullopt;
}

void demand_input(const Inputs& inputs, diag::Sink& sink) {
  auto& d = sink.error(diag::Kind::InputSpec, inputs.place,
                       "the shape of the input is needed, and the first layers do not tell it");
  d.notes.emplace_back("pass --input N,3,64,64, or write a line 'Input: (N, 3, 64, 64)' before the layers");
}

/// The inputs of the network: those given, or the one that its layers tell.
std::vector<ValueId> find_inputs(const std::vector<Step>& steps, Inputs& inputs, layer::Builder& builder) {
  for (std::size_t i = 0; i < inputs.given.size(); ++i) {
    const InputSpec& spec = inputs.given[i];
    std::string name = !spec.name.empty() ? spec.name : i == 0 ? "input" : fmt::format("input{}", i + 1);
    builder.add_input(std::move(name), Tensor::of(spec.shape, spec.dtype.value_or(input_dtype(steps))));
  }
  if (!inputs.given.empty()) return builder.graph().inputs;
  if (auto input = default_input(steps, builder.graph())) {
    inputs.default_used = true;
    return {builder.add_input("input", std::move(*input))};
  }
  bool needed = !steps.empty() && steps.front().outline->flow == Flow::Layer && !inputs.rejected;
  if (needed) demand_input(inputs, builder.sink());
  return {builder.add_input("input", Tensor::unknown("the shape of the input is not given"))};
}

/// One layer that stands for itself may take several tensors: its query, its key and its value.
bool is_lone_layer(const std::vector<Step>& steps, const Outline& root) {
  return steps.size() == 1 && steps.front().outline->flow == Flow::Layer && root.flow != Flow::Sequence;
}

void refuse_inputs(const Inputs& inputs, diag::Sink& sink) {
  sink.error(diag::Kind::InputSpec, inputs.given[1].range,
             fmt::format("the network takes one input, and {} are given", inputs.given.size()));
}

}  // namespace

void assemble(Outline& root, Inputs& inputs, layer::Builder& builder) {
  construct(root, {}, {}, builder);
  std::vector<Step> steps;
  list_steps(root, {}, false, steps);
  std::vector<ValueId> values = find_inputs(steps, inputs, builder);
  if (values.size() > 1 && is_lone_layer(steps, root)) {
    builder.graph().outputs = call(steps.front(), values, builder).values;
    return;
  }
  if (values.size() > 1) refuse_inputs(inputs, builder.sink());
  Passed passed{{values.front()}, false, {}};
  for (const Step& step : steps) passed = run(step, passed, builder);
  builder.graph().outputs = std::move(passed.values);
}

}  // namespace shapewise::import
