// The driver as a whole: what each part of a request does.
#include "driver/analyze.h"

#include <gtest/gtest.h>

#include "sym/shape.h"

namespace shapewise::driver {
namespace {

Analysis analyze_text(std::string text, std::vector<std::string> inputs = {}) {
  Request request;
  request.text = std::move(text);
  request.inputs = std::move(inputs);
  return analyze(request);
}

std::string output(const Analysis& analysis) {
  return ir::to_text(analysis.graph[analysis.graph.outputs.front()].tensor);
}

TEST(Analyze, ReadsAnExpression) {
  Analysis a = analyze_text("nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.Conv2d(16, 8, 1))", {"N,3,64,64"});
  EXPECT_EQ(a.diagnostics.all().size(), 0u);
  EXPECT_EQ(a.format, Format::List);
  EXPECT_EQ(a.input_origin, "");
  EXPECT_EQ(output(a), "(N, 8, 64, 64)");
}

TEST(Analyze, TakesTheInputFromTheFirstLayer) {
  Analysis a = analyze_text("Conv2d(3, 16, 3, padding=1)");
  EXPECT_EQ(a.input_origin, "taken from the layers");
  EXPECT_EQ(output(a), "(N, 16, H, W)");
}

TEST(Analyze, SubstitutesSymbolsEverywhere) {
  Request request;
  request.text = "Conv2d(C, 2*C, 3, padding=1)";
  request.inputs = {"N,C,64,64"};
  request.sets = {"N=32", "C=4"};
  EXPECT_EQ(output(analyze(request)), "(32, 8, 64, 64)");
}

TEST(Analyze, KeepsFacts) {
  Request request;
  request.text = "Conv2d(3, 16, 3)";
  request.facts = {"H >= 8", "W >= 8"};
  EXPECT_TRUE(analyze(request).graph.assumptions.empty());
}

TEST(Analyze, TakesAnInputWithoutABatch) {
  EXPECT_EQ(output(analyze_text("Conv2d(3, 16, 3)", {"3,64,64"})), "(16, 62, 62)");
}

TEST(Analyze, GoesOnAfterAnError) {
  Analysis a = analyze_text("Conv2d(3, 16, 3)\nConv2d(4, 8, 1)", {"N,3,64,64"});
  EXPECT_EQ(a.diagnostics.errors(), 1);
  EXPECT_EQ(output(a), "(N, 8, 62, 62)");
}

}  // namespace
}  // namespace shapewise::driver
