// What gitignore(5) says of patterns.
#include "cli/gitignore.h"

#include <gtest/gtest.h>

namespace shapewise::cli {
namespace {

using Verdict = Patterns::Verdict;

TEST(Gitignore, MatchesNamesAnywhere) {
  Patterns patterns("*.pyc\nbuild/\n");
  EXPECT_EQ(patterns.judge("a/b/c.pyc", false), Verdict::Ignored);
  EXPECT_EQ(patterns.judge("a/build", true), Verdict::Ignored);
  EXPECT_EQ(patterns.judge("a/build", false), Verdict::None);
  EXPECT_EQ(patterns.judge("a.py", false), Verdict::None);
}

TEST(Gitignore, AnchorsPatternsWithSlashes) {
  Patterns patterns("/top.py\ndocs/*.py\n");
  EXPECT_EQ(patterns.judge("top.py", false), Verdict::Ignored);
  EXPECT_EQ(patterns.judge("a/top.py", false), Verdict::None);
  EXPECT_EQ(patterns.judge("docs/a.py", false), Verdict::Ignored);
  EXPECT_EQ(patterns.judge("docs/x/a.py", false), Verdict::None);
  EXPECT_EQ(patterns.judge("a/docs/a.py", false), Verdict::None);
}

TEST(Gitignore, KnowsTwoStars) {
  Patterns patterns("**/logs\na/**/z.py\nout/**\n");
  EXPECT_EQ(patterns.judge("x/y/logs", true), Verdict::Ignored);
  EXPECT_EQ(patterns.judge("logs", true), Verdict::Ignored);
  EXPECT_EQ(patterns.judge("a/z.py", false), Verdict::Ignored);
  EXPECT_EQ(patterns.judge("a/b/c/z.py", false), Verdict::Ignored);
  EXPECT_EQ(patterns.judge("out/x", false), Verdict::Ignored);
  EXPECT_EQ(patterns.judge("out", true), Verdict::None);
}

TEST(Gitignore, LetsTheLastPatternDecide) {
  Patterns patterns("# a comment\n*.py\n!keep.py\n\\#odd.py\n");
  EXPECT_EQ(patterns.judge("x.py", false), Verdict::Ignored);
  EXPECT_EQ(patterns.judge("keep.py", false), Verdict::Kept);
  EXPECT_EQ(patterns.judge("#odd.py", false), Verdict::Ignored);
}

}  // namespace
}  // namespace shapewise::cli
