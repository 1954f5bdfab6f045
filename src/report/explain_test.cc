// Worked solutions, as a worksheet has them.
#include "report/explain.h"

#include <gtest/gtest.h>

#include "driver/analyze.h"
#include "report/numbers.h"

namespace shapewise::report {
namespace {

std::string explain_first(std::string text, std::string input, View view = {}) {
  driver::Request request;
  request.text = std::move(text);
  request.inputs = {std::move(input)};
  driver::Analysis analysis = driver::analyze(request);
  Report report = build("", analysis.graph, analysis.diagnostics, analysis.sources);
  return report.layers.empty() ? "" : explain(report, report.layers.front(), view);
}

TEST(Explain, WritesOutAConvolution) {
  EXPECT_EQ(explain_first("Conv2D(in_channels=3, out_channels=16, kernel_size=3, stride=1, padding=1)", "N,3,64,64"),
            R"(1. Conv2d(in_channels=3, out_channels=16, kernel_size=3, stride=1, padding=1)
   Shape: (N, 3, 64, 64) → (N, 16, 64, 64)
     H_out = ⌊(H − k + 2·p)/s⌋ + 1 = ⌊(64 − 3 + 2·1)/1⌋ + 1 = 64
     W_out = 64, in the same way
   Parameters: C_in·C_out·k_h·k_w + C_out = 3·16·3·3 + 16 = 448
   MACs: N·C_in·C_out·k·k·H_out·W_out = N·3·16·3·3·64·64 = 1,769,472·N
   Fully connected: C_in·H·W·C_out·H_out·W_out + C_out·H_out·W_out = 3·64·64·16·64·64 + 16·64·64 = 805,371,904
   Receptive field: 3×3 elements of the input
     r_out = r + (e − 1)·j = 1 + (3 − 1)·1 = 3
     j_out = j·s = 1·1 = 1, the distance between neighbours
     a_out = a − p·j = 0 − 1·1 = −1, where the first one begins
     padding: 2.07 % of what its elements see
)");
}

TEST(Explain, WritesOutEachAxisThatDiffers) {
  std::string text = explain_first("Conv2d(3, 16, (3, 5))", "N,3,H,64", {.ascii = true});
  EXPECT_NE(text.find("H_out = "), std::string::npos);
  EXPECT_NE(text.find(" = H - 2\n"), std::string::npos) << text;
  EXPECT_NE(text.find("W_out = "), std::string::npos);
  EXPECT_NE(text.find(" = 60\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("same way"), std::string::npos);
}

TEST(Explain, BreaksLongEquationsBeforeAnEqualsSign) {
  std::string text = explain_first("Conv2d(3, 16, 3, padding=1)", "N,3,64,64", {.width = 72});
  EXPECT_NE(text.find("H_out·W_out\n          = 3·64·64·16·64·64 + 16·64·64 = 805,371,904\n"), std::string::npos)
      << text;
}

TEST(Explain, SaysThatALayerWithoutWeightsHasNone) {
  EXPECT_NE(explain_first("MaxPool2d(2)", "N,3,64,64").find("   Parameters: 0\n"), std::string::npos);
}

TEST(Numbers, GroupsDigitsButNotNames) {
  EXPECT_EQ(group_digits("1769472·N"), "1,769,472·N");
  EXPECT_EQ(group_digits("x10000 + 123 + 1234"), "x10000 + 123 + 1,234");
  EXPECT_EQ(group_digits(""), "");
}

TEST(Numbers, AreScaled) {
  sym::Expr n = sym::Expr::symbol("N");
  EXPECT_EQ(scaled(999, sym::Style::Unicode), "999");
  EXPECT_EQ(scaled(1769472, sym::Style::Unicode), "1.77 M");
  EXPECT_EQ(scaled(1769472 * n, sym::Style::Ascii), "1.77 M*N");
  EXPECT_EQ(bytes_text(262144 * n, sym::Style::Unicode), "256 KiB·N");
  EXPECT_EQ(bytes_text(4 * n, sym::Style::Unicode), "4 B·N");
  EXPECT_EQ(bytes_text(0, sym::Style::Unicode), "0");
  EXPECT_EQ(bytes_text(4 * n + 4096, sym::Style::Ascii).find("KiB"), std::string::npos);
}

TEST(Numbers, AreCompared) {
  EXPECT_EQ(ratio_text(805371904, 448), "1,797,705");
  EXPECT_EQ(ratio_text(9, 2), "4.5");
  EXPECT_EQ(ratio_text(9, 0), "");
  EXPECT_EQ(ratio_text(sym::Expr::symbol("N"), 2), "");
}

}  // namespace
}  // namespace shapewise::report
