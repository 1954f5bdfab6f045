// Operators of Python on tensors compute with their operands in the order in which they stand, also where the first one
// is a number and the tensor's class answers.
#include <cmath>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "run_network.h"

namespace shapewise {
namespace {

/// A network that returns this expression of x.
std::unique_ptr<RunnableNetwork> network(std::string_view expression) {
  return network_of(
      python_request(
          fmt::format("import torch\n\n\nclass Net(torch.nn.Module):\n    def forward(self, x):\n        return {}\n",
                      expression),
          {"(2,)"}),
      exec::ZeroWeights());
}

const std::vector<exec::Tensor>& given() {
  static const std::vector<exec::Tensor> tensors = {exec::Tensor::of({2}, ir::DType::Float32, {2, 4})};
  return tensors;
}

std::vector<double> computed(std::string_view expression) {
  return outputs_of(*network(expression), given()).at(0).values();
}

std::string error_of(std::string_view expression) {
  auto made = network(expression);
  return exec::run(made->plan, made->loaded, given(), {}).error;
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
    EXPECT_NE(error_of(expression).find("an integer is divided by zero"), std::string::npos) << expression;
  }
  EXPECT_EQ(computed("x / 0"), (std::vector<double>{HUGE_VAL, HUGE_VAL}));
  EXPECT_EQ(computed("(x.long() - 2 - 2**62 - 2**62) // -1"), (std::vector<double>{-0x1p63, 0x1p63 - 2}));  // wraps
}

}  // namespace
}  // namespace shapewise
