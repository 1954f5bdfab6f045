// Element-by-element functions on values that are known. Anything else simply has no known values.
#include "absint/tensor_values.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "absint/numbers.h"

namespace shapewise::absint {
namespace {

constexpr std::size_t kMost = 100'000;
constexpr float kExact = 16'777'216.0F;  // 2^24: smaller integers are the same in single precision

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
    {"torch.trunc", [](float x) { return std::trunc(x); }},
};

/// Functions that make integers of integers.
constexpr UnaryRow kSigns[] = {
    {"torch.neg", [](float x) { return -x; }},
    {"torch.sign", [](float x) { return static_cast<float>((x > 0) - (x < 0)); }},
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

Elements unary(Interpreter& interpreter, const UnaryRow& row, Value a, bool keeps_integers) {
  std::vector<Value> items;
  bool single = false;
  if (!operand(a, items, single) || single) return nullptr;
  for (Value& item : items) {
    auto x = static_cast<float>(as_double(item).value_or(0));
    bool integral = keeps_integers && !item.is_float();
    if (integral && std::fabs(x) >= kExact) return nullptr;
    item = number(interpreter, row.compute(x), integral);
  }
  return std::make_shared<std::vector<Value>>(std::move(items));
}

/// The sizes of an operand whose elements are known, which has a shape of numbers then; none of a number.
std::vector<std::size_t> sizes_of(Interpreter& interpreter, Value value) {
  std::vector<std::size_t> sizes;
  auto* tensor = as<Tensor>(value);
  if (tensor == nullptr) return sizes;
  for (const sym::Expr& size : interpreter.tensor_of(*tensor).shape->dims)
    sizes.push_back(static_cast<std::size_t>(size.constant().value_or(0)));
  return sizes;
}

/// Where the element of a broadcast result at `place` comes from in an operand.
std::size_t source_of(std::size_t place, const std::vector<std::size_t>& result,
                      const std::vector<std::size_t>& sizes) {
  std::size_t at = 0;
  std::size_t stride = 1;
  for (std::size_t i = 1; i <= sizes.size(); ++i) {
    std::size_t size = sizes[sizes.size() - i];
    std::size_t whole = result[result.size() - i];
    at += size == 1 ? 0 : place % whole * stride;
    stride *= size;
    place /= whole;
  }
  return at;
}

/// `compute` of each pair of elements, which fails if the value is not known.
template <class Compute>
Elements pairwise(Interpreter& interpreter, Value a, Value b, Compute compute) {
  std::vector<Value> left;
  std::vector<Value> right;
  bool single = false;
  if (!operand(a, left, single) || !operand(b, right, single)) return nullptr;
  std::vector<std::size_t> left_sizes = sizes_of(interpreter, a);
  std::vector<std::size_t> right_sizes = sizes_of(interpreter, b);
  auto whole = [](const std::vector<std::size_t>& of) {
    return std::accumulate(of.begin(), of.end(), std::size_t{1}, std::multiplies<>());
  };
  if (whole(left_sizes) != left.size() || whole(right_sizes) != right.size()) return nullptr;
  std::vector<std::size_t> sizes(std::max(left_sizes.size(), right_sizes.size()));
  std::size_t count = 1;
  for (std::size_t i = 1; i <= sizes.size(); ++i) {
    std::size_t x = i <= left_sizes.size() ? left_sizes[left_sizes.size() - i] : 1;
    std::size_t y = i <= right_sizes.size() ? right_sizes[right_sizes.size() - i] : 1;
    if (x != y && x != 1 && y != 1) return nullptr;
    count *= sizes[sizes.size() - i] = x == 1 ? y : x;
    if (count > kMost) return nullptr;
  }
  std::vector<Value> out;
  for (std::size_t i = 0; i < count; ++i) {
    out.push_back(compute(left[source_of(i, sizes, left_sizes)], right[source_of(i, sizes, right_sizes)]));
    if (out.back().failed()) return nullptr;
  }
  return std::make_shared<std::vector<Value>>(std::move(out));
}

Elements binary(Interpreter& interpreter, const BinaryRow& row, Value a, Value b) {
  return pairwise(interpreter, a, b, [&](Value x, Value y) {
    bool integral = !x.is_float() && !y.is_float() && row.function != "torch.div";
    float result =
        row.compute(static_cast<float>(as_double(x).value_or(0)), static_cast<float>(as_double(y).value_or(0)));
    // Beyond it single precision would not give the integer that torch computes exactly.
    return integral && std::fabs(result) >= kExact ? Value() : number(interpreter, result, integral);
  });
}

Elements comparison(Interpreter& interpreter, const ComparisonRow& row, Value a, Value b) {
  return pairwise(interpreter, a, b, [&](Value x, Value y) {
    return Value::boolean(row.compare(as_double(x).value_or(0), as_double(y).value_or(0)));
  });
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

/// Sums, products and means along one dimension of numbers that are whole, so that the order does not matter.
Elements reduction_along(Interpreter& interpreter, std::string_view function, const Arguments& arguments) {
  auto* tensor = as<Tensor>(arguments.at(0));
  Value along = arguments.items[1].value;
  if (tensor == nullptr || tensor->elements == nullptr || !along.is_int()) return nullptr;
  const sym::Shape& shape = *interpreter.tensor_of(*tensor).shape;
  std::int64_t dim = along.as_int() < 0 ? along.as_int() + shape.rank() : along.as_int();
  if (dim < 0 || dim >= shape.rank()) return nullptr;
  std::size_t inner = 1;
  for (int i = shape.rank() - 1; i > dim; --i) inner *= static_cast<std::size_t>(shape[i].constant().value_or(0));
  auto count = static_cast<std::size_t>(shape[static_cast<int>(dim)].constant().value_or(0));
  if (inner == 0 || count == 0) return nullptr;
  bool multiplies = function == "torch.prod";
  std::vector<Value> out;
  for (std::size_t start = 0; start < tensor->elements->size(); start += count * inner) {
    for (std::size_t i = start; i < start + inner; ++i) {
      double total = multiplies ? 1 : 0;
      double largest = total;  // of all that may come up on the way
      bool integral = true;
      for (std::size_t k = 0; k < count; ++k) {
        Value item = (*tensor->elements)[i + k * inner];
        double x = as_double(item).value_or(0.5);
        if (x != std::floor(x)) return nullptr;
        integral = integral && !item.is_float();
        total = multiplies ? total * x : total + x;
        largest = multiplies ? largest * std::max(std::fabs(x), 1.0) : largest + std::fabs(x);
      }
      if (largest >= static_cast<double>(kExact)) return nullptr;
      auto result = static_cast<float>(total);
      out.push_back(function == "torch.mean" ? number(interpreter, result / static_cast<float>(count), false)
                                             : number(interpreter, result, integral));
    }
  }
  return std::make_shared<std::vector<Value>>(std::move(out));
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
  for (std::string_view along : {"torch.sum", "torch.prod", "torch.mean"}) {
    bool one =
        arguments.items.size() == 2 && (!arguments.items[1].name.valid() || arguments.items[1].name.text() == "dim");
    if (one && function == along) return reduction_along(interpreter, function, arguments);
  }
  for (const ComparisonRow& row : kComparisons) {
    if (row.function == function && arguments.items.size() == 2)
      return comparison(interpreter, row, arguments.at(0), arguments.at(1));
  }
  for (const UnaryRow& row : kUnary) {
    if (row.function == function) return unary(interpreter, row, arguments.at(0), false);
  }
  for (const UnaryRow& row : kSigns) {
    if (row.function == function) return unary(interpreter, row, arguments.at(0), true);
  }
  for (const BinaryRow& row : kBinary) {
    bool two = arguments.items.size() == 2 && !arguments.items[1].name.valid();
    if (row.function == function && two) return binary(interpreter, row, arguments.at(0), arguments.at(1));
  }
  return nullptr;
}

}  // namespace shapewise::absint
