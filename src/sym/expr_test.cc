// The laws of the canonical form: what is equal compares equal, what cannot be computed is invalid.
#include "sym/expr.h"

#include <gtest/gtest.h>

namespace shapewise::sym {
namespace {

const Expr kN = Expr::symbol("N");
const Expr kH = Expr::symbol("H");
const Expr kW = Expr::symbol("W");
const Int kLargest = *parse_int("170141183460469231731687303715884105727");

Expr read(const char* text) {
  auto e = parse_expr(text);
  EXPECT_TRUE(e) << text;
  return e.value_or(Expr::invalid("not an expression"));
}

TEST(Expr, EqualPolynomialsAreEqual) {
  EXPECT_EQ((kH + 1) * (kH - 1), kH * kH - 1);
  EXPECT_EQ(kH * kW - kW * kH, Expr(0));
  EXPECT_EQ(pow(kH + kW, 3), (kH + kW) * (kH + kW) * (kH + kW));
  EXPECT_EQ((kH + kW).hash(), (kW + kH).hash());
  EXPECT_NE(kH, kW);
}

TEST(Expr, FloorsMeetInOneForm) {
  const char* const equal[][2] = {
      {"((H-1)//2 - 1)//2", "(H-3)//4"},
      {"(H-2)//2 + 1", "H//2"},
      {"(H//2)//2", "H//4"},
      {"(2*H + 1)//2", "H"},
      {"(6*H + 3)//4", "H + (2*H + 3)//4"},
      {"(4*H + 7)//6", "(2*H + 3)//3"},
      {"H//-2", "(-H)//2"},
      {"-(-H//2)", "(H+1)//2"},
      {"(-(-H//2))//2", "(H+1)//4"},
      {"(W - H//2)//3", "(2*W - H + 1)//6"},
      {"(N*H + N)//N", "H + 1"},
      {"(N*H)//(2*N)", "H//2"},
      {"(H*H - 1)//(H - 1)", "H + 1"},
      {"(3*H + 7)//(H + 1)", "3 + 4//(H + 1)"},
      {"N//(N + 1)", "0"},
      {"-1//N", "-1"},
      {"(H//2)//N", "H//(2*N)"},
      {"N*(H//N) + H % N", "H"},
      {"(N*H + W) % N", "W % N"},
      {"(4*H) % 4", "0"},
  };
  for (const auto& [a, b] : equal) EXPECT_EQ(read(a), read(b)) << a << " and " << b;
}

TEST(Expr, HalvesMakeAWholeAgain) {
  EXPECT_EQ(kH - floor_div(kH, 2), floor_div(kH + 1, 2));
  EXPECT_EQ(floor_div(kH, 2) + floor_div(kH + 1, 2), kH);
  EXPECT_EQ(3 * floor_div(kH + kW, 2) + 3 * floor_div(kH + kW + 1, 2), 3 * (kH + kW));
  // Padded on both sides by half of what is missing.
  Expr missing = floor_div(kH, 4) - floor_div(kW - 3, 2);
  EXPECT_EQ(floor_div(kW - 3, 2) + floor_div(missing, 2) + (missing - floor_div(missing, 2)), floor_div(kH, 4));
  // Padded to an even size and halved, three times.
  Expr size = floor_div(kH, 4);
  for (int i = 0; i < 3; ++i) size = floor_div(size + mod(size, 2), 2);
  EXPECT_EQ(size, floor_div(kH + 28, 32));
}

TEST(Expr, ExtremaAreDecidedWherePossible) {
  EXPECT_EQ(max(kH, 1), kH);
  EXPECT_EQ(min(kH, kH + kW), kH);
  EXPECT_EQ(max(kH * kW, kW), kH * kW);
  EXPECT_EQ(max(max(kH, kW), kN), max(kN, max(kW, kH)));
  EXPECT_EQ(min(min(kH, 5), 3), min(kH, 3));
  EXPECT_EQ(max(floor_div(kH, 2), 0), floor_div(kH, 2));
  EXPECT_FALSE(min(kH, 2).is_constant());
}

TEST(Expr, UnknownsAreNeverDecided) {
  Expr u = Expr::unknown();
  EXPECT_NE(u, Expr::unknown());
  EXPECT_EQ(u - u, Expr(0));
  EXPECT_TRUE((u + 1).has_unknown());
  EXPECT_TRUE(floor_div(u, 2).has_unknown());
  EXPECT_TRUE(max(u, -5).has_unknown());
  EXPECT_EQ(max(u, u), u);
  EXPECT_FALSE(kH.has_unknown());
  EXPECT_TRUE(symbols(u + kH) == std::vector<std::string>{"H"});
}

TEST(Expr, WhatDoesNotFitIsInvalid) {
  EXPECT_TRUE((Expr(kLargest) + 1).is_invalid());
  EXPECT_TRUE((kH * kLargest + kH).is_invalid());
  EXPECT_TRUE((-Expr(kLargest) - 1).is_invalid());
  EXPECT_FALSE((-Expr(kLargest)).is_invalid());
  EXPECT_TRUE(pow(2, 127).is_invalid());
  EXPECT_FALSE(pow(2, 126).is_invalid());
  EXPECT_EQ(pow(1, 1 << 30), Expr(1));
  EXPECT_TRUE(floor_div(kH, 0).is_invalid());
  EXPECT_TRUE(mod(kH, kH - kH).is_invalid());
  EXPECT_EQ((floor_div(kH, 0) * 0 + 1).invalid_reason(), "division by zero");
}

TEST(Expr, GrowthIsBounded) {
  Expr sum;
  for (int i = 0; i < 64; ++i) sum += Expr::symbol("s" + std::to_string(i));
  EXPECT_TRUE(pow(sum, 4).is_invalid());
  EXPECT_TRUE(pow(kH, 1 << 20).is_invalid());
  Expr deep = kH;
  for (int i = 0; i < 1000; ++i) deep = floor_div(deep * deep + 1, 3);
  EXPECT_TRUE(deep.is_invalid());
}

TEST(Expr, Questions) {
  EXPECT_EQ(Expr(7).constant(), 7);
  EXPECT_EQ(kH.symbol_name(), "H");
  EXPECT_FALSE((kH + 1).symbol_name());
  EXPECT_FALSE((kH * 2).symbol_name());
  EXPECT_FALSE(pow(kH, 2).symbol_name());
  EXPECT_EQ(symbols(floor_div(kW + kH, kN)), (std::vector<std::string>{"H", "N", "W"}));
}

TEST(Expr, SubstitutionSimplifiesAgain) {
  Expr e = floor_div(kH - 3, 4) * kN + min(kH, kW);
  EXPECT_EQ(substitute(e, {{"H", 64}, {"W", 32}, {"N", 2}}), Expr(62));
  EXPECT_EQ(substitute(floor_div(kH, 4), {{"H", kW * 4}}), kW);
  EXPECT_EQ(substitute(kH + kW, {{"H", kW}, {"W", kH}}), kH + kW);
  EXPECT_TRUE(substitute(floor_div(1, kH - 1), {{"H", 1}}).is_invalid());
}

TEST(Parse, RefusesWhatIsNotAnExpression) {
  for (const char* text : {"", "H +", "(H", "H W", "H/2", "floor(H)", "sin(H)", "1.5", "H**-1", "H**W", "⌊H/2", "H)",
                           "min()", "1//0", "H**99999", "%", "#", "999999999999999999999999999999999999999999"}) {
    EXPECT_FALSE(parse_expr(text)) << text;
  }
  std::string nested(100000, '(');
  EXPECT_FALSE(parse_expr(nested));
  EXPECT_FALSE(parse_expr(std::string(1000, '(') + "H" + std::string(1000, ')')));
}

TEST(Parse, ReadsEveryStyle) {
  EXPECT_EQ(read("⌊(H−3)/4⌋ + 2·H²"), floor_div(kH - 3, 4) + 2 * kH * kH);
  EXPECT_EQ(read("floor((H-3)/4) + 2*H^2"), floor_div(kH - 3, 4) + 2 * kH * kH);
  EXPECT_EQ(read("(H - 3)//4 + 2*H**2"), floor_div(kH - 3, 4) + 2 * kH * kH);
  EXPECT_EQ(read("⌈H/2⌉"), ceil_div(kH, 2));
  EXPECT_EQ(read("ceil(H/2)"), ceil_div(kH, 2));
  EXPECT_EQ(read("-H**2"), -(kH * kH));
  EXPECT_EQ(read("-H//2"), floor_div(-kH, 2));
  EXPECT_EQ(read("2*H//3*4 % 5"), mod(floor_div(2 * kH, 3) * 4, 5));
}

}  // namespace
}  // namespace shapewise::sym
