// Those of the main graph; the constants of its nodes are no weights.
#include "import/onnx/initializers.h"

#include "import/onnx/model.h"
#include "layer/operator.h"

namespace shapewise::import {
namespace {

void add(const onnx::Tensor& stored, ir::StoredGroup& group) {
  auto dtype = layer::onnx_dtype(stored.type);
  if (!dtype) return;
  ir::StoredTensor tensor;
  tensor.name = stored.name;
  tensor.dtype = *dtype;
  tensor.shape.assign(stored.dims.begin(), stored.dims.end());
  auto count = ir::count_elements(tensor.shape);
  if (!count) return;
  bool floats = *dtype == ir::DType::Float32 || *dtype == ir::DType::Float64;
  tensor.bytes = !stored.raw.empty() ? stored.raw : floats ? stored.packed : std::string_view();
  if (static_cast<Int>(tensor.bytes.size()) < *count * ir::bytes(*dtype)) tensor.bytes = {};
  if (tensor.bytes.empty())
    tensor.elsewhere = stored.external ? "they are in another file" : "they are not stored as plain bytes";
  group.tensors.push_back(std::move(tensor));
}

}  // namespace

Result<ir::Checkpoint> read_onnx_weights(std::string_view bytes) {
  return onnx::read_model(bytes, {}).map([](const onnx::Model& model) {
    ir::Checkpoint checkpoint;
    checkpoint.format = "ONNX";
    ir::StoredGroup& group = checkpoint.groups.emplace_back();
    for (const onnx::Tensor& stored : model.graph.initializers) add(stored, group);
    return checkpoint;
  });
}

}  // namespace shapewise::import
