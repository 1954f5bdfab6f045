// What programs read of a tensor besides what the layer registry knows: its shape, its type, its values where they are
// known.
#include <fmt/format.h>

#include "absint/library.h"
#include "absint/numbers.h"
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

/// An attribute that is a function of the tensor: x.T, x.real.
Value computed(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  return call_registered(interpreter, native.name, {arguments.at(0)}, arguments.site);
}

Value element_size(Interpreter& interpreter, Arguments& arguments, const Native&) {
  return Value::integer(ir::bytes(interpreter.tensor_of(*as<Tensor>(arguments.at(0))).dtype));
}

Value byte_count(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Value elements = count(interpreter, arguments, native);
  return elements.failed() ? elements
                           : interpreter.binary(python::BinaryOp::Multiply, elements,
                                                element_size(interpreter, arguments, native), arguments.site);
}

/// Elements between neighbours along each dimension, of a tensor that lies in one piece.
Value strides(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Tensor* tensor = self_of(interpreter, reader);
  Value dim = reader.optional("dim");
  if (!reader.done() || tensor == nullptr) return {};
  bool made_here = !interpreter.builder().graph()[tensor->value].producer.valid();
  if (!made_here) return interpreter.unknown("how a computed tensor lies in memory", reader.range());
  Value missing;
  const sym::Shape* sizes = shape_of(interpreter, *tensor, reader.range(), missing);
  if (sizes == nullptr) return missing;
  std::vector<Value> items(static_cast<std::size_t>(sizes->rank()));
  sym::Expr step = 1;
  for (int i = sizes->rank() - 1; i >= 0; --i) {
    items[static_cast<std::size_t>(i)] = size_value(interpreter, step, reader.range());
    step *= sym::max((*sizes)[i], 1);
  }
  if (dim.is_none()) return interpreter.tuple(std::move(items));
  return interpreter.get_item(interpreter.tuple(std::move(items)), dim, reader.range());
}

Value is_signed(Interpreter& interpreter, Arguments& arguments, const Native&) {
  ir::DType dtype = interpreter.tensor_of(*as<Tensor>(arguments.at(0))).dtype;
  return Value::boolean(dtype != ir::DType::Bool && dtype != ir::DType::UInt8);
}

Value names(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Value dimensions = rank(interpreter, arguments, native);
  if (!dimensions.is_int()) return dimensions;
  return interpreter.tuple(std::vector<Value>(static_cast<std::size_t>(dimensions.as_int()), Value::none()));
}

Value zero(Interpreter&, Arguments&, const Native&) { return Value::integer(0); }
Value same_tensor(Interpreter&, Arguments& arguments, const Native&) { return arguments.at(0); }

/// x.data: what a parameter holds is no parameter.
Value plain_data(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* tensor = as<Tensor>(arguments.at(0));
  if (!tensor->parameter) return tensor;
  Value made = interpreter.make_tensor(tensor->value);
  as<Tensor>(made)->elements = tensor->elements;
  return made;
}

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
Value minus_one(Interpreter&, Arguments&, const Native&) { return Value::integer(-1); }

/// What takes a hook off again.
Value handle(Interpreter& interpreter, Arguments& arguments, const Native&) {
  return interpreter.call(interpreter.builtin("torch.nn._Handle"), {}, arguments.site);
}

Value device(Interpreter& interpreter, Arguments& arguments, const Native&) {
  return interpreter.call(interpreter.builtin("torch.device"), {}, arguments.site);
}

