// From the graph and the tables of the analyses to the report.
#include <algorithm>

#include "layer/builder.h"
#include "layer/registry.h"
#include "report/report.h"

namespace shapewise::report {
namespace {

std::string last_part(const std::string& path) { return path.substr(path.rfind('.') + 1); }

class Reporter {
 public:
  Reporter(const ir::Graph& graph, const source::SourceMap& sources, const analysis::Convention& convention)
      : graph_(graph),
        sources_(sources),
        tables_(analysis::analyse(graph)),
        figures_(analysis::count(convention, graph, tables_)) {
    report_.convention = &convention;
    report_.counted = figures_.total;
    report_.counted_parameters = figures_.parameters;
  }

  Report build(std::string title, const diag::Sink& diagnostics) {
    report_.title = std::move(title);
    report_.totals = tables_.totals;
    for (ir::ValueId id : graph_.inputs) report_.inputs.push_back({graph_[id].name, graph_[id].tensor, id.index});
    for (ir::ValueId id : graph_.outputs) report_.outputs.push_back({graph_[id].name, graph_[id].tensor, id.index});
    add_containers();
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) add_call({static_cast<std::int32_t>(i)});
    add_uncalled();
    for (const diag::Diagnostic& d : diagnostics.all()) report_.findings.push_back(finding(d));
    for (const ir::Gap& gap : graph_.gaps) report_.gaps.push_back({gap.message, place(gap.range)});
    for (const ir::Assumption& assumption : graph_.assumptions) {
      if (graph_.facts.redundant(assumption.relation)) continue;
      report_.assumptions.push_back({sym::solved(assumption.relation), assumption.reason, place(assumption.range)});
    }
    return std::move(report_);
  }

 private:
  Place place(source::Range range) const {
    if (!range.valid() || range.file.index >= sources_.size()) return {};
    const source::SourceFile& file = sources_[range.file];
    source::Position begin = file.position(range.begin);
    source::Position end = file.position(range.end);
    return {file.path(), begin.line, begin.column, end.line, end.column};
  }

  /// True for an instance of a layer; false for containers, and for classes with a forward of their own, even
  /// if they are derived from a layer.
  bool is_layer(std::size_t module) const {
    ir::OpId op = graph_.modules[module].op;
    return op.valid() && layer::spec(op).form != layer::Form::Container && !has_calls_[module];
  }

  void add_containers() {
    container_of_.assign(graph_.modules.size(), -1);
    has_calls_.assign(graph_.modules.size(), false);
    for (const ir::Node& node : graph_.nodes) {
      if (node.scope.valid()) has_calls_[static_cast<std::size_t>(node.scope.index)] = true;
    }
    for (const ir::Node& node : graph_.nodes) {
      if (node.module.valid()) has_calls_[static_cast<std::size_t>(node.module.index)] = false;
    }
    for (std::size_t i = 0; i < graph_.modules.size(); ++i) {
      const ir::Module& module = graph_.modules[i];
      if (is_layer(i)) continue;
      int parent = module.parent.valid() ? container_of_[static_cast<std::size_t>(module.parent.index)] : -1;
      int depth = parent < 0 ? 0 : report_.containers[static_cast<std::size_t>(parent)].depth + 1;
      container_of_[i] = static_cast<int>(report_.containers.size());
      report_.containers.push_back({last_part(module.path), module.path, module.type, depth, parent,
                                    place(module.defined), tables_.counts.own[i]});
    }
  }

  /// The container in which a module is registered, or, of one that is registered nowhere, in which it is called.
  int container(ir::ModuleId module, ir::ModuleId scope) const {
    ir::ModuleId around = module.valid() && graph_[module].parent.valid() ? graph_[module].parent : scope;
    while (around.valid() && container_of_[static_cast<std::size_t>(around.index)] < 0) around = graph_[around].parent;
    return around.valid() ? container_of_[static_cast<std::size_t>(around.index)] : -1;
  }

  void put_in(Layer& layer, int container) {
    layer.container = container;
    layer.depth = container < 0 ? 0 : report_.containers[static_cast<std::size_t>(container)].depth + 1;
  }

  /// What a layer is without being called.
  void describe(Layer& layer, ir::ModuleId id) {
    const ir::Module& module = graph_[id];
    layer.name = last_part(module.path);
    layer.type = module.type;
    layer.path = module.path;
    layer.arguments = arguments_text(module.args);
    layer.defined = place(module.defined);
    auto at = static_cast<std::size_t>(id.index);
    layer.shared = !module.weights.empty() && (!layer.first_call || tables_.counts.counted[at].empty());
    if (!layer.first_call) return;
    layer.counts = tables_.counts.own[at];
    layer.weights_known = analysis::is_exact(layer.counts.bytes);
    std::vector<sym::Formula> terms;
    for (ir::WeightId weight : tables_.counts.counted[at]) {
      if (!graph_[weight].buffer) terms.push_back(graph_[weight].count());
    }
    layer.parameters = sym::sum(terms);
  }

