// Functions of elements at the ends of their types, as PyTorch 1.13 computes them.
#include <cmath>
#include <gtest/gtest.h>

#include "run_network.h"

namespace shapewise::exec {
namespace {

/// The value of an expression of x and y, which are of one type.
Tensor value_of(const std::string& expression, const Tensor& x, const Tensor& y) {
  std::string input = to_text(x.dims()) + ":" + std::string(ir::name(x.dtype()));
  auto network = network_of(
      python_request("import torch\n\n\nclass Net(torch.nn.Module):\n    def forward(self, x, y):\n        return " +
                         expression + "\n",
                     {input, input}),
      ZeroWeights());
  return outputs_of(*network, {x, y}).at(0);
}

using Integers = std::vector<std::int64_t>;

Integers of_integers(const std::string& expression, const Integers& x, const Integers& y) {
  auto tensor = [](const Integers& values) {
    return Tensor::of_integers({static_cast<std::int64_t>(values.size())}, ir::DType::Int64, values);
  };
  return value_of(expression, tensor(x), tensor(y)).integers();
}

TEST(Arithmetic, WrapsAtTheEndsOfIntegers) {
  constexpr std::int64_t kLeast = INT64_MIN;
  constexpr std::int64_t kOne = 1;
  EXPECT_EQ(of_integers("torch.gcd(x, y)", {-4, 0, kLeast, kLeast, 0}, {6, 0, 6, kLeast, kLeast}),
            (Integers{2, 0, -2, kLeast, kLeast}));
  EXPECT_EQ(of_integers("torch.lcm(x, y)", {-4, 0, kLeast, kOne << 62, kOne << 40}, {6, 0, 3, 3, (kOne << 39) + 1}),
            (Integers{12, 0, kLeast, kOne << 62, kOne << 40}));
  EXPECT_EQ(of_integers("x << y", {3, -3, 3}, {2, 1, 70}), (Integers{12, -6, 0}));
  EXPECT_EQ(of_integers("x >> y", {-8, -8, 8}, {1, 70, 2}), (Integers{-4, -1, 2}));
}

TEST(Arithmetic, TakesFactorsThatNoIntegerIs) {
  Tensor one = Tensor::of({1}, ir::DType::Float32, {1});
  EXPECT_EQ(value_of("torch.add(x, y, alpha=1e30)", one, one).values(), std::vector<double>{1e30F});
  EXPECT_EQ(value_of("torch.sub(x, y, alpha=float('inf'))", one, one).values(), std::vector<double>{-HUGE_VAL});
}

}  // namespace
}  // namespace shapewise::exec
