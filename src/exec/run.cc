// The run itself. A tensor lives from the step that makes it to the last one that reads it.
#include "exec/run.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/clock.h"
#include "ir/weight_names.h"
#include "layer/registry.h"

namespace shapewise::exec {
namespace {

Result<Sizes> numbers_of(const Plan& plan, const ir::Weight& weight, const std::string& name) {
  Sizes sizes;
  for (const sym::Formula& dim : weight.dims) {
    auto size = plan.number(dim.value());
    if (!size) return fail(fmt::format("the shape of the weight {} is not known", name));
    sizes.push_back(*size);
  }
  return sizes;
}

/// A value that nothing makes: a constant, whose contents may be known.
std::optional<Tensor> told_constant(const Plan& plan, ir::ValueId id, bool& known) {
  auto shape = plan.shape(id);
  if (!shape) return std::nullopt;
  const ir::Tensor& described = (*plan.graph)[id].tensor;
  std::vector<double> values;
  std::vector<std::int64_t> integers;
  if (described.elements != nullptr) {
    for (const ir::Element& element : *described.elements) {
      auto* expr = std::get_if<sym::Expr>(&element);
      std::optional<std::int64_t> number = expr != nullptr ? plan.number(*expr) : std::nullopt;
      if (number) integers.push_back(*number);
      if (number || expr == nullptr)
        values.push_back(number ? static_cast<double>(*number) : std::get<double>(element));
    }
  }
  known = static_cast<std::int64_t>(values.size()) == product(*shape);
  if (!known) return Tensor(*shape, described.dtype);
  return integers.size() == values.size() ? Tensor::of_integers(*shape, described.dtype, integers)
                                          : Tensor::of(*shape, described.dtype, values);
}

}  // namespace

Result<Loaded> Loaded::load(const Plan& plan, WeightSource& source) {
  const ir::Graph& graph = *plan.graph;
  Loaded loaded;
  std::vector<std::string> names = ir::weight_names(graph);
  for (std::size_t i = 0; i < graph.weights.size(); ++i) {
    auto sizes = numbers_of(plan, graph.weights[i], names[i]);
    if (!sizes) return tl::unexpected(sizes.error());
    auto tensor = source.find({static_cast<std::int32_t>(i)}, names[i], *sizes, graph.weights[i].dtype);
    if (!tensor) return tl::unexpected(tensor.error());
    loaded.bytes_ += tensor->elements() * element_bytes(tensor->kind());
    loaded.weights_.push_back(std::move(*tensor));
  }
  loaded.constants_.resize(graph.values.size());
  std::vector<bool> read(graph.values.size(), false);
  for (const ir::Node& node : graph.nodes) {
    for (ir::ValueId value : node.inputs) read[static_cast<std::size_t>(value.index)] = true;
  }
  for (ir::ValueId value : graph.outputs) read[static_cast<std::size_t>(value.index)] = true;
  for (std::size_t i = 0; i < graph.values.size(); ++i) {
    const ir::Value& value = graph.values[i];
    ir::ValueId id{static_cast<std::int32_t>(i)};
    bool input = std::find(graph.inputs.begin(), graph.inputs.end(), id) != graph.inputs.end();
    if (value.producer.valid() || input || !read[i]) continue;
    if (value.weight.valid()) {
      loaded.constants_[i] = loaded.weight(value.weight);
      continue;
    }
    bool known = false;
    if (auto tensor = told_constant(plan, id, known)) {
      if (!known && !value.name.empty()) {
        auto stored = source.constant(value.name, tensor->dims(), tensor->dtype());
        known = stored.has_value();
        if (known) tensor = std::move(stored);
      }
      loaded.constants_[i] = std::move(*tensor);
      if (!known) ++loaded.unknown_constants_;
    }
  }
  loaded.find_overwritten(plan);
  return loaded;
}

/// All that the overwritten tensors are made from, as each may be a view of it.
void Loaded::find_overwritten(const Plan& plan) {
  const ir::Graph& graph = *plan.graph;
  std::vector<bool> found(graph.values.size(), false);
  std::vector<ir::ValueId> open;
  for (const Step& step : plan.steps) {
    if (step.overwrites) open.push_back(graph[step.node].inputs.front());
  }
  while (!open.empty()) {
    ir::ValueId value = open.back();
    open.pop_back();
    if (found[static_cast<std::size_t>(value.index)]) continue;
    found[static_cast<std::size_t>(value.index)] = true;
    if (constant(value).defined()) overwritten_.push_back(value);
    if (ir::NodeId producer = graph[value].producer; producer.valid())
      open.insert(open.end(), graph[producer].inputs.begin(), graph[producer].inputs.end());
  }
}

Loaded Loaded::for_one_run(const ir::Graph& graph) const {
  Loaded own = *this;
  for (ir::ValueId value : overwritten_) {
    Tensor copied = constant(value).copy();
    if (ir::WeightId weight = graph[value].weight; weight.valid())
      own.weights_[static_cast<std::size_t>(weight.index)] = copied;
    own.constants_[static_cast<std::size_t>(value.index)] = std::move(copied);
  }
  return own;
}

Tensor Loaded::weight(const ir::Graph& graph, const ir::Node& node, std::string_view name) const {
  if (!node.module.valid()) return {};
  for (const ir::NamedWeight& named : graph[node.module].weights) {
    if (named.name == name) return weight(named.weight);
  }
  return {};
}

Random generator_of(const RunOptions& options) { return Random::named("run", options.seed); }

Returned run_step(const Plan& plan, const Loaded& loaded, const Step& step, std::vector<Tensor> inputs, Random& random,
                  bool training) {
  const ir::Node& node = (*plan.graph)[step.node];
  const layer::Spec& spec = layer::spec(node.op);
  auto stopped = [&](std::string_view why) {
    const std::string path = node.module.valid() ? (*plan.graph)[node.module].path : std::string();
    return Returned{{}, path.empty() ? std::string(why) : fmt::format("{} ({})", why, path)};
  };
  for (const Tensor& input : inputs) {
    if (!input.defined()) return stopped("an input of it has not been computed");
  }
  if (const ir::Unknown* open = layer::undetermined_tensor(spec.call, step.args))
    return stopped(fmt::format("{}: a tensor that it gets is not known: {}", spec.name(), open->why));
  auto weights = [&](std::string_view name) { return loaded.weight(*plan.graph, node, name); };
  Execution execution(spec, step.made_with, step.args, std::move(inputs), weights, random, training);
  step.kernel->run(execution);
  if (execution.failed()) return stopped(execution.error());
  return {execution.take_outputs(), {}};
}

namespace {

/// One run.
class Runner {
 public:
  Runner(const Plan& plan, const Loaded& loaded, const RunOptions& options)
      : plan_(plan),
        graph_(*plan.graph),
        loaded_(loaded.for_one_run(graph_)),
        options_(options),
        random_(generator_of(options)) {
    for (std::size_t i = 0; i < graph_.values.size(); ++i)
      values_.push_back(loaded_.constant({static_cast<std::int32_t>(i)}));
  }