/// torch.nn.init._demand_rank(tensor, least, most, message): a ValueError unless the tensor has so many dimensions, if
/// their number is known.
Value demand_rank(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value value = reader.required("tensor");
  Value least = reader.required("least");
  Value most = reader.required("most");
  Value message = reader.required("message");
  if (!reader.done()) return {};
  auto* tensor = as<Tensor>(value);
  if (tensor == nullptr || !interpreter.tensor_of(*tensor).shape) return Value::none();
  int found = interpreter.tensor_of(*tensor).shape->rank();
  if (found >= least.as_int() && found <= most.as_int()) return Value::none();
  return interpreter.raise_error("ValueError", reader.range(), as<Str>(message)->text);
}

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
  Value dtype = reader.keyword("dtype");
  for (std::string_view ignored : {"device", "requires_grad", "layout", "out"}) reader.keyword(ignored);
  if (!reader.done()) return {};
  auto n = interpreter.as_index(steps);
  if (!n || *n < 0 || !interpreter.check_length(*n, reader.range()))
    return interpreter.unknown("the number of steps is not known", reader.range());
  Value first = interpreter.call(interpreter.builtin("builtins.float"), {start}, reader.range());
  Value last = interpreter.call(interpreter.builtin("builtins.float"), {end}, reader.range());
  if (first.failed() || last.failed()) return {};
  ir::DType type = as<DTypeObject>(dtype) != nullptr ? as<DTypeObject>(dtype)->dtype : ir::DType::Float32;
  Value made =
      interpreter.make_tensor(interpreter.builder().add_value(ir::Tensor::of(sym::Shape{sym::Expr(*n)}, type)));
  if (!first.is_float() || !last.is_float() || type != ir::DType::Float32) return made;
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
  if (auto* range = as<Range>(data)) {
    std::vector<Value> items;
    if (!interpreter.check_length(range->size(), {}) || !interpreter.collect(data, items, {})) return false;
    data = interpreter.list(std::move(items));
  }
  if (auto* tensor = as<Tensor>(data);
      tensor != nullptr && tensor->elements != nullptr && tensor->elements->size() == 1)
    data = tensor->elements->front();
  const std::vector<Value>* items = interpreter.elements(data);
  if (items == nullptr) {
    bool plain = data.is_int() || data.is_float() || data.is_bool();
    numbers.push_back(data);
    return plain && depth == sizes.dims.size();
  }
  sym::Expr size(static_cast<Int>(items->size()));
  if (numbers.empty() && depth == sizes.dims.size()) sizes.dims.push_back(size);
  if (depth >= sizes.dims.size() || sizes.dims[depth] != size || depth > 8) return false;
  for (Value item : std::vector<Value>(*items)) {
    if (!flatten(interpreter, item, depth + 1, sizes, numbers)) return false;
  }
  return true;
}

/// What torch.tensor makes of these numbers: floats if there is one, else integers, else bools.
ir::DType inferred_type(const std::vector<Value>& numbers) {
  if (numbers.empty()) return ir::DType::Float32;
  ir::DType type = ir::DType::Bool;
  for (Value number : numbers) {
    if (number.is_float()) return ir::DType::Float32;
    if (!number.is_bool()) type = ir::DType::Int64;
  }
  return type;
}

Value tensor_from(Interpreter& interpreter, Value data, std::optional<ir::DType> type, source::Range range) {
  if (as<Unknown>(data) != nullptr) return data;
  if (as<Tensor>(data) != nullptr)
    return type ? call_registered(interpreter, "torch.Tensor.to", {data, interpreter.dtype(*type)}, range) : data;
  if (as<Str>(data) != nullptr) return interpreter.raise_error("TypeError", range, "new(): invalid data type 'str'");
  if (data.is_none() || as<DTypeObject>(data) != nullptr)
    return interpreter.raise_error("RuntimeError", range, "Could not infer dtype of " + interpreter.type_name(data));
  sym::Shape sizes;
  std::vector<Value> numbers;
  bool known = flatten(interpreter, data, 0, sizes, numbers);
  bool number = is_number(data);
  if (!known && !number) return interpreter.unknown("a tensor is made of values that are not known", range);
  ir::DType element = type.value_or(inferred_type(numbers));
  Value made = interpreter.make_tensor(interpreter.builder().add_value(ir::Tensor::of(std::move(sizes), element)));
  // Values that the type changes are not followed.
  bool integers = inferred_type(numbers) == ir::DType::Int64;
  bool kept = known && (element == inferred_type(numbers) || element == ir::DType::Float64 ||
                        (integers && element == ir::DType::Int32));
  if (kept) as<Tensor>(made)->elements = std::make_shared<std::vector<Value>>(std::move(numbers));
  return made;
}

