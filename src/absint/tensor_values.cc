// Element-by-element functions on values that are known. Anything else simply has no known values.
#include "absint/tensor_values.h"

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
