// Runs the programs of tests/python through the interpreter: each must print what CPython 3.11 prints, which
// tools/oracle/programs.py has written beside it.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

#include "absint/interpreter.h"

namespace shapewise::absint {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRoot = "tests/python";

std::vector<std::string> programs() {
  std::vector<std::string> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(kRoot, none)) {
    if (entry.path().extension() == ".py") found.push_back(entry.path().stem().string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// What the program prints; what goes wrong is printed, too.
std::string run(const std::string& path) {
  Texts texts({});
  diag::Sink sink;
  ir::Graph graph;
  layer::Builder builder(graph, sink, false);
  Interpreter interpreter(builder, texts, {});
  std::string output;
  interpreter.set_output(&output);
  interpreter.run_script(texts.sources().add(path, read(path)), "__main__");
  interpreter.report_uncaught();
  for (const diag::Diagnostic& d : sink.all()) {
    auto place = texts.sources()[d.range.file].position(d.range.begin);
    output += "line " + std::to_string(place.line) + ": " + d.message + "\n";
  }
  for (const ir::Gap& gap : graph.gaps) output += "gap: " + gap.message + "\n";
  return output;
}

class Program : public testing::TestWithParam<std::string> {};

TEST_P(Program, PrintsWhatCPythonPrints) {
  std::string path = std::string(kRoot) + "/" + GetParam();
  std::string expected = read(path + ".txt");
  ASSERT_FALSE(expected.empty());
  EXPECT_EQ(run(path + ".py"), expected);
}

INSTANTIATE_TEST_SUITE_P(Python, Program, testing::ValuesIn(programs()),
                         [](const auto& program) { return program.param; });

}  // namespace
}  // namespace shapewise::absint
