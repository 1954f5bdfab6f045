// Long lists are cut short: nobody reads them, and hostile files have many.
#include "import/onnx/listing.h"

#include <algorithm>
#include <fmt/format.h>

#include "import/onnx/contents.h"

namespace shapewise::import::onnx {
namespace {

constexpr std::size_t kMostItems = 16;
constexpr std::size_t kMostBytes = 256u << 20;  // places are 32-bit offsets

std::string shape_text(const Type& type) {
  std::string text;
  for (const Dim& dim : type.dims) {
    text += text.empty() ? "" : ", ";
    text += dim.value >= 0 ? std::to_string(dim.value) : dim.param.empty() ? "?" : plain(dim.param);
  }
  return text;
}

template <class T, class Text>
std::string list_text(const std::vector<T>& items, Text text_of) {
  std::string text = "[";
  for (std::size_t i = 0; i < std::min(items.size(), kMostItems); ++i) text += (i > 0 ? ", " : "") + text_of(items[i]);
  return text + (items.size() > kMostItems ? ", …]" : "]");
}

std::string tensor_text(const Tensor& stored) {
  ir::Tensor tensor = tensor_of(stored);
  std::string text = ir::to_text(tensor, sym::Style::Python);
  if (!tensor.elements || tensor.elements->size() > kMostItems) return text;
  return text + " " + list_text(*tensor.elements, [](const ir::Element& element) {
           if (auto* number = std::get_if<double>(&element)) return fmt::format("{}", *number);
           return sym::to_text(std::get<sym::Expr>(element), sym::Style::Python);
         });
}

std::string attribute_text(const Attribute& attribute) {
  switch (attribute.kind) {
    case Attribute::Float: return fmt::format("{}", attribute.f);
    case Attribute::Int: return std::to_string(attribute.i);
    case Attribute::String: return fmt::format("'{}'", plain(attribute.s.substr(0, 100)));
    case Attribute::TensorKind: return attribute.t ? tensor_text(*attribute.t) : "?";
    case Attribute::GraphKind: return attribute.g ? plain(attribute.g->name) : "?";
    case Attribute::Floats: return list_text(attribute.floats, [](float f) { return fmt::format("{}", f); });
    case Attribute::Ints: return list_text(attribute.ints, [](std::int64_t i) { return std::to_string(i); });
    case Attribute::Strings:
      return list_text(attribute.strings,
                       [](std::string_view s) { return fmt::format("'{}'", plain(s.substr(0, 100))); });
    default: return attribute.reference.empty() ? "?" : fmt::format("@{}", plain(attribute.reference));
  }
}

class Lister {
 public:
  Listing list(const Model& model) {
    line(fmt::format("{} (", plain(model.graph.name)));
    for (const ValueInfo& input : model.graph.inputs) {
      int begin = size();
      line(fmt::format("    {}: ({})", plain(input.name), shape_text(input.type)));
      made_.inputs[&input] = {begin + 4, size() - 1};
    }
    line(") {");
    nodes(model.graph.nodes, 1);
    line("}");
    for (const Function& function : model.functions) {
      line(fmt::format("{}.{} {{", plain(function.domain), plain(function.name)));
      nodes(function.nodes, 1);
      line("}");
    }
    return std::move(made_);
  }

 private:
  int size() const { return static_cast<int>(made_.text.size()); }
  void line(const std::string& text) { made_.text += text + "\n"; }

  void nodes(const std::vector<Node>& nodes, int depth) {
    for (const Node& each : nodes) {
      if (made_.text.size() > kMostBytes) return;
      node(each, depth);
    }
  }

  void node(const Node& node, int depth) {
    made_.text += std::string(static_cast<std::size_t>(depth) * 2, ' ');
    NodePlace place;
    place.all.begin = size();
    for (std::size_t i = 0; i < std::min(node.outputs.size(), kMostItems); ++i) {
      made_.text += (i > 0 ? ", " : "") + plain(node.outputs[i]);
    }
    made_.text += fmt::format(" = {}{}{}", plain(node.domain), node.domain.empty() ? "" : ".", plain(node.op));
    for (std::size_t i = 0; i < node.attributes.size(); ++i) {
      made_.text += i == 0 ? "<" : ", ";
      int begin = size();
      made_.text += fmt::format("{} = {}", plain(node.attributes[i].name), attribute_text(node.attributes[i]));
      place.attributes.push_back({begin, size()});
    }
    made_.text += node.attributes.empty() ? "(" : ">(";
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      made_.text += i == 0 ? "" : ", ";
      int begin = size();
      made_.text += plain(node.inputs[i]);
      place.inputs.push_back({begin, size()});
    }
    made_.text += ")";
    place.all.end = size();
    made_.text += "\n";
    made_.nodes[&node] = std::move(place);
    for (const Attribute& attribute : node.attributes) {
      if (attribute.g) graph(*attribute.g, depth + 1);
    }
  }

  void graph(const Graph& graph, int depth) {
    std::string indent(static_cast<std::size_t>(depth) * 2, ' ');
    line(fmt::format("{}{} {{", indent, plain(graph.name)));
    nodes(graph.nodes, depth + 1);
    line(indent + "}");
  }

  Listing made_;
};

}  // namespace

Listing list(const Model& model) { return Lister().list(model); }

}  // namespace shapewise::import::onnx
