// Every element type that networks have constants of; others are not written.
#include "save/onnx/contents.h"

#include <bit>
#include <cstring>

namespace shapewise::save {
namespace {

template <class T>
void append(std::string& bytes, T value) {
  char raw[sizeof(T)];
  std::memcpy(raw, &value, sizeof(T));
  bytes.append(raw, sizeof(T));
}

}  // namespace

void append_number(std::string& bytes, double value, ir::DType dtype) {
  switch (dtype) {
    case ir::DType::Float32: return append(bytes, static_cast<float>(value));
    case ir::DType::Float64: return append(bytes, value);
    case ir::DType::Int64: return append(bytes, static_cast<std::int64_t>(value));
    case ir::DType::Int32: return append(bytes, static_cast<std::int32_t>(value));
    case ir::DType::Int16: return append(bytes, static_cast<std::int16_t>(value));
    case ir::DType::Int8: return append(bytes, static_cast<std::int8_t>(value));
    case ir::DType::UInt8: return append(bytes, static_cast<std::uint8_t>(value));
    case ir::DType::Bool: return append(bytes, static_cast<char>(value != 0));
    case ir::DType::BFloat16:
      return append(bytes, static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(static_cast<float>(value)) >> 16));
    default: return;
  }
}

std::optional<Stored> contents_of(const ir::Tensor& tensor) {
  if (!tensor.shape || !tensor.elements) return std::nullopt;
  Stored stored{"", tensor.dtype, {}, {}};
  for (const sym::Expr& size : tensor.shape->dims) {
    auto number = size.constant();
    if (!number) return std::nullopt;
    stored.dims.push_back(static_cast<std::int64_t>(*number));
  }
  for (const ir::Element& element : *tensor.elements) {
    auto* fraction = std::get_if<double>(&element);
    auto integer = fraction == nullptr ? std::get<sym::Expr>(element).constant() : std::nullopt;
    if (fraction == nullptr && !integer) return std::nullopt;
    append_number(stored.bytes, fraction != nullptr ? *fraction : static_cast<double>(*integer), tensor.dtype);
  }
  return stored;
}

}  // namespace shapewise::save
