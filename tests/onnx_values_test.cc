// ONNX operators against the truth: what the ONNX project's own operator tests compute is what the kernels compute.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <rapidjson/document.h>
#include <sstream>

#include "base64.h"
#include "driver/analyze.h"
#include "exec/bytes.h"
#include "exec/run.h"
#include "unzipped.h"

namespace shapewise {
namespace {

/// What is not compared: [a part of the name, why].
constexpr std::pair<std::string_view, std::string_view> kLeftOut[] = {
    {"bernoulli", "drawn by another generator"},
    {"training_dropout", "drawn by another generator"},
};

std::map<std::string, std::string> models() {
  std::map<std::string, std::string> all;
  std::ifstream file("tests/oracle/onnx/nodes.jsonl");
  for (std::string line; std::getline(file, line);) {
    rapidjson::Document node;
    node.Parse(line.c_str());
    all[node["name"].GetString()] = from_base64(node["model"].GetString());
  }
  return all;
}

/// [sizes, element type, base64] of a tensor of the graph. numpy has no bfloat16, but the bits of it.
Result<exec::Tensor> tensor_of(const rapidjson::Value& told, const ir::Tensor& described) {
  exec::Sizes dims;
  for (const auto& size : told[0].GetArray()) dims.push_back(size.GetInt64());
  auto dtype = ir::find_dtype(told[1].GetString());
  if (described.dtype == ir::DType::BFloat16) dtype = described.dtype;
  if (!dtype) return fail(fmt::format("the type {} is not run", told[1].GetString()));
  return exec::from_bytes(std::move(dims), *dtype, from_base64(told[2].GetString()));
}

/// Half precision is not rounded here.
double tolerance(ir::DType dtype, double expected) {
  double part = dtype == ir::DType::Float16 ? 2e-3 : dtype == ir::DType::BFloat16 ? 1e-2 : 1e-4;
  return ir::is_floating(dtype) ? part * std::max(1.0, std::abs(expected)) : 0;
}

/// How they differ; empty if they don't.
std::string difference(const exec::Tensor& found, const exec::Tensor& expected) {
  if (!found.defined()) return "nothing came out";
  if (found.dims() != expected.dims())
    return fmt::format("{} instead of {}", exec::to_text(found.dims()), exec::to_text(expected.dims()));
  std::vector<double> a = found.values();
  std::vector<double> b = expected.values();
  for (std::size_t i = 0; i < a.size(); ++i) {
    bool same = a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i])) ||
                std::abs(a[i] - b[i]) <= tolerance(expected.dtype(), b[i]);
    if (!same) return fmt::format("{} instead of {} at {}", a[i], b[i], i);
  }
  return {};
}

constexpr int kRight = 814;  // of those that are kept here; the others are refused

enum class Came { Right, Wrong, Refused };

struct Tried {
  Came came;
  std::string why;
};

Tried tried(const std::string& model, const rapidjson::Value& truth) {
  driver::Request request;
  request.path = "model.onnx";
  request.format = driver::Format::Onnx;
  request.bytes = model;
  driver::Analysis analysis = driver::analyze(request);
  if (!analysis.graph.gaps.empty()) return {Came::Refused, analysis.graph.gaps.front().message};
  auto plan = exec::make_plan(analysis.graph, {});
  if (!plan) return {Came::Refused, plan.error().message};
  exec::ZeroWeights none;
  auto loaded = exec::Loaded::load(*plan, none);
  if (!loaded) return {Came::Refused, loaded.error().message};
  if (loaded->unknown_constants() > 0) return {Came::Refused, "a constant of it is not known"};
  if (truth["inputs"].Size() != analysis.graph.inputs.size()) return {Came::Refused, "it has other inputs"};
  auto described = [&](ir::ValueId value) { return analysis.graph[value].tensor; };
  std::vector<exec::Tensor> inputs;
  for (const auto& told : truth["inputs"].GetArray()) {
    auto tensor = tensor_of(told, described(analysis.graph.inputs[inputs.size()]));
    if (!tensor) return {Came::Refused, tensor.error().message};
    inputs.push_back(std::move(*tensor));
  }
  exec::Outcome outcome = exec::run(*plan, *loaded, inputs, {});
  if (!outcome.error.empty()) return {Came::Refused, outcome.error};
  std::string why = fmt::format("{}", fmt::join(exec::disagreements(*plan, outcome), "; "));
  const auto& outputs = truth["outputs"];
  if (outputs.Size() != outcome.outputs.size()) return {Came::Refused, "it has other outputs"};
  for (rapidjson::SizeType i = 0; why.empty() && i < outputs.Size(); ++i) {
    auto expected = tensor_of(outputs[i], described(analysis.graph.outputs[i]));
    if (!expected) return {Came::Refused, expected.error().message};
    why = difference(outcome.outputs[i], *expected);
  }
  return {why.empty() ? Came::Right : Came::Wrong, why};
}

TEST(OnnxValues, OperatorsComputeWhatOnnxSaysTheyCompute) {
  std::map<std::string, std::string> all = models();
  std::map<Came, int> counts;
  std::string refused;
  const char* other = std::getenv("SHAPEWISE_ONNX_VALUES");  // more of them than are kept here
  std::istringstream lines(unzipped(other != nullptr ? other : "tests/oracle/onnx/values.jsonl.gz"));
  for (std::string line; std::getline(lines, line);) {
    rapidjson::Document truth;
    truth.Parse(line.c_str());
    std::string name = truth["name"].GetString();
    auto drawn = std::any_of(std::begin(kLeftOut), std::end(kLeftOut),
                             [&](const auto& one) { return name.find(one.first) != std::string::npos; });
    if (drawn) continue;
    Tried one = tried(all[name], truth);
    ++counts[one.came];
    EXPECT_NE(one.came, Came::Wrong) << name << ": " << one.why;
    if (one.came == Came::Refused) refused += fmt::format("\n  {}: {}", name, one.why);
  }
  std::string report = fmt::format("right {}, wrong {}, refused {}{}", counts[Came::Right], counts[Came::Wrong],
                                   counts[Came::Refused], refused);
  if (other != nullptr) std::puts(report.c_str());
  if (other == nullptr) {
    EXPECT_EQ(counts[Came::Right], kRight) << report;
  }
}

}  // namespace
}  // namespace shapewise
