// Calls are replayed in execution order through a Builder. Which argument has to fit the input is known from the lazy
// form of a layer, which takes it from there.
#include "analysis/without.h"

#include "layer/builder.h"
#include "layer/registry.h"

namespace shapewise::analysis {
namespace {

using sym::Expr;

/// The lazy form of a layer, or null.
const layer::Lazy* lazy_form(const layer::Spec& spec) {
  for (const layer::Spec* other : layer::registry()) {
    if (!other->lazy.becomes.empty() && other->lazy.becomes == spec.qualified()) return &other->lazy;
  }
  return nullptr;
}

std::vector<layer::Given> given_of(const ir::Args& args) {
  std::vector<layer::Given> given;
  for (const ir::Arg& arg : args) {
    if (arg.given) given.push_back({std::string(arg.name), {}, arg.value});
  }
  return given;
}

void set(std::vector<layer::Given>& given, std::string_view name, Expr value) {
  for (layer::Given& one : given) {
    if (one.name != name) continue;
    one.value.value = std::move(value);
    return;
  }
  given.push_back({std::string(name), {}, {std::move(value), {}}});
}

class Rebuilder {
 public:
  Rebuilder(const ir::Graph& graph, const Change& change, bool training)
      : old_(graph), change_(change), builder_(result_.graph, sink_, training) {}

  Without run() {
    result_.graph.facts = old_.facts;
    values_.resize(old_.values.size());
    modules_.resize(old_.modules.size());
    for (ir::ValueId id : old_.inputs) at(values_, id) = builder_.add_input(old_[id].name, old_[id].tensor);
    for (std::size_t i = 0; i < old_.modules.size(); ++i) add_container(i);
    for (std::size_t i = 0; i < old_.nodes.size(); ++i) replay({static_cast<std::int32_t>(i)});
    for (std::size_t i = 0; i < old_.modules.size(); ++i) {
      if (!modules_[i].valid()) make({static_cast<std::int32_t>(i)}, given_of(old_.modules[i].args));
    }
    for (ir::ValueId id : old_.outputs) result_.graph.outputs.push_back(value(id));
    return std::move(result_);
  }

 private:
  template <class T, class Id>
  static T& at(std::vector<T>& list, Id id) {
    return list[static_cast<std::size_t>(id.index)];
  }

  bool is_layer(const ir::Module& module) const {
    return module.op.valid() && layer::spec(module.op).form == layer::Form::Module;
  }
  ir::ModuleId module(ir::ModuleId id) { return id.valid() ? at(modules_, id) : ir::ModuleId(); }

  void add_container(std::size_t i) {
    const ir::Module& old = old_.modules[i];
    if (is_layer(old)) return;
    modules_[i] = builder_.add_module(old.path, old.type, module(old.parent), old.defined);
    for (const ir::NamedWeight& named : old.weights) builder_.add_weight(modules_[i], named.name, old_[named.weight]);
  }

  void make(ir::ModuleId id, std::vector<layer::Given> given) {
    const ir::Module& old = old_[id];
    at(modules_, id) = builder_.construct(old.op, std::move(given), old.path, module(old.parent), old.defined);
    result_.graph[at(modules_, id)].type = old.type;
  }

  /// A value that nothing here makes is a constant of the original.
  ir::ValueId value(ir::ValueId id) {
    if (!at(values_, id).valid()) at(values_, id) = builder_.add_value(old_[id].tensor);
    return at(values_, id);
  }

  void replay(ir::NodeId id) {
    const ir::Node& node = old_[id];
    std::vector<ir::ValueId> inputs;
    for (ir::ValueId input : node.inputs) inputs.push_back(value(input));
    if (change_.removed[static_cast<std::size_t>(id.index)] && !inputs.empty()) {
      for (ir::ValueId output : node.outputs) at(values_, output) = inputs[0];
      result_.nodes.emplace_back();
      return;
    }
    result_.nodes.push_back({static_cast<std::int32_t>(result_.graph.nodes.size())});
    layer::Returned made;
    int errors = sink_.errors();
    if (node.module.valid()) {
      if (!at(modules_, node.module).valid()) make(node.module, fitted(node, inputs));
      made = builder_.call(at(modules_, node.module), given_of(node.args), inputs, module(node.scope), node.source);
    } else {
      made = builder_.call(node.op, given_of(node.args), inputs, module(node.scope), node.source);
    }
    if (sink_.errors() > errors && result_.problem.empty()) result_.problem = sink_.all().back().message;
    for (std::size_t i = 0; i < node.outputs.size() && i < made.values.size(); ++i) {
      at(values_, node.outputs[i]) = made.values[i];
    }
  }

  /// The arguments of a layer's constructor for the input that it now gets.
  std::vector<layer::Given> fitted(const ir::Node& node, const std::vector<ir::ValueId>& inputs) {
    const ir::Module& old = old_[node.module];
    const layer::Spec& spec = layer::spec(old.op);
    std::vector<layer::Given> given = given_of(old.args);
    const ir::Arg* stride = ir::find(old.args, "stride");
    if (change_.unit_strides && stride != nullptr) set(given, "stride", 1);
    const layer::Lazy* lazy = lazy_form(spec);
    const ir::Arg* arg = lazy == nullptr ? nullptr : ir::find(old.args, lazy->param);
    const Expr* before = arg == nullptr ? nullptr : arg->value.as<Expr>();
    if (before == nullptr || inputs.empty() || !result_.graph[inputs[0]].tensor.shape) return given;
    const sym::Shape& shape = *result_.graph[inputs[0]].tensor.shape;
    int axis = lazy->axis == layer::kChannelAxis ? -(spec.spatial + 1) : lazy->axis;
    if (axis >= shape.rank() || axis < -shape.rank() || shape[axis] == *before) return given;
    result_.refitted.push_back({old.path, std::string(lazy->param), *before, shape[axis]});
    set(given, lazy->param, shape[axis]);
    return given;
  }

  const ir::Graph& old_;
  const Change& change_;
  Without result_;
  diag::Sink sink_;
  layer::Builder builder_;
  std::vector<ir::ValueId> values_;    // by value of the original
  std::vector<ir::ModuleId> modules_;  // by module of the original
};

}  // namespace

Without rebuild(const ir::Graph& graph, const Change& change, bool training) {
  return Rebuilder(graph, change, training).run();
}

}  // namespace shapewise::analysis