  Outcome run(const std::vector<Tensor>& inputs) {
    for (std::size_t i = 0; i < graph_.inputs.size(); ++i) at(graph_.inputs[i]) = inputs[i];
    std::int64_t before = Buffer::held();
    for (const Tensor& input : inputs) before -= input.elements() * element_bytes(input.kind());
    Buffer::mark();
    auto start = Clock::now();
    for (const Step& step : plan_.steps) {
      if (!run(step)) break;
    }
    outcome_.seconds = seconds_since(start);
    outcome_.peak_bytes = Buffer::peak() - before;
    for (ir::ValueId output : graph_.outputs) outcome_.outputs.push_back(at(output));
    return std::move(outcome_);
  }

 private:
  Tensor& at(ir::ValueId id) { return values_[static_cast<std::size_t>(id.index)]; }

  bool run(const Step& step) {
    std::vector<Tensor> inputs;
    for (ir::ValueId id : graph_[step.node].inputs) inputs.push_back(at(id));
    auto start = Clock::now();
    Returned returned = run_step(plan_, loaded_, step, std::move(inputs), random_, options_.training);
    double seconds = seconds_since(start);
    outcome_.error = std::move(returned.error);
    if (!outcome_.error.empty()) return false;
    keep(step, std::move(returned.outputs), seconds);
    return true;
  }

  void keep(const Step& step, std::vector<Tensor> outputs, double seconds) {
    const ir::Node& node = graph_[step.node];
    outcome_.steps.push_back(seen(outputs, seconds));
    if (options_.observer) options_.observer(step, outputs);
    for (std::size_t i = 0; i < std::min(outputs.size(), node.outputs.size()); ++i)
      at(node.outputs[i]) = std::move(outputs[i]);
    for (ir::ValueId id : step.unused) at(id) = Tensor();
  }

