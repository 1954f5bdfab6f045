// Numbers become elements as PyTorch converts them: to 16 bits through a float, rounded to the nearest, ties to even.
#include "save/onnx/contents.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <utility>

namespace shapewise::save {
namespace {

static_assert(std::endian::native == std::endian::little);

template <class T>
void append(std::string& bytes, T value) {
  char raw[sizeof(T)];
  std::memcpy(raw, &value, sizeof(T));
  bytes.append(raw, sizeof(T));
}

/// IEEE 754 in 16 bits, so many of them of the fraction: 10 in float16, 7 in bfloat16.
std::uint16_t sixteen_bits(float value, int fraction_bits) {
  int bias = (1 << (14 - fraction_bits)) - 1;
  int sign = std::signbit(value) ? 0x8000 : 0;
  int infinity = (2 * bias + 1) << fraction_bits;
  double size = std::abs(static_cast<double>(value));
  int bits = infinity;
  if (std::isnan(value)) {
    bits |= 1 << (fraction_bits - 1);
  } else if (size == 0) {
    bits = 0;
  } else if (std::isfinite(value) && std::ilogb(size) <= bias) {
    int exponent = std::max(std::ilogb(size), 1 - bias);  // below, numbers have the steps of the smallest exponent
    // The leading one counts among the steps, and adds one to the exponent where there is one.
    auto steps = static_cast<int>(std::nearbyint(std::ldexp(size, fraction_bits - exponent)));
    bits = ((exponent + bias - 1) << fraction_bits) + steps;
  }
  return static_cast<std::uint16_t>(sign | bits);
}

float as_float(Number number) {
  return std::visit([](auto value) { return static_cast<float>(value); }, number);
}

template <class T>
bool append_integer(std::string& bytes, Number number) {
  auto* integer = std::get_if<std::int64_t>(&number);
  double fraction = integer == nullptr ? std::get<double>(number) : 0;
  // Written so that what is no number fails, too; 2⁶³ is the first that does not fit.
  if (integer == nullptr && !(std::trunc(fraction) == fraction && fraction >= -0x1p63 && fraction < 0x1p63))
    return false;
  std::int64_t value = integer != nullptr ? *integer : static_cast<std::int64_t>(fraction);
  if (!std::in_range<T>(value)) return false;
  append(bytes, static_cast<T>(value));
  return true;
}

using Append = bool (*)(std::string&, Number);

template <int FractionBits>
bool append_sixteen(std::string& bytes, Number number) {
  append(bytes, sixteen_bits(as_float(number), FractionBits));
  return true;
}

bool append_float(std::string& bytes, Number number) {
  append(bytes, as_float(number));
  return true;
}

bool append_double(std::string& bytes, Number number) {
  append(bytes, std::visit([](auto value) { return static_cast<double>(value); }, number));
  return true;
}

bool append_bool(std::string& bytes, Number number) {
  append(bytes, std::visit([](auto value) { return static_cast<char>(value != 0); }, number));
  return true;
}

Append appender_of(ir::DType dtype) {
  switch (dtype) {
    case ir::DType::Float32: return append_float;
    case ir::DType::Float64: return append_double;
    case ir::DType::Float16: return append_sixteen<10>;
    case ir::DType::BFloat16: return append_sixteen<7>;
    case ir::DType::Int64: return append_integer<std::int64_t>;
    case ir::DType::Int32: return append_integer<std::int32_t>;
    case ir::DType::Int16: return append_integer<std::int16_t>;
    case ir::DType::Int8: return append_integer<std::int8_t>;
    case ir::DType::UInt8: return append_integer<std::uint8_t>;
    case ir::DType::UInt16: return append_integer<std::uint16_t>;
    case ir::DType::UInt32: return append_integer<std::uint32_t>;
    case ir::DType::UInt64: return append_integer<std::uint64_t>;
    case ir::DType::Bool: return append_bool;
    default: return nullptr;
  }
}

std::string to_text(Number number) {
  return std::visit([](auto value) { return fmt::format("{}", value); }, number);
}

}  // namespace

Result<Stored> constant_of(Ints dims, ir::DType dtype, const std::vector<Number>& elements) {
  Append append_one = appender_of(dtype);
  if (append_one == nullptr) return fail(fmt::format("constants of the type {} are not written", ir::name(dtype)));
  Stored stored{"", dtype, std::move(dims), {}};
  for (Number element : elements) {
    if (!append_one(stored.bytes, element))
      return fail(fmt::format("{} is no number of the type {}", to_text(element), ir::name(dtype)));
  }
  return stored;
}

Result<Stored> constant_of(const ir::Tensor& tensor) {
  auto open = [] { return fail("what a tensor that it takes holds is not known"); };
  if (!tensor.shape || !tensor.elements) return open();
  Ints dims;
  for (const sym::Expr& size : tensor.shape->dims) {
    auto number = size.constant();
    if (!number) return open();
    dims.push_back(static_cast<std::int64_t>(*number));
  }
  std::vector<Number> elements;
  for (const ir::Element& element : *tensor.elements) {
    auto* fraction = std::get_if<double>(&element);
    auto integer = fraction == nullptr ? std::get<sym::Expr>(element).constant() : std::nullopt;
    if (fraction == nullptr && !integer) return open();
    if (integer && !fits_int64(*integer)) return fail(fmt::format("{} has more than 64 bits", to_string(*integer)));
    elements.push_back(fraction != nullptr ? Number(*fraction) : Number(static_cast<std::int64_t>(*integer)));
  }
  return constant_of(std::move(dims), tensor.dtype, elements);
}

}  // namespace shapewise::save