  void add_call(ir::NodeId id) {
    const ir::Node& node = graph_[id];
    Layer layer;
    layer.index = id.index + 1;
    layer.first_call = node.first_call;
    layer.failed = node.failed || (node.module.valid() && graph_[node.module].failed);
    layer.source = place(node.source);
    put_in(layer, container(node.module, node.scope));
    layer.pooling = layer::spec(node.op).pooling;
    if (node.module.valid()) {
      describe(layer, node.module);
    } else {
      layer.function = true;
      layer.name = layer.type = layer::spec(node.op).name();
      if (node.scope.valid()) layer.path = graph_[node.scope].path;
      layer.arguments = arguments_text(node.args);
      layer.defined = layer.source;
    }
    for (ir::ValueId value : node.inputs) {
      layer.inputs.push_back(graph_[value].tensor);
      layer.takes.push_back(value.index);
    }
    for (ir::ValueId value : node.outputs) {
      layer.outputs.push_back(graph_[value].tensor);
      layer.gives.push_back(value.index);
    }
    if (!layer.failed && layer::is_inferred(graph_, id)) {
      layer::Call call = layer::call_of(graph_, id);
      if (call.spec().sizes != nullptr) layer.sizes = call.spec().sizes(call);
    }
    layer.cost = tables_.costs[static_cast<std::size_t>(id.index)];
    layer.counted = figures_.calls[static_cast<std::size_t>(id.index)];
    if (!node.outputs.empty()) layer.field = tables_.fields[static_cast<std::size_t>(node.outputs[0].index)];
    layer.field_rules = analysis::field_rules(graph_, id, tables_.fields);
    layer.seen = seen_by_outputs(node, layer.field);
    report_.layers.push_back(std::move(layer));
  }

  /// What the elements of a call's first output see of a network's only input, along the last axes of both.
  std::optional<analysis::SeenPart> seen_by_outputs(const ir::Node& node, const analysis::Field& field) const {
    if (graph_.inputs.size() != 1 || node.outputs.empty() || field.axes.empty()) return std::nullopt;
    auto last_sizes = [&](const ir::Tensor& tensor) {
      std::vector<Int> sizes;
      int rank = tensor.shape ? tensor.shape->rank() : 0;
      for (int i = std::max(0, rank - static_cast<int>(field.axes.size())); i < rank; ++i) {
        if (auto size = (*tensor.shape)[i].constant()) sizes.push_back(*size);
      }
      return sizes;
    };
    return analysis::seen_by_all(field, last_sizes(graph_[node.outputs[0]].tensor),
                                 last_sizes(graph_[graph_.inputs[0]].tensor));
  }

  /// The arguments that were given, and what they were given for. Tensors are left out: they are the inputs.
  std::string arguments_text(const ir::Args& args) const {
    std::string text;
    for (const ir::Arg& arg : args) {
      if (!arg.given || arg.value.is<ir::TensorRef>()) continue;
      if (!text.empty()) text += ", ";
      text += std::string(arg.name) + "=" + ir::to_text(arg.value);
    }
    return text;
  }

  void add_uncalled() {
    std::vector<bool> called(graph_.modules.size());
    for (const ir::Node& node : graph_.nodes) {
      if (node.module.valid()) called[static_cast<std::size_t>(node.module.index)] = true;
    }
    report_.executed = !graph_.nodes.empty();
    for (std::size_t i = 0; i < graph_.modules.size(); ++i) {
      const ir::Module& module = graph_.modules[i];
      if (!is_layer(i) || called[i]) continue;
      Layer layer;
      layer.called = false;
      layer.failed = module.failed;
      ir::ModuleId id{static_cast<std::int32_t>(i)};
      put_in(layer, container(id, {}));
      describe(layer, id);
      std::vector<Layer>& list = report_.executed ? report_.uncalled : report_.layers;
      layer.index = report_.executed ? 0 : static_cast<int>(list.size()) + 1;
      list.push_back(std::move(layer));
    }
  }

  Finding finding(const diag::Diagnostic& d) const {
    Finding found{d, place(d.range), {}, {}};
    for (const diag::Label& label : d.labels) found.label_places.push_back(place(label.range));
    for (const diag::Fix& fix : d.fixes) {
      std::vector<Place>& places = found.edit_places.emplace_back();
      for (const diag::Edit& edit : fix.edits) places.push_back(place(edit.range));
    }
    return found;
  }

  const ir::Graph& graph_;
  const source::SourceMap& sources_;
  analysis::Tables tables_;
  analysis::Figures figures_;
  std::vector<int> container_of_;  // by module; -1 for layers
  std::vector<bool> has_calls_;    // by module: others are called in its forward, and it is not called itself
  Report report_;
};

}  // namespace

Report build(std::string title, const ir::Graph& graph, const diag::Sink& diagnostics, const source::SourceMap& sources,
             const analysis::Convention& convention) {
  return Reporter(graph, sources, convention).build(std::move(title), diagnostics);
}

}  // namespace shapewise::report
