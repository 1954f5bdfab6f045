// ONNX models against the truth: what the ONNX project's own operator tests return, and the shapes that PyTorch
// computes inside of the models that it exports.
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <rapidjson/document.h>

#include "base64.h"
#include "driver/analyze.h"
#include "unzipped.h"

namespace shapewise {
namespace {

std::vector<std::string> lines(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> all;
  for (std::string line; std::getline(file, line);) all.push_back(std::move(line));
  return all;
}

driver::Analysis analyse(std::string_view bytes) {
  driver::Request request;
  request.path = "model.onnx";
  request.format = driver::Format::Onnx;
  request.bytes = bytes;
  return driver::analyze(request);
}

/// What is known of a tensor fits a shape: equal where it is known.
enum class Fit { Right, Unknown, Wrong };

Fit fit(const ir::Tensor& tensor, const rapidjson::Value& shape) {
  if (!tensor.shape) return Fit::Unknown;
  if (tensor.shape->rank() != static_cast<int>(shape.Size())) return Fit::Wrong;
  Fit result = Fit::Right;
  for (int i = 0; i < tensor.shape->rank(); ++i) {
    const sym::Expr& size = (*tensor.shape)[i];
    if (size.has_unknown()) {
      result = Fit::Unknown;
    } else if (!size.is_constant(shape[static_cast<rapidjson::SizeType>(i)].GetInt64())) {
      return Fit::Wrong;
    }
  }
  return result;
}

std::string text_of(const driver::Analysis& analysis) {
  std::string text;
  for (const diag::Diagnostic& d : analysis.diagnostics.all()) text += "\n  " + d.message;
  for (const ir::Gap& gap : analysis.graph.gaps) text += "\n  gap: " + gap.message;
  return text;
}

/// numpy's names; those of a text vary with its length.
bool same_dtype(ir::DType found, std::string_view numpy) {
  if (found == ir::DType::String) return numpy == "object" || numpy.starts_with("<U");
  return ir::name(found) == numpy || found == ir::DType::BFloat16;
}

TEST(Onnx, OperatorsReturnWhatOnnxSaysTheyReturn) {
  std::map<std::string, int> counts;
  std::string unknown;
  for (const std::string& line : lines("tests/oracle/onnx/nodes.jsonl")) {
    rapidjson::Document truth;
    truth.Parse(line.c_str());
    std::string name = truth["name"].GetString();
    SCOPED_TRACE(name);
    driver::Analysis analysis = analyse(from_base64(truth["model"].GetString()));
    EXPECT_EQ(analysis.diagnostics.errors(), 0) << text_of(analysis);
    bool right = true;
    bool known = true;
    auto outputs = truth["outputs"].GetArray();
    ASSERT_EQ(analysis.graph.outputs.size(), outputs.Size());
    for (rapidjson::SizeType i = 0; i < outputs.Size(); ++i) {
      const ir::Tensor& tensor = analysis.graph[analysis.graph.outputs[i]].tensor;
      if (outputs[i].IsNull()) continue;
      Fit fits = fit(tensor, outputs[i][0]);
      right = right && fits != Fit::Wrong;
      known = known && fits == Fit::Right;
      EXPECT_NE(fits, Fit::Wrong) << ir::to_text(tensor) << " is not the shape of output " << i << text_of(analysis);
      bool typed = fits != Fit::Right || same_dtype(tensor.dtype, outputs[i][1].GetString());
      EXPECT_TRUE(typed) << ir::name(tensor.dtype);
    }
    ++counts[!right ? "wrong" : known ? "right" : !analysis.graph.gaps.empty() ? "gap" : "unknown"];
    if (right && !known) unknown += fmt::format("\n{}: {}", name, text_of(analysis));
  }
  EXPECT_EQ(counts["wrong"], 0);
  // What hangs on the contents of an input (Unique, NonMaxSuppression) stays unknown.
  EXPECT_GE(counts["right"], 905) << fmt::format("right {}, with a gap {}, unknown {}", counts["right"], counts["gap"],
                                                 counts["unknown"])
                                  << unknown;
}

void check_model(const std::string& path) {
  SCOPED_TRACE(path);
  rapidjson::Document truth;
  truth.Parse(unzipped(path).c_str());
  ASSERT_TRUE(truth.IsObject());
  std::string bytes = from_base64(truth["model"].GetString());
  driver::Request request;
  request.path = "model.onnx";
  request.bytes = bytes;
  driver::Analysis open = driver::analyze(request);
  EXPECT_EQ(open.diagnostics.errors(), 0) << text_of(open);
  EXPECT_TRUE(open.graph.gaps.empty()) << text_of(open);
  ASSERT_FALSE(open.graph.inputs.empty());
  EXPECT_EQ(sym::to_text((*open.graph[open.graph.inputs[0]].tensor.shape)[0]), "batch") << "the batch stays open";
  request.sets = {fmt::format("batch={}", truth["input"][0].GetInt())};
  driver::Analysis analysis = driver::analyze(request);
  // Names are numbered anew at each export; the order stays. Exporters add operators that compute sizes.
  std::size_t at = 0;
  for (const auto& [name, shape] : truth["values"].GetObject()) {
    std::vector<ir::Node>& nodes = analysis.graph.nodes;
    while (at < nodes.size() && fit(analysis.graph[nodes[at].outputs.front()].tensor, shape) != Fit::Right) ++at;
    ASSERT_LT(at, nodes.size()) << "no further tensor has the shape of " << name.GetString();
    ++at;
  }
}

TEST(Onnx, ModelsHaveTheShapesThatTorchComputes) {
  int models = 0;
  for (const auto& entry : std::filesystem::directory_iterator("tests/oracle/onnx/models")) {
    check_model(entry.path().string());
    ++models;
  }
  EXPECT_GE(models, 5);
}

}  // namespace
}  // namespace shapewise
