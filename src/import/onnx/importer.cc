// Operators are called in the order of the file, which is topological. A failure of one leaves its outputs unknown, or
// as the file states them, and the others go on.
#include "import/onnx/importer.h"

#include <algorithm>
#include <fmt/format.h>

#include "import/onnx/contents.h"
#include "import/onnx/control_flow.h"
#include "import/onnx/environment.h"
#include "import/onnx/inputs.h"
#include "import/onnx/operators.h"
#include "import/onnx/scopes.h"
#include "import/onnx/stored_shapes.h"

namespace shapewise::import::onnx {
namespace {

class Importer : public Runner {
 public:
  Importer(const Model& model, const Listing& listing, const Reading& reading)
      : model_(model),
        reading_(reading),
        operators_(reading, listing, opset_of(model)),
        calls_left_(reading.limits.layers) {
    for (const Function& function : model.functions) functions_[qualified(function.domain, function.name)] = &function;
  }

  void run(const Listing& listing) {
    Environment top;
    top.module = builder().add_module("", plain(model_.graph.name), {}, reading_.file.range(0, 0));
    add_initializers(model_.graph, top);
    add_inputs(model_.graph, listing, reading_, top.values);
    std::vector<ir::ValueId> outputs = run_graph(model_.graph, top);
    builder().graph().outputs = std::move(outputs);
    // Sizes given from outside are not those that the file was saved with.
    if (reading_.inputs.given.empty() && reading_.values.empty()) check_stored(model_.graph, top, reading_, operators_);
  }

  layer::Builder& builder() override { return reading_.builder; }
  void gap(const Node& node, std::string message) override {
    reading_.gaps().push_back({std::move(message), operators_.range(node)});
  }

  std::vector<ir::ValueId> run_graph(const Graph& graph, Environment& environment) override {
    for (const ValueInfo& info : graph.values) environment.stored[info.name] = &info.type;
    for (const ValueInfo& info : graph.outputs) environment.stored[info.name] = &info.type;
    run_nodes(graph.nodes, environment);
    std::vector<ir::ValueId> outputs;
    for (const ValueInfo& info : graph.outputs) outputs.push_back(value(info.name, environment));
    return outputs;
  }

  void add_initializers(const Graph& graph, Environment& environment) override {
    for (const Tensor& stored : graph.initializers) {
      ir::ValueId id = builder().add_value(tensor_of(stored));
      environment.values[stored.name] = id;
      builder().graph()[id].name = stored.name;
      operators_.note_initializer(id, stored);
    }
  }

 private:
  static std::int64_t opset_of(const Model& model) {
    for (const Opset& opset : model.opsets) {
      if (opset.domain.empty() || opset.domain == "ai.onnx") return opset.version;
    }
    return 1;
  }

  static std::string qualified(std::string_view domain, std::string_view op) {
    bool standard = domain.empty() || domain == "ai.onnx";
    return fmt::format("{}:{}", standard ? "onnx" : domain, op);
  }

  ir::ValueId value(std::string_view name, const Environment& environment) {
    ir::ValueId id = environment.find(name);
    return id.valid() ? id : builder().add_value(ir::Tensor::unknown("it is made nowhere before"));
  }

  void run_nodes(const std::vector<Node>& nodes, Environment& environment) {
    Scopes scopes(nodes);
    for (const Node& node : nodes) {
      if (--calls_left_ == 0) {
        reading_.sink()
            .error(diag::Kind::Limit, operators_.range(node),
                   fmt::format("the model runs more than {} operators", reading_.limits.layers))
            .label = "what follows is not analysed";
      }
      if (calls_left_ <= 0) return;
      std::vector<ir::ValueId> outputs = run_node(node, scopes, environment);
      for (std::size_t i = 0; i < node.outputs.size(); ++i) {
        if (node.outputs[i].empty()) continue;
        ir::ValueId id =
            i < outputs.size() ? outputs[i] : builder().add_value(ir::Tensor::unknown("it is not modelled"));
        fall_back(node.outputs[i], id, environment);
        environment.values[node.outputs[i]] = id;
      }
    }
  }

  /// Where nothing is known of a tensor, what the file states is better than nothing.
  void fall_back(std::string_view name, ir::ValueId id, const Environment& environment) {
    ir::Tensor& tensor = builder().graph()[id].tensor;
    auto stored = environment.stored.find(name);
    if (tensor.shape || stored == environment.stored.end()) return;
    if (auto stated = stated_tensor(*stored->second, reading_.values)) tensor = std::move(*stated);
  }

  std::vector<ir::ValueId> run_node(const Node& node, const Scopes& scopes, Environment& environment) {
    if (environment.depth > reading_.limits.depth) {
      gap(node, fmt::format("{} is nested too deep", plain(node.op)));
      return {};
    }
    std::string name = qualified(node.domain, node.op);
    Place place = place_of(scopes.of(node), environment);
    if (auto function = functions_.find(name); function != functions_.end()) {
      return run_function(node, *function->second, environment, place);
    }
    if (holds_graphs(node)) return run_control_flow(node, environment, place, *this);
    auto op = layer::find_qualified(name);
    if (!op) {
      gap(node, fmt::format("the operator {} is not known", plain(name.starts_with("onnx:") ? node.op : name)));
      return {};
    }
    std::vector<ir::ValueId> inputs;
    for (std::string_view input : node.inputs)
      inputs.push_back(input.empty() ? ir::ValueId() : value(input, environment));
    return operators_.call(node, *op, inputs, environment, place);
  }

  /// The module in which the operator stands, which is made if it is the first one in it.
  Place place_of(const Scoped& scoped, const Environment& environment) {
    Place place{environment.module, environment.path, scoped.leaf};
    for (const std::string& scope : scoped.scopes) {
      place.path += (place.path.empty() ? "" : ".") + scope;
      auto [found, added] = modules_.try_emplace(place.path);
      if (added) found->second = builder().add_module(place.path, "Module", place.module, reading_.file.range(0, 0));
      place.module = found->second;
    }
    return place;
  }

  std::vector<ir::ValueId> run_function(const Node& node, const Function& function, const Environment& environment,
                                        const Place& place) {
    Environment inner;
    inner.depth = environment.depth + 1;
    inner.path = place.full();
    inner.module = builder().add_module(inner.path, plain(function.name), place.module, operators_.range(node));
    for (std::size_t i = 0; i < std::min(function.inputs.size(), node.inputs.size()); ++i) {
      if (!node.inputs[i].empty()) inner.values[function.inputs[i]] = value(node.inputs[i], environment);
    }
    for (const Attribute& attribute : function.defaults) inner.attributes[attribute.name] = &attribute;
    for (const Attribute& attribute : node.attributes)
      inner.attributes[attribute.name] = &operators_.resolve(attribute, environment);
    run_nodes(function.nodes, inner);
    std::vector<ir::ValueId> outputs;
    for (std::string_view output : function.outputs) outputs.push_back(value(output, inner));
    return outputs;
  }

  const Model& model_;
  const Reading& reading_;
  Operators operators_;
  std::unordered_map<std::string, const Function*> functions_;
  std::unordered_map<std::string, ir::ModuleId> modules_;  // by path
  int calls_left_;
};

}  // namespace

void import_model(const Model& model, const Listing& listing, const Reading& reading) {
  Importer(model, listing, reading).run(listing);
}

}  // namespace shapewise::import::onnx
