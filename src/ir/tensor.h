// What is known of a tensor before anything runs: its shape, if it could be inferred, and its element type.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sym/shape.h"

namespace shapewise::ir {

enum class DType : std::uint8_t {
  Float32,
  Float64,
  Float16,
  BFloat16,
  Int64,
  Int32,
  Int16,
  Int8,
  UInt8,
  Bool,
  Complex64,
  Complex128,
};

/// As PyTorch spells it, without the module: "float32".
std::string_view name(DType dtype);
/// Takes "float32", "torch.float32" and PyTorch's other names for it ("float", "long", "half" …).
std::optional<DType> find_dtype(std::string_view name);
/// Size of one element in bytes.
int bytes(DType dtype);
bool is_floating(DType dtype);
bool is_complex(DType dtype);
bool is_integral(DType dtype);  // Bool excluded

struct Tensor {
  std::optional<sym::Shape> shape;  // absent: not even the rank is known
  DType dtype = DType::Float32;
  std::string why_unknown;     // the reason if there is no shape
  bool dtype_assumed = false;  // nobody stated the dtype and nothing implies it: never a reason for an error

  static Tensor of(sym::Shape shape, DType dtype = DType::Float32) { return {std::move(shape), dtype, {}, false}; }
  static Tensor unknown(std::string why, DType dtype = DType::Float32) {
    return {std::nullopt, dtype, std::move(why), true};
  }
};

/// The shape, or "?" if it is not known.
std::string to_text(const Tensor& tensor, sym::Style style = sym::Style::Unicode);

}  // namespace shapewise::ir
