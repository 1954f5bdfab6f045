// Random programs against the laws, from fixed seeds.
#include "sym/laws.h"

#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace shapewise::sym {
namespace {

TEST(Laws, HoldForRandomPrograms) {
  std::mt19937 random(20240607);
  for (int round = 0; round < 500; ++round) {
    std::vector<std::uint8_t> bytes(8 + random() % 120);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
    ASSERT_EQ(violated_law(bytes.data(), bytes.size()), "") << "round " << round;
  }
}

}  // namespace
}  // namespace shapewise::sym
