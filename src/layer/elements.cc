// Contents are followed as long as they are few; what is not known is an Expr::unknown among them.
#include "layer/elements.h"

#include <cmath>

namespace shapewise::layer {
namespace {

using sym::Expr;

constexpr double kExact = 9007199254740992.0;  // 2^53: integers up to here are exact

const Expr* as_expr(const Element& e) { return std::get_if<Expr>(&e); }

/// Fractions are combined as numbers; with a symbol nothing is known.
template <class Numbers>
Element combine_numbers(const Element& a, const Element& b, ir::DType dtype, Numbers numbers) {
  auto x = number_of(a);
  auto y = number_of(b);
  if (!x || !y) return Expr::unknown();
  return element_of(numbers(*x, *y), dtype);
}

template <class Exprs, class Numbers>
Element combine(const std::vector<Element>& operands, ir::DType dtype, Exprs exprs, Numbers numbers) {
  Element result = operands.front();
  for (std::size_t i = 1; i < operands.size(); ++i) {
    const Expr* a = as_expr(result);
    const Expr* b = as_expr(operands[i]);
    if (a != nullptr && b != nullptr) {
      Expr both = exprs(*a, *b);
      result = both.is_invalid() ? Expr::unknown() : both;
    } else {
      result = combine_numbers(result, operands[i], dtype, numbers);
    }
  }
  return result;
}

/// Truncating division of integers. What may be negative is divided only if it is a number.
Expr truncated(const Call& c, const Expr& a, const Expr& b) {
  auto x = a.constant();
  auto y = b.constant();
  if (y && *y == 0) return Expr::unknown();
  if (x && y) return *x / *y;
  if (c.proved(sym::ge(a, 0)) && c.proved(sym::ge(b, 1))) return sym::floor_div(a, b);
  return Expr::unknown();
}

}  // namespace

Element element_of(double value, ir::DType dtype) {
  if (dtype == ir::DType::Float32) value = static_cast<double>(static_cast<float>(value));
  if (std::isfinite(value) && std::abs(value) < kExact && value == std::floor(value)) {
    return Expr(static_cast<std::int64_t>(value));
  }
  if (!ir::is_floating(dtype)) return Expr::unknown();
  return value;
}

std::optional<double> number_of(const Element& element) {
  if (auto* number = std::get_if<double>(&element)) return *number;
  auto integer = std::get<Expr>(element).constant();
  if (!integer) return std::nullopt;
  return static_cast<double>(*integer);
}

Expr integer_of(const Element& element) {
  const Expr* e = as_expr(element);
  return e != nullptr ? *e : Expr::unknown();
}

bool is_unknown(const Element& element) {
  const Expr* e = as_expr(element);
  return e != nullptr && e->has_unknown();
}

std::optional<std::vector<int>> small_sizes(const sym::Shape& shape) {
  std::vector<int> sizes;
  Int count = 1;
  bool empty = false;
  for (const Expr& dim : shape.dims) {
    auto size = dim.constant();
    if (!size || *size < 0 || *size > kMostElements) return std::nullopt;
    sizes.push_back(static_cast<int>(*size));
    empty = empty || *size == 0;
    count = std::min<Int>(count * std::max<Int>(*size, 1), kMostElements + 1);
  }
  if (!empty && count > kMostElements) return std::nullopt;
  return sizes;
}

std::optional<int> small_size(const sym::Shape& shape) {
  auto sizes = small_sizes(shape);
  if (!sizes) return std::nullopt;
  int count = 1;
  for (int size : *sizes) count = size == 0 ? 0 : count * size;
  return count;
}

ir::Tensor with_elements(ir::Tensor tensor, Elements elements) {
  auto count = tensor.shape ? small_size(*tensor.shape) : std::nullopt;
  if (count && *count == static_cast<int>(elements.size())) {
    tensor.elements = std::make_shared<const Elements>(std::move(elements));
  }
  return tensor;
}

int flat_index(const std::vector<int>& place, const std::vector<int>& sizes) {
  int index = 0;
  for (std::size_t i = 0; i < sizes.size(); ++i) index = index * sizes[i] + place[i];
  return index;
}

namespace {

/// Calls `visit` with the indices of each element of a tensor of these sizes, in order.
template <class Visit>
void for_each_place(const std::vector<int>& sizes, Visit visit) {
  for (int size : sizes) {
    if (size == 0) return;
  }
  std::vector<int> place(sizes.size());
  for (;;) {
    visit(place);
    std::size_t axis = sizes.size();
    while (axis > 0 && ++place[axis - 1] == sizes[axis - 1]) place[--axis] = 0;
    if (axis == 0) return;
  }
}

}  // namespace

Elements rearranged(const ir::Tensor& input, const sym::Shape& out,
                    const std::function<int(const std::vector<int>& place)>& source) {
  auto sizes = small_sizes(out);
  if (!input.elements || !sizes) return {};
  Elements elements;
  for_each_place(*sizes, [&](const std::vector<int>& place) {
    int index = source(place);
    bool there = index >= 0 && index < static_cast<int>(input.elements->size());
    elements.push_back(there ? (*input.elements)[static_cast<std::size_t>(index)] : Element(Expr::unknown()));
  });
  return elements;
}

Elements fold(const Call& call, const std::vector<const ir::Tensor*>& tensors, const sym::Shape& out, ir::DType dtype,
              Fold combine) {
  auto sizes = small_sizes(out);
  if (!sizes) return {};
  std::vector<std::vector<int>> operand_sizes;
  for (const ir::Tensor* tensor : tensors) {
    auto own = tensor->shape ? small_sizes(*tensor->shape) : std::nullopt;
    if (!tensor->elements || !own) return {};
    operand_sizes.push_back(std::move(*own));
  }
  Elements elements;
  for_each_place(*sizes, [&](const std::vector<int>& place) {
    std::vector<Element> operands;
    for (std::size_t t = 0; t < tensors.size(); ++t) {
      const std::vector<int>& own = operand_sizes[t];
      std::vector<int> at(place.end() - static_cast<std::ptrdiff_t>(own.size()), place.end());
      for (std::size_t i = 0; i < own.size(); ++i) at[i] = own[i] == 1 ? 0 : at[i];
      operands.push_back((*tensors[t]->elements)[static_cast<std::size_t>(flat_index(at, own))]);
    }
    elements.push_back(combine(call, operands, dtype));
  });
  return elements;
}

Element add(const Call&, const std::vector<Element>& operands, ir::DType dtype) {
  return combine(
      operands, dtype, [](const Expr& a, const Expr& b) { return a + b; }, std::plus<>());
}

Element subtract(const Call&, const std::vector<Element>& operands, ir::DType dtype) {
  return combine(
      operands, dtype, [](const Expr& a, const Expr& b) { return a - b; }, std::minus<>());
}

Element multiply(const Call&, const std::vector<Element>& operands, ir::DType dtype) {
  return combine(
      operands, dtype, [](const Expr& a, const Expr& b) { return a * b; }, std::multiplies<>());
}

Element divide(const Call& c, const std::vector<Element>& operands, ir::DType dtype) {
  const Expr* a = as_expr(operands[0]);
  const Expr* b = as_expr(operands[1]);
  bool integers = a != nullptr && b != nullptr;
  if (integers && !ir::is_floating(dtype)) return truncated(c, *a, *b);
  if (integers && !(a->is_constant() && b->is_constant())) {
    if (c.proved(sym::ne(*b, 0)) && c.proved(sym::divisible(*a, *b))) return sym::floor_div(*a, *b);
    return Expr::unknown();
  }
  return combine_numbers(operands[0], operands[1], dtype, std::divides<>());
}

Element least(const Call&, const std::vector<Element>& operands, ir::DType dtype) {
  return combine(
      operands, dtype, [](const Expr& a, const Expr& b) { return sym::min(a, b); },
      [](double a, double b) { return std::fmin(a, b); });
}

Element greatest(const Call&, const std::vector<Element>& operands, ir::DType dtype) {
  return combine(
      operands, dtype, [](const Expr& a, const Expr& b) { return sym::max(a, b); },
      [](double a, double b) { return std::fmax(a, b); });
}

Element truth_of(const Call& call, const sym::Relation& relation) {
  if (call.proved(relation)) return Expr(1);
  if (call.refuted(relation)) return Expr(0);
  return Expr::unknown();
}

}  // namespace shapewise::layer
