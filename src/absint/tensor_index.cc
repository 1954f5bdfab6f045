// Indexing of tensors from Python: x[i, a:b, None, ...], assignment to elements, iteration over the first dimension.
#include "absint/integer.h"
#include "absint/numbers.h"
#include "absint/torch_call.h"

namespace shapewise::absint {
namespace {

/// The items of an index: a tuple's, or the one thing. A list that holds more than numbers stands for a tuple, as it
/// did in numpy (torch/csrc/autograd/python_variable_indexing.cpp, treatSequenceAsTuple).
Value index_items(Interpreter& interpreter, Value index) {
  if (as<Tuple>(index) != nullptr) return index;
  if (auto* list = as<List>(index); list != nullptr && list->items.size() < 32) {
    for (Value item : list->items) {
      bool several = as<Tensor>(item) != nullptr || as<List>(item) != nullptr || as<Tuple>(item) != nullptr ||
                     as<Slice>(item) != nullptr || item.is_none() || item.tag() == Tag::Ellipsis;
      if (several) return interpreter.tuple(list->items);
    }
  }
  return interpreter.tuple({index});
}

}  // namespace

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
  Value items = index_items(interpreter, index);
  for (Value item : as<Tuple>(items)->items) {
    if (as<Unknown>(item) != nullptr) return item;
  }
  return call_registered(interpreter, "torch.Tensor.__getitem__", {&tensor, items}, range);
}

bool tensor_set_item(Interpreter& interpreter, Tensor& tensor, Value index, Value value, source::Range range) {
  tensor.elements = nullptr;  // the shape stays, the values are no longer known
  Value items = index_items(interpreter, index);
  for (Value item : as<Tuple>(items)->items) {
    if (as<Unknown>(item) != nullptr) return true;
  }
  Value written = as<Tensor>(value) != nullptr || is_number(value) ? value : Value::none();
  return !call_registered(interpreter, "torch.Tensor.__setitem__", {&tensor, items, written}, range).failed();
}

bool has_known_rows(Interpreter& interpreter, const Tensor& tensor) {
  const ir::Tensor& type = interpreter.tensor_of(tensor);
  return type.shape && (type.shape->rank() == 0 || (*type.shape)[0].constant());
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
