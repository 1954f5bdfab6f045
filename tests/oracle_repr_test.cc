// Holds what is read from print(model) against the models that PyTorch printed (tests/oracle/repr): the parameters of
// every module and, of single layers, the first output (print(model) never shows return_indices). PyTorch does not
// print everything; where a number is then not the true one, a gap must say so.
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include "analysis/counts.h"
#include "driver/analyze.h"

namespace shapewise::oracle {
namespace {

using Json = rapidjson::Value;

constexpr int kMostShown = 10;

std::string shape_text(const Json& shape) {
  std::string text;
  for (const Json& size : shape.GetArray()) text += fmt::format("{}, ", size.GetInt64());
  return "(" + text + ")";
}

driver::Analysis analyze(const Json& line) {
  driver::Request request;
  request.path = "print.txt";
  request.format = driver::Format::Printed;
  request.text = line["repr"].GetString();
  if (line.HasMember("input"))
    request.inputs = {fmt::format("{}:{}", shape_text(line["input"]), line["dtype"].GetString())};
  return driver::analyze(request);
}

std::string text(const sym::Expr& e) { return sym::to_text(e, sym::Style::Python); }

/// What differs from the truth; empty if nothing does.
std::string compare(const Json& line, const driver::Analysis& found) {
  std::string differences;
  bool runs = line.HasMember("outputs");  // the layers of the others do not fit each other
  for (const diag::Diagnostic& d : found.diagnostics.all()) {
    if (d.severity == diag::Severity::Error && runs)
      return fmt::format("    error[{}]: {}\n", diag::name(d.kind), d.message);
  }
  auto differ = [&](std::string_view what, const std::string& expected, const std::string& actual) {
    if (expected != actual) differences += fmt::format("    {}: PyTorch {}, here {}\n", what, expected, actual);
  };
  analysis::CountTable counts = analysis::count_weights(found.graph);
  differ("parameters", fmt::format("{}", line["parameters"].GetInt64()), text(counts.total.parameters));
  if (line.HasMember("modules")) {
    std::string expected;
    std::string actual;
    for (const Json& module : line["modules"].GetArray())
      expected += fmt::format("{} {} {}; ", module[0].GetString(), module[1].GetString(), module[2].GetInt64());
    for (std::size_t i = 0; i < found.graph.modules.size(); ++i) {
      const ir::Module& module = found.graph.modules[i];
      actual += fmt::format("{} {} {}; ", module.path, module.type, text(counts.own[i].parameters));
    }
    differ("modules", expected, actual);
  }
  if (runs) {
    sym::Shape sizes;
    for (const Json& size : line["outputs"][0].GetArray()) sizes.dims.emplace_back(size.GetInt64());
    differ("output", sym::to_text(sizes), ir::to_text(found.graph[found.graph.outputs.front()].tensor));
  }
  return differences;
}

class OracleRepr : public testing::TestWithParam<const char*> {};

TEST_P(OracleRepr, Agrees) {
  std::string path = fmt::format("tests/oracle/repr/{}.jsonl", GetParam());
  std::ifstream file(path);
  std::string shown;
  std::string row;
  int disagreements = 0;
  int number = 0;
  while (std::getline(file, row)) {
    ++number;
    rapidjson::Document line;
    line.Parse(row.c_str());
    ASSERT_FALSE(line.HasParseError()) << path << ":" << number;
    driver::Analysis found = analyze(line);
    std::string differences = compare(line, found);
    bool admitted = differences.find("error[") == std::string::npos && !found.graph.gaps.empty();
    if (differences.empty() || admitted || ++disagreements > kMostShown) continue;
    std::string name = line.HasMember("expr") ? line["expr"].GetString() : line["name"].GetString();
    shown += fmt::format("{}:{}: {}\n{}\n", path, number, name, differences);
  }
  EXPECT_GT(number, 0) << path;
  EXPECT_EQ(disagreements, 0) << "of " << number << "; the first:\n" << shown;
}

INSTANTIATE_TEST_SUITE_P(OracleRepr, OracleRepr, testing::Values("layers", "nests", "models"),
                         [](const auto& file) { return std::string(file.param); });

}  // namespace
}  // namespace shapewise::oracle