  const Plan& plan_;
  const ir::Graph& graph_;
  Loaded loaded_;
  const RunOptions& options_;
  Random random_;
  std::vector<Tensor> values_;
  Outcome outcome_;
};

}  // namespace

Seen seen(const std::vector<Tensor>& outputs, double seconds) {
  Seen made;
  made.seconds = seconds;
  for (const Tensor& output : outputs) {
    made.shapes.push_back(output.dims());
    made.dtypes.push_back(output.dtype());
  }
  return made;
}

Outcome run(const Plan& plan, const Loaded& loaded, const std::vector<Tensor>& inputs, const RunOptions& options) {
  return Runner(plan, loaded, options).run(inputs);
}

Result<std::vector<Tensor>> random_inputs(const Plan& plan, std::uint64_t seed) {
  const ir::Graph& graph = *plan.graph;
  std::int64_t limit = INT64_MAX;
  for (const ir::Module& module : graph.modules) {
    const ir::Arg* rows = ir::find(module.args, "num_embeddings");
    auto* expr = rows != nullptr ? rows->value.as<sym::Expr>() : nullptr;
    if (expr != nullptr) limit = std::min(limit, plan.number(*expr).value_or(limit));
  }
  if (limit == INT64_MAX) limit = 2;
  std::vector<Tensor> inputs;
  for (std::size_t i = 0; i < graph.inputs.size(); ++i) {
    auto shape = plan.shape(graph.inputs[i]);
    const ir::Value& value = graph[graph.inputs[i]];
    if (!shape) return fail(fmt::format("the shape of the input {} is not known", value.name));
    inputs.push_back(random_input(fmt::format("input.{}", i), *shape, value.tensor.dtype, seed, limit));
  }
  return inputs;
}

namespace {

/// An output as it was inferred and as it came out.
struct Compared {
  std::optional<Sizes> inferred;  // none: not known
  bool ran = false;
  bool same = false;
};

Compared compare(const Plan& plan, const Outcome& outcome, std::size_t step, std::size_t output) {
  const Seen& seen = outcome.steps[step];
  ir::ValueId value = (*plan.graph)[plan.steps[step].node].outputs[output];
  const ir::Tensor& tensor = (*plan.graph)[value].tensor;
  Compared made{plan.shape(value), output < seen.shapes.size(), false};
  bool typed = made.ran && (tensor.dtype_assumed || tensor.dtype == seen.dtypes[output]);
  made.same = typed && made.inferred == seen.shapes[output];
  return made;
}

}  // namespace

std::vector<std::string> disagreements(const Plan& plan, const Outcome& outcome) {
  const ir::Graph& graph = *plan.graph;
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < outcome.steps.size(); ++i) {
    const ir::Node& node = graph[plan.steps[i].node];
    const Seen& seen = outcome.steps[i];
    for (std::size_t k = 0; k < node.outputs.size(); ++k) {
      Compared made = compare(plan, outcome, i, k);
      if (!made.inferred || made.same) continue;
      const ir::Tensor& inferred = graph[node.outputs[k]].tensor;
      std::string found =
          made.ran ? fmt::format("{} {}", to_text(seen.shapes[k]), ir::name(seen.dtypes[k])) : "nothing";
      lines.push_back(fmt::format("call {} ({}): inferred {} = {} {}, ran as {}", i + 1, layer::spec(node.op).name(),
                                  ir::to_text(inferred), to_text(*made.inferred), ir::name(inferred.dtype), found));
    }
  }
  return lines;
}

bool is_as_inferred(const Plan& plan, const Outcome& outcome, std::size_t step) {
  std::size_t outputs = (*plan.graph)[plan.steps[step].node].outputs.size();
  for (std::size_t k = 0; k < outputs; ++k) {
    if (!compare(plan, outcome, step, k).same) return false;
  }
  return true;
}

std::vector<std::string> faults(const Plan& plan, const Outcome& outcome, bool refused) {
  if (refused) {
    if (!outcome.error.empty()) return {};
    return {"refused by the analysis, but it ran"};
  }
  std::vector<std::string> found = disagreements(plan, outcome);
  if (!outcome.error.empty()) found.push_back(outcome.error);
  return found;
}

}  // namespace shapewise::exec
