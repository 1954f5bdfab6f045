// JSON is parsed without recursion; what is nested in it is read to a bounded depth.
#include "import/keras/config.h"

#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

namespace shapewise::import::keras {
namespace {

using rapidjson::Value;

constexpr int kMostDepth = 60;

const Value* member(const Value& object, const char* name) {
  if (!object.IsObject()) return nullptr;
  auto found = object.FindMember(name);
  return found == object.MemberEnd() ? nullptr : &found->value;
}

std::string text(const Value* value) {
  return value != nullptr && value->IsString() ? std::string(value->GetString(), value->GetStringLength())
                                               : std::string();
}

bool is_model_type(std::string_view type) { return type == "Sequential" || type == "Functional" || type == "Model"; }

class ConfigReader {
 public:
  /// A {"class_name", "config"} pair that is a model.
  Result<Model> model(const Value& value, int depth) {
    if (depth > kMostDepth) return fail("models are nested too deep");
    Model made;
    made.type = text(member(value, "class_name"));
    const Value* config = member(value, "config");
    if (config == nullptr) return fail("there is no config of a model in it");
    const Value* layers = config->IsArray() ? config : member(*config, "layers");  // the oldest form is a plain list
    if (layers == nullptr || !layers->IsArray()) return fail(fmt::format("the model {} has no layers", made.type));
    made.name = text(member(*config, "name"));
    made.sequential = made.type == "Sequential" || member(*config, "input_layers") == nullptr;
    for (const Value& each : layers->GetArray()) {
      auto read = layer(each, depth + 1);
      if (!read) return tl::unexpected(read.error());
      made.layers.push_back(std::move(*read));
    }
    if (const Value* shape = member(*config, "build_input_shape")) made.input_shape = shape_of(*shape);
    if (const Value* inputs = member(*config, "input_layers")) add_keys(*inputs, made.inputs);
    if (const Value* outputs = member(*config, "output_layers")) add_keys(*outputs, made.outputs);
    return made;
  }

 private:
  Result<Layer> layer(const Value& value, int depth) {
    if (depth > kMostDepth) return fail("layers are nested too deep");
    if (!value.IsObject()) return fail("a layer is no object");
    Layer made;
    made.type = text(member(value, "class_name"));
    const Value* config = member(value, "config");
    if (config == nullptr) return fail(fmt::format("the layer {} has no config", made.type));
    made.name = text(member(value, "name"));
    if (made.name.empty()) made.name = text(member(*config, "name"));
    if (is_model_type(made.type)) {
      auto read = model(value, depth + 1);
      if (!read) return tl::unexpected(read.error());
      made.model = std::make_shared<Model>(std::move(*read));
    } else if (config->IsObject()) {
      auto read = add_settings(*config, made, depth);
      if (!read) return tl::unexpected(read.error());
    }
    if (const Value* calls = member(value, "inbound_nodes")) add_calls(*calls, made.calls);
    return made;
  }

  Result<void> add_settings(const Value& config, Layer& made, int depth) {
    for (const auto& [key, value] : config.GetObject()) {
      std::string name = text(&key);
      if (name == "trainable" && value.IsBool()) made.trainable = value.GetBool();
      if (name == "batch_input_shape" || name == "batch_shape" || name == "input_shape") {
        made.input_shape = shape_of(value);
        made.has_input_shape = value.IsArray();
        continue;
      }
      Setting setting{name, {ir::Unknown{"it is not read"}, {}}, nullptr};
      bool nested = value.IsObject() && (name == "layer" || name == "cell") && member(value, "config") != nullptr;
      if (nested) {
        auto inner = layer(value, depth + 1);
        if (!inner) return tl::unexpected(inner.error());
        setting.layer = std::make_shared<Layer>(std::move(*inner));
      } else {
        setting.value = attr(value, depth);
      }
      made.settings.push_back(std::move(setting));
    }
    return {};
  }

  ir::Attr attr(const Value& value, int depth) {
    if (value.IsNull()) return {ir::None{}, {}};
    if (value.IsBool()) return {value.GetBool(), {}};
    if (value.IsInt64()) return {sym::Expr(value.GetInt64()), {}};
    if (value.IsNumber()) return {value.GetDouble(), {}};
    if (value.IsString()) return {text(&value), {}};
    // Keras writes a tuple as an object, too.
    const Value* items = value.IsArray() ? &value : member(value, "items");
    if (items == nullptr || !items->IsArray() || depth > kMostDepth) return {ir::Unknown{"it is an object"}, {}};
    ir::AttrList list;
    for (const Value& item : items->GetArray()) list.push_back(attr(item, depth + 1));
    return {std::move(list), {}};
  }

  std::vector<ir::Attr> shape_of(const Value& value) {
    ir::Attr made = attr(value, 0);
    auto* items = made.as<ir::AttrList>();
    return items != nullptr ? *items : std::vector<ir::Attr>();
  }

  static bool is_key(const Value& value) {
    return value.IsArray() && value.Size() >= 3 && value[0].IsString() && value[1].IsInt() && value[2].IsInt();
  }

  static TensorKey key_of(const Value& value) { return {text(&value[0]), value[1].GetInt(), value[2].GetInt()}; }

  /// All ["layer", call, tensor] in it, in order; those of Keras 3 stand in the keras_history of tensors. A bounded
  /// walk.
  void add_keys(const Value& value, std::vector<TensorKey>& keys, int depth = 0) {
    if (depth > kMostDepth) return;
    if (is_key(value)) {
      keys.push_back(key_of(value));
      // Further tensors among the arguments by name: ["layer", 0, 0, {"mask": ["other", 0, 0]}].
      if (value.Size() > 3) add_keys(value[3], keys, depth + 1);
    } else if (value.IsArray()) {
      for (const Value& item : value.GetArray()) add_keys(item, keys, depth + 1);
    } else if (const Value* history = member(value, "keras_history")) {
      add_keys(*history, keys, depth + 1);
    } else if (value.IsObject()) {
      for (const auto& [name, item] : value.GetObject()) {
        if (item.IsObject() || item.IsArray()) add_keys(item, keys, depth + 1);
      }
    }
  }

  void add_calls(const Value& value, std::vector<Inbound>& calls) {
    if (!value.IsArray()) return;
    // A single call may be written without the list around it: [["a", 0, 0, {}]].
    bool one = value.Size() > 0 && value[0].IsArray() && is_key(value[0]);
    if (one) {
      calls.emplace_back();
      add_keys(value, calls.back().inputs);
      return;
    }
    for (const Value& call : value.GetArray()) {
      calls.emplace_back();
      add_keys(call, calls.back().inputs);
    }
  }
};

/// The model in what may surround it: TensorFlow.js has it in modelTopology, files of Keras 2 in model_config.
const Value* find_model(const Value& root) {
  const Value* at = &root;
  for (const char* name : {"modelTopology", "model_config"}) {
    if (const Value* inner = member(*at, name)) at = inner;
  }
  return is_model_type(text(member(*at, "class_name"))) ? at : nullptr;
}

}  // namespace

Result<Model> read_config(std::string_view json) {
  rapidjson::Document root;
  root.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseNanAndInfFlag>(json.data(), json.size());
  if (root.HasParseError()) {
    return fail(fmt::format("it is no JSON: {} (at byte {})", rapidjson::GetParseError_En(root.GetParseError()),
                            root.GetErrorOffset()));
  }
  const Value* model = find_model(root);
  if (model == nullptr) return fail("it holds no Sequential or functional model of Keras");
  return ConfigReader().model(*model, 0);
}

}  // namespace shapewise::import::keras
