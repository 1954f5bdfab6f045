// Worked arithmetic: one object, printed with names, with numbers, and as its value.
#include "sym/formula.h"

#include <gtest/gtest.h>

namespace shapewise::sym {
namespace {

const Formula kIn = Formula::named("C_in", 3);
const Formula kOut = Formula::named("C_out", 16);
const Formula kKernel = Formula::named("k", 3);

TEST(Formula, IsPrintedAsWritten) {
  Formula parameters = kIn * kOut * kKernel * kKernel + kOut;
  EXPECT_EQ(parameters.symbolic(), "C_in·C_out·k·k + C_out");
  EXPECT_EQ(parameters.substituted(), "3·16·3·3 + 16");
  EXPECT_EQ(parameters.value(), Expr(448));
  EXPECT_EQ(parameters.symbolic(Style::Ascii), "C_in*C_out*k*k + C_out");
}

TEST(Formula, WindowsKeepTheirSpaces) {
  Formula size = Formula::floor_div(Formula::named("H", 64) - kKernel + Formula(2) * Formula::named("p", 1), 1) + 1;
  EXPECT_EQ(size.symbolic(), "⌊(H − k + 2·p)/1⌋ + 1");
  EXPECT_EQ(size.substituted(), "⌊(64 − 3 + 2·1)/1⌋ + 1");
  EXPECT_EQ(size.substituted(Style::Ascii), "floor((64 - 3 + 2*1)/1) + 1");
  EXPECT_EQ(size.substituted(Style::Python), "(64 - 3 + 2*1)//1 + 1");
  EXPECT_EQ(size.value(), Expr(64));
}

TEST(Formula, ExactDivision) {
  Formula groups = Formula::named("g", 4);
  Formula weights = kOut * (Formula::named("C_in", 32) / groups) * kKernel;
  EXPECT_EQ(weights.symbolic(), "C_out·(C_in/g)·k");
  EXPECT_EQ(weights.substituted(), "16·(32/4)·3");
  EXPECT_EQ(weights.substituted(Style::Python), "16*(32//4)*3");
  EXPECT_EQ(weights.value(), Expr(384));
}

TEST(Formula, SymbolicValuesGetParenthesesWhereNeeded) {
  Formula rows = Formula::named("H", Expr::symbol("H") + 1);
  EXPECT_EQ((Formula::named("N", Expr::symbol("N")) * rows).substituted(), "N·(H + 1)");
  EXPECT_EQ((kIn - rows).substituted(), "3 − (H + 1)");
  EXPECT_EQ((Formula(5) + Formula::named("p", -1)).substituted(), "5 + (−1)");
  EXPECT_EQ((Formula(5) * Formula::named("p", -1)).substituted(), "5·(−1)");
}

TEST(Formula, ParenthesesAreMinimal) {
  EXPECT_EQ((kIn + (kOut - kKernel)).symbolic(), "C_in + C_out − k");
  EXPECT_EQ((kIn - (kOut - kKernel)).symbolic(), "C_in − (C_out − k)");
  EXPECT_EQ((kIn * (kOut * kKernel)).symbolic(), "C_in·C_out·k");
  EXPECT_EQ(((kIn + kOut) * kKernel).symbolic(), "(C_in + C_out)·k");
  EXPECT_EQ((kOut / (kIn * kKernel)).symbolic(), "C_out/(C_in·k)");
  EXPECT_EQ((kOut / kIn / kKernel).symbolic(), "(C_out/C_in)/k");
}

TEST(Formula, CeilingAndExtrema) {
  Formula size = Formula::ceil_div(kOut + 1, kKernel);
  EXPECT_EQ(size.symbolic(), "⌈(C_out + 1)/k⌉");
  EXPECT_EQ(size.symbolic(Style::Ascii), "ceil((C_out + 1)/k)");
  EXPECT_EQ((Formula(2) * size).symbolic(Style::Python), "2*(-(-(C_out + 1)//k))");
  EXPECT_EQ(size.value(), Expr(6));
  EXPECT_EQ(Formula::min(kIn, kOut + 1).symbolic(), "min(C_in, C_out + 1)");
  EXPECT_EQ(Formula::max(kIn, kOut).value(), Expr(16));
}

TEST(Formula, SumsAndProductsOfLists) {
  EXPECT_EQ(product({kIn, kOut, kKernel}).symbolic(), "C_in·C_out·k");
  EXPECT_EQ(sum({kIn, kOut * kKernel}).symbolic(), "C_in + C_out·k");
  EXPECT_EQ(product(std::vector<Formula>{}).value(), Expr(1));
  EXPECT_TRUE(sum({}).is_zero());
}

}  // namespace
}  // namespace shapewise::sym
