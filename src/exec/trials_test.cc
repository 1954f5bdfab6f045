// Sizes that are tried keep what is assumed, and those that are to break it do.
#include "exec/trials.h"

#include <gtest/gtest.h>

namespace shapewise::exec {
namespace {

sym::Relation relation(std::string_view text) { return *sym::parse_relation(text); }

Int value_of(const sym::Assignment& values, std::string_view name) { return *values.find(name)->second.constant(); }

TEST(Trials, BeginWithTheSmallest) {
  std::vector<sym::Relation> assumed{relation("H % 32 == 0"), relation("H >= 40"), relation("W >= H")};
  std::vector<Trial> list = trials({"H", "N", "W"}, assumed).value();
  ASSERT_FALSE(list.empty());
  EXPECT_EQ(list[0].kind, "smallest");
  EXPECT_EQ(value_of(list[0].values, "H"), 64);
  EXPECT_EQ(value_of(list[0].values, "W"), 64);
  EXPECT_EQ(value_of(list[0].values, "N"), 1);
  for (const Trial& trial : list) {
    for (const sym::Relation& one : assumed) EXPECT_EQ(holds(one, trial.values), true) << trial.kind;
  }
}

TEST(Trials, AreOddEvenAndPrime) {
  std::vector<Trial> list = trials({"N"}, {}).value();
  ASSERT_EQ(list.size(), 3u);
  EXPECT_EQ(value_of(list[0].values, "N"), 1);
  EXPECT_EQ(value_of(list[1].values, "N"), 3);
  EXPECT_EQ(value_of(list[2].values, "N"), 2);  // which is prime, too
}

TEST(Trials, NameWhatNoSizeFulfils) {
  auto none = trials({"N"}, {relation("N % 2 == 0"), relation("N >= 100000")});
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().message,
            "no sizes up to 2048 were found with which N ≥ 100000 holds; give N a value with --set N=SIZE");
}

TEST(Trials, SolveEqualities) {
  std::vector<sym::Relation> assumed{relation("W == 2*H"), relation("C == W - 3"), relation("H % 2 == 0")};
  auto list = trials({"C", "H", "W"}, assumed);
  ASSERT_TRUE(list.has_value()) << list.error().message;
  for (const Trial& trial : *list) {
    for (const sym::Relation& one : assumed) EXPECT_EQ(holds(one, trial.values), true) << trial.kind;
  }
  EXPECT_EQ(value_of(list->front().values, "H"), 2);
  EXPECT_EQ(value_of(list->front().values, "W"), 4);
  EXPECT_EQ(value_of(list->front().values, "C"), 1);
}

TEST(Trials, BreakOneStatementAlone) {
  sym::Relation wanted = relation("H % 4 == 0");
  std::vector<sym::Relation> others{relation("H >= 8")};
  auto values = breaking(wanted, others, {}, {{"H", sym::Expr(8)}});
  ASSERT_TRUE(values.has_value());
  EXPECT_EQ(holds(wanted, *values), false);
  EXPECT_EQ(holds(others[0], *values), true);
}

TEST(Trials, KeepFactsWhileTheyBreakAStatement) {
  sym::Relation wanted = relation("H % 4 == 0");
  sym::Relation fact = relation("W == 2*H");
  auto values = breaking(wanted, {}, {fact}, {{"H", sym::Expr(8)}, {"W", sym::Expr(16)}});
  ASSERT_TRUE(values.has_value());
  EXPECT_EQ(holds(wanted, *values), false);
  EXPECT_EQ(holds(fact, *values), true);
  EXPECT_FALSE(breaking(wanted, {}, {wanted}, {{"H", sym::Expr(8)}}).has_value());
}

}  // namespace
}  // namespace shapewise::exec
