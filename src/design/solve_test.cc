// Solutions against every candidate analysed by itself.
#include "design/solve.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <set>

namespace shapewise::design {
namespace {

using driver::Analysis;
using driver::Format;
using driver::Request;

bool gives(std::string text, const std::string& input, const std::string& output) {
  Request request;
  request.format = Format::List;
  request.text = std::move(text);
  request.inputs = {input};
  Analysis analysis = analyze(request);
  if (analysis.diagnostics.errors() > 0 || analysis.graph.outputs.empty()) return false;
  return ir::to_text(analysis.graph[analysis.graph.outputs[0]].tensor) == output;
}

Solutions solve_list(std::string text, const std::string& input, const std::string& output) {
  Question question;
  question.request.format = Format::List;
  question.request.text = std::move(text);
  question.request.inputs = {input};
  question.output = output;
  auto solutions = solve(question);
  EXPECT_TRUE(solutions) << solutions.error().message;
  return solutions ? *solutions : Solutions{};
}

TEST(Solve, FindsAllThatAnalysingEveryCandidateFinds) {
  for (int wanted : {1, 5, 9, 16, 17, 40}) {
    for (const char* layer :
         {"Conv2d(2, 3, kernel_size={}, stride=2, padding={})", "MaxPool2d(kernel_size={}, stride=3, padding={})"}) {
      bool conv = std::string_view(layer).starts_with("Conv");
      std::string output = fmt::format("N,{},{},{}", conv ? 3 : 2, wanted, wanted);
      std::set<std::vector<Int>> expected;
      for (int k = 1; k <= 16; ++k) {
        for (int p = 0; p <= 8; ++p) {
          std::string text = fmt::format(fmt::runtime(layer), k, p);
          if (gives(text, "N,2,33,33", fmt::format("(N, {}, {}, {})", conv ? 3 : 2, wanted, wanted)))
            expected.insert({k, p});
        }
      }
      Solutions solutions = solve_list(fmt::format(fmt::runtime(layer), "?", "?"), "N,2,33,33", output);
      EXPECT_EQ(solutions.count, static_cast<Int>(expected.size())) << layer << " to " << wanted;
      for (const std::vector<Int>& found : solutions.found) EXPECT_TRUE(expected.contains(found)) << layer;
      EXPECT_EQ(solutions.found.empty(), expected.empty());
    }
  }
}

TEST(Solve, StatesTheFamilyThatKeepsTheSize) {
  Solutions solutions = solve_list("Conv2d(2, 3, kernel_size=?, padding=?)", "N,2,32,32", "N,3,32,32");
  ASSERT_EQ(solutions.families.size(), 1);
  EXPECT_EQ(solutions.families[0], "padding = (kernel_size − 1)/2");
}

TEST(Solve, CountsOnlyWhatPyTorchTakes) {
  Solutions solutions = solve_list("ConvTranspose2d(16, 8, kernel_size=?, stride=2, padding=?, output_padding=?)",
                                   "N,16,14,14", "N,8,28,28");
  // output_padding must be below the stride.
  EXPECT_EQ(solutions.count, 16);
  EXPECT_EQ(solutions.families, (std::vector<std::string>{"padding = (kernel_size − 2)/2, with output_padding = 0",
                                                          "padding = (kernel_size − 1)/2, with output_padding = 1"}));
}

TEST(Solve, TriesALoneHoleFurther) {
  EXPECT_EQ(solve_list("Conv2d(3, 8, 3, dilation=?)", "N,3,99,99", "N,8,17,17").found,
            (std::vector<std::vector<Int>>{{41}}));
}

TEST(Solve, TellsTheNearestMiss) {
  Solutions solutions = solve_list("Conv2d(3, 8, 3, stride=2, padding=?)", "N,3,32,32", "N,8,4000,4000");
  EXPECT_TRUE(solutions.found.empty());
  EXPECT_EQ(solutions.nearest, std::vector<Int>{512});
}

TEST(Solve, NeedsAHole) {
  Question question;
  question.request.text = "Conv2d(3, 8, 3)";
  EXPECT_FALSE(solve(question));
}

}  // namespace
}  // namespace shapewise::design
