// Comparisons bring both to one denominator, which keeps their sign because denominators are positive.
#include "analysis/ratio.h"

namespace shapewise::analysis {

Ratio make_ratio(sym::Expr num, sym::Expr den) {
  auto n = num.constant();
  auto d = den.constant();
  if (n && d && *d > 0) {
    Int common = gcd(*n, *d);
    return {*n / common, *d / common};
  }
  if (num == den) return {1, 1};
  return {std::move(num), std::move(den)};
}

Ratio operator+(const Ratio& a, const Ratio& b) {
  if (a.den == b.den) return make_ratio(a.num + b.num, a.den);
  return make_ratio(a.num * b.den + b.num * a.den, a.den * b.den);
}

Ratio operator*(const Ratio& a, const Ratio& b) { return make_ratio(a.num * b.num, a.den * b.den); }

Ratio max(const Ratio& a, const Ratio& b) {
  if (a.den == b.den) return make_ratio(sym::max(a.num, b.num), a.den);
  return make_ratio(sym::max(a.num * b.den, b.num * a.den), a.den * b.den);
}

Ratio min(const Ratio& a, const Ratio& b) {
  if (a.den == b.den) return make_ratio(sym::min(a.num, b.num), a.den);
  return make_ratio(sym::min(a.num * b.den, b.num * a.den), a.den * b.den);
}

}  // namespace shapewise::analysis
