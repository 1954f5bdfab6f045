// Runs tests/golden/**/*.md, one test per file, and checks that every kind of diagnostic occurs in one of
// them, and stays quiet in another.
//
//   SHAPEWISE_UPDATE=1 build/dev/shapewise_tests --gtest_filter='Golden/*'
//
// rewrites the expected fences with what is printed now. Assertions in the inputs are never rewritten.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <set>

#include "golden_check.h"

namespace shapewise::golden {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRoot = "tests/golden";

std::vector<std::string> files() {
  std::vector<std::string> found;
  std::error_code none;
  for (const auto& entry : fs::recursive_directory_iterator(kRoot, none)) {
    if (entry.path().extension() == ".md") found.push_back(entry.path().string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// "tests/golden/lists/worksheet.md" → "lists_worksheet".
std::string test_name(const std::string& path) {
  std::string name = path.substr(std::string(kRoot).size() + 1);
  name.resize(name.size() - 3);
  std::replace_if(
      name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
}

bool updating() {
  const char* value = std::getenv("SHAPEWISE_UPDATE");
  return value != nullptr && *value != '\0' && std::string_view(value) != "0";
}

class Golden : public testing::TestWithParam<std::string> {};

TEST_P(Golden, Holds) {
  const std::string& path = GetParam();
  std::string markdown = read(path);
  std::vector<Case> cases = parse_cases(markdown);
  EXPECT_FALSE(cases.empty()) << path << " has no input";
  std::string updated;
  int copied = 0;
  for (const Case& one : cases) {
    std::string text = one.input.body;
    std::vector<Assertion> assertions = parse_assertions(one.input.language, text);
    EXPECT_FALSE(assertions.empty() && one.expected.empty()) << path << ":" << one.input.line << ": asserts nothing";
    Ran ran = run(one.input, std::move(text));
    EXPECT_EQ(ran.problem, "") << path;
    bool all_shown =
        std::any_of(one.expected.begin(), one.expected.end(), [](const Fence& f) { return f.language == "diag"; });
    for (const std::string& failure : check(ran.analysis, assertions, one.input.line, all_shown)) {
      ADD_FAILURE() << path << ":" << failure;
    }
    for (const Fence& fence : one.expected) {
      std::string actual = print(ran, fence.language);
      updated +=
          markdown.substr(static_cast<std::size_t>(copied), static_cast<std::size_t>(fence.body_begin - copied)) +
          actual;
      copied = fence.body_end;
      if (actual == fence.body || updating()) continue;
      ADD_FAILURE() << path << ":" << fence.line << ": this is not what is printed now\n"
                    << difference(fence.body, actual) << "\nto accept it: SHAPEWISE_UPDATE=1 build/dev/shapewise_tests "
                    << "--gtest_filter='Golden/Golden.Holds/" << test_name(path) << "'";
    }
  }
  updated += markdown.substr(static_cast<std::size_t>(copied));
  if (updating() && updated != markdown) std::ofstream(path, std::ios::binary) << updated;
}

INSTANTIATE_TEST_SUITE_P(Golden, Golden, testing::ValuesIn(files()),
                         [](const auto& file) { return test_name(file.param); });

TEST(GoldenCoverage, EveryKindOfDiagnosticFiresAndIsQuiet) {
  std::set<std::string> fires;
  std::set<std::string> quiet;
  for (const std::string& path : files()) {
    for (Case& one : parse_cases(read(path))) {
      for (const Assertion& assertion : parse_assertions(one.input.language, one.input.body)) {
        std::string kind = assertion.value.substr(1, assertion.value.find(']') - 1);
        if (assertion.key == "error" || assertion.key == "warning") fires.insert(kind);
        if (assertion.key == "quiet") quiet.insert(kind);
      }
    }
  }
  for (const diag::KindInfo& kind : diag::kinds()) {
    EXPECT_TRUE(fires.count(std::string(kind.name)) == 1)
        << "no file of tests/golden asserts an error of kind " << kind.name;
    EXPECT_TRUE(quiet.count(std::string(kind.name)) == 1)
        << "no file of tests/golden asserts that " << kind.name << " is quiet where nothing is wrong";
  }
}

TEST(GoldenFile, ReadsFencesAndAssertions) {
  std::vector<Case> cases =
      parse_cases("Prose\n```list --input 'N, 3'\nReLU  # shape: (N, 3) # parameters: 0\n```\n```diag\nx\n```\n");
  ASSERT_EQ(cases.size(), 1u);
  EXPECT_EQ(cases[0].input.options, (std::vector<std::string>{"--input", "N, 3"}));
  EXPECT_EQ(cases[0].input.line, 3);
  ASSERT_EQ(cases[0].expected.size(), 1u);
  EXPECT_EQ(cases[0].expected[0].body, "x\n");
  std::vector<Assertion> assertions = parse_assertions("list", cases[0].input.body);
  ASSERT_EQ(assertions.size(), 2u);
  EXPECT_EQ(assertions[0].value, "(N, 3)");
  EXPECT_EQ(assertions[1].key, "parameters");
}

TEST(GoldenFile, ReportsWhatDoesNotHold) {
  Case one = parse_cases("```list --input N,3,8,8\nConv2d(4, 1, 3)  # shape: (N, 1, 8, 8)\n```\n").front();
  Ran ran = run(one.input, one.input.body);
  auto failures = check(ran.analysis, parse_assertions("list", one.input.body), one.input.line, false);
  ASSERT_EQ(failures.size(), 2u);
  EXPECT_EQ(failures[0], "2: shape is (N, 1, 6, 6), not (N, 1, 8, 8)");
  EXPECT_TRUE(failures[1].starts_with("2: unexpected error[channel-mismatch]")) << failures[1];
}

TEST(GoldenFile, ShowsDifferences) { EXPECT_EQ(difference("a\nb\nc\n", "a\nx\nc\n"), "  a\n- b\n+ x\n  c\n"); }

}  // namespace
}  // namespace shapewise::golden
