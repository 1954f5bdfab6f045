// Graphviz and Mermaid: nodes in the subgraphs of their modules, then edges.
#include <fmt/format.h>
#include <functional>

#include "diag/text.h"
#include "report/drawings.h"
#include "report/flow.h"
#include "report/numbers.h"

namespace shapewise::report {
namespace {

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (char c : diag::printable(text)) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

/// What a layer does, as a colour.
std::string_view color_of(const Layer& layer) {
  if (layer.failed) return "#f8d7da";
  if (!layer.counts.is_zero() && layer.cost.macs && !layer.cost.macs->is_zero()) return "#dbe9f6";
  if (!layer.counts.is_zero()) return "#e2f0d9";
  if (layer.inputs.size() > 1) return "#fff2cc";
  return layer.function ? "#f2f2f2" : "#ece4f4";
}

/// Modules that only list others, which need not be called one after the other, are no part of the drawing.
bool is_listing(const Container& module) { return module.type == "ModuleList" || module.type == "ModuleDict"; }

/// A name, with that of the listing that it stands in: "down.0".
std::string name_in(const Report& report, int container, const std::string& path, const std::string& name) {
  bool listed = container >= 0 && is_listing(report.containers[static_cast<std::size_t>(container)]);
  if (!listed || path.size() <= name.size()) return name;
  std::size_t dot = path.rfind('.', path.size() - name.size() - 2);
  return dot == std::string::npos ? path : path.substr(dot + 1);
}

std::string title_of(const Report& report, const Layer& layer) {
  if (layer.function || layer.name.empty()) return layer.type;
  return fmt::format("{} {}", name_in(report, layer.container, layer.path, layer.name), layer.type);
}

std::string title_of(const Report& report, const Container& module) {
  return fmt::format("{} {}", name_in(report, module.parent, module.path, module.name), module.type);
}

/// Calls `open(container)`, `node(layer)` and `close()` so that the calls of each module are together.
class Nested {
 public:
  Nested(const Report& report, const Flow& flow) : report_(report) {
    inside_.resize(report.containers.size());
    for (int layer : flow.layers) {
      for (int at = report.layers[static_cast<std::size_t>(layer)].container; at >= 0;
           at = report.containers[static_cast<std::size_t>(at)].parent) {
        inside_[static_cast<std::size_t>(at)] = true;
      }
    }
    layers_ = flow.layers;
  }

  void walk(const std::function<void(int)>& open, const std::function<void(int)>& node,
            const std::function<void()>& close) const {
    level(-1, open, node, close);
  }

 private:
  void level(int parent, const std::function<void(int)>& open, const std::function<void(int)>& node,
             const std::function<void()>& close) const {
    for (int layer : layers_) {
      if (report_.layers[static_cast<std::size_t>(layer)].container == parent) node(layer);
    }
    for (std::size_t i = 0; i < inside_.size(); ++i) {
      if (!inside_[i] || report_.containers[i].parent != parent) continue;
      bool shown = report_.containers[i].depth > 0 && !is_listing(report_.containers[i]);
      if (shown) open(static_cast<int>(i));
      level(static_cast<int>(i), open, node, close);
      if (shown) close();
    }
  }

  const Report& report_;
  std::vector<bool> inside_;
  std::vector<int> layers_;
};

std::string id_of(int index) { return index < 0 ? fmt::format("input{}", -1 - index) : fmt::format("n{}", index); }

}  // namespace

std::string dot(const Report& report) {
  Flow flow = flow_of(report);
  std::string text = fmt::format(
      "digraph {} {{\n"
      "  graph [fontname=\"Helvetica\", fontsize=11, color=\"#b0b7bf\", style=rounded, ranksep=0.35, nodesep=0.3];\n"
      "  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\", fontsize=11, color=\"#5f6b76\", "
      "margin=\"0.12,0.06\"];\n"
      "  edge [fontname=\"Helvetica\", fontsize=9, color=\"#5f6b76\", fontcolor=\"#444444\", arrowsize=0.7];\n",
      quoted(report.title));
  for (std::size_t i = 0; i < report.inputs.size(); ++i) {
    std::string_view name = report.inputs[i].name.empty() ? "input" : std::string_view(report.inputs[i].name);
    text += fmt::format("  input{} [label={}, shape=ellipse, fillcolor=\"#ffffff\"];\n", i, quoted(name));
  }
  std::string indent = "  ";
  auto open = [&](int i) {
    const Container& module = report.containers[static_cast<std::size_t>(i)];
    text += fmt::format("{}subgraph cluster{} {{\n", indent, i);
    indent += "  ";
    text += fmt::format("{}label={};\n", indent, quoted(title_of(report, module)));
  };
  auto node = [&](int i) {
    const Layer& layer = report.layers[static_cast<std::size_t>(i)];
    text += fmt::format("{}n{} [label={}, fillcolor=\"{}\", tooltip={}];\n", indent, i, quoted(title_of(report, layer)),
                        color_of(layer), quoted(fmt::format("{}({})", layer.type, layer.arguments)));
  };
  Nested(report, flow).walk(open, node, [&] {
    indent.resize(indent.size() - 2);
    text += indent + "}\n";
  });
  for (std::size_t i = 0; i < report.outputs.size(); ++i) {
    text += fmt::format("  n{} [label=\"output\", shape=ellipse, fillcolor=\"#ffffff\"];\n", report.layers.size() + i);
  }
  for (const FlowEdge& edge : flow.edges) {
    text +=
        fmt::format("  {} -> n{} [label={}];\n", id_of(edge.from), edge.to, quoted(" " + ir::to_text(*edge.tensor)));
  }
  return text + "}\n";
}

std::string mermaid(const Report& report) {
  Flow flow = flow_of(report);
  auto label = [](std::string_view text) {
    std::string safe;
    for (char c : diag::printable(text)) safe += c == '"' ? '\'' : c;
    return "\"" + safe + "\"";
  };
  std::string text = "flowchart TD\n";
  for (std::size_t i = 0; i < report.inputs.size(); ++i) {
    text += fmt::format("  input{}([{}])\n", i, label(report.inputs[i].name.empty() ? "input" : report.inputs[i].name));
  }
  std::string indent = "  ";
  auto open = [&](int i) {
    const Container& module = report.containers[static_cast<std::size_t>(i)];
    text += fmt::format("{}subgraph m{} [{}]\n", indent, i, label(title_of(report, module)));
    indent += "  ";
  };
  auto node = [&](int i) {
    text += fmt::format("{}n{}[{}]\n", indent, i, label(title_of(report, report.layers[static_cast<std::size_t>(i)])));
  };
  Nested(report, flow).walk(open, node, [&] {
    indent.resize(indent.size() - 2);
    text += indent + "end\n";
  });
  for (std::size_t i = 0; i < report.outputs.size(); ++i) {
    text += fmt::format("  n{}([\"output\"])\n", report.layers.size() + i);
  }
  for (const FlowEdge& edge : flow.edges) {
    text += fmt::format("  {} -->|{}| n{}\n", id_of(edge.from), label(ir::to_text(*edge.tensor)), edge.to);
  }
  return text;
}

}  // namespace shapewise::report
