// Models of Keras against the truth: what TensorFlow.js, the implementation of Keras by its makers that needs no
// Python, says of random models, valid and broken.
#include <fstream>
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "analysis/totals.h"
#include "driver/analyze.h"

namespace shapewise {
namespace {

driver::Analysis analyse(const rapidjson::Value& model) {
  rapidjson::StringBuffer text;
  rapidjson::Writer<rapidjson::StringBuffer> writer(text);
  model.Accept(writer);
  driver::Request request;
  request.path = "model.json";
  request.text = text.GetString();
  return driver::analyze(request);
}

/// null is the batch, which is the only size that is open.
bool is_same(const ir::Tensor& tensor, const rapidjson::Value& shape) {
  if (!tensor.shape || tensor.shape->rank() != static_cast<int>(shape.Size())) return false;
  for (int i = 0; i < tensor.shape->rank(); ++i) {
    const rapidjson::Value& size = shape[static_cast<rapidjson::SizeType>(i)];
    const sym::Expr& found = (*tensor.shape)[i];
    bool same = size.IsNull() ? found.symbol_name() == "None" : found.is_constant(size.GetInt64());
    if (!same) return false;
  }
  return true;
}

void check_accepted(const driver::Analysis& analysis, const rapidjson::Value& truth) {
  ASSERT_EQ(analysis.diagnostics.errors(), 0) << analysis.diagnostics.all().front().message;
  EXPECT_TRUE(analysis.graph.gaps.empty());
  for (const ir::Node& node : analysis.graph.nodes) {
    const std::string& layer = analysis.graph[node.module].path;
    const ir::Tensor& output = analysis.graph[node.outputs.front()].tensor;
    ASSERT_TRUE(truth["shapes"].HasMember(layer.c_str())) << layer;
    EXPECT_TRUE(is_same(output, truth["shapes"][layer.c_str()])) << layer << " gives " << ir::to_text(output);
  }
  analysis::Counts counts = analysis::analyse(analysis.graph).totals.weights;
  EXPECT_TRUE(counts.parameters.is_constant(truth["parameters"].GetInt64())) << sym::to_text(counts.parameters);
  EXPECT_TRUE(counts.trainable.is_constant(truth["trainable"].GetInt64())) << sym::to_text(counts.trainable);
}

TEST(Keras, ModelsHaveTheShapesAndParametersOfTensorFlowJs) {
  std::ifstream file("tests/oracle/keras/models.jsonl");
  int accepted = 0;
  int refused = 0;
  for (std::string line; std::getline(file, line);) {
    rapidjson::Document truth;
    truth.Parse(line.c_str());
    driver::Analysis analysis = analyse(truth["model"]);
    SCOPED_TRACE(line.substr(0, 1500));
    if (truth["ok"].GetBool()) {
      check_accepted(analysis, truth);
      ++accepted;
    } else {
      EXPECT_GT(analysis.diagnostics.errors(), 0) << truth["error"].GetString();
      ++refused;
    }
  }
  EXPECT_GE(accepted, 1000);
  EXPECT_GE(refused, 100);
}

}  // namespace
}  // namespace shapewise