/// torch.tensor(data): its values are known.
Value tensor(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value data = reader.required("data");
  Value dtype = reader.optional("dtype");
  for (std::string_view ignored : {"device", "requires_grad", "pin_memory"}) reader.keyword(ignored);
  if (!reader.done()) return {};
  auto* given = as<DTypeObject>(dtype);
  return tensor_from(interpreter, data, given != nullptr ? std::optional(given->dtype) : std::nullopt, reader.range());
}

/// torch.Tensor(2, 3) and torch.Tensor([1, 2]); also x.new(...) and torch.LongTensor(...): `sized` makes it from sizes.
Value sized_or_data(Interpreter& interpreter, Arguments& arguments, ir::DType type, std::string_view sized) {
  if (arguments.items.empty()) {
    return interpreter.make_tensor(interpreter.builder().add_value(ir::Tensor::of(sym::Shape{0}, type)));
  }
  Value first = held(arguments.at(0));
  if (as<Unknown>(first) != nullptr && arguments.positional() == 1) return first;  // data, or a size
  auto* several = as<Tuple>(first);
  bool data = as<List>(first) != nullptr || as<Tensor>(first) != nullptr || as<Range>(first) != nullptr ||
              (several != nullptr && !several->size_type);
  if (arguments.positional() == 1 && data) return tensor_from(interpreter, first, type, arguments.site);
  std::vector<Value> sizes;
  for (const Argument& argument : arguments.items) {
    if (!argument.name.valid()) sizes.push_back(argument.value);
  }
  if (sizes.size() == 1 && interpreter.elements(sizes.front()) != nullptr) sizes = *interpreter.elements(sizes.front());
  Value made = call_registered(interpreter, sized, {interpreter.tuple(std::move(sizes))}, arguments.site);
  return as<Tensor>(made) == nullptr || type == ir::DType::Float32
             ? made
             : call_registered(interpreter, "torch.Tensor.to", {made, interpreter.dtype(type)}, arguments.site);
}

template <ir::DType D>
Value typed_tensor(Interpreter& interpreter, Arguments& arguments, const Native&) {
  return sized_or_data(interpreter, arguments, D, "torch.empty");
}

Value construct_tensor(Interpreter& interpreter, Arguments& arguments, const Native&) {
  arguments.items.erase(arguments.items.begin());
  return sized_or_data(interpreter, arguments, ir::DType::Float32, "torch.empty");
}

Value new_tensor(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* self = as<Tensor>(arguments.at(0));
  if (self == nullptr) return interpreter.raise_error("TypeError", arguments.site, "a tensor is expected");
  ir::DType type = interpreter.tensor_of(*self).dtype;
  arguments.items.erase(arguments.items.begin());
  return sized_or_data(interpreter, arguments, type, "torch.empty");
}

/// x.new_tensor(data): of the same element type.
Value new_tensor_like(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Tensor* self = self_of(interpreter, reader);
  Value data = reader.required("data");
  Value dtype = reader.keyword("dtype");
  for (std::string_view ignored : {"device", "requires_grad"}) reader.keyword(ignored);
  if (!reader.done() || self == nullptr) return {};
  auto* given = as<DTypeObject>(dtype);
  return tensor_from(interpreter, data, given != nullptr ? given->dtype : interpreter.tensor_of(*self).dtype,
                     reader.range());
}

