// Floating-point products kept exact, or not at all.
#include "layer/scale.h"

#include <cmath>

namespace shapewise::layer {
namespace {

using sym::Expr;
using sym::Formula;

constexpr Int kLargestDenominator = 4096;
// Beyond it a double no longer holds every integer.
constexpr double kExactIntegers = 9007199254740992.0;

/// The floor of a product that is not too large to be converted.
std::optional<Int> product(Int in, double factor) {
  double value = std::floor(static_cast<double>(in) * factor);
  if (!(std::fabs(value) < kExactIntegers)) return std::nullopt;
  return static_cast<Int>(value);
}

Formula fraction_of(const Formula& in, const Fraction& f) {
  Formula product = f.numerator == 1 ? in : in * Formula::named("scale", f.numerator);
  if (f.denominator == 1) return product;
  return Formula::floor_div(f.numerator == 1 ? in : in * f.numerator, f.denominator);
}

}  // namespace

std::optional<Fraction> as_fraction(double factor) {
  if (!(factor > 0) || factor >= kExactIntegers) return std::nullopt;
  for (Int q = 1; q <= kLargestDenominator; ++q) {
    double p = std::round(factor * static_cast<double>(q));
    if (p < 1 || p >= kExactIntegers || p / static_cast<double>(q) != factor) continue;
    return Fraction{static_cast<Int>(p), q};
  }
  return std::nullopt;
}

Formula scaled(const Formula& in, double factor) {
  auto fraction = as_fraction(factor);
  auto size = in.value().constant();
  if (!size || std::isnan(factor)) {
    bool exact = fraction && (fraction->denominator & (fraction->denominator - 1)) == 0;
    return exact ? fraction_of(in, *fraction) : Formula::named("?", Expr::unknown());
  }
  auto value = product(*size, factor);
  if (!value) return Formula::named("?", Expr::invalid("the scaled size does not fit into 64 bits"));
  if (fraction && fraction_of(in, *fraction).value().is_constant(*value)) return fraction_of(in, *fraction);
  return Formula::named("scaled", *value);
}

}  // namespace shapewise::layer
