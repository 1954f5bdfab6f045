// Objects of an arena keep their places and their alignment, whatever comes behind them.
#include "base/arena.h"

#include <gtest/gtest.h>

#include "base/int.h"

namespace shapewise {
namespace {

TEST(Arena, KeepsObjectsInPlace) {
  Arena arena;
  std::vector<int*> objects;
  for (int i = 0; i < 100000; ++i) objects.push_back(arena.make<int>(i));
  Arena moved = std::move(arena);
  for (int i = 0; i < 100000; ++i) ASSERT_EQ(*objects[static_cast<std::size_t>(i)], i);
}

TEST(Arena, Aligns) {
  Arena arena;
  for (int i = 0; i < 10000; ++i) {
    arena.make<char>('x');
    auto address = reinterpret_cast<std::uintptr_t>(arena.make<Int>(i));
    ASSERT_EQ(address % alignof(Int), 0U);
  }
}

TEST(Arena, CopiesTextAndElements) {
  Arena arena;
  std::string text(200000, 'x');
  std::string_view copy = arena.copy(text);
  EXPECT_EQ(copy, text);
  EXPECT_NE(copy.data(), text.data());
  EXPECT_EQ(arena.copy(std::string_view()), "");
  int numbers[] = {1, 2, 3};
  EXPECT_EQ(arena.copy(numbers, 3)[2], 3);
  EXPECT_EQ(arena.copy(numbers, 0), nullptr);
}

TEST(Arena, TakesLittleMoreThanItHolds) {
  Arena arena;
  for (int i = 0; i < 1000; ++i) arena.allocate(5000, 8);
  EXPECT_LT(arena.reserved(), 2 * 1000 * 5000);
}

}  // namespace
}  // namespace shapewise
