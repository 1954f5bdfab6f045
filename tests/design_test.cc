// Holds solve and envelope against real PyTorch, which tried all numbers (tests/oracle/design): the solutions must be
// exactly those with which PyTorch gives the wanted output, and the sizes exactly those for which it runs.
#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include "design/envelope.h"
#include "design/solve.h"

namespace shapewise::design {
namespace {

using Json = rapidjson::Value;

constexpr int kMostShown = 10;

std::vector<Int> ints(const Json& list) {
  std::vector<Int> values;
  for (const Json& value : list.GetArray()) values.emplace_back(value.GetInt64());
  return values;
}

std::string text(const std::vector<Int>& values) {
  std::string list;
  for (Int value : values) list += (list.empty() ? "" : ",") + to_string(value);
  return list;
}

driver::Request request_for(const Json& line) {
  driver::Request request;
  request.text = line["net"].GetString();
  bool program = request.text.find("import torch") != std::string::npos;
  request.format = program ? driver::Format::Python : driver::Format::List;
  request.inputs = {text(ints(line["input"]))};
  return request;
}

/// Calls `differences` for each line of a file, and fails with the first of those that have some.
void hold(const char* path, const std::function<std::string(const Json&)>& differences) {
  std::ifstream file(path);
  std::string row;
  std::string shown;
  int number = 0;
  int wrong = 0;
  while (std::getline(file, row)) {
    ++number;
    rapidjson::Document line;
    line.Parse(row.c_str());
    ASSERT_FALSE(line.HasParseError()) << path << ":" << number;
    std::string found = differences(line);
    if (found.empty() || ++wrong > kMostShown) continue;
    shown +=
        fmt::format("{}:{}: {} on {}\n{}\n", path, number, line["net"].GetString(), text(ints(line["input"])), found);
  }
  EXPECT_GT(number, 0) << path;
  EXPECT_EQ(wrong, 0) << "of " << number << "; the first:\n" << shown;
}

/// The solutions within the range that PyTorch was asked for.
std::string compare_solutions(const Json& line) {
  Question question;
  question.request = request_for(line);
  question.shown = 1000;
  if (line.HasMember("output")) question.output = text(ints(line["output"]));
  auto found = solve(question);
  if (!found) return "  refused: " + found.error().message;
  std::vector<Int> most = ints(line["most"]);
  std::vector<std::string> here;
  for (const std::vector<Int>& values : found->found) {
    bool asked = true;
    for (std::size_t i = 0; i < values.size(); ++i) asked = asked && values[i] <= most[i];
    if (asked) here.push_back(text(values));
  }
  std::vector<std::string> truth;
  for (const Json& solution : line["solutions"].GetArray()) truth.push_back(text(ints(solution)));
  std::string differences;
  for (const std::string& one : truth) {
    if (std::find(here.begin(), here.end(), one) == here.end()) differences += "  missing: " + one + "\n";
  }
  for (const std::string& one : here) {
    if (std::find(truth.begin(), truth.end(), one) == truth.end()) differences += "  too many: " + one + "\n";
  }
  if (!found->refuted.empty() && !truth.empty()) differences += "  refuted: " + found->refuted + "\n";
  return differences;
}

std::string compare_envelopes(const Json& line) {
  auto found = find_envelope(request_for(line));
  if (!found) return "  refused: " + found.error().message;
  std::string differences;
  for (const AxisEnvelope& axis : found->axes) {
    auto truth = line["works"].FindMember(axis.name.c_str());
    if (truth == line["works"].MemberEnd()) continue;
    std::vector<Int> here;
    for (auto [from, to] : axis.works) {
      for (Int size = from; size <= std::min<Int>(to, line["most"].GetInt64()); ++size) here.push_back(size);
    }
    if (here != ints(truth->value))
      differences += fmt::format("  {}: PyTorch {}\n    here {}\n", axis.name, text(ints(truth->value)), text(here));
  }
  return differences;
}

TEST(Design, SolvesAsPyTorchDoesByTrying) { hold("tests/oracle/design/solve.jsonl", compare_solutions); }

TEST(Design, KnowsTheSizesForWhichPyTorchRuns) { hold("tests/oracle/design/envelope.jsonl", compare_envelopes); }

}  // namespace
}  // namespace shapewise::design
