// Element-by-element functions on values that are known. Anything else simply has no known values.
#include "absint/tensor_values.h"

#include <algorithm>
#include <cmath>

#include "absint/numbers.h"

namespace shapewise::absint {
namespace {

constexpr std::size_t kMost = 100'000;

struct UnaryRow {
  std::string_view function;
  float (*compute)(float);
};

constexpr UnaryRow kUnary[] = {
    {"torch.log", [](float x) { return std::log(x); }},     {"torch.exp", [](float x) { return std::exp(x); }},
    {"torch.sqrt", [](float x) { return std::sqrt(x); }},   {"torch.round", [](float x) { return std::nearbyint(x); }},
    {"torch.floor", [](float x) { return std::floor(x); }}, {"torch.ceil", [](float x) { return std::ceil(x); }},
    {"torch.abs", [](float x) { return std::fabs(x); }},    {"torch.square", [](float x) { return x * x; }},
    {"torch.Tensor.float", [](float x) { return x; }},      {"torch.log2", [](float x) { return std::log2(x); }},
};

struct BinaryRow {
  std::string_view function;
  float (*compute)(float, float);
};

constexpr BinaryRow kBinary[] = {
    {"torch.add", [](float a, float b) { return a + b; }},
    {"torch.sub", [](float a, float b) { return a - b; }},
    {"torch.mul", [](float a, float b) { return a * b; }},
    {"torch.div", [](float a, float b) { return a / b; }},
    {"torch.pow", [](float a, float b) { return std::pow(a, b); }},
};

struct ComparisonRow {
  std::string_view function;
  bool (*compare)(double, double);
};

constexpr ComparisonRow kComparisons[] = {
    {"torch.eq", [](double a, double b) { return a == b; }}, {"torch.ne", [](double a, double b) { return a != b; }},
    {"torch.lt", [](double a, double b) { return a < b; }},  {"torch.le", [](double a, double b) { return a <= b; }},
    {"torch.gt", [](double a, double b) { return a > b; }},  {"torch.ge", [](double a, double b) { return a >= b; }},
};

/// Functions whose result has the same elements in the same order.
constexpr std::string_view kKeeping[] = {
    "torch.Tensor.view", "torch.Tensor.reshape", "torch.reshape",           "torch.flatten", "torch.squeeze",
    "torch.unsqueeze",   "torch.clone",          "torch.Tensor.contiguous", "torch.detach",  "torch.Tensor.cpu"};

/// An operand: the elements of a tensor, or one number for all.
bool operand(Value value, std::vector<Value>& items, bool& single) {
  if (auto* tensor = as<Tensor>(value)) {
    if (tensor->elements == nullptr || tensor->elements->size() > kMost) return false;
    items = *tensor->elements;
    return single = false, true;
  }
  items = {value};
  return single = true, as_double(value).has_value();
}

Value number(Interpreter& interpreter, float result, bool integral) {
  if (integral) return interpreter.integer(static_cast<Int>(result));
  return Value::floating(static_cast<double>(result));
}

Elements unary(Interpreter& interpreter, const UnaryRow& row, Value a) {
  std::vector<Value> items;
  bool single = false;
  if (!operand(a, items, single) || single) return nullptr;
  for (Value& item : items)
    item = number(interpreter, row.compute(static_cast<float>(as_double(item).value_or(0))), false);
  return std::make_shared<std::vector<Value>>(std::move(items));
}

Elements binary(Interpreter& interpreter, const BinaryRow& row, Value a, Value b) {
  std::vector<Value> left;
  std::vector<Value> right;
  bool left_single = false;
  bool right_single = false;
  if (!operand(a, left, left_single) || !operand(b, right, right_single)) return nullptr;
  if (!left_single && !right_single && left.size() != right.size()) return nullptr;
  std::vector<Value> out;
  for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    Value x = left[left_single ? 0 : i];
    Value y = right[right_single ? 0 : i];
    bool integral = !x.is_float() && !y.is_float() && row.function != "torch.div";
    float result =
        row.compute(static_cast<float>(as_double(x).value_or(0)), static_cast<float>(as_double(y).value_or(0)));
    // Beyond 2^24 single precision would not give the integer that torch computes exactly.
    if (integral && std::fabs(result) >= 16'777'216.0F) return nullptr;
    out.push_back(number(interpreter, result, integral));
  }
  return std::make_shared<std::vector<Value>>(std::move(out));
}

Elements comparison(const ComparisonRow& row, Value a, Value b) {
  std::vector<Value> left;
  std::vector<Value> right;
  bool left_single = false;
  bool right_single = false;
  if (!operand(a, left, left_single) || !operand(b, right, right_single)) return nullptr;
  if (!left_single && !right_single && left.size() != right.size()) return nullptr;
  std::vector<Value> out;
  for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    double x = as_double(left[left_single ? 0 : i]).value_or(0);
    double y = as_double(right[right_single ? 0 : i]).value_or(0);
    out.push_back(Value::boolean(row.compare(x, y)));
  }
  return std::make_shared<std::vector<Value>>(std::move(out));
}

