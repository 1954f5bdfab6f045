// Names are made as PyTorch's exporter makes them, so that readers find the modules again: /layer1/0/conv1/Conv.
#include "save/onnx/exporter.h"

#include <algorithm>
#include <fmt/format.h>

#include "ir/weight_names.h"
#include "layer/builder.h"
#include "layer/registry.h"
#include "save/onnx/spelling.h"

namespace shapewise::save {
namespace {

std::string identifier(std::string_view name, std::string_view otherwise) {
  std::string text(name.empty() ? otherwise : name);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '.'; },
      '_');
  return text;
}

class Exporter {
 public:
  Exporter(const ir::Graph& graph, const Options& options, diag::Sink& sink)
      : writing_{graph, {}, {}, {}}, sink_(sink) {
    writing_.document.name = options.name;
    writing_.document.opset = options.opset;
    writing_.names.resize(graph.values.size());
  }

  Result<Document> run(const Weights& weights) {
    writing_.weight_names = ir::weight_names(graph());
    for (std::string& name : writing_.weight_names) name = writing_.unique(name.empty() ? "weight" : name);
    for (ir::ValueId id : graph().inputs) {
      std::string name = writing_.unique(identifier(graph()[id].name, "input"));
      writing_.document.inputs.push_back(port(name, graph()[id].tensor));
      writing_.names[static_cast<std::size_t>(id.index)] = name;
    }
    for (int i = 0; i < static_cast<int>(graph().nodes.size()); ++i) write(ir::NodeId{i});
    if (sink_.errors() > 0) return std::move(writing_.document);
    for (std::size_t i = 0; i < graph().outputs.size(); ++i) write_output(i);
    if (auto added = add_initializers(weights); !added) return tl::unexpected(added.error());
    return std::move(writing_.document);
  }

 private:
  const ir::Graph& graph() const { return writing_.graph; }

  static Port port(std::string name, const ir::Tensor& tensor) {
    Port made{std::move(name), tensor.dtype, {}};
    for (const sym::Expr& size : tensor.shape ? tensor.shape->dims : std::vector<sym::Expr>()) {
      if (auto number = size.constant()) {
        made.dims.emplace_back(static_cast<std::int64_t>(*number));
      } else {
        made.dims.emplace_back(sym::to_text(size, sym::Style::Python));
      }
    }
    return made;
  }

  void write(ir::NodeId id) {
    const ir::Node& node = graph()[id];
    const layer::Spec& spec = layer::spec(node.op);
    if (node.failed || !layer::is_inferred(graph(), id)) return refuse(node, "its shapes are not known");
    const Spelling* spelling = find_spelling(node.op);
    if (spelling == nullptr) return refuse(node, fmt::format("{} has no counterpart that is known", spec.qualified()));
    Translation translation(writing_, id);
    std::size_t before = writing_.document.operators.size();
    spelling->write(translation);
    if (translation.complete()) return;
    refuse(node, translation.why().empty() ? "not all of its outputs have a counterpart" : translation.why());
    writing_.document.operators.resize(before);
  }

  void refuse(const ir::Node& node, const std::string& why) {
    // What only follows from an earlier refusal is not said again.
    for (ir::ValueId id : node.inputs) {
      const ir::Value& value = graph()[id];
      if (value.producer.valid() && writing_.names[static_cast<std::size_t>(id.index)].empty()) return;
    }
    std::string name(layer::spec(node.op).name());
    const ir::Module* module = node.module.valid() ? &graph()[node.module] : nullptr;
    if (module != nullptr && !module->path.empty()) name = fmt::format("{} ({})", name, module->path);
    auto& d = sink_.error(diag::Kind::NotExportable, node.source, fmt::format("{} can't be written in ONNX", name));
    d.label = why;
    if (module != nullptr && module->defined.valid()) d.labels.push_back({module->defined, "made here"});
  }

  /// Outputs have names of their own, and each is made by an operator.
  void write_output(std::size_t place) {
    ir::ValueId id = graph().outputs[place];
    std::string made = writing_.names[static_cast<std::size_t>(id.index)];
    if (made.empty()) {
      sink_.error(diag::Kind::NotExportable, {},
                  fmt::format("output {} of the network is no result of a call", place + 1));
      return;
    }
    std::string name = writing_.unique("output");
    writing_.document.operators.push_back({writing_.unique("/Identity"), "Identity", {made}, {name}, {}});
    writing_.document.outputs.push_back(port(name, graph()[id].tensor));
  }

  /// Only those that an operator takes. All are counted before the first is made.
  Result<void> add_initializers(const Weights& weights) {
    std::vector<std::string> used;
    for (const Operator& node : writing_.document.operators)
      used.insert(used.end(), node.inputs.begin(), node.inputs.end());
    std::sort(used.begin(), used.end());
    std::vector<const ir::Weight*> written;
    bool fits = true;
    for (std::size_t i = 0; i < graph().weights.size(); ++i) {
      const std::string& name = writing_.weight_names[i];
      if (!std::binary_search(used.begin(), used.end(), name)) continue;
      const ir::Weight& weight = graph().weights[i];
      Stored stored{name, weight.dtype, {}, {}};
      for (const sym::Formula& dim : weight.dims) {
        auto size = dim.value().constant();
        if (!size) return fail(fmt::format("the shape of {} is not known", name));
        stored.dims.push_back(static_cast<std::int64_t>(*size));
      }
      fits = writing_.take_room(stored.dims, weight.dtype) && fits;
      writing_.document.initializers.push_back(std::move(stored));
      written.push_back(&weight);
    }
    if (!fits) {
      return fail(
          fmt::format("the weights and constants have {} bytes, and a file of ONNX holds {}; they are not written into "
                      "further files",
                      to_string(writing_.bytes), to_string(kMostBytes)));
    }
    for (std::size_t i = 0; i < written.size(); ++i) {
      Stored& stored = writing_.document.initializers[i];
      auto bytes = weights(stored.name, *written[i]);
      if (!bytes) return tl::unexpected(bytes.error());
      stored.bytes = std::move(*bytes);
    }
    return {};
  }

  Writing writing_;
  diag::Sink& sink_;
};

}  // namespace

Result<std::string> zero_weights(const std::string&, const ir::Weight& weight) {
  Int count = weight.count().value().constant().value_or(0);
  return std::string(static_cast<std::size_t>(count * ir::bytes(weight.dtype)), '\0');
}

Result<Document> export_graph(const ir::Graph& graph, const Options& options, const Weights& weights,
                              diag::Sink& sink) {
  return Exporter(graph, options, sink).run(weights);
}

}  // namespace shapewise::save
