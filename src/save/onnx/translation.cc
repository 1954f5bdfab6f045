// Constants stand where they are used, as Constant operators: what is an initializer is a weight.
#include "save/onnx/translation.h"

#include <algorithm>
#include <fmt/format.h>

#include "layer/builder.h"

namespace shapewise::save {

std::string Writing::unique(std::string name) {
  int count = taken[name]++;
  return count == 0 ? name : unique(fmt::format("{}_{}", name, count));
}

bool Writing::take_room(const Ints& dims, ir::DType dtype) {
  auto count = elements_of(dims);
  auto size = count ? checked_mul(*count, ir::bytes(dtype)) : std::nullopt;
  auto sum = size ? checked_add(bytes, *size) : std::nullopt;
  bytes = sum.value_or(bytes);
  return sum && *sum <= kMostBytes;
}

Translation::Translation(Writing& writing, ir::NodeId node)
    : writing_(writing), node_(writing.graph[node]), call_(layer::call_of(writing.graph, node)) {
  ir::ModuleId around = node_.module.valid() ? node_.module : node_.scope;
  if (around.valid()) path_ = writing.graph[around].path;
  std::replace(path_.begin(), path_.end(), '.', '/');
}

std::string Translation::value(ir::ValueId id) {
  std::string& name = writing_.names[static_cast<std::size_t>(id.index)];
  if (!name.empty()) return name;
  const ir::Value& value = writing_.graph[id];
  if (value.weight.valid()) return writing_.weight_names[static_cast<std::size_t>(value.weight.index)];
  // Not kept for other calls: a constant has no name of its own.
  return constant(constant_of(value.tensor));
}

std::string Translation::input(int i) { return value(node_.inputs[static_cast<std::size_t>(i)]); }

std::string Translation::tensor(std::string_view param) {
  if (!call_.has(param)) return "";
  auto* ref = call_.arg(param).as<ir::TensorRef>();
  return ref != nullptr ? input(ref->input) : "";
}

std::vector<std::string> Translation::tensors(std::string_view param) {
  std::vector<std::string> names;
  if (auto* items = call_.arg(param).as<ir::AttrList>()) {
    for (const ir::Attr& item : *items) {
      if (auto* ref = item.as<ir::TensorRef>()) names.push_back(input(ref->input));
    }
  }
  return names;
}

std::string Translation::operand(std::string_view param, ir::DType dtype) {
  const ir::Attr& arg = call_.arg(param);
  if (auto* ref = arg.as<ir::TensorRef>()) return cast(input(ref->input), call_.input(ref->input).dtype, dtype);
  if (auto* flag = arg.as<bool>()) return number(*flag ? 1 : 0, dtype);
  if (auto* fraction = arg.as<double>()) return number(*fraction, dtype);
  auto* expr = arg.as<sym::Expr>();
  auto integer = expr != nullptr ? expr->constant() : std::nullopt;
  if (integer && fits_int64(*integer)) return number(static_cast<std::int64_t>(*integer), dtype);
  refuse(fmt::format("{} is no number that is known", param));
  return "";
}

std::string Translation::weight(std::string_view name) {
  if (!node_.module.valid()) return "";
  for (const ir::NamedWeight& named : writing_.graph[node_.module].weights) {
    if (named.name == name) return writing_.weight_names[static_cast<std::size_t>(named.weight.index)];
  }
  return "";
}

std::string Translation::weight_or_tensor(std::string_view name) {
  return node_.module.valid() ? weight(name) : tensor(name);
}

std::vector<std::string> Translation::add_many(std::string_view op, std::vector<std::string> inputs,
                                               std::vector<Attribute> attributes, std::size_t outputs) {
  Operator made;
  made.name = writing_.unique(fmt::format("{}{}/{}", path_.empty() ? "" : "/", path_, op));
  made.op = op;
  made.inputs = std::move(inputs);
  made.attributes = std::move(attributes);
  for (std::size_t i = 0; i < outputs; ++i) made.outputs.push_back(fmt::format("{}_output_{}", made.name, i));
  writing_.document.operators.push_back(std::move(made));
  return writing_.document.operators.back().outputs;
}

std::string Translation::add(std::string_view op, std::vector<std::string> inputs, std::vector<Attribute> attributes) {
  return add_many(op, std::move(inputs), std::move(attributes), 1).front();
}

std::string Translation::constant(Result<Stored> contents) {
  if (!contents) {
    refuse(contents.error().message);
    return "";
  }
  return add("Constant", {}, {{"value", std::move(*contents)}});
}

std::string Translation::ints(const Ints& values) {
  return constant(constant_of({static_cast<std::int64_t>(values.size())}, ir::DType::Int64,
                              std::vector<Number>(values.begin(), values.end())));
}

std::string Translation::number(Number value, ir::DType dtype, const Ints& dims) {
  if (!writing_.take_room(dims, dtype)) {
    refuse("its constants are larger than a file of ONNX may be");
    return "";
  }
  auto made = constant_of(dims, dtype, {value});
  if (made) {
    std::string one = std::move(made->bytes);
    made->bytes.clear();
    for (Int count = elements_of(dims).value_or(0); count > 0; --count) made->bytes += one;
  }
  return constant(std::move(made));
}

std::string Translation::cast(const std::string& name, ir::DType from, ir::DType to) {
  return from == to ? name : add("Cast", {name}, {{"to", static_cast<std::int64_t>(onnx_type(to))}});
}

/// An open size is one of a tensor that was written before.
std::string Translation::size(const sym::Expr& size) {
  if (auto number = size.constant()) return ints({static_cast<std::int64_t>(*number)});
  for (std::size_t i = 0; i < writing_.names.size(); ++i) {
    const ir::Tensor& tensor = writing_.graph.values[i].tensor;
    if (writing_.names[i].empty() || !tensor.shape) continue;
    for (int axis = 0; axis < tensor.shape->rank(); ++axis) {
      if (!((*tensor.shape)[axis] == size)) continue;
      return add("Gather", {add("Shape", {writing_.names[i]}), ints({axis})}, {{"axis", std::int64_t{0}}});
    }
  }
  refuse(fmt::format("no tensor has the size {}, which it needs", sym::to_text(size)));
  return "";
}

std::string Translation::sizes(const std::vector<sym::Expr>& sizes) {
  Ints known;
  for (const sym::Expr& each : sizes) {
    if (auto number = each.constant()) known.push_back(static_cast<std::int64_t>(*number));
  }
  if (known.size() == sizes.size()) return ints(known);
  std::vector<std::string> parts;
  for (const sym::Expr& each : sizes) parts.push_back(size(each));
  if (!why_.empty()) return "";
  return parts.size() == 1 ? parts.front() : add("Concat", parts, {{"axis", std::int64_t{0}}});
}

std::string Translation::reshaped(const std::string& name, const sym::Shape& from, const sym::Shape& to) {
  if (from == to) return name;
  Ints target;
  int open = 0;
  for (int i = 0; i < to.rank(); ++i) {
    auto number = to[i].constant();
    bool kept = !number && i < from.rank() && from[i] == to[i];
    open += !number && !kept ? 1 : 0;
    target.push_back(number ? static_cast<std::int64_t>(*number) : kept ? 0 : -1);
  }
  bool empty = std::any_of(to.dims.begin(), to.dims.end(), [](const sym::Expr& e) { return e.is_constant(0); });
  if (empty) refuse("its output is empty");
  std::string shape = open <= 1 ? ints(target) : sizes(to.dims);
  return shape.empty() ? "" : add("Reshape", {name, shape});
}

void Translation::give(std::string name, int output) {
  writing_.names[static_cast<std::size_t>(node_.outputs[static_cast<std::size_t>(output)].index)] = std::move(name);
}

bool Translation::complete() const {
  return why_.empty() && std::none_of(node_.outputs.begin(), node_.outputs.end(), [&](ir::ValueId id) {
           return writing_.names[static_cast<std::size_t>(id.index)].empty();
         });
}

Ints numbers(Translation& t, const std::vector<sym::Expr>& sizes, std::string_view what) {
  Ints found;
  for (const sym::Expr& size : sizes) {
    auto number = size.constant();
    bool fits = number && fits_int64(*number);
    if (!fits) t.refuse(fmt::format("{} is not a number{}", what, number ? " of 64 bits" : ""));
    found.push_back(fits ? static_cast<std::int64_t>(*number) : 0);
  }
  return found;
}

std::int64_t axis(const Translation& t, std::string_view param, int rank) {
  auto number = t.call().integer(param).constant();
  auto found = number ? static_cast<std::int64_t>(*number) : 0;
  return found < 0 ? found + rank : found;
}

}  // namespace shapewise::save
