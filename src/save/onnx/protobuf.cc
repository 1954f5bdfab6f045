// The wall around protozero's writer. Field numbers are those of onnx.proto.
#include <protozero/pbf_writer.hpp>

#include "base/check.h"
#include "layer/operator.h"
#include "save/onnx/document.h"

namespace shapewise::save {
namespace {

using protozero::pbf_writer;

constexpr int kIrVersion = 8;
constexpr int kMostTypes = 32;

void write_tensor(pbf_writer& out, const Stored& tensor) {
  auto elements = elements_of(tensor.dims);
  CHECK(elements && static_cast<Int>(tensor.bytes.size()) == *elements * ir::bytes(tensor.dtype));
  out.add_packed_int64(1, tensor.dims.begin(), tensor.dims.end());
  out.add_int32(2, onnx_type(tensor.dtype));
  if (!tensor.name.empty()) out.add_string(8, tensor.name);
  out.add_bytes(9, tensor.bytes);
}

struct AttributeWriter {
  pbf_writer& out;

  void type(int number) { out.add_enum(20, number); }
  void operator()(std::int64_t value) {
    out.add_int64(3, value);
    type(2);
  }
  void operator()(double value) {
    out.add_float(2, static_cast<float>(value));
    type(1);
  }
  void operator()(const std::string& value) {
    out.add_bytes(4, value);
    type(3);
  }
  void operator()(const Ints& values) {
    for (std::int64_t value : values) out.add_int64(8, value);
    type(7);
  }
  void operator()(const std::vector<double>& values) {
    for (double value : values) out.add_float(7, static_cast<float>(value));
    type(6);
  }
  void operator()(const Stored& value) {
    {
      pbf_writer tensor(out, 5);
      write_tensor(tensor, value);
    }
    type(4);
  }
};

void write_operator(pbf_writer& out, const Operator& node) {
  for (const std::string& input : node.inputs) out.add_string(1, input);
  for (const std::string& output : node.outputs) out.add_string(2, output);
  out.add_string(3, node.name);
  out.add_string(4, node.op);
  for (const Attribute& attribute : node.attributes) {
    pbf_writer inner(out, 5);
    inner.add_string(1, attribute.name);
    std::visit(AttributeWriter{inner}, attribute.value);
  }
}

void write_port(pbf_writer& out, const Port& port) {
  out.add_string(1, port.name);
  pbf_writer type(out, 2);
  pbf_writer tensor(type, 1);
  tensor.add_int32(1, onnx_type(port.dtype));
  pbf_writer shape(tensor, 2);
  for (const auto& size : port.dims) {
    pbf_writer dim(shape, 1);
    if (auto* number = std::get_if<std::int64_t>(&size)) {
      dim.add_int64(1, *number);
    } else {
      dim.add_string(2, std::get<std::string>(size));
    }
  }
}

void write_graph(pbf_writer& out, const Document& document) {
  for (const Operator& node : document.operators) {
    pbf_writer inner(out, 1);
    write_operator(inner, node);
  }
  out.add_string(2, document.name);
  for (const Stored& tensor : document.initializers) {
    pbf_writer inner(out, 5);
    write_tensor(inner, tensor);
  }
  for (const Port& port : document.inputs) {
    pbf_writer inner(out, 11);
    write_port(inner, port);
  }
  for (const Port& port : document.outputs) {
    pbf_writer inner(out, 12);
    write_port(inner, port);
  }
}

}  // namespace

std::optional<Int> elements_of(const Ints& dims) {
  std::optional<Int> count = 1;
  for (std::int64_t size : dims) count = count ? checked_mul(*count, size) : std::nullopt;
  return count;
}

int onnx_type(ir::DType dtype) {
  for (int number = 1; number < kMostTypes; ++number) {
    if (layer::onnx_dtype(number) == dtype) return number;
  }
  return 0;
}

Result<std::string> serialize(const Document& document) {
  std::size_t weights = 0;
  for (const Stored& tensor : document.initializers) weights += tensor.bytes.size();
  std::string bytes;
  bytes.reserve(weights + weights / 8);
  pbf_writer out(bytes);
  out.add_int64(1, kIrVersion);
  out.add_string(2, "shapewise");
  {
    pbf_writer graph(out, 7);
    write_graph(graph, document);
  }
  {
    pbf_writer opset(out, 8);
    opset.add_string(1, "");
    opset.add_int64(2, document.opset);
  }
  if (static_cast<Int>(bytes.size()) > kMostBytes) return fail("the model is larger than a file of ONNX may be");
  return bytes;
}

}  // namespace shapewise::save
