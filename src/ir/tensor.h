// What is known of a tensor before anything runs: its shape, if it could be inferred, and its element type.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

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
  // Beyond PyTorch: in saved models only.
  UInt16,
  UInt32,
  UInt64,
  Float8,
  String,
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

/// One element of a tensor whose contents are known: an integer (1 for true), whatever the element type; else a
/// fraction.
using Element = std::variant<sym::Expr, double>;
using Elements = std::vector<Element>;

/// Elements between neighbours, by dimension.
using Strides = std::vector<sym::Expr>;

/// Where the elements of a tensor lie, as PyTorch keeps it. Neither of the two: that is not known.
struct Memory {
  bool contiguous = false;                           // the last dimension runs fastest, and there are no holes
  std::shared_ptr<const Strides> strides = nullptr;  // else
};

struct Tensor {
  std::optional<sym::Shape> shape;  // absent: not even the rank is known
  DType dtype = DType::Float32;
  std::string why_unknown;     // the reason if there is no shape
  bool dtype_assumed = false;  // nobody stated the dtype and nothing implies it: never a reason for an error
  /// What it holds, the last dimension running fastest: small tensors from which shapes are computed. Null: not known.
  std::shared_ptr<const Elements> elements = nullptr;
  Memory memory = {};

  static Tensor of(sym::Shape shape, DType dtype = DType::Float32) {
    return {std::move(shape), dtype, {}, false, nullptr, {}};
  }
  static Tensor unknown(std::string why, DType dtype = DType::Float32) {
    return {std::nullopt, dtype, std::move(why), true, nullptr, {}};
  }
};

/// The shape, or "?" if it is not known.
std::string to_text(const Tensor& tensor, sym::Style style = sym::Style::Unicode);

}  // namespace shapewise::ir
