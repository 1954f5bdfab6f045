// The story of a shape in errors: what is said of the calls before the one that failed.
#include "layer/origin.h"

#include <gtest/gtest.h>

#include "driver/analyze.h"

namespace shapewise::layer {
namespace {

/// The only error of a list, as it is told.
struct Told {
  std::vector<std::string> labels;  // "line: text"
  std::vector<std::string> notes;
};

Told told(std::string list, std::string input) {
  driver::Request request;
  request.text = std::move(list);
  request.format = driver::Format::List;
  request.inputs = {std::move(input)};
  driver::Analysis analysis = driver::analyze(request);
  EXPECT_EQ(analysis.diagnostics.errors(), 1);
  Told result;
  for (const diag::Diagnostic& d : analysis.diagnostics.all()) {
    for (const diag::Label& label : d.labels) {
      int line = analysis.sources[label.range.file].line_of(label.range.begin);
      result.labels.push_back(std::to_string(line) + ": " + label.text);
    }
    result.notes = d.notes;
  }
  return result;
}

using Texts = std::vector<std::string>;

TEST(ExplainShapes, PointsAtTheCallThatMadeTheShape) {
  Told error = told("Conv2d(3, 8, 3)\nReLU()\nUnfold(9)", "N,3,8,8");
  EXPECT_EQ(error.labels, Texts{"1: this gives (N, 8, 6, 6)"}) << "the activation only passes it on";
  EXPECT_EQ(error.notes, Texts());
}

TEST(ExplainShapes, PointsAtTheCallThatMadeTheChannels) {
  Told error = told("Conv2d(3, 8, 3)\nMaxPool2d(2)\nBatchNorm2d(16)", "N,3,8,8");
  EXPECT_EQ(error.labels, Texts{"1: this gives 8 channels"}) << "pooling works on each channel apart";
  EXPECT_EQ(error.notes, Texts{"the input of BatchNorm2d is (N, 8, 3, 3)"});
}

TEST(ExplainShapes, WorksOutFlattenedFeatures) {
  Told error = told("Flatten()\nDropout()\nLinear(100, 10)", "N,4,5,6");
  EXPECT_EQ(error.labels, Texts{"1: this gives (N, 120)"});
  EXPECT_EQ(error.notes, (Texts{"Flatten gives 120 = 4·5·6 from (N, 4, 5, 6)",
                                "100 = 4·5·5 would come from sizes of 5×5, not 5×6"}));
}

TEST(ExplainShapes, NamesTheInputOfTheNetwork) {
  Told error = told("Conv2d(4, 8, 3)", "N,3,8,8");
  EXPECT_EQ(error.labels, Texts());
  EXPECT_EQ(error.notes, Texts{"the input of Conv2d is (N, 3, 8, 8)"});
}

TEST(ExplainShapes, LeavesErrorsOnOtherThingsAlone) {
  Told error = told("ReLU()\nConv2d(3, 8, 3, stride=0)", "N,3,8,8");
  EXPECT_EQ(error.labels, Texts());
  EXPECT_EQ(error.notes, Texts());
}

}  // namespace
}  // namespace shapewise::layer
