// A tensor's shape: its sizes in order.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sym/expr.h"

namespace shapewise::sym {

struct Shape {
  std::vector<Expr> dims;

  Shape() = default;
  Shape(std::initializer_list<Expr> sizes) : dims(sizes) {}
  explicit Shape(std::vector<Expr> sizes) : dims(std::move(sizes)) {}

  int rank() const { return static_cast<int>(dims.size()); }
  const Expr& operator[](int i) const { return dims[static_cast<std::size_t>(i < 0 ? i + rank() : i)]; }
  Expr& operator[](int i) { return dims[static_cast<std::size_t>(i < 0 ? i + rank() : i)]; }
  /// Product of all sizes; 1 for a scalar.
  Expr elements() const { return product(dims); }
  friend bool operator==(const Shape&, const Shape&) = default;
};

/// (N, 16, 64, 64); a single size as (N,); a scalar as ().
std::string to_text(const Shape& shape, Style style = Style::Unicode);

}  // namespace shapewise::sym
