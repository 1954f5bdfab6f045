// Exact integers. Every size, count and coefficient in shapewise is an Int: 128 bits, signed, and checked, so that a
// number that does not fit becomes an error that a caller must handle, never a wrapped value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace shapewise {

__extension__ typedef __int128 Int;  // a GNU extension, as -Wpedantic wants to be told

inline std::optional<Int> checked_add(Int a, Int b) {
  Int r;
  if (__builtin_add_overflow(a, b, &r)) return std::nullopt;
  return r;
}

inline std::optional<Int> checked_sub(Int a, Int b) {
  Int r;
  if (__builtin_sub_overflow(a, b, &r)) return std::nullopt;
  return r;
}

inline std::optional<Int> checked_mul(Int a, Int b) {
  Int r;
  if (__builtin_mul_overflow(a, b, &r)) return std::nullopt;
  return r;
}

/// ⌊a / b⌋, rounding towards −∞ as Python does. b ≠ 0.
inline Int floor_div(Int a, Int b) {
  Int q = a / b;
  return (a % b != 0 && ((a < 0) != (b < 0))) ? q - 1 : q;
}

/// a − b·⌊a / b⌋, with the sign of b as in Python. b ≠ 0.
inline Int floor_mod(Int a, Int b) { return a - b * floor_div(a, b); }

/// Greatest common divisor, never negative; gcd(0, 0) = 0.
Int gcd(Int a, Int b);

/// True if v can be a dimension of a tensor or an element count (signed 64 bits, as in PyTorch).
inline bool fits_int64(Int v) { return v >= INT64_MIN && v <= INT64_MAX; }

/// Decimal digits, with `separator` between groups of three if it is not empty: 805,371,904.
std::string to_string(Int value, std::string_view separator = "");

/// Reads an optionally signed decimal number. Empty if it is not one or does not fit.
std::optional<Int> parse_int(std::string_view digits);

}  // namespace shapewise
