// The largest value against trying all, and its bound.
#include "design/optimum.h"

#include <gtest/gtest.h>
#include <random>

namespace shapewise::design {
namespace {

/// Tries all values.
Int best_of_all(const Program& program, std::vector<Int>& values) {
  if (values.size() == program.domains.size()) {
    for (const Limit& limit : program.limits) {
      if (evaluate(limit.cost, values) > limit.most) return -1;
    }
    if (program.allowed && !program.allowed(values)) return -1;
    return evaluate(program.objective, values);
  }
  Int best = -1;
  for (Int value : program.domains[values.size()]) {
    values.push_back(value);
    best = std::max(best, best_of_all(program, values));
    values.pop_back();
  }
  return best;
}

Program draw(std::mt19937& random) {
  auto pick = [&](int from, int to) { return std::uniform_int_distribution<int>(from, to)(random); };
  Program program;
  int count = pick(1, 5);
  for (int v = 0; v < count; ++v) {
    std::vector<Int> domain;
    for (Int value = pick(1, 4); static_cast<int>(domain.size()) < pick(2, 6); value += pick(1, 3))
      domain.push_back(value);
    program.domains.push_back(std::move(domain));
  }
  auto polynomial = [&] {
    Polynomial terms;
    for (int i = pick(1, 6); i > 0; --i) {
      Product product{pick(1, 50), {}};
      for (int f = pick(0, 3); f > 0; --f) product.variables.push_back(pick(0, count - 1));
      terms.push_back(std::move(product));
    }
    return terms;
  };
  program.objective = polynomial();
  for (int i = pick(0, 3); i > 0; --i) program.limits.push_back({polynomial(), pick(1, 3000)});
  if (pick(0, 3) == 0) {
    program.allowed = [](const std::vector<Int>& values) { return (values.front() + values.back()) % 2 == 0; };
  }
  return program;
}

TEST(Optimum, IsThatOfTryingAllValues) {
  std::mt19937 random(1);
  for (int i = 0; i < 1000; ++i) {
    Program program = draw(random);
    std::vector<Int> values;
    Int best = best_of_all(program, values);
    Optimum found = maximize(program);
    ASSERT_EQ(found.values.empty(), best < 0) << i;
    if (best < 0) continue;
    EXPECT_EQ(found.objective, best) << i;
    EXPECT_TRUE(found.is_best()) << i;
    EXPECT_EQ(evaluate(program.objective, found.values), found.objective) << i;
  }
}

}  // namespace
}  // namespace shapewise::design