/// x.type() names the type, x.type(t) converts.
Value type_of_tensor(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Tensor* tensor = self_of(interpreter, reader);
  Value wanted = reader.optional("dtype");
  reader.optional("non_blocking");
  if (!reader.done() || tensor == nullptr) return {};
  if (auto* function = as<Native>(wanted)) wanted = interpreter.str(function->name);
  if (!wanted.is_none()) return call_registered(interpreter, "torch.Tensor.type", {tensor, wanted}, reader.range());
  constexpr std::string_view kNames[] = {"Float", "Double", "Half", "BFloat16", "Long",         "Int",
                                         "Short", "Char",   "Byte", "Bool",     "ComplexFloat", "ComplexDouble"};
  auto index = static_cast<std::size_t>(interpreter.tensor_of(*tensor).dtype);
  return interpreter.str(fmt::format("torch.{}Tensor", kNames[index]));
}

constexpr LibraryClass kClasses[] = {{"torch.Tensor", "builtins.object", construct_tensor}};

constexpr LibraryFunction kFunctions[] = {
    {"torch.tensor", tensor},
    {"torch.as_tensor", tensor},
    {"torch.asarray", tensor},
    {"torch.from_numpy", tensor},
    {"torch.Tensor.new", new_tensor},
    {"torch.Tensor.new_tensor", new_tensor_like},
    {"torch.FloatTensor", typed_tensor<ir::DType::Float32>},
    {"torch.DoubleTensor", typed_tensor<ir::DType::Float64>},
    {"torch.HalfTensor", typed_tensor<ir::DType::Float16>},
    {"torch.LongTensor", typed_tensor<ir::DType::Int64>},
    {"torch.IntTensor", typed_tensor<ir::DType::Int32>},
    {"torch.ByteTensor", typed_tensor<ir::DType::UInt8>},
    {"torch.BoolTensor", typed_tensor<ir::DType::Bool>},
    {"torch.cuda.FloatTensor", typed_tensor<ir::DType::Float32>},
    {"torch.cuda.LongTensor", typed_tensor<ir::DType::Int64>},
    {"torch.Tensor.type", type_of_tensor},
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
    {"torch.Tensor.data", plain_data, true},
    {"torch.Tensor.T", computed, true},
    {"torch.Tensor.mT", computed, true},
    {"torch.Tensor.H", computed, true},
    {"torch.Tensor.mH", computed, true},
    {"torch.Tensor.real", computed, true},
    {"torch.Tensor.imag", computed, true},
    {"torch.Tensor.itemsize", element_size, true},
    {"torch.Tensor.element_size", element_size},
    {"torch.Tensor.nbytes", byte_count, true},
    {"torch.Tensor.stride", strides},
    {"torch.Tensor.storage_offset", zero},
    {"torch.Tensor.output_nr", zero, true},
    {"torch.Tensor.names", names, true},
    {"torch.Tensor.is_signed", is_signed},
    {"torch.Tensor.is_inference", no},
    {"torch.Tensor.is_conj", no},
    {"torch.Tensor.is_neg", no},
    {"torch.Tensor.is_shared", no},
    {"torch.Tensor.is_pinned", no},
    {"torch.Tensor.is_cpu", yes, true},
    {"torch.Tensor.is_xpu", no, true},
    {"torch.Tensor.is_mkldnn", no, true},
    {"torch.Tensor.is_vulkan", no, true},
    {"torch.Tensor.is_nested", no, true},
    {"torch.Tensor.retains_grad", no, true},
    {"torch.Tensor.get_device", minus_one},
    {"torch.Tensor.register_hook", handle},
    {"torch.Tensor.register_post_accumulate_grad_hook", handle},
    {"torch.Tensor.retain_grad", none},
    {"torch.Tensor.backward", none},
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
    {"torch.backends.mps.is_available", no},
    {"torch.nn.init._demand_rank", demand_rank},
    {"torch.overrides.has_torch_function", no},
};

}  // namespace

Library torch_tensor_library() { return {kFunctions, kClasses, {}}; }

}  // namespace shapewise::absint
