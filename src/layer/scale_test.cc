// Scaled sizes: as torch rounds them, exact for symbols or not at all.
#include "layer/scale.h"

#include <cmath>
#include <gtest/gtest.h>

namespace shapewise::layer {
namespace {

sym::Formula size(sym::Expr in) { return sym::Formula::named("H", std::move(in)); }

TEST(AsFraction, FindsTheFractionThatTheDoubleStandsFor) {
  EXPECT_EQ(as_fraction(1.5)->numerator, 3);
  EXPECT_EQ(as_fraction(1.5)->denominator, 2);
  EXPECT_EQ(as_fraction(0.4)->denominator, 5);
  EXPECT_EQ(as_fraction(1.0 / 3)->denominator, 3);
  EXPECT_FALSE(as_fraction(0.123456789).has_value());
  EXPECT_FALSE(as_fraction(0).has_value());
  EXPECT_FALSE(as_fraction(-2).has_value());
  EXPECT_FALSE(as_fraction(std::nan("")).has_value());
}

TEST(Scaled, RoundsAsDoublesDo) {
  // 100·0.29 is 28.999999999999996 in double precision, so torch makes 28 of it.
  EXPECT_TRUE(scaled(size(100), 0.29).value().is_constant(28));
  for (double factor : {0.1, 0.29, 0.3, 0.7, 1.1, 1.3, 1.0 / 3, 2.0 / 3, 1.9, 2.5, 0.123456789, 3.0}) {
    for (int in = 0; in <= 300; ++in) {
      auto expected = static_cast<Int>(std::floor(in * factor));
      EXPECT_TRUE(scaled(size(in), factor).value().is_constant(expected)) << in << " by " << factor;
    }
  }
}

TEST(Scaled, IsExactForSymbolsWhereEveryProductIs) {
  sym::Expr h = sym::Expr::symbol("H");
  EXPECT_EQ(scaled(size(h), 2).value(), 2 * h);
  EXPECT_EQ(scaled(size(h), 0.5).value(), sym::floor_div(h, 2));
  EXPECT_EQ(scaled(size(h), 1.5).value(), sym::floor_div(3 * h, 2));
  EXPECT_TRUE(scaled(size(h), 0.4).value().has_unknown());
  EXPECT_TRUE(scaled(size(h), std::nan("")).value().has_unknown());
  EXPECT_TRUE(scaled(size(7), std::nan("")).value().has_unknown());
}

TEST(Scaled, ExplainsItself) {
  EXPECT_EQ(scaled(size(32), 2).symbolic(), "H·scale");
  EXPECT_EQ(scaled(size(32), 2).substituted(), "32·2");
  EXPECT_EQ(scaled(size(7), 1.5).substituted(), "⌊7·3/2⌋");
  EXPECT_EQ(scaled(size(7), 0.5).substituted(), "⌊7/2⌋");
}

TEST(Scaled, DoesNotOverflow) { EXPECT_TRUE(scaled(size(static_cast<Int>(1) << 62), 1e300).value().is_invalid()); }

}  // namespace
}  // namespace shapewise::layer
