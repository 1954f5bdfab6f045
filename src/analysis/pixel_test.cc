// What an element sees against marking the input elements that reach it, window by window.
#include "analysis/pixel.h"

#include <gtest/gtest.h>

namespace shapewise::analysis {
namespace {

FieldAxis behind(const FieldAxis& axis, int k, int s, int p) {
  FieldAxis next;
  next.size = axis.size + Ratio{k - 1, 1} * axis.jump;
  next.jump = axis.jump * Ratio{s, 1};
  next.start = axis.start + make_ratio(k - 1 - 2 * p, 2) * axis.jump;
  return next;
}

TEST(Pixel, SeesFromTheFirstTapOfTheFirstToTheLastOfTheLast) {
  for (int k1 : {1, 2, 3}) {
    for (int s1 : {1, 2}) {
      for (int p2 : {0, 1}) {
        Field field{Field::Kind::Local, {behind(behind({}, k1, s1, 1), 3, 2, p2)}};
        for (int o = 0; o < 4; ++o) {
          auto seen = seen_by(field, {o}, {20});
          ASSERT_TRUE(seen);
          int first = (o * 2 - p2) * s1 - 1;
          int last = (o * 2 - p2 + 2) * s1 - 1 + k1 - 1;
          EXPECT_EQ(seen->axes[0].from, first);
          EXPECT_EQ(seen->axes[0].to, last);
          Int inside = 0;
          for (int at = first; at <= last; ++at) inside += at >= 0 && at < 20;
          EXPECT_EQ(seen->inside, inside);
          EXPECT_EQ(seen->elements, last - first + 1);
        }
      }
    }
  }
}

TEST(Pixel, NeedsALocalFieldOfThatRank) {
  EXPECT_FALSE(seen_by({Field::Kind::Global, {}}, {0}, {4}));
  EXPECT_FALSE(seen_by({Field::Kind::Local, {FieldAxis{}}}, {0, 0}, {4, 4}));
}

}  // namespace
}  // namespace shapewise::analysis
