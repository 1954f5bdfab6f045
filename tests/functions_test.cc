// Holds functions of special values against PyTorch (tools/oracle/functions.py): NaN, infinities, and integers at the
// ends of their types.
#include <cmath>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include "run_network.h"

namespace shapewise::oracle {
namespace {

constexpr double kTolerance = 1e-6;

using Json = rapidjson::Value;

exec::Sizes sizes(const Json& json) {
  exec::Sizes dims;
  for (const Json& size : json.GetArray()) dims.push_back(size.GetInt64());
  return dims;
}

double real(const Json& json) {
  if (json.IsString()) return std::strtod(json.GetString(), nullptr);  // "nan", "-inf"
  return json.IsBool() ? json.GetBool() : json.GetDouble();
}

std::int64_t whole(const Json& json) { return json.IsBool() ? json.GetBool() : json.GetInt64(); }

exec::Tensor tensor_of(const Json& json) {
  auto dtype = *ir::find_dtype(json["dtype"].GetString());
  std::vector<double> reals;
  std::vector<std::int64_t> integers;
  for (const Json& value : json["values"].GetArray()) {
    exec::is_whole(dtype) ? integers.push_back(whole(value)) : reals.push_back(real(value));
  }
  return exec::is_whole(dtype) ? exec::Tensor::of_integers(sizes(json["shape"]), dtype, integers)
                               : exec::Tensor::of(sizes(json["shape"]), dtype, reals);
}

bool same(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return a == b || std::abs(a - b) <= kTolerance * std::max(1.0, std::abs(b));
}

/// What differs; empty if nothing does.
std::string compare(const exec::Tensor& found, const Json& truth) {
  exec::Tensor wanted = tensor_of(truth);
  if (!found.defined()) return "an output is missing";
  if (found.dims() != wanted.dims()) return exec::to_text(found.dims());
  if (found.dtype() != wanted.dtype()) return std::string(ir::name(found.dtype()));
  bool equal = found.integers() == wanted.integers();
  if (!exec::is_whole(wanted.dtype())) {
    std::vector<double> a = found.values();
    std::vector<double> b = wanted.values();
    equal = std::equal(a.begin(), a.end(), b.begin(), same);
  }
  if (equal) return {};
  return exec::is_whole(wanted.dtype()) ? fmt::format("{}", fmt::join(found.integers(), ", "))
                                        : fmt::format("{}", fmt::join(found.values(), ", "));
}

std::string run(const Json& one) {
  const Json& inputs = one["inputs"];
  std::vector<exec::Tensor> tensors;
  std::vector<std::string> stated;
  for (const Json& input : inputs.GetArray()) {
    tensors.push_back(tensor_of(input));
    stated.push_back(fmt::format("{}:{}", exec::to_text(tensors.back().dims()), input["dtype"].GetString()));
  }
  auto network = try_network(
      python_request(
          fmt::format("import torch\n\n\nclass Net(torch.nn.Module):\n    def forward(self, x{}):\n        return {}\n",
                      inputs.Size() > 1 ? ", y" : "", one["expr"].GetString()),
          std::move(stated)),
      exec::ZeroWeights());
  if (!network) return network.error().message;
  const auto& [analysis, plan, loaded] = **network;
  for (const diag::Diagnostic& d : analysis.diagnostics.all()) return d.message;
  exec::Outcome outcome = exec::run(plan, loaded, tensors, {});
  if (!outcome.error.empty()) return outcome.error;
  for (const std::string& line : exec::disagreements(plan, outcome)) return line;
  if (outcome.outputs.size() != one["outputs"].Size()) return fmt::format("{} outputs", outcome.outputs.size());
  for (rapidjson::SizeType i = 0; i < one["outputs"].Size(); ++i) {
    if (std::string found = compare(outcome.outputs[i], one["outputs"][i]); !found.empty()) return found;
  }
  return {};
}

TEST(Functions, OfSpecialValuesAreThoseOfPyTorch) {
  std::ifstream file("tests/oracle/values/functions/special.jsonl");
  std::string line;
  int cases = 0;
  while (std::getline(file, line)) {
    rapidjson::Document json;
    json.Parse<rapidjson::kParseFullPrecisionFlag>(line.c_str());
    ASSERT_FALSE(json.HasParseError()) << line;
    std::string found = run(json);
    EXPECT_EQ(found, "") << line;
    ++cases;
  }
  EXPECT_GT(cases, 100);
}

}  // namespace
}  // namespace shapewise::oracle
