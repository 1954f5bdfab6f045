// Descriptions of computers: what is read, and what is said of mistakes.
#include "config/target.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace shapewise::config {
namespace {

constexpr const char* kNeeded = "gflops = 0.5\ngigabytes_per_second = 2\n";

TEST(Targets, AreReadFromToml) {
  auto target = read_target(std::string(kNeeded) + "name = 'board'\nmemory_kib = 512\nsource = 'its data sheet'\n");
  ASSERT_TRUE(target.has_value()) << target.error().message;
  EXPECT_EQ(target->name, "board");
  EXPECT_EQ(target->gflops, 0.5);
  EXPECT_EQ(target->gigabytes, 2);
  EXPECT_EQ(target->memory, 512 * 1024);
  EXPECT_EQ(target->flash, 0);
  EXPECT_EQ(target->source, "its data sheet");
}

TEST(Targets, AreRefusedWithTheKeyThatIsWrong) {
  auto complaint = [](const std::string& text) {
    auto target = read_target(text);
    return target ? std::string("none") : target.error().message;
  };
  EXPECT_EQ(complaint("gflops = 1"), "'gigabytes_per_second' must be a number above 0 and below 1e+15");
  for (const char* number : {"0", "-1", "inf", "nan", "1e300", "1e15", "'much'"}) {
    EXPECT_EQ(complaint(fmt::format("{}memory_kib = {}", kNeeded, number)),
              "'memory_kib' must be a number above 0 and below 1e+15")
        << number;
  }
  EXPECT_EQ(complaint(std::string(kNeeded) + "name = 3"), "'name' must be text");
  EXPECT_EQ(complaint(std::string(kNeeded) + "memory = 3"),
            "there is no key 'memory' (keys: name, gflops, gigabytes_per_second, memory_kib, flash_kib, source)");
  EXPECT_TRUE(complaint("gflops =").starts_with("line 1: "));
}

}  // namespace
}  // namespace shapewise::config
