// Contents are decoded only where shapes may be computed with them: integers up to a bound, and a few factors.
#include "import/onnx/contents.h"

#include <bit>
#include <cmath>

#include "layer/elements.h"
#include "layer/operator.h"

namespace shapewise::import::onnx {
namespace {

using ir::DType;
using layer::element_of;
using layer::Elements;

constexpr int kMostFractions = 16;

/// A little-endian number of so many bytes.
std::uint64_t bits_at(std::string_view bytes, std::size_t offset, std::size_t size) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < size; ++i) {
    bits |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[offset + i])) << (8 * i);
  }
  return bits;
}

double half_of(std::uint64_t bits) {
  int exponent = static_cast<int>(bits >> 10 & 31);
  double mantissa = static_cast<double>(bits & 1023) / 1024;
  double value = exponent == 0 ? std::ldexp(mantissa, -14) : std::ldexp(1 + mantissa, exponent - 15);
  return (bits >> 15 & 1) != 0 ? -value : value;
}

sym::Expr signed_of(std::uint64_t bits, std::size_t size) {
  auto shift = static_cast<int>(64 - 8 * size);
  return static_cast<std::int64_t>(bits << shift) >> shift;
}

layer::Element number_at(std::string_view bytes, std::size_t offset, DType dtype) {
  auto size = static_cast<std::size_t>(ir::bytes(dtype));
  std::uint64_t bits = bits_at(bytes, offset, size);
  switch (dtype) {
    case DType::Float32:
      return element_of(static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits))), dtype);
    case DType::Float64: return element_of(std::bit_cast<double>(bits), dtype);
    case DType::Float16: return element_of(half_of(bits), dtype);
    case DType::BFloat16:
      return element_of(static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits << 16))), dtype);
    case DType::UInt8:
    case DType::Bool:
    case DType::UInt16:
    case DType::UInt32: return sym::Expr(static_cast<std::int64_t>(bits));
    case DType::UInt64: return sym::Expr(static_cast<Int>(bits));
    default: return signed_of(bits, size);
  }
}

Elements from_raw(std::string_view bytes, DType dtype, int count) {
  auto size = static_cast<std::size_t>(ir::bytes(dtype));
  if (size == 0 || bytes.size() != size * static_cast<std::size_t>(count)) return {};
  Elements elements;
  for (int i = 0; i < count; ++i) elements.push_back(number_at(bytes, static_cast<std::size_t>(i) * size, dtype));
  return elements;
}

/// The numbers of a repeated varint field.
Elements from_varints(std::string_view bytes, DType dtype, int count) {
  Elements elements;
  std::uint64_t bits = 0;
  int shift = 0;
  for (char c : bytes) {
    auto byte = static_cast<unsigned char>(c);
    if (shift < 64) bits |= static_cast<std::uint64_t>(byte & 127) << shift;
    shift += 7;
    if ((byte & 128) != 0) continue;
    elements.push_back(dtype == DType::Float16 ? element_of(half_of(bits), dtype) : layer::Element(signed_of(bits, 8)));
    if (static_cast<int>(elements.size()) > count) return {};
    bits = 0;
    shift = 0;
  }
  return elements;
}

Elements contents(const Tensor& stored, DType dtype, int count) {
  if (stored.external) return {};
  if (!stored.raw.empty()) return from_raw(stored.raw, dtype, count);
  if (!stored.packed.empty()) {
    bool plain = dtype == DType::Float32 || dtype == DType::Float64;
    return plain ? from_raw(stored.packed, dtype, count) : from_varints(stored.packed, dtype, count);
  }
  Elements elements;
  for (double number : stored.loose) elements.push_back(element_of(number, dtype));
  return elements;
}

}  // namespace

ir::Tensor tensor_of(const Tensor& stored) {
  auto dtype = layer::onnx_dtype(stored.type);
  if (!dtype) return ir::Tensor::unknown("its element type is not known");
  sym::Shape shape;
  for (std::int64_t size : stored.dims) {
    if (size < 0) return ir::Tensor::unknown("a size of it is negative", *dtype);
    shape.dims.emplace_back(size);
  }
  auto count = layer::small_size(shape);
  bool few = count && !ir::is_complex(*dtype) && *dtype != DType::String && *dtype != DType::Float8 &&
             (*count <= kMostFractions || !ir::is_floating(*dtype));
  ir::Tensor tensor = ir::Tensor::of(std::move(shape), *dtype);
  return few ? layer::with_elements(std::move(tensor), contents(stored, *dtype, *count)) : tensor;
}

std::string symbol_name(std::string_view param) {
  std::string name;
  bool letter = false;
  for (char c : param) {
    bool alpha = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    bool digit = c >= '0' && c <= '9';
    letter = letter || alpha;
    if (digit && name.empty()) name += 'd';
    name += alpha || digit ? c : '_';
  }
  return letter ? name : "";
}

}  // namespace shapewise::import::onnx
