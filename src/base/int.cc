// Printing and reading of 128-bit integers, which the standard library does not offer.
#include "base/int.h"

#include <algorithm>

namespace shapewise {

Int gcd(Int a, Int b) {
  while (b != 0) {
    Int r = a % b;
    a = b;
    b = r;
  }
  return a < 0 ? -a : a;
}

std::string to_string(Int value, std::string_view separator) {
  // The magnitude is taken in unsigned arithmetic because −2^127 has no positive counterpart.
  __extension__ typedef unsigned __int128 Magnitude;
  auto magnitude = value < 0 ? -static_cast<Magnitude>(value) : static_cast<Magnitude>(value);
  std::string reversed;
  int digits = 0;
  do {
    if (digits > 0 && digits % 3 == 0) reversed.append(separator.rbegin(), separator.rend());
    reversed.push_back(static_cast<char>('0' + static_cast<int>(magnitude % 10)));
    magnitude /= 10;
    ++digits;
  } while (magnitude != 0);
  if (value < 0) reversed.push_back('-');
  std::reverse(reversed.begin(), reversed.end());
  return reversed;
}

std::optional<Int> parse_int(std::string_view digits) {
  bool negative = !digits.empty() && digits.front() == '-';
  if (negative || (!digits.empty() && digits.front() == '+')) digits.remove_prefix(1);
  if (digits.empty()) return std::nullopt;
  Int value = 0;
  for (char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    auto scaled = checked_mul(value, 10);
    if (!scaled) return std::nullopt;
    auto next = negative ? checked_sub(*scaled, c - '0') : checked_add(*scaled, c - '0');
    if (!next) return std::nullopt;
    value = *next;
  }
  return value;
}

}  // namespace shapewise
