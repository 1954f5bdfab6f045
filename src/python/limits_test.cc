// Hostile text: whatever is nested, chained or repeated without end costs bounded stack and time.
#include <algorithm>
#include <gtest/gtest.h>

#include "python/children.h"
#include "python/testing.h"

namespace shapewise::python {
namespace {

std::string repeated(std::string_view text, int count) {
  std::string result;
  for (int i = 0; i < count; ++i) result += text;
  return result;
}

int measured_height(const Expr* expr);

struct Highest {
  int height = 0;
  void operator()(const Expr* expr) { height = std::max(height, measured_height(expr)); }
  void operator()(const Stmt*) {}
  void operator()(const Pattern*) {}
};

int measured_height(const Expr* expr) {
  Highest below;
  for_each_child(expr, below);
  return below.height + 1;
}

// The only diagnostic's message if it is about a limit.
std::string limit(std::string text) {
  Parsed parsed(std::move(text));
  if (parsed.sink.all().size() != 1 || parsed.sink.all()[0].kind != diag::Kind::Limit) return parsed.messages();
  return parsed.sink.all()[0].message;
}

TEST(Limits, NestedBrackets) {
  EXPECT_EQ(limit(repeated("(", 10000) + repeated(")", 10000)), "too many nested parentheses");
  EXPECT_EQ(limit(repeated("[", 100000)), "too many nested parentheses");
  EXPECT_EQ(limit(repeated("x[f({'a':", 10000)), "too many nested parentheses");
  EXPECT_EQ(limit("f'" + repeated("{f'", 1000)), "too many nested parentheses");
  EXPECT_EQ(messages(repeated("(", 200) + repeated(")", 200)), "");
}

TEST(Limits, NestingWithoutBrackets) {
  const std::string kMessage = "expression is nested too deeply";
  EXPECT_EQ(limit(repeated("-", 100000) + "1"), kMessage);
  EXPECT_EQ(limit(repeated("not ", 100000) + "a"), kMessage);
  EXPECT_EQ(limit(repeated("lambda: ", 100000) + "a"), kMessage);
  EXPECT_EQ(limit(repeated("a if b else ", 100000) + "c"), kMessage);
  EXPECT_EQ(limit(repeated("a ** ", 100000) + "b"), kMessage);
  EXPECT_EQ(limit(repeated("await ", 100000) + "b"), kMessage);
}

TEST(Limits, ChainsOfOperators) {
  const std::string kMessage = "expression is nested too deeply";
  EXPECT_EQ(limit(repeated("a + ", 100000) + "b"), kMessage);
  EXPECT_EQ(limit("a" + repeated(".b", 100000)), kMessage);
  EXPECT_EQ(limit("a" + repeated("()", 100000)), kMessage);
  EXPECT_EQ(limit("a" + repeated("[0]", 100000)), kMessage);
  // One node holds all of these.
  EXPECT_EQ(messages(repeated("a or ", 100000) + "b"), "");
  EXPECT_EQ(messages(repeated("a < ", 100000) + "b"), "");
  EXPECT_EQ(messages(repeated("a, ", 100000) + "b"), "");
  EXPECT_EQ(messages("x = " + repeated("'a' ", 100000)), "");
  EXPECT_EQ(messages(repeated("a = ", 100000) + "b"), "");
}

TEST(Limits, TheHeightOfATreeIsKnown) {
  Parsed parsed("x = f(a[1:-2], k=(lambda y=[b]: {c: d for c, d in e if g.h}))\n");
  const Expr* value = cast<Assign>(parsed.module->body[0]).value;
  EXPECT_EQ(value->height, measured_height(value));
  std::string deepest = repeated("a + ", kMaxHeight - 1) + "a";
  EXPECT_EQ(messages(deepest), "");
  EXPECT_EQ(limit(deepest + "+ a"), "expression is nested too deeply");
}

TEST(Limits, ChainsOfClauses) {
  Parsed parsed("if a: b\n" + repeated("elif a: b\n", 100000) + "else: c\n");
  EXPECT_EQ(parsed.messages(), "");
  EXPECT_EQ(cast<If>(parsed.module->body[0]).branches.size(), 100001);
  EXPECT_EQ(messages(repeated("@d\n", 100000) + "def f(): pass\n"), "");
}

TEST(Limits, NestedBlocks) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += std::string(static_cast<std::size_t>(i), ' ') + "if a:\n";
  EXPECT_EQ(limit(text), "too many levels of indentation");
}

TEST(Limits, NestedPatterns) {
  EXPECT_EQ(limit("match a:\n  case " + repeated("[", 10000)), "too many nested parentheses");
}

TEST(Limits, OneLongLine) {
  EXPECT_EQ(messages("x = [" + repeated("1, ", 1000000) + "]\n"), "");
  EXPECT_EQ(messages("# " + repeated("x", 1000000)), "");
  EXPECT_EQ(messages(repeated("x", 1000000) + " = 1\n"), "");
}

TEST(Limits, ManyForgottenBrackets) {
  Parsed parsed(repeated("x = f(1\n", 20000));
  EXPECT_LE(parsed.sink.errors(), 100);
  EXPECT_GE(parsed.module->body.size(), 20);
}

TEST(Limits, TheSizeOfAFile) {
  EXPECT_EQ(limit(std::string(static_cast<std::size_t>(kMaxFileSize) + 1, '\n')),
            "the file has 16777217 bytes; at most 16777216 are read");
}

TEST(Limits, BinaryFiles) {
  EXPECT_EQ(messages(std::string("\x7F"
                                 "ELF\0\0\xFF",
                                 7)),
            "1:5-6: source code cannot contain null bytes\n");
  EXPECT_EQ(messages("x = '\xFF'\n"), "1:6-7: 'utf-8' codec cannot decode byte 0xff\n");
}

}  // namespace
}  // namespace shapewise::python
