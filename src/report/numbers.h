// Numbers and sizes as people read them.
#pragma once

#include <string>

#include "analysis/receptive.h"
#include "sym/expr.h"

namespace shapewise::report {

/// With separators between thousands: 1,769,472·N.
std::string grouped(const sym::Expr& e, sym::Style style);
/// The same for text that has numbers in it. Digits that belong to a name (x10000) are left alone.
std::string group_digits(std::string_view text);

/// To three or four digits with a prefix: 1.77 M·N. Sums are not scaled.
std::string scaled(const sym::Expr& e, sym::Style style);
/// A number of bytes: 256 KiB·N. Sums are not scaled.
std::string bytes_text(const sym::Expr& bytes, sym::Style style);

/// "3×3", "global", or empty if it is not meaningful. `rank` is that of the tensor.
std::string field_text(const analysis::Field& field, int rank, sym::Style style);
/// Elements seen along each spatial axis; empty unless the field is local and the tensor has spatial axes.
std::vector<sym::Expr> field_sizes(const analysis::Field& field, int rank);

/// How many times as large: "1,234", "4.5". Empty if it is no number.
std::string ratio_text(const sym::Expr& a, const sym::Expr& b);

}  // namespace shapewise::report
