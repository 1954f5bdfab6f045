// An ONNX model as plain data, before it is written. Names of fields are those of onnx.proto.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "ir/tensor.h"

namespace shapewise::save {

using Ints = std::vector<std::int64_t>;

constexpr Int kMostBytes = 0x7fffffff;  // of a file: Protocol Buffers have no longer messages

/// The number of elements; nothing if it does not fit 128 bits.
std::optional<Int> elements_of(const Ints& dims);

/// A tensor with its contents: an initializer, or the value of a Constant.
struct Stored {
  std::string name;
  ir::DType dtype = ir::DType::Float32;
  Ints dims;
  std::string bytes;  // little-endian
};

struct Attribute {
  std::string name;
  std::variant<std::int64_t, double, std::string, Ints, std::vector<double>, Stored> value;
};

struct Operator {
  std::string name;
  std::string op;
  std::vector<std::string> inputs;  // empty: left out
  std::vector<std::string> outputs;
  std::vector<Attribute> attributes;
};

/// An input or output of the graph. A size is a number, or text if it is open.
struct Port {
  std::string name;
  ir::DType dtype = ir::DType::Float32;
  std::vector<std::variant<std::int64_t, std::string>> dims;
};

struct Document {
  std::string name;
  int opset = 17;
  std::vector<Operator> operators;
  std::vector<Stored> initializers;
  std::vector<Port> inputs;
  std::vector<Port> outputs;
};

/// The number of an element type in ONNX (TensorProto.DataType).
int onnx_type(ir::DType dtype);

/// The bytes of the file. The error says what does not fit into it.
Result<std::string> serialize(const Document& document);

}  // namespace shapewise::save
