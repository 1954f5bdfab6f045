// What programs read of a tensor besides what the layer registry knows: its shape, its type, its values where they are
// known.
#include <fmt/format.h>

#include "absint/library.h"
#include "absint/torch_call.h"

namespace shapewise::absint {
namespace {

Tensor* self_of(Interpreter& interpreter, Reader& reader) {
  Value self = reader.required("self");
  auto* tensor = as<Tensor>(self);
  if (tensor == nullptr && !self.failed()) interpreter.raise_error("TypeError", reader.range(), "a tensor is expected");
  return tensor;
}

/// The shape; null with an Unknown in `missing` if it is not known.
const sym::Shape* shape_of(Interpreter& interpreter, const Tensor& tensor, source::Range range, Value& missing) {
  const ir::Tensor& type = interpreter.tensor_of(tensor);
  if (!type.shape) missing = interpreter.unknown(type.why_unknown, range);
  return type.shape ? &*type.shape : nullptr;
}

Value size_value(Interpreter& interpreter, const sym::Expr& size, source::Range range) {
  return size.has_unknown() ? interpreter.unknown("a size that is not known", range) : interpreter.integer(size);
}

Value shape(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Tensor* tensor = self_of(interpreter, reader);
  Value dim = reader.optional("dim");
  if (!reader.done() || tensor == nullptr) return {};
  Value missing;
  const sym::Shape* sizes = shape_of(interpreter, *tensor, reader.range(), missing);
  if (sizes == nullptr) return missing;
  if (!dim.is_none()) {
    auto index = interpreter.as_index(dim);
    if (!index)
      return as<Unknown>(dim) != nullptr ? dim : interpreter.unknown("the dimension is not known", reader.range());
    if (*index < -sizes->rank() || *index >= sizes->rank()) {
      return interpreter.raise_error(
          "IndexError", reader.range(),
          fmt::format("Dimension out of range (expected to be in range of [{}, {}], but got {})", -sizes->rank(),
                      sizes->rank() - 1, *index));
    }
    return size_value(interpreter, (*sizes)[static_cast<int>(*index)], reader.range());
  }
  std::vector<Value> items;
  for (const sym::Expr& size : std::vector<sym::Expr>(sizes->dims))
    items.push_back(size_value(interpreter, size, reader.range()));
  Value made = interpreter.tuple(std::move(items));
  as<Tuple>(made)->size_type = true;
  return made;
}

Value rank(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Tensor* tensor = self_of(interpreter, reader);
  if (!reader.done() || tensor == nullptr) return {};
  Value missing;
  const sym::Shape* sizes = shape_of(interpreter, *tensor, reader.range(), missing);
  return sizes == nullptr ? missing : Value::integer(sizes->rank());
}

Value count(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Tensor* tensor = self_of(interpreter, reader);
  if (!reader.done() || tensor == nullptr) return {};
  Value missing;
  const sym::Shape* sizes = shape_of(interpreter, *tensor, reader.range(), missing);
  return sizes == nullptr ? missing : size_value(interpreter, sizes->elements(), reader.range());
}

Value element_type(Interpreter& interpreter, Arguments& arguments, const Native&) {
  return interpreter.dtype(interpreter.tensor_of(*as<Tensor>(arguments.at(0))).dtype);
}

template <bool (*Test)(ir::DType)>
Value is_type(Interpreter& interpreter, Arguments& arguments, const Native&) {
  return Value::boolean(Test(interpreter.tensor_of(*as<Tensor>(arguments.at(0))).dtype));
}

Value same_tensor(Interpreter&, Arguments& arguments, const Native&) { return arguments.at(0); }

Value requires_grad(Interpreter&, Arguments& arguments, const Native&) {
  return Value::boolean(as<Tensor>(arguments.at(0))->requires_grad);
}

Value set_requires_grad(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Tensor* tensor = self_of(interpreter, reader);
  Value flag = reader.optional("requires_grad", Value::boolean(true));
  if (!reader.done() || tensor == nullptr) return {};
  return set_tensor_attribute(interpreter, *tensor, interpreter.intern("requires_grad"), flag, reader.range())
             ? Value(tensor)
             : Value();
}

Value yes(Interpreter&, Arguments&, const Native&) { return Value::boolean(true); }
Value no(Interpreter&, Arguments&, const Native&) { return Value::boolean(false); }
Value none(Interpreter&, Arguments&, const Native&) { return Value::none(); }
Value device(Interpreter& interpreter, Arguments&, const Native&) { return interpreter.str("cpu"); }

/// x.item(), and x.tolist() of a vector: only where the values are known.
Value item(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Tensor* tensor = self_of(interpreter, reader);
  if (!reader.done() || tensor == nullptr) return {};
  if (tensor->elements != nullptr && tensor->elements->size() == 1) return tensor->elements->front();
  return interpreter.unknown("the program asks for the value of a tensor", reader.range());
}

Value to_list(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Tensor* tensor = self_of(interpreter, reader);
  if (!reader.done() || tensor == nullptr) return {};
  const ir::Tensor& type = interpreter.tensor_of(*tensor);
  if (tensor->elements == nullptr || !type.shape || type.shape->rank() != 1) {
    return interpreter.unknown("the program asks for the values of a tensor", reader.range());
  }
  return interpreter.list(*tensor->elements);
}

Value is_tensor(Interpreter&, Arguments& arguments, const Native&) {
  Value value = arguments.at(0);
  return as<Unknown>(value) != nullptr ? value : Value::boolean(as<Tensor>(value) != nullptr);
}

/// torch.linspace(start, end, steps): a vector whose values are known.
Value linspace(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value start = reader.required("start");
  Value end = reader.required("end");
  Value steps = reader.optional("steps", Value::integer(100));
  for (std::string_view ignored : {"dtype", "device", "requires_grad", "layout", "out"}) reader.keyword(ignored);
  if (!reader.done()) return {};
  auto n = interpreter.as_index(steps);
  if (!n || *n < 0 || !interpreter.check_length(*n, reader.range()))
    return interpreter.unknown("the number of steps is not known", reader.range());
  Value first = interpreter.call(interpreter.builtin("builtins.float"), {start}, reader.range());
  Value last = interpreter.call(interpreter.builtin("builtins.float"), {end}, reader.range());
  if (first.failed() || last.failed()) return {};
  Value made = interpreter.make_tensor(interpreter.builder().add_value(ir::Tensor::of(sym::Shape{sym::Expr(*n)})));
  if (!first.is_float() || !last.is_float()) return made;
  auto values = std::make_shared<std::vector<Value>>();
  // As torch computes it: from both ends, in single precision.
  auto a = static_cast<float>(first.as_float());
  auto b = static_cast<float>(last.as_float());
  float step = *n > 1 ? (b - a) / static_cast<float>(*n - 1) : 0.0F;
  for (std::int64_t i = 0; i < *n; ++i) {
    float value = i < *n / 2 ? a + step * static_cast<float>(i) : b - step * static_cast<float>(*n - 1 - i);
    values->push_back(Value::floating(static_cast<double>(*n == 1 ? a : value)));
  }
  as<Tensor>(made)->elements = std::move(values);
  return made;
}

/// The numbers of nested lists, row by row; false if they are not rectangular or not known.
bool flatten(Interpreter& interpreter, Value data, std::size_t depth, sym::Shape& sizes, std::vector<Value>& numbers) {
  const std::vector<Value>* items = interpreter.elements(data);
  if (items == nullptr) {
    bool plain = data.is_int() || data.is_float() || data.is_bool();
    numbers.push_back(data);
    return plain && depth == sizes.dims.size();
  }
  sym::Expr size(static_cast<Int>(items->size()));
  if (numbers.empty() && depth == sizes.dims.size()) sizes.dims.push_back(size);
  if (depth >= sizes.dims.size() || sizes.dims[depth] != size || depth > 8) return false;
  for (Value item : *items) {
    if (!flatten(interpreter, item, depth + 1, sizes, numbers)) return false;
  }
  return true;
}

/// torch.tensor(data): its values are known.
Value tensor(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value data = reader.required("data");
  Value dtype = reader.keyword("dtype");
  for (std::string_view ignored : {"device", "requires_grad", "pin_memory"}) reader.keyword(ignored);
  if (!reader.done()) return {};
  if (as<Unknown>(data) != nullptr || as<Tensor>(data) != nullptr) return data;
  sym::Shape sizes;
  std::vector<Value> numbers;
  bool known = flatten(interpreter, data, 0, sizes, numbers);
  if (!known && interpreter.elements(data) != nullptr) {
    return interpreter.unknown("a tensor is made of values that are not known", reader.range());
  }
  bool real = false;
  for (Value number : numbers) real = real || number.is_float();
  ir::DType type = real ? ir::DType::Float32 : ir::DType::Int64;
  if (auto* given = as<DTypeObject>(dtype)) type = given->dtype;
  Value made = interpreter.make_tensor(interpreter.builder().add_value(ir::Tensor::of(std::move(sizes), type)));
  if (known) as<Tensor>(made)->elements = std::make_shared<std::vector<Value>>(std::move(numbers));
  return made;
}

/// torch.diff of a vector whose values are known.
Value differences(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Tensor* tensor = self_of(interpreter, reader);
  if (!reader.done() || tensor == nullptr) return {};
  const ir::Tensor& type = interpreter.tensor_of(*tensor);
  if (tensor->elements == nullptr || type.shape->rank() != 1)
    return interpreter.unknown("torch.diff is not modelled", reader.range());
  std::vector<Value> steps;
  for (std::size_t i = 1; i < tensor->elements->size(); ++i) {
    Value step = interpreter.binary(python::BinaryOp::Subtract, (*tensor->elements)[i], (*tensor->elements)[i - 1],
                                    reader.range());
    if (step.failed()) return step;
    steps.push_back(step);
  }
  ir::Tensor made = ir::Tensor::of(sym::Shape{sym::Expr(static_cast<Int>(steps.size()))}, type.dtype);
  Value result = interpreter.make_tensor(interpreter.builder().add_value(std::move(made)));
  as<Tensor>(result)->elements = std::make_shared<std::vector<Value>>(std::move(steps));
  return result;
}

constexpr LibraryFunction kFunctions[] = {
    {"torch.tensor", tensor},
    {"torch.as_tensor", tensor},
    {"torch.diff", differences},
    {"torch.Tensor.shape", shape, true},
    {"torch.Tensor.size", shape},
    {"torch.Tensor.dim", rank},
    {"torch.Tensor.ndim", rank, true},
    {"torch.Tensor.ndimension", rank},
    {"torch.Tensor.numel", count},
    {"torch.Tensor.nelement", count},
    {"torch.numel", count},
    {"torch.Tensor.dtype", element_type, true},
    {"torch.Tensor.is_floating_point", is_type<ir::is_floating>},
    {"torch.is_floating_point", is_type<ir::is_floating>},
    {"torch.Tensor.is_complex", is_type<ir::is_complex>},
    {"torch.Tensor.device", device, true},
    {"torch.Tensor.data", same_tensor, true},
    {"torch.Tensor.cpu", same_tensor},
    {"torch.Tensor.cuda", same_tensor},
    {"torch.Tensor.numpy", same_tensor},
    {"torch.Tensor.requires_grad", requires_grad, true},
    {"torch.Tensor.requires_grad_", set_requires_grad},
    {"torch.Tensor.is_cuda", no, true},
    {"torch.Tensor.is_mps", no, true},
    {"torch.Tensor.is_sparse", no, true},
    {"torch.Tensor.is_quantized", no, true},
    {"torch.Tensor.is_meta", no, true},
    {"torch.Tensor.is_leaf", yes, true},
    {"torch.Tensor.is_contiguous", yes},
    {"torch.Tensor.grad", none, true},
    {"torch.Tensor.grad_fn", none, true},
    {"torch.Tensor.item", item},
    {"torch.Tensor.tolist", to_list},
    {"torch.is_tensor", is_tensor},
    {"torch.linspace", linspace},
    {"torch.is_grad_enabled", no},
    {"torch.jit.is_scripting", no},
    {"torch.jit.is_tracing", no},
    {"torch.onnx.is_in_onnx_export", no},
    {"torch.is_autocast_enabled", no},
    {"torch.cuda.is_available", no},
    {"torch.backends.mps.is_available", no},
    {"torch.manual_seed", none},
    {"torch.set_default_dtype", none},
    {"torch.overrides.has_torch_function", no},
};

}  // namespace

Library torch_tensor_library() { return {kFunctions, {}, {}}; }

}  // namespace shapewise::absint
