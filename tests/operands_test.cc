// Operators of Python on tensors compute with their operands in the order in which they stand, also where the first one
// is a number and the tensor's class answers.
#include <cmath>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "driver/analyze.h"
#include "exec/run.h"

namespace shapewise {
namespace {

/// What a network that returns this expression makes of x = [2, 4].
exec::Outcome outcome_of(std::string_view expression) {
  driver::Request request;
  request.path = "net.py";
  request.format = driver::Format::Python;
  request.text = fmt::format(
      "import torch\n\n\nclass Net(torch.nn.Module):\n    def forward(self, x):\n        return {}\n", expression);
  request.inputs = {"(2,)"};
  driver::Analysis analysis = driver::analyze(request);
  EXPECT_EQ(analysis.diagnostics.errors(), 0) << expression;
  auto plan = exec::make_plan(analysis.graph, {});
  if (!plan) return {};
  exec::RandomWeights weights(0);
  auto loaded = exec::Loaded::load(*plan, weights);
  if (!loaded) return {};
  return exec::run(*plan, *loaded, {exec::Tensor::of({2}, ir::DType::Float32, {2, 4})}, {});
}

std::vector<double> computed(std::string_view expression) {
  exec::Outcome outcome = outcome_of(expression);
  EXPECT_EQ(outcome.error, "");
  return outcome.outputs.empty() ? std::vector<double>() : outcome.outputs.front().values();
}

TEST(Operands, KeepTheirOrder) {
  const std::pair<std::string_view, std::vector<double>> cases[] = {
      {"x - 10", {-8, -6}},
      {"10 - x", {8, 6}},
      {"x / 8", {0.25, 0.5}},
      {"8 / x", {4, 2}},
      {"9 // x", {4, 2}},
      {"9 % x", {1, 1}},
      {"x ** 2", {4, 16}},
      {"3 ** x", {9, 81}},
      {"6 & x.long()", {2, 4}},
      {"1 << x.long()", {4, 16}},
      {"64 >> x.long()", {16, 4}},
      {"(3 < x).float()", {0, 1}},
      {"(4 >= x).float()", {1, 1}},
      {"(2 > x).float()", {0, 0}},
      {"x if 3 < torch.tensor(5) else -x", {2, 4}},
      {"x * (7 - torch.tensor([5, 6]))", {4, 4}},
  };
  for (const auto& [expression, numbers] : cases) EXPECT_EQ(computed(expression), numbers) << expression;
}

// What PyTorch stops at, too.
TEST(Operands, OfIntegersAreNotDividedByZero) {
  for (std::string_view expression : {"x.long() // 0", "x.long() % 0", "torch.fmod(x.long(), 0)",
                                      "torch.div(x.long(), 0, rounding_mode='trunc')", "5 // (x.long() - 2)"}) {
    EXPECT_NE(outcome_of(expression).error.find("an integer is divided by zero"), std::string::npos) << expression;
  }
  EXPECT_EQ(computed("x / 0"), (std::vector<double>{HUGE_VAL, HUGE_VAL}));
  EXPECT_EQ(computed("(x.long() - 2 - 2**62 - 2**62) // -1"), (std::vector<double>{-0x1p63, 0x1p63 - 2}));  // wraps
}

}  // namespace
}  // namespace shapewise
