// Calls of a functional model are made as soon as their inputs are there, as Keras itself does it: the order of the
// file need not be the order of the data.
#include "import/keras/importer.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "layer/registry.h"

namespace shapewise::import::keras {
namespace {

using Values = std::vector<ir::ValueId>;

class Importer {
 public:
  Importer(const Listing& listing, const Reading& reading) : listing_(listing), reading_(reading) {}

  void run(const Model& model) {
    ir::ModuleId root = builder().add_module("", plain(model.type), {}, reading_.file.range(0, 0));
    Values inputs = model.sequential ? Values{sequential_input(model)} : functional_inputs(model);
    refuse_surplus(inputs.size());
    builder().graph().outputs = call_model(model, std::move(inputs), root, "");
  }

 private:
  layer::Builder& builder() { return reading_.builder; }

  source::Range range(const Layer& layer) const {
    auto found = listing_.layers.find(&layer);
    return found == listing_.layers.end() ? reading_.file.range(0, 0)
                                          : reading_.file.range(found->second.all.begin, found->second.all.end);
  }

  // --- inputs ---

  /// None, which is how Keras prints an open batch; other open sizes by the names of their axes.
  ir::Tensor stated_input(const std::vector<ir::Attr>& sizes, std::size_t place) {
    sym::Shape shape;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      if (auto* size = sizes[i].as<sym::Expr>()) {
        shape.dims.push_back(*size);
        continue;
      }
      std::string name =
          i == 0 ? "None"
                 : fmt::format("{}{}", axis_letter(sizes.size(), i), place == 0 ? "" : std::to_string(place + 1));
      shape.dims.push_back(sym::substitute(sym::Expr::symbol(name), batch_values()));
    }
    return ir::Tensor::of(std::move(shape));
  }

  static std::string axis_letter(std::size_t rank, std::size_t axis) {
    constexpr std::string_view kLetters[] = {"NC", "NTC", "NHWC", "NDHWC"};
    bool named = rank >= 2 && rank <= 5;
    return named ? std::string(1, kLetters[rank - 2][axis]) : fmt::format("d{}", axis);
  }

  /// --batch gives N a value, which here is called None.
  sym::Assignment batch_values() const {
    sym::Assignment values = reading_.values;
    if (auto batch = values.find("N"); batch != values.end()) values.emplace("None", batch->second);
    return values;
  }

  ir::ValueId add_input(const std::string& name, const std::vector<ir::Attr>& sizes, bool stated) {
    std::size_t place = builder().graph().inputs.size();
    ir::Tensor tensor =
        stated ? stated_input(sizes, place) : ir::Tensor::unknown("the shape of the input is not stated");
    tensor.dtype_assumed = true;
    for (std::size_t i = 0; i < reading_.inputs.given.size(); ++i) {
      const InputSpec& spec = reading_.inputs.given[i];
      if (spec.name == name || (spec.name.empty() && i == place)) {
        tensor = ir::Tensor::of(spec.shape, spec.dtype.value_or(ir::DType::Float32));
      }
    }
    if (!tensor.shape && !reading_.inputs.rejected) {
      auto& d = reading_.sink().error(diag::Kind::InputSpec, reading_.inputs.place,
                                      fmt::format("the shape of the input {} is not known", plain(name)));
      d.notes.emplace_back("give it with --input, for example --input N,224,224,3");
    }
    return builder().add_input(plain(name), std::move(tensor));
  }

  ir::ValueId sequential_input(const Model& model) {
    for (const Model* at = &model; !at->layers.empty();) {
      const Layer& first = at->layers.front();
      if (first.has_input_shape) return add_input(first.name, first.input_shape, true);
      if (!at->input_shape.empty()) return add_input("input", at->input_shape, true);
      if (!first.model) return add_input("input", {}, false);
      at = first.model.get();
    }
    return add_input("input", model.input_shape, !model.input_shape.empty());
  }

  Values functional_inputs(const Model& model) {
    Values inputs;
    for (const TensorKey& key : model.inputs) {
      const Layer* layer = find(model, key.layer);
      bool stated = layer != nullptr && layer->has_input_shape;
      inputs.push_back(add_input(key.layer, stated ? layer->input_shape : std::vector<ir::Attr>(), stated));
    }
    return inputs;
  }

  void refuse_surplus(std::size_t count) {
    if (reading_.inputs.given.size() <= count) return;
    reading_.sink().error(diag::Kind::InputSpec, reading_.inputs.given[count].range,
                          fmt::format("the model takes {} input{}", count, count == 1 ? "" : "s"));
  }

  static const Layer* find(const Model& model, const std::string& name) {
    auto found = std::find_if(model.layers.begin(), model.layers.end(), [&](const Layer& l) { return l.name == name; });
    return found == model.layers.end() ? nullptr : &*found;
  }

  // --- calls ---

  Values call_model(const Model& model, Values inputs, ir::ModuleId scope, const std::string& path) {
    if (!model.sequential) return call_functional(model, inputs, scope, path);
    for (const Layer& layer : model.layers) {
      if (layer.type == "InputLayer") continue;
      inputs = call(layer, inputs, scope, path);
      if (inputs.size() > 1) inputs.resize(1);
    }
    return inputs;
  }

