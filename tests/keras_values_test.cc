// Keras layers against the truth: what TensorFlow.js computes from the same weights and inputs.
#include <cmath>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "driver/analyze.h"
#include "exec/run.h"

namespace shapewise {
namespace {

exec::Tensor by_rule(const exec::Sizes& dims, std::int64_t factor, std::int64_t start, std::int64_t modulus,
                     double scale) {
  std::vector<double> values;
  std::int64_t middle = modulus / 2;
  for (std::int64_t i = 0; i < exec::product(dims); ++i)
    values.push_back(static_cast<double>((factor * i + start) % modulus - middle) / scale);
  return exec::Tensor::of(dims, ir::DType::Float32, values);
}

/// As tools/oracle/keras_values.mjs makes them.
class RuledWeights : public exec::WeightSource {
 public:
  Result<exec::Tensor> find(ir::WeightId id, std::string_view name, const exec::Sizes& dims, ir::DType) override {
    exec::Tensor made = by_rule(dims, 53, 17 * id.index + 7, 97, 96);
    if (name.find("variance") == std::string_view::npos) return made;
    std::vector<double> values = made.values();
    for (double& x : values) x = std::abs(x) + 0.5;
    return exec::Tensor::of(dims, ir::DType::Float32, values);
  }
};

std::string text_of(const rapidjson::Value& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  return buffer.GetString();
}

exec::Sizes sizes_of(const rapidjson::Value& list) {
  exec::Sizes sizes;
  for (const auto& size : list.GetArray()) sizes.push_back(size.GetInt64());
  return sizes;
}

void check(const rapidjson::Value& truth) {
  std::string text = text_of(truth["model"]);
  SCOPED_TRACE(text);
  driver::Request request;
  request.path = "model.json";
  request.format = driver::Format::Keras;
  request.bytes = text;
  driver::Analysis analysis = driver::analyze(request);
  ASSERT_EQ(analysis.diagnostics.errors(), 0);
  auto plan = exec::make_plan(analysis.graph, {{"None", sym::Expr(truth["shape"][0].GetInt64())}});
  ASSERT_TRUE(plan) << plan.error().message;
  RuledWeights weights;
  auto loaded = exec::Loaded::load(*plan, weights);
  ASSERT_TRUE(loaded) << loaded.error().message;
  exec::Outcome outcome = exec::run(*plan, *loaded, {by_rule(sizes_of(truth["shape"]), 37, 11, 101, 50)}, {});
  ASSERT_EQ(outcome.error, "");
  EXPECT_EQ(fmt::format("{}", fmt::join(exec::disagreements(*plan, outcome), "; ")), "");
  ASSERT_EQ(outcome.outputs[0].dims(), sizes_of(truth["output"][0]));
  std::vector<double> found = outcome.outputs[0].values();
  for (std::size_t i = 0; i < found.size(); ++i) {
    double expected = truth["output"][1][static_cast<rapidjson::SizeType>(i)].GetDouble();
    ASSERT_NEAR(found[i], expected, 1e-4 * std::max(1.0, std::abs(expected))) << "at " << i;
  }
}

TEST(KerasValues, LayersComputeWhatTensorFlowJsComputes) {
  int checked = 0;
  std::ifstream file("tests/oracle/keras/values.jsonl");
  for (std::string line; std::getline(file, line); ++checked) {
    rapidjson::Document truth;
    truth.Parse(line.c_str());
    check(truth);
  }
  EXPECT_GE(checked, 70);
}

}  // namespace
}  // namespace shapewise
