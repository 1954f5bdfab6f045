// The configuration of a model of Keras as plain data, the same for Keras 2 and 3: layers, and the calls between them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "ir/attr.h"

namespace shapewise::import::keras {

struct Layer;

/// An argument of a layer. `layer` is set instead of the value where the argument is a layer.
struct Setting {
  std::string name;
  ir::Attr value;
  std::shared_ptr<Layer> layer;
};

/// A tensor between layers: output `tensor` of call number `call` of a layer.
struct TensorKey {
  std::string layer;
  int call = 0;
  int tensor = 0;
  friend auto operator<=>(const TensorKey&, const TensorKey&) = default;
};

/// One call of a layer: the tensors it is given.
struct Inbound {
  std::vector<TensorKey> inputs;
};

struct Model;

struct Layer {
  std::string type;  // "Conv2D"
  std::string name;
  bool trainable = true;
  std::vector<Setting> settings;
  std::vector<ir::Attr> input_shape;  // batch_input_shape, batch_shape; None for what is open
  bool has_input_shape = false;
  std::shared_ptr<Model> model;  // of a model in a model
  std::vector<Inbound> calls;    // of a functional model
};

struct Model {
  std::string type;  // "Sequential", "Functional", "Model"
  std::string name;
  bool sequential = false;
  std::vector<Layer> layers;
  std::vector<TensorKey> inputs;  // of a functional model
  std::vector<TensorKey> outputs;
  std::vector<ir::Attr> input_shape;  // of a sequential model, where it states one
};

/// Reads the JSON. The error says what is wrong with it.
Result<Model> read_config(std::string_view json);

}  // namespace shapewise::import::keras