  Values call_functional(const Model& model, const Values& inputs, ir::ModuleId scope, const std::string& path) {
    std::map<TensorKey, ir::ValueId> known;
    for (std::size_t i = 0; i < std::min(inputs.size(), model.inputs.size()); ++i) known[model.inputs[i]] = inputs[i];
    std::vector<std::pair<const Layer*, int>> waiting;
    for (const Layer& layer : model.layers) {
      for (int call = 0; call < static_cast<int>(layer.calls.size()); ++call) {
        if (layer.type != "InputLayer") waiting.emplace_back(&layer, call);
      }
    }
    while (!waiting.empty()) {
      std::size_t before = waiting.size();
      std::vector<std::pair<const Layer*, int>> later;
      for (const auto& [layer, call_number] : waiting) {
        if (!run_call(*layer, call_number, known, scope, path)) later.emplace_back(layer, call_number);
      }
      waiting = std::move(later);
      if (waiting.size() < before) continue;
      reading_.gaps().push_back({fmt::format("{} is never given its inputs", plain(waiting.front().first->name)),
                                 range(*waiting.front().first)});
      break;
    }
    Values outputs;
    for (const TensorKey& key : model.outputs) outputs.push_back(value(known, key));
    return outputs;
  }

  ir::ValueId value(const std::map<TensorKey, ir::ValueId>& known, const TensorKey& key) {
    auto found = known.find(key);
    return found != known.end() ? found->second : builder().add_value(ir::Tensor::unknown("it is not computed"));
  }

  bool run_call(const Layer& layer, int number, std::map<TensorKey, ir::ValueId>& known, ir::ModuleId scope,
                const std::string& path) {
    Values inputs;
    for (const TensorKey& key : layer.calls[static_cast<std::size_t>(number)].inputs) {
      auto found = known.find(key);
      if (found == known.end()) return false;
      inputs.push_back(found->second);
    }
    Values outputs = call(layer, inputs, scope, path);
    for (std::size_t i = 0; i < outputs.size(); ++i) known[{layer.name, number, static_cast<int>(i)}] = outputs[i];
    return true;
  }

  Values call(const Layer& layer, const Values& inputs, ir::ModuleId scope, const std::string& around) {
    std::string path = around.empty() ? plain(layer.name) : fmt::format("{}.{}", around, plain(layer.name));
    if (--calls_left_ < 0) {
      if (calls_left_ == -1) {
        reading_.sink().error(diag::Kind::Limit, range(layer), "the model calls too many layers").label = "stops here";
      }
      return {builder().add_value(ir::Tensor::unknown("there are too many layers"))};
    }
    if (layer.model) {
      auto [found, added] = modules_.try_emplace(path);
      if (added) found->second = builder().add_module(path, plain(layer.type), scope, range(layer));
      return call_model(*layer.model, inputs, found->second, path);
    }
    auto op = layer::find_qualified(fmt::format("keras:{}", layer.type));
    if (!op) {
      reading_.gaps().push_back({fmt::format("the layer {} is not known", plain(layer.type)), range(layer)});
      return {builder().add_value(ir::Tensor::unknown(fmt::format("{} is not known", plain(layer.type))))};
    }
    ir::ModuleId module = module_of(layer, *op, path, scope);
    std::vector<layer::Given> given;
    for (int i = 0; i < static_cast<int>(inputs.size()); ++i)
      given.push_back({{}, {}, {ir::TensorRef{i}, range(layer)}});
    // A mask or an initial state is passed behind the tensor that a layer works on, and decides no shape.
    auto params = layer::spec(*op).call;
    bool one = params.size() == 1 && params.front().how == layer::How::Normal;
    Values used = one && inputs.size() > 1 ? Values{inputs.front()} : inputs;
    if (one && given.size() > 1) given.resize(1);
    Values outputs = builder().call(module, std::move(given), std::move(used), scope, range(layer)).values;
    if (!is_trained(layer)) freeze(module);
    return outputs;
  }

  /// A layer in another one is trained if both say so.
  static bool is_trained(const Layer& layer) {
    return layer.trainable && std::all_of(layer.settings.begin(), layer.settings.end(), [](const Setting& setting) {
             return !setting.layer || is_trained(*setting.layer);
           });
  }

  void freeze(ir::ModuleId module) {
    ir::Graph& graph = builder().graph();
    for (const ir::NamedWeight& weight : graph[module].weights) graph[weight.weight].trainable = false;
  }

  ir::ModuleId module_of(const Layer& layer, ir::OpId op, const std::string& path, ir::ModuleId scope) {
    auto [found, added] = modules_.try_emplace(path);
    if (!added) return found->second;
    found->second = builder().construct(op, settings_of(layer, op), path, scope, range(layer));
    builder().graph()[found->second].type = plain(layer.type);
    return found->second;
  }

  /// The settings that the Spec knows.
  std::vector<layer::Given> settings_of(const Layer& layer, ir::OpId op) {
    auto place = listing_.layers.find(&layer);
    auto params = layer::spec(op).params;
    std::vector<layer::Given> given;
    for (std::size_t i = 0; i < layer.settings.size(); ++i) {
      const Setting& setting = layer.settings[i];
      if (std::none_of(params.begin(), params.end(), [&](const layer::Param& p) { return p.name == setting.name; }))
        continue;
      layer::Given made{setting.name, {}, setting.layer ? layer_value(*setting.layer) : setting.value};
      if (place != listing_.layers.end()) {
        Span span = place->second.settings[i];
        made.value.range = reading_.file.range(span.begin, span.end);
      }
      given.push_back(std::move(made));
    }
    return given;
  }

  ir::Attr layer_value(const Layer& layer) {
    auto op = layer::find_qualified(fmt::format("keras:{}", layer.type));
    if (!op || layer.model)
      return {ir::Unknown{fmt::format("{} is not known as a layer in another", plain(layer.type))}, {}};
    return builder().layer_value(*op, settings_of(layer, *op), range(layer));
  }

  const Listing& listing_;
  const Reading& reading_;
  std::map<std::string, ir::ModuleId> modules_;  // by path
  int calls_left_ = 20'000;
};

}  // namespace

void import_model(const Model& model, const Listing& listing, const Reading& reading) {
  Importer(listing, reading).run(model);
}

}  // namespace shapewise::import::keras
