// Construction, lazy layers and calls. A module whose constructor was rejected still takes part with what is known of
// it, but says nothing more: whatever went wrong later would only follow from that.
#include "layer/builder.h"

#include <algorithm>
#include <optional>
#include <span>

#include "layer/memory.h"
#include "layer/origin.h"
#include "layer/registry.h"

namespace shapewise::layer {
namespace {

std::vector<ir::Tensor> tensors_of(const ir::Graph& graph, const std::vector<ir::ValueId>& ids) {
  std::vector<ir::Tensor> tensors;
  tensors.reserve(ids.size());
  for (ir::ValueId id : ids) tensors.push_back(graph[id].tensor);
  return tensors;
}

const ir::Args kNoArgs;

/// A number below zero that was refused is no size: what follows from it is not known.
void forget_refused(ir::Args& args, std::span<const diag::Diagnostic> refusals) {
  for (ir::Arg& arg : args) {
    const sym::Expr* value = arg.value.as<sym::Expr>();
    std::optional<Int> size = value != nullptr ? value->constant() : std::nullopt;
    if (!size || *size >= 0) continue;
    auto marks = [&](const diag::Diagnostic& d) { return d.range == arg.value.range; };
    if (std::any_of(refusals.begin(), refusals.end(), marks)) arg.value.value = ir::Unknown{"it was refused"};
  }
}

}  // namespace

Builder::Builder(ir::Graph& graph, diag::Sink& sink, bool training) : graph_(graph), sink_(sink) {
  graph_.training = training;
  called_.resize(graph_.modules.size());
}

ir::ValueId Builder::add_input(std::string name, ir::Tensor tensor) {
  ir::ValueId id = add_value(std::move(tensor));
  graph_[id].tensor.memory.contiguous = true;
  graph_[id].name = std::move(name);
  graph_.inputs.push_back(id);
  return id;
}

ir::ValueId Builder::add_value(ir::Tensor tensor) {
  graph_.values.push_back({std::move(tensor), {}, {}, {}});
  return {static_cast<std::int32_t>(graph_.values.size()) - 1};
}

ir::ModuleId Builder::add_module(std::string path, std::string type, ir::ModuleId parent, source::Range defined) {
  ir::Module module;
  module.path = std::move(path);
  module.type = std::move(type);
  module.parent = parent;
  module.defined = defined;
  graph_.modules.push_back(std::move(module));
  called_.push_back(false);
  return {static_cast<std::int32_t>(graph_.modules.size()) - 1};
}

Constructed Builder::prepare(ir::OpId op, std::vector<Given> given, source::Range defined) {
  const Spec& spec = layer::spec(op);
  Bound bound = bind(spec.name(), spec.params, spec.spatial, std::move(given), defined, sink_);
  bool failed = !bound.ok || !check(spec, bound.args, defined);
  return {{op, std::move(bound.args)}, failed};
}

ir::ModuleId Builder::attach(Constructed layer, std::string path, ir::ModuleId parent, source::Range defined) {
  ir::ModuleId id = add_module(std::move(path), std::string(spec(layer.layer.op).name()), parent, defined);
  ir::Module& module = graph_[id];
  module.op = layer.layer.op;
  module.args = std::move(layer.layer.args);
  module.failed = layer.failed;
  return id;
}

ir::ModuleId Builder::construct(ir::OpId op, std::vector<Given> given, std::string path, ir::ModuleId parent,
                                source::Range defined) {
  ir::ModuleId id = attach(prepare(op, std::move(given), defined), std::move(path), parent, defined);
  make_weights(id);
  return id;
}

bool Builder::check(const Spec& spec, ir::Args& args, source::Range defined) {
  if (spec.check == nullptr) return true;
  int before = sink_.count();
  Call call(spec, args, kNoArgs, {}, {&sink_, &graph_.facts, &graph_.assumptions, graph_.training}, defined);
  spec.check(call);
  if (call.failed()) forget_refused(args, sink_.since(before));
  return !call.failed();
}

ir::Attr Builder::layer_value(ir::OpId op, std::vector<Given> given, source::Range defined) {
  Constructed made = prepare(op, std::move(given), defined);
  if (made.failed) return {ir::Unknown{"its constructor was rejected"}, defined};
  return {std::move(made.layer), defined};
}

ir::Attr Builder::layer_value(ir::ModuleId id, source::Range range) const {
  const ir::Module& module = graph_[id];
  if (!module.op.valid()) return {ir::Unknown{"it is no layer of PyTorch"}, range};
  if (module.failed) return {ir::Unknown{"its constructor was rejected"}, range};
  return {ir::Layer{module.op, module.args}, range};
}

std::vector<WeightSpec> weights_of(const ir::Layer& layer) {
  const Spec& spec = layer::spec(layer.op);
  if (spec.weights == nullptr || spec.form == Form::Foreign) return {};
  for (std::size_t i = 0; i < spec.params.size(); ++i) {
    // Which weights there are hangs on such a flag, so their number is not known.
    if (!has(spec.params[i].takes, Takes::Bool) || !layer.args[i].value.is<ir::Unknown>()) continue;
    return {{"?", {sym::Formula::named(std::string(spec.params[i].name), sym::Expr::unknown())}}};
  }
  Call call(spec, layer.args, kNoArgs, {}, {}, {});
  std::vector<WeightSpec> weights = spec.weights(call);
  const ir::DType* dtype = call.has("dtype") ? call.arg("dtype").as<ir::DType>() : nullptr;
  for (WeightSpec& made : weights) {
    if (dtype != nullptr && made.dtype == ir::DType::Float32) made.dtype = *dtype;
  }
  return weights;
}

void Builder::make_weights(ir::ModuleId id) {
  for (WeightSpec& made : weights_of({graph_[id].op, graph_[id].args})) {
    add_weight(id, std::move(made));
  }
}

void Builder::add_weight(ir::ModuleId module, WeightSpec made) {
  bool trainable = made.trainable && !made.buffer;
  ir::Weight weight{std::move(made.dims), std::move(made.order), made.dtype, made.buffer, trainable};
  add_weight(module, std::move(made.name), std::move(weight));
}

void Builder::rewind(const Checkpoint& checkpoint) {
  graph_ = checkpoint.graph;
  sink_.forget(checkpoint.diagnostics);
  ordered_ = checkpoint.ordered;
  called_ = checkpoint.called;
}

void Builder::build(ir::ModuleId id, const ir::Node& node) {
  const Spec& spec = layer::spec(node.op);
  if (spec.form != Form::Foreign || spec.weights == nullptr || node.inputs.empty()) return;
  std::vector<ir::Tensor> tensors = tensors_of(graph_, node.inputs);
  auto is_known = [](const ir::Tensor& tensor) { return tensor.shape.has_value(); };
  bool known = std::all_of(tensors.begin(), tensors.end(), is_known) && is_known(graph_[node.outputs.front()].tensor);
  if (!known) return add_weight(id, {"?", {sym::Formula::named("?", sym::Expr::unknown())}});
  Call call(spec, graph_[id].args, kNoArgs, std::move(tensors), {}, {});
  for (WeightSpec& made : spec.weights(call)) add_weight(id, std::move(made));
}

ir::WeightId Builder::add_weight(ir::ModuleId module, std::string name, ir::Weight weight) {
  graph_.weights.push_back(std::move(weight));
  ir::WeightId id{static_cast<std::int32_t>(graph_.weights.size()) - 1};
  graph_[module].weights.push_back({std::move(name), id});
  return id;
}

void Builder::forget_calls() {
  graph_.modules.clear();
  graph_.aliases.clear();
  graph_.weights.clear();
  graph_.nodes.clear();
  graph_.results.clear();
  called_.clear();
  for (ir::Value& value : graph_.values) {
    value.producer = {};
    value.weight = {};
  }
}

void Builder::materialise(ir::ModuleId id, const ir::Tensor& input) {
  ir::Module& module = graph_[id];
  const Spec& lazy = layer::spec(module.op);
  if (lazy.lazy.becomes.empty() || !input.shape) return;
  int axis = lazy.lazy.axis == kChannelAxis ? -lazy.spatial - 1 : lazy.lazy.axis;
  int place = axis < 0 ? axis + input.shape->rank() : axis;
  bool there = place >= 0 && place < input.shape->rank();
  const Spec& becomes = layer::spec(*find_qualified(lazy.lazy.becomes));
  ir::Args args;
  for (const Param& param : becomes.params) {
    const ir::Arg* kept = ir::find(module.args, param.name);
    if (kept != nullptr) {
      args.push_back(*kept);
    } else if (param.name == lazy.lazy.param) {
      args.push_back({param.name, {there ? (*input.shape)[place] : sym::Expr::unknown(), {}}, false});
    } else {
      args.push_back({param.name, parse_default(param.fallback), false});
    }
  }
  module.op = op_of(becomes);
  module.type = becomes.name();
  module.args = std::move(args);
  if (!module.failed) module.failed = !check(becomes, module.args, module.defined);
  make_weights(id);
}

Returned Builder::call(ir::ModuleId id, std::vector<Given> given, std::vector<ir::ValueId> inputs, ir::ModuleId scope,
                       source::Range range) {
  if (!inputs.empty()) materialise(id, graph_[inputs.front()].tensor);
  auto at = static_cast<std::size_t>(id.index);
  bool first = !called_[at];
  const ir::Module& module = graph_[id];
  ir::Node node;
  node.op = module.op;
  node.module = id;
  node.scope = scope;
  node.inputs = std::move(inputs);
  node.source = range;
  node.first_call = first;
  called_[at] = true;
  Returned returned = run(std::move(node), module.args, std::move(given), module.failed);
  if (first) build(id, graph_.nodes.back());
  return returned;
}

Returned Builder::call(ir::OpId function, std::vector<Given> given, std::vector<ir::ValueId> inputs, ir::ModuleId scope,
                       source::Range range) {
  ir::Node node;
  node.op = function;
  node.scope = scope;
  node.inputs = std::move(inputs);
  node.source = range;
  return run(std::move(node), kNoArgs, std::move(given), false);
}

Returned Builder::run(ir::Node node, const ir::Args& constructor, std::vector<Given> given, bool quiet) {
  const Spec& spec = layer::spec(node.op);
  diag::Sink unheard;
  diag::Sink& sink = quiet ? unheard : sink_;
  bool native = spec.form == Form::Function && !spec.qualified().starts_with("torch.nn.functional.");
  if (native) translate_numpy_names(spec.call, given);
  Bound bound = bind(spec.name(), spec.call, spec.spatial, std::move(given), node.source, sink);
  node.args = std::move(bound.args);
  std::vector<ir::Tensor> tensors = tensors_of(graph_, node.inputs);
  const std::string* unknown = nullptr;
  for (const ir::Tensor& tensor : tensors) {
    if (!tensor.shape && unknown == nullptr) unknown = &tensor.why_unknown;
  }
  if (const ir::Unknown* tensor = undetermined_tensor(spec.call, node.args)) unknown = &tensor->why;
  Returned returned;
  std::vector<ir::Tensor> outputs;
  if (unknown != nullptr || !bound.ok || spec.infer == nullptr) {
    std::string why = unknown != nullptr ? *unknown : "its call is not valid";
    outputs.push_back(ir::Tensor::unknown(std::move(why)));
    node.failed = !bound.ok;
  } else {
    Context context{&sink, &graph_.facts, quiet ? nullptr : &graph_.assumptions, graph_.training};
    Call call(spec, constructor, node.args, std::move(tensors), context, node.source);
    int before = sink.count();
    spec.infer(call);
    explain_shapes(graph_, node, sink.since(before));
    node.failed = call.failed();
    outputs = call.outputs();
    if (ordered_) place_outputs(call, outputs);
    returned.layout = call.layout();
  }
  ir::NodeId id{static_cast<std::int32_t>(graph_.nodes.size())};
  for (ir::Tensor& tensor : outputs) {
    ir::ValueId value = add_value(std::move(tensor));
    graph_[value].producer = id;
    node.outputs.push_back(value);
  }
  returned.values = node.outputs;
  graph_.nodes.push_back(std::move(node));
  return returned;
}

Call call_of(const ir::Graph& graph, ir::NodeId id) {
  const ir::Node& node = graph[id];
  const ir::Args& constructor = node.module.valid() ? graph[node.module].args : kNoArgs;
  Context context;
  context.training = graph.training;
  Call call(spec(node.op), constructor, node.args, tensors_of(graph, node.inputs), context, node.source);
  call.set_outputs(tensors_of(graph, node.outputs));
  return call;
}

bool is_inferred(const ir::Graph& graph, ir::NodeId id) {
  const ir::Node& node = graph[id];
  for (ir::ValueId value : node.inputs) {
    if (!graph[value].tensor.shape) return false;
  }
  for (ir::ValueId value : node.outputs) {
    if (!graph[value].tensor.shape) return false;
  }
  return !node.outputs.empty();
}

}  // namespace shapewise::layer
