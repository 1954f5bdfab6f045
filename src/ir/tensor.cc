// Element types: one table of names and sizes.
#include "ir/tensor.h"

namespace shapewise::ir {
namespace {

struct DTypeInfo {
  std::string_view name;
  std::string_view other_name;
  int bytes;
};

// In the order of the enumeration.
constexpr DTypeInfo kDTypes[] = {
    {"float32", "float", 4}, {"float64", "double", 8}, {"float16", "half", 2},     {"bfloat16", "bfloat16", 2},
    {"int64", "long", 8},    {"int32", "int", 4},      {"int16", "short", 2},      {"int8", "int8", 1},
    {"uint8", "uint8", 1},   {"bool", "bool", 1},      {"complex64", "cfloat", 8}, {"complex128", "cdouble", 16},
    {"uint16", "uint16", 2}, {"uint32", "uint32", 4},  {"uint64", "uint64", 8},    {"float8", "float8", 1},
    {"string", "string", 0},
};

const DTypeInfo& info(DType dtype) { return kDTypes[static_cast<std::size_t>(dtype)]; }

}  // namespace

std::string_view name(DType dtype) { return info(dtype).name; }

std::optional<DType> find_dtype(std::string_view name) {
  if (name.starts_with("torch.")) name.remove_prefix(6);
  for (std::size_t i = 0; i < std::size(kDTypes); ++i) {
    if (name == kDTypes[i].name || name == kDTypes[i].other_name) return static_cast<DType>(i);
  }
  return std::nullopt;
}

int bytes(DType dtype) { return info(dtype).bytes; }

bool is_floating(DType dtype) { return dtype <= DType::BFloat16 || dtype == DType::Float8; }
bool is_complex(DType dtype) { return dtype == DType::Complex64 || dtype == DType::Complex128; }
bool is_integral(DType dtype) {
  return (dtype >= DType::Int64 && dtype <= DType::UInt8) || (dtype >= DType::UInt16 && dtype <= DType::UInt64);
}

std::string to_text(const Tensor& tensor, sym::Style style) {
  return tensor.shape ? sym::to_text(*tensor.shape, style) : "?";
}

}  // namespace shapewise::ir
