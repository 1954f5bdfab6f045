// Exact integers: Python's rounding, checked overflow, printing and reading of 128 bits.
#include "base/int.h"

#include <gtest/gtest.h>

namespace shapewise {
namespace {

TEST(Int, FloorDivisionRoundsTowardsMinusInfinity) {
  EXPECT_TRUE(floor_div(7, 2) == 3);
  EXPECT_TRUE(floor_div(-7, 2) == -4);
  EXPECT_TRUE(floor_div(7, -2) == -4);
  EXPECT_TRUE(floor_div(-7, -2) == 3);
}

TEST(Int, RemainderHasTheSignOfTheDivisor) {
  EXPECT_TRUE(floor_mod(7, 3) == 1);
  EXPECT_TRUE(floor_mod(-7, 3) == 2);
  EXPECT_TRUE(floor_mod(7, -3) == -2);
}

TEST(Int, GcdIsNeverNegative) {
  EXPECT_TRUE(gcd(12, 18) == 6);
  EXPECT_TRUE(gcd(-12, 18) == 6);
  EXPECT_TRUE(gcd(0, -5) == 5);
  EXPECT_TRUE(gcd(0, 0) == 0);
}

TEST(Int, OverflowIsReported) {
  Int largest = *parse_int("170141183460469231731687303715884105727");
  EXPECT_FALSE(checked_add(largest, 1));
  EXPECT_FALSE(checked_mul(largest, 2));
  EXPECT_FALSE(checked_sub(-largest, 2));
  EXPECT_TRUE(checked_sub(-largest, 1));
}

TEST(Int, PrintsWithAndWithoutSeparators) {
  EXPECT_EQ(to_string(0), "0");
  EXPECT_EQ(to_string(-1000), "-1000");
  EXPECT_EQ(to_string(805371904, ","), "805,371,904");
  EXPECT_EQ(to_string(-999, ","), "-999");
  EXPECT_EQ(to_string(1234567, "\u202f"), "1\u202f234\u202f567");
}

TEST(Int, ReadsWhatItPrints) {
  for (const char* digits :
       {"0", "-1", "170141183460469231731687303715884105727", "-170141183460469231731687303715884105728"}) {
    auto value = parse_int(digits);
    ASSERT_TRUE(value) << digits;
    EXPECT_EQ(to_string(*value), digits);
  }
}

TEST(Int, RefusesWhatIsNotANumber) {
  for (const char* digits : {"", "-", "+", "1a", " 1", "1.0", "170141183460469231731687303715884105728"}) {
    EXPECT_FALSE(parse_int(digits)) << digits;
  }
}

}  // namespace
}  // namespace shapewise
