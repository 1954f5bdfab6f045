// Holds what the reference kernels compute, and what oneDNN does where the program has it, against what PyTorch
// computes: the cases of tests/oracle/values, whose weights and inputs both sides make from the same seed
// (tools/oracle/splitmix.py).
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include "exec/backend.h"
#include "oracle_case.h"
#include "run_network.h"

namespace shapewise::oracle {
namespace {

constexpr const char* kFolder = "tests/oracle/values";
constexpr double kTolerance = 1e-4;
constexpr int kIntegers = 3;  // integer inputs are below
constexpr int kMostShown = 10;

using Numbers = std::vector<std::vector<double>>;  // for each output

/// As the oracle makes them.
std::vector<exec::Tensor> make_inputs(const Case& one, const exec::Plan& plan) {
  std::vector<exec::Tensor> inputs;
  for (std::size_t i = 0; i < one.inputs.size(); ++i) {
    const Input& input = one.inputs[i];
    if (!input.values.empty()) continue;  // the program holds them
    exec::Sizes dims(input.shape.begin(), input.shape.end());
    auto dtype = *ir::find_dtype(input.dtype);
    exec::Tensor tensor = exec::random_input(fmt::format("input.{}", i), dims, dtype, 0, kIntegers);
    std::vector<double> values = tensor.values();
    for (double& value : values) value = ir::is_floating(dtype) ? 0.5 + 0.4 * value : value;
    inputs.push_back(exec::Tensor::of(dims, dtype, values));
  }
  EXPECT_EQ(inputs.size(), plan.graph->inputs.size()) << one.expr;
  return inputs;
}

/// The sum of magnitudes, a sum with changing weights, and three elements.
std::vector<double> summary(const exec::Tensor& tensor) {
  std::vector<double> values = tensor.values();
  if (values.empty()) return {0, 0};
  double magnitude = 0;
  double mixed = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    magnitude += std::abs(values[i]);
    mixed += values[i] * static_cast<double>(i % 11 + 1);
  }
  return {magnitude, mixed, values[0], values[values.size() / 2], values.back()};
}

bool near(double a, double b, double scale) {
  return std::abs(a - b) <= kTolerance * std::max({std::abs(a), std::abs(b), scale, 1e-6});
}

/// What differs; empty if nothing does.
std::string compare(const exec::Tensor& tensor, const Shape& shape, const std::vector<double>& truth) {
  if (!tensor.defined()) return "an output is missing";
  exec::Sizes dims(shape.begin(), shape.end());
  if (tensor.dims() != dims) return fmt::format("{} instead of {}", exec::to_text(tensor.dims()), exec::to_text(dims));
  std::vector<double> found = summary(tensor);
  double mean = truth[0] / static_cast<double>(std::max<std::int64_t>(tensor.elements(), 1));
  for (std::size_t i = 0; i < truth.size(); ++i) {
    if (!near(truth[i], found[i], i < 2 ? std::abs(truth[0]) : mean))
      return fmt::format("number {}: PyTorch {}, here {}", i, truth[i], found[i]);
  }
  return {};
}

std::string compare(const exec::Plan& plan, const exec::Outcome& outcome, const Case& one, const Numbers& truth) {
  if (!outcome.error.empty()) return outcome.error;
  for (const std::string& line : exec::disagreements(plan, outcome)) return line;
  if (outcome.outputs.size() != truth.size())
    return fmt::format("{} outputs instead of {}", outcome.outputs.size(), truth.size());
  for (std::size_t i = 0; i < truth.size(); ++i) {
    if (std::string found = compare(outcome.outputs[i], one.outputs[i], truth[i]); !found.empty())
      return fmt::format("output {}: {}", i, found);
  }
  return {};
}

/// How many cases and calls of them the backend of the program computes.
struct Share {
  int taken = 0;
  int steps = 0;
  int own_steps = 0;
};

/// The part of a family's calls that oneDNN must compute: hardly less than it did when this was written.
double least_share(std::string_view family) {
  static constexpr std::pair<std::string_view, double> kShares[] = {
      {"activation", 0.5}, {"adaptive_pool", 0.25}, {"conv", 0.75},      {"conv_transpose", 0.55},
      {"dropout", 0.6},    {"flatten", 0.95},       {"lazy", 0.55},      {"linear", 0.75},
      {"norm", 0.35},      {"pool", 0.45},          {"sequential", 0.9}, {"softmax", 0.3}};
  auto* found =
      std::find_if(std::begin(kShares), std::end(kShares), [&](const auto& one) { return one.first == family; });
  return found != std::end(kShares) ? found->second : 0;
}

/// By the backend; empty if it does not take the network.
std::string run_on(exec::Backend& backend, const RunnableNetwork& network, const Case& one, const Numbers& truth,
                   std::vector<exec::Tensor> inputs, Share& share) {
  auto session = backend.prepare(network.plan, network.loaded, 1);
  if (!session) return {};
  ++share.taken;
  share.steps += static_cast<int>(network.plan.steps.size());
  share.own_steps += (*session)->own_steps();
  for (exec::Tensor& input : inputs) input = input.copy();
  std::string found = compare(network.plan, (*session)->run(inputs, {}), one, truth);
  return found.empty() ? found : fmt::format("{}: {}", backend.name(), found);
}

/// By the reference, and by the backend of the program, if it has one.
std::string run(const Case& one, const Numbers& truth, Share& share) {
  auto network = try_network(python_request(program(one), input_options(one, true)), exec::RandomWeights(0));
  if (!network) return network.error().message;
  const auto& [analysis, plan, loaded] = **network;
  std::vector<exec::Tensor> inputs = make_inputs(one, plan);
  if (exec::Backend* backend = exec::offered_backend()) {
    if (std::string found = run_on(*backend, **network, one, truth, inputs, share); !found.empty()) return found;
  }
  return compare(plan, exec::run(plan, loaded, inputs, {}), one, truth);
}

std::vector<Numbers> read_numbers(const std::string& path) {
  std::vector<Numbers> list;
  std::ifstream file(path);
  std::string line;
  while (std::getline(file, line)) {
    rapidjson::Document json;
    json.Parse<rapidjson::kParseFullPrecisionFlag>(line.c_str());
    Numbers numbers;
    for (const auto& output : json["numbers"].GetArray()) {
      numbers.emplace_back();
      for (const auto& number : output.GetArray()) numbers.back().push_back(number.GetDouble());
    }
    list.push_back(std::move(numbers));
  }
  return list;
}

std::vector<std::string> families() {
  std::vector<std::string> found;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder, none)) {
    if (entry.is_regular_file()) found.push_back(entry.path().stem().string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

class Values : public testing::TestWithParam<std::string> {};

TEST_P(Values, AreThoseOfPyTorch) {
  std::string path = fmt::format("{}/{}.jsonl", kFolder, GetParam());
  std::vector<Case> cases = read_cases(path);
  std::vector<Numbers> numbers = read_numbers(path);
  ASSERT_EQ(cases.size(), numbers.size());
  EXPECT_FALSE(cases.empty());
  std::string shown;
  int wrong = 0;
  Share share;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    std::string found = run(cases[i], numbers[i], share);
    if (found.empty() || ++wrong > kMostShown) continue;
    shown += fmt::format("{}:{}: {}\n    {}\n", path, cases[i].line, cases[i].expr, found);
  }
  EXPECT_EQ(wrong, 0) << "of " << cases.size() << "\n" << shown;
  if (exec::offered_backend() == nullptr) return;
  EXPECT_EQ(share.taken, static_cast<int>(cases.size()));
  EXPECT_GE(share.own_steps, share.steps * least_share(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Oracle, Values, testing::ValuesIn(families()),
                         [](const auto& family) { return family.param; });

}  // namespace
}  // namespace shapewise::oracle
