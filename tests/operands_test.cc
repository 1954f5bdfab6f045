// Operators of Python on tensors compute with their operands in the order in which they stand, also where the first one
// is a number and the tensor's class answers.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "driver/analyze.h"
#include "exec/run.h"

namespace shapewise {
namespace {

/// What a network that returns this expression makes of x = [2, 4].
std::vector<double> computed(std::string_view expression) {
  driver::Request request;
  request.path = "net.py";
  request.format = driver::Format::Python;
  request.text = fmt::format(
      "import torch\n\n\nclass Net(torch.nn.Module):\n    def forward(self, x):\n        return {}\n", expression);
  request.inputs = {"(2,)"};
  driver::Analysis analysis = driver::analyze(request);
  EXPECT_EQ(analysis.diagnostics.errors(), 0);
  auto plan = exec::make_plan(analysis.graph, {});
  if (!plan) return {};
  exec::RandomWeights weights(0);
  auto loaded = exec::Loaded::load(*plan, weights);
  if (!loaded) return {};
  exec::Outcome outcome = exec::run(*plan, *loaded, {exec::Tensor::of({2}, ir::DType::Float32, {2, 4})}, {});
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

}  // namespace
}  // namespace shapewise
