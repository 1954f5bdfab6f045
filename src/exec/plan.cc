// Numbers for symbols, and the lives of tensors.
#include "exec/plan.h"

#include <fmt/format.h>
#include <set>

#include "layer/registry.h"

namespace shapewise::exec {
namespace {

ir::Attr with_numbers(const ir::Attr& attr, const sym::Assignment& values);

ir::Args with_numbers(const ir::Args& args, const sym::Assignment& values) {
  ir::Args made;
  for (const ir::Arg& arg : args) made.push_back({arg.name, with_numbers(arg.value, values), arg.given});
  return made;
}

ir::Attr with_numbers(const ir::Attr& attr, const sym::Assignment& values) {
  ir::Attr made = attr;
  if (auto* expr = attr.as<sym::Expr>(); expr != nullptr && !expr->is_constant()) {
    made.value = sym::substitute(*expr, values);
  } else if (auto* items = attr.as<ir::AttrList>()) {
    ir::AttrList list;
    for (const ir::Attr& item : *items) list.push_back(with_numbers(item, values));
    made.value = std::move(list);
  } else if (auto* layer = attr.as<ir::Layer>()) {
    made.value = ir::Layer{layer->op, with_numbers(layer->args, values)};
  }
  return made;
}

void collect(const ir::Attr& attr, std::set<std::string>& names) {
  if (auto* expr = attr.as<sym::Expr>()) {
    for (std::string& name : sym::symbols(*expr)) names.insert(std::move(name));
  } else if (auto* items = attr.as<ir::AttrList>()) {
    for (const ir::Attr& item : *items) collect(item, names);
  }
}

/// For each step, the values that are read or made last there. Outputs of the network live on.
void end_lives(Plan& plan) {
  const ir::Graph& graph = *plan.graph;
  std::vector<bool> done(graph.values.size(), false);
  for (ir::ValueId output : graph.outputs) done[static_cast<std::size_t>(output.index)] = true;
  for (auto step = plan.steps.rbegin(); step != plan.steps.rend(); ++step) {
    const ir::Node& node = graph[step->node];
    for (const auto* values : {&node.inputs, &node.outputs}) {
      for (ir::ValueId value : *values) {
        if (done[static_cast<std::size_t>(value.index)]) continue;
        done[static_cast<std::size_t>(value.index)] = true;
        step->unused.push_back(value);
      }
    }
  }
}

/// Whether the call overwrites its first input: add_, or inplace=True.
bool overwrites(const layer::Spec& spec, const Step& step) {
  if (spec.in_place()) return true;
  for (const ir::Args* args : {&step.args, &step.made_with}) {
    const ir::Arg* found = ir::find(*args, "inplace");
    auto* flag = found != nullptr ? found->value.as<bool>() : nullptr;
    if (flag != nullptr && *flag) return true;
  }
  return false;
}

std::string what_is_missing(const std::set<std::string>& missing) {
  return fmt::format("{} can't be run yet: there {} no kernel for {}",
                     missing.size() == 1 ? "one operator" : "operators", missing.size() == 1 ? "is" : "are",
                     fmt::join(missing, ", "));
}

}  // namespace

std::optional<std::int64_t> Plan::number(const sym::Expr& expr) const {
  auto value = (expr.is_constant() ? expr : sym::substitute(expr, values)).constant();
  if (!value || !fits_int64(*value)) return std::nullopt;
  return static_cast<std::int64_t>(*value);
}

std::optional<Sizes> Plan::shape(ir::ValueId value) const {
  const ir::Tensor& tensor = (*graph)[value].tensor;
  if (!tensor.shape) return std::nullopt;
  Sizes sizes;
  for (const sym::Expr& dim : tensor.shape->dims) {
    auto size = number(dim);
    if (!size) return std::nullopt;
    sizes.push_back(*size);
  }
  return sizes;
}

std::vector<std::string> symbols(const ir::Graph& graph) {
  std::set<std::string> names;
  for (const ir::Value& value : graph.values) {
    if (!value.tensor.shape) continue;
    for (const sym::Expr& dim : value.tensor.shape->dims) collect({dim, {}}, names);
  }
  for (const ir::Node& node : graph.nodes) {
    for (const ir::Arg& arg : node.args) collect(arg.value, names);
  }
  for (const ir::Module& module : graph.modules) {
    for (const ir::Arg& arg : module.args) collect(arg.value, names);
  }
  return {names.begin(), names.end()};
}

Result<Plan> make_plan(const ir::Graph& graph, const sym::Assignment& values) {
  Plan plan{&graph, values, {}};
  for (const std::string& name : symbols(graph)) {
    if (values.find(name) == values.end())
      return fail(fmt::format("the symbol {0} needs a value: --set {0}=SIZE", name));
  }
  std::set<std::string> missing;
  for (int i = 0; i < static_cast<int>(graph.nodes.size()); ++i) {
    const ir::Node& node = graph.nodes[static_cast<std::size_t>(i)];
    const Kernel* kernel = find_kernel(node.op);
    const layer::Spec& spec = layer::spec(node.op);
    if (kernel == nullptr) missing.insert(std::string(spec.qualified()));
    Step step{ir::NodeId{i}, kernel, with_numbers(node.args, values), {}, false, {}};
    if (node.module.valid()) step.made_with = with_numbers(graph[node.module].args, values);
    step.overwrites = overwrites(spec, step) && !node.inputs.empty();
    plan.steps.push_back(std::move(step));
  }
  if (!missing.empty()) return fail(what_is_missing(missing));
  end_lives(plan);
  return plan;
}

}  // namespace shapewise::exec
