// Indexing of tensors from Python: x[i, a:b, None, ...], assignment to elements, iteration over the first dimension.
#include "absint/integer.h"
#include "absint/torch_call.h"

namespace shapewise::absint {

Value tensor_item(Interpreter& interpreter, Tensor& tensor, Value index, source::Range range) {
  if (tensor.elements != nullptr && interpreter.tensor_of(tensor).shape->rank() == 1) {
    auto at = interpreter.as_index(index);
    auto size = static_cast<std::int64_t>(tensor.elements->size());
    if (at && *at >= -size && *at < size) {
      Value item = (*tensor.elements)[static_cast<std::size_t>(*at < 0 ? *at + size : *at)];
      ir::Tensor scalar = ir::Tensor::of(sym::Shape{}, interpreter.tensor_of(tensor).dtype);
      Value made = interpreter.make_tensor(interpreter.builder().add_value(std::move(scalar)));
      as<Tensor>(made)->elements = std::make_shared<std::vector<Value>>(1, item);
      return made;
    }
  }
  auto* several = as<Tuple>(index);
  Value items = several != nullptr ? index : interpreter.tuple({index});
  for (Value item : as<Tuple>(items)->items) {
    if (as<Unknown>(item) != nullptr) return item;
  }
  return call_registered(interpreter, "torch.Tensor.__getitem__", {&tensor, items}, range);
}

bool tensor_set_item(Interpreter&, Tensor& tensor, Value, Value, source::Range) {
  tensor.elements = nullptr;  // the shape stays, the values are no longer known
  return true;
}

bool tensor_rows(Interpreter& interpreter, Tensor& tensor, std::vector<Value>& rows, source::Range range) {
  const ir::Tensor& type = interpreter.tensor_of(tensor);
  if (!type.shape) {
    rows.push_back(interpreter.unknown(type.why_unknown, range));
    return true;
  }
  if (type.shape->rank() == 0) {
    interpreter.raise_error("TypeError", range, "iteration over a 0-d tensor");
    return false;
  }
  auto count = (*type.shape)[0].constant();
  if (!count) {
    rows.push_back(interpreter.unknown("a loop over a dimension of symbolic size", range));
    return true;
  }
  if (!interpreter.check_length(static_cast<std::int64_t>(*count), range)) return false;
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(*count); ++i) {
    Value row = tensor_item(interpreter, tensor, Value::integer(i), range);
    if (row.failed()) return false;
    rows.push_back(row);
  }
  return true;
}

}  // namespace shapewise::absint
