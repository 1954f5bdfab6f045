// Answers from the graph and, where it says nothing, from the text of the program.
#include "rules/network.h"

#include <algorithm>
#include <cctype>

#include "layer/builder.h"
#include "layer/registry.h"

namespace shapewise::rules {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// How an attribute of this name occurs in the text.
struct Occurrence {
  bool set = false;   // self.name = …
  bool read = false;  // in any other way
};

Occurrence find_attribute(std::string_view text, std::string_view name) {
  Occurrence found;
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    std::size_t end = at + name.size();
    if (at == 0 || text[at - 1] != '.' || (end < text.size() && is_word(text[end]))) continue;
    end = text.find_first_not_of(" \t", end);
    bool set = end != std::string_view::npos && text[end] == '=' && !text.substr(end).starts_with("==");
    (set ? found.set : found.read) = true;
  }
  return found;
}

/// Ways to call modules without writing the names of their attributes.
bool computes_names(std::string_view text) {
  constexpr std::string_view kWays[] = {"getattr", "children(", "_modules", "__dict__", "get_submodule(", "vars("};
  return std::any_of(std::begin(kWays), std::end(kWays),
                     [&](std::string_view way) { return text.find(way) != std::string_view::npos; });
}

std::vector<NumericWindow> windows(const ir::Graph& graph, ir::NodeId id, bool sizes) {
  std::vector<NumericWindow> found;
  const ir::Node& node = graph[id];
  const layer::Spec& spec = layer::spec(node.op);
  if (spec.receptive == nullptr || node.failed || !layer::is_inferred(graph, id)) return found;
  layer::Receptive field = spec.receptive(layer::call_of(graph, id));
  if (field.kind != layer::Receptive::Kind::Window) return found;
  const sym::Shape& in = *graph[node.inputs[0]].tensor.shape;
  const sym::Shape& out = *graph[node.outputs[0]].tensor.shape;
  int axes = static_cast<int>(field.axes.size());
  if (in.rank() != out.rank() || in.rank() < axes) return found;
  for (int i = 0; i < axes; ++i) {
    const layer::ReceptiveAxis& window = field.axes[static_cast<std::size_t>(i)];
    int axis = in.rank() - axes + i;
    auto extent = window.extent.constant();
    auto stride = window.stride.constant();
    auto padding = window.padding.constant();
    bool known = extent && stride && padding && window.upscale.is_constant(1);
    if (!known || (sizes && (!in[axis].constant() || !out[axis].constant()))) continue;
    found.push_back(
        {axis, in[axis].constant().value_or(-1), out[axis].constant().value_or(-1), *extent, *stride, *padding});
  }
  return found;
}

}  // namespace

std::string_view op_name(const ir::Node& node) { return layer::spec(node.op).name(); }

bool is_kind(const ir::Node& node, std::string_view family) {
  std::string_view name = op_name(node);
  return name.starts_with(family) && name.size() == family.size() + 2 && name.back() == 'd';
}

Uses::Uses(const ir::Graph& graph) : uses_(graph.values.size()), outputs_(graph.values.size()) {
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    for (ir::ValueId input : graph.nodes[i].inputs) {
      std::vector<ir::NodeId>& list = uses_[static_cast<std::size_t>(input.index)];
      ir::NodeId node{static_cast<std::int32_t>(i)};
      if (list.empty() || list.back() != node) list.push_back(node);
    }
  }
  for (ir::ValueId output : graph.outputs) outputs_[static_cast<std::size_t>(output.index)] = true;
}

std::optional<ir::NodeId> Uses::only(ir::ValueId value) const {
  if (is_output(value) || of(value).size() != 1) return std::nullopt;
  return of(value).front();
}

ir::NodeId producer(const ir::Graph& graph, ir::ValueId value) { return graph[value].producer; }

std::vector<NumericWindow> numeric_windows(const ir::Graph& graph, ir::NodeId node) {
  return windows(graph, node, true);
}

std::vector<NumericWindow> open_windows(const ir::Graph& graph, ir::NodeId node) { return windows(graph, node, false); }

std::string_view attribute_name(const ir::Graph& graph, ir::ModuleId id) {
  const ir::Module& module = graph[id];
  if (!module.parent.valid() || graph[module.parent].op.valid()) return {};
  std::string_view path = module.path;
  return path.substr(path.rfind('.') + 1);
}

bool is_mentioned(const Finder& finder, ir::ModuleId module) {
  std::string_view name = attribute_name(finder.graph, module);
  if (name.empty()) return true;
  bool set = false;
  for (int i = 0; i < finder.sources.size(); ++i) {
    const source::SourceFile& file = finder.sources[source::FileId{i}];
    if (file.path().starts_with('<')) continue;  // the interpreter's own library
    Occurrence found = find_attribute(file.text(), name);
    if (found.read || computes_names(file.text())) return true;
    set = set || found.set;
  }
  return !set;
}

}  // namespace shapewise::rules
