// An ONNX file as plain data. Names, texts and contents of tensors are views of the file, which is mapped: nothing is
// copied, and the contents of large tensors are never touched.
// Source: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace shapewise::import::onnx {

struct Tensor {
  std::string_view name;
  std::vector<std::int64_t> dims;
  int type = 0;               // TensorProto.DataType
  std::string_view raw;       // raw_data: little endian
  std::string_view packed;    // int32_data, int64_data, uint64_data (varints), float_data, double_data (little endian)
  std::vector<double> loose;  // the same numbers, where they are not packed
  bool external = false;      // its contents stand in another file
};

struct Dim {
  std::int64_t value = -1;  // negative: not a number
  std::string_view param;   // a symbol; empty: neither is known
};

struct Type {
  enum class Kind { None, Tensor, Sequence, Other };
  Kind kind = Kind::None;
  int element = 0;  // TensorProto.DataType
  bool has_shape = false;
  std::vector<Dim> dims;
};

struct ValueInfo {
  std::string_view name;
  Type type;
};

struct Graph;

struct Attribute {
  // AttributeProto.AttributeType.
  enum Kind { None, Float, Int, String, TensorKind, GraphKind, Floats, Ints, Strings, Other };
  std::string_view name;
  std::string_view reference;  // in a function: the attribute of the caller that it stands for
  Kind kind = None;
  float f = 0;
  std::int64_t i = 0;
  std::string_view s;
  std::shared_ptr<Tensor> t;
  std::shared_ptr<Graph> g;
  std::vector<float> floats;
  std::vector<std::int64_t> ints;
  std::vector<std::string_view> strings;
};

struct Node {
  std::string_view name;
  std::string_view op;
  std::string_view domain;
  std::vector<std::string_view> inputs;  // empty: left out
  std::vector<std::string_view> outputs;
  std::vector<Attribute> attributes;
};

struct Graph {
  std::string_view name;
  std::vector<Node> nodes;
  std::vector<Tensor> initializers;
  std::vector<ValueInfo> inputs;
  std::vector<ValueInfo> outputs;
  std::vector<ValueInfo> values;  // value_info: shapes stored for what lies between
};

struct Function {
  std::string_view name;
  std::string_view domain;
  std::vector<std::string_view> inputs;
  std::vector<std::string_view> outputs;
  std::vector<Attribute> defaults;  // attributes with a default
  std::vector<Node> nodes;
};

struct Opset {
  std::string_view domain;
  std::int64_t version = 0;
};

struct Model {
  std::string_view producer;
  std::vector<Opset> opsets;
  Graph graph;
  std::vector<Function> functions;
};

/// What a file may hold; more is an error.
struct ModelLimits {
  int depth = 32;          // graphs in attributes in graphs …
  int items = 50'000'000;  // of everything together
};

/// Reads the structure. The error says what is wrong with the file, and where.
Result<Model> read_model(std::string_view bytes, const ModelLimits& limits = {});

}  // namespace shapewise::import::onnx
