// What tables look like, as whole pictures, and that they fit.
#include "report/table.h"

#include <gtest/gtest.h>

#include "driver/analyze.h"

namespace shapewise::report {
namespace {

Report report_of(std::string text, std::vector<std::string> inputs) {
  driver::Request request;
  request.path = "net.txt";
  request.text = std::move(text);
  request.inputs = std::move(inputs);
  driver::Analysis analysis = driver::analyze(request);
  return build(request.path, analysis.graph, analysis.diagnostics, analysis.sources);
}

constexpr std::string_view kNested = R"(nn.Sequential(
    nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(inplace=True)),
    nn.Sequential(nn.Conv2d(16, 32, 3, stride=2, bias=False), nn.BatchNorm2d(32)),
)
)";

Report nested() { return report_of(std::string(kNested), {"N,3,64,64"}); }

TEST(Table, OfAList) {
  Report report =
      report_of("Conv2d(3, 16, kernel_size=3, padding=1)\nReLU(inplace=True)\nMaxPool2d(2)\n", {"N,3,64,64"});
  EXPECT_EQ(table(report, {}), R"(net.txt
Input (N, 3, 64, 64) float32

#  Layer      Output           Parameters         MACs     Memory  Field
────────────────────────────────────────────────────────────────────────
1  Conv2d     (N, 16, 64, 64)         448  1,769,472·N  256 KiB·N    3×3
2  ReLU       (N, 16, 64, 64)           0            0          0    3×3
3  MaxPool2d  (N, 16, 32, 32)           0            0   64 KiB·N    4×4
────────────────────────────────────────────────────────────────────────
   Total                              448  1,769,472·N  320 KiB·N

Parameters        448 (1.75 KiB), all trainable
MACs              1,769,472·N
Activations       320 KiB·N
Fully connected   805,371,904 parameters, 1,797,705 times the 448 of these layers
)");
}

TEST(Table, OfNestedModulesInAscii) {
  EXPECT_EQ(table(nested(), {.ascii = true}), R"(net.txt
Input (N, 3, 64, 64) float32

#  Layer  Type         Output           Parameters         MACs     Memory  Field
---------------------------------------------------------------------------------
   0      Sequential
1  |-0    Conv2d       (N, 16, 64, 64)         448  1,769,472*N  256 KiB*N    3x3
2  ` 1    ReLU         (N, 16, 64, 64)           0            0          0    3x3
   1      Sequential
3  |-0    Conv2d       (N, 32, 31, 31)       4,608  4,428,288*N  120 KiB*N    5x5
4  ` 1    BatchNorm2d  (N, 32, 31, 31)          64            0  120 KiB*N    5x5
---------------------------------------------------------------------------------
   Total                                     5,120  6,197,760*N  496 KiB*N

Parameters        5,120, all trainable
Buffers           65
Weights           20.3 KiB
MACs              6,197,760*N
Activations       496 KiB*N
Fully connected   2,820,734,976 parameters, 557,899 times the 5,056 of these layers
)");
}

TEST(Table, FoldsDeeperModules) {
  std::string text = table(nested(), {.ascii = true, .depth = 1});
  EXPECT_NE(text.find("1-2  0      Sequential  (N, 16, 64, 64)         448"), std::string::npos) << text;
  EXPECT_NE(text.find("3-4  1      Sequential  (N, 32, 31, 31)       4,672"), std::string::npos) << text;
}

int widest_line(std::string_view text) {
  int widest = 0;
  while (!text.empty()) {
    std::size_t end = std::min(text.find('\n'), text.size());
    widest = std::max(widest, diag::display_width(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return widest;
}

TEST(Table, FitsTheWidth) {
  Report report = nested();
  for (int width = 60; width < 120; ++width) {
    std::string text = table(report, {.width = width});
    EXPECT_LE(widest_line(text.substr(0, text.find("\nParameters"))), width) << text;
    EXPECT_NE(text.find("5,120"), std::string::npos);
  }
}

TEST(Table, ShowsTheChosenColumns) {
  std::string text = table(nested(), {.ascii = true}, {Column::Layer, Column::Dense, Column::Source, Column::Buffers});
  EXPECT_NE(text.find("Layer  Type         Fully connected  Source        Buffers\n"), std::string::npos) << text;
  EXPECT_NE(text.find("1    BatchNorm2d                -  net.txt:3:63       65\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("Memory"), std::string::npos);
}

TEST(Table, MarksWhatIsNotKnown) {
  Report report = report_of("Conv2d(3, 16, 3)\nConv2d(8, 4, 3)\n", {"N,3,8,8"});
  std::string text = table(report, {.ascii = true});
  EXPECT_NE(text.find("2  Conv2d  (N, 4, 4, 4)          292            ?"), std::string::npos) << text;
  EXPECT_NE(text.find(">= 15,552*N"), std::string::npos) << text;
}

TEST(Table, ColoursOnlyWhenAsked) {
  EXPECT_EQ(table(nested(), {}).find('\x1b'), std::string::npos);
  EXPECT_NE(table(nested(), {.color = true}).find("\x1b[36mConv2d\x1b[0m"), std::string::npos);
}

TEST(Table, OfAPrintedModuleHasItsParameters) {
  Report report = report_of("Net(\n  (conv): Conv2d(3, 16, kernel_size=(3, 3), stride=(1, 1))\n)\n", {});
  std::string text = table(report, {.ascii = true});
  EXPECT_NE(text.find("1  conv   Conv2d  -              448"), std::string::npos) << text;
  EXPECT_EQ(text.find("MACs   "), std::string::npos) << text;
}

}  // namespace
}  // namespace shapewise::report