/// Of all elements one: their sum, product, largest, smallest, or whether some or all are true.
Elements reduction(Interpreter& interpreter, std::string_view function, Value a) {
  std::vector<Value> items;
  bool single = false;
  if (!operand(a, items, single) || single || items.empty()) return nullptr;
  Value result = items.front();
  bool adds = function == "torch.sum" || function == "torch.prod";
  if (result.is_bool() && adds) result = Value::integer(result.as_bool() ? 1 : 0);
  if (function == "torch.any" || function == "torch.all") {
    bool wanted = function == "torch.any";
    bool found =
        std::any_of(items.begin(), items.end(), [&](Value v) { return (as_double(v).value_or(0) != 0) == wanted; });
    result = Value::boolean(found == wanted);
  } else {
    for (std::size_t i = 1; i < items.size(); ++i) {
      double next = as_double(items[i]).value_or(0);
      double so_far = as_double(result).value_or(0);
      if (function == "torch.max") {
        if (next > so_far) result = items[i];
      } else if (function == "torch.min") {
        if (next < so_far) result = items[i];
      } else if (result.is_float() || items[i].is_float()) {
        return nullptr;  // in which order torch adds floats is not specified
      } else {
        auto op = function == "torch.sum" ? python::BinaryOp::Add : python::BinaryOp::Multiply;
        result = interpreter.binary(op, result, items[i], {});
      }
    }
  }
  return std::make_shared<std::vector<Value>>(1, result);
}

/// Differences of neighbours in a vector.
Elements differences(Interpreter& interpreter, Value a) {
  auto* tensor = as<Tensor>(a);
  if (tensor == nullptr || tensor->elements == nullptr || interpreter.tensor_of(*tensor).shape->rank() != 1)
    return nullptr;
  std::vector<Value> steps;
  for (std::size_t i = 1; i < tensor->elements->size(); ++i)
    steps.push_back(
        interpreter.binary(python::BinaryOp::Subtract, (*tensor->elements)[i], (*tensor->elements)[i - 1], {}));
  return std::make_shared<std::vector<Value>>(std::move(steps));
}

/// Running sums of integers in a vector.
Elements running_sums(Interpreter& interpreter, Value a) {
  auto* tensor = as<Tensor>(a);
  if (tensor == nullptr || tensor->elements == nullptr || interpreter.tensor_of(*tensor).shape->rank() != 1)
    return nullptr;
  std::vector<Value> sums;
  for (Value item : *tensor->elements) {
    if (!item.is_int()) return nullptr;
    sums.push_back(sums.empty() ? item : interpreter.binary(python::BinaryOp::Add, sums.back(), item, {}));
  }
  return std::make_shared<std::vector<Value>>(std::move(sums));
}

/// Tensors in a list, one behind the other: what joining along dimension 0 gives.
Elements joined(Interpreter& interpreter, Value list) {
  const std::vector<Value>* tensors = interpreter.elements(list);
  if (tensors == nullptr) return nullptr;
  std::vector<Value> out;
  for (Value item : *tensors) {
    auto* tensor = as<Tensor>(item);
    if (tensor == nullptr || tensor->elements == nullptr || out.size() > kMost) return nullptr;
    out.insert(out.end(), tensor->elements->begin(), tensor->elements->end());
  }
  return std::make_shared<std::vector<Value>>(std::move(out));
}

Elements to_integers(Interpreter& interpreter, Value a) {
  std::vector<Value> items;
  bool single = false;
  if (!operand(a, items, single) || single) return nullptr;
  for (Value& item : items) item = round_number(interpreter, item, Rounding::Truncate, {});
  return std::make_shared<std::vector<Value>>(std::move(items));
}

Elements sequence(Interpreter& interpreter, const Arguments& arguments) {
  std::int64_t parts[3] = {0, 0, 1};
  int count = arguments.positional();
  for (int i = 0; i < count && i < 3; ++i) {
    Value part = arguments.at(i);
    if (!part.is_int()) return nullptr;
    parts[count == 1 ? 1 : i] = part.as_int();
  }
  if (count == 0 || parts[2] <= 0 || (parts[1] - parts[0]) / parts[2] > static_cast<std::int64_t>(kMost))
    return nullptr;
  std::vector<Value> items;
  for (std::int64_t i = parts[0]; i < parts[1]; i += parts[2]) items.push_back(interpreter.integer(Int(i)));
  return std::make_shared<std::vector<Value>>(std::move(items));
}

}  // namespace

Elements compute_values(Interpreter& interpreter, std::string_view function, const Arguments& arguments) {
  if (function == "torch.arange") return sequence(interpreter, arguments);
  if (function == "torch.Tensor.int" || function == "torch.Tensor.long")
    return to_integers(interpreter, arguments.at(0));
  bool alone = arguments.items.size() == 1;
  if (std::find(std::begin(kKeeping), std::end(kKeeping), function) != std::end(kKeeping)) {
    auto* tensor = as<Tensor>(arguments.at(0));
    return tensor != nullptr ? tensor->elements : nullptr;
  }
  if (alone && (function == "torch.cat" || function == "torch.stack")) return joined(interpreter, arguments.at(0));
  if (alone && function == "torch.diff") return differences(interpreter, arguments.at(0));
  if (function == "torch.cumsum" && arguments.items.size() == 2) return running_sums(interpreter, arguments.at(0));
  for (std::string_view whole : {"torch.sum", "torch.prod", "torch.max", "torch.min", "torch.any", "torch.all"}) {
    if (alone && function == whole) return reduction(interpreter, function, arguments.at(0));
  }
  for (const ComparisonRow& row : kComparisons) {
    if (row.function == function && arguments.items.size() == 2)
      return comparison(row, arguments.at(0), arguments.at(1));
  }
  for (const UnaryRow& row : kUnary) {
    if (row.function == function) return unary(interpreter, row, arguments.at(0));
  }
  for (const BinaryRow& row : kBinary) {
    bool two = arguments.items.size() == 2 && !arguments.items[1].name.valid();
    if (row.function == function && two) return binary(interpreter, row, arguments.at(0), arguments.at(1));
  }
  return nullptr;
}

}  // namespace shapewise::absint
