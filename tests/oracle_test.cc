// Holds every layer case that PyTorch has judged (tests/oracle/layers) against the program: as an entry of a layer list
// where a list can say it, and as a Python program.
//
//   SHAPEWISE_ORACLE=DIRECTORY build/dev/shapewise_tests --gtest_filter='Oracle/*'
//
// takes the cases of that directory instead, and runs all of them both ways.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "analysis/totals.h"
#include "driver/analyze.h"
#include "oracle_case.h"

namespace shapewise::oracle {
namespace {

namespace fs = std::filesystem;

/// A program costs ten times what a list does. Of the committed cases that a list can say, one in so many is run as a
/// program, too.
constexpr int kProgramStep = 8;
constexpr int kMostShown = 10;

const char* other_directory() { return std::getenv("SHAPEWISE_ORACLE"); }

std::string directory() { return other_directory() != nullptr ? other_directory() : "tests/oracle/layers"; }

std::vector<std::string> families() {
  std::vector<std::string> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(directory(), none)) {
    if (entry.path().extension() == ".jsonl") found.push_back(entry.path().stem().string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

driver::Analysis analyze(const Case& one, bool as_program) {
  driver::Request request;
  request.path = as_program ? "case.py" : "case.txt";
  request.format = as_program ? driver::Format::Python : driver::Format::List;
  request.text = as_program ? program(one) : "layer = " + one.expr;
  request.inputs = input_options(one, as_program);
  return driver::analyze(request);
}

std::string text(const sym::Expr& e) { return sym::to_text(e, sym::Style::Python); }

/// What the analysis says of a case that differs from what PyTorch did, one line per difference.
class Comparison {
 public:
  Comparison(const Case& truth, const driver::Analysis& found) : truth_(truth), found_(found), graph_(found.graph) {}

  std::string run() {
    compare_verdict();
    if (truth_.ok && found_.diagnostics.errors() == 0) {
      for (const ir::Gap& gap : graph_.gaps) differ("gap", "none", gap.message);
      compare_outputs();
      compare_weights("weights", truth_.weights, false);
      compare_weights("buffers", truth_.buffers, true);
      compare_totals();
    }
    return std::move(differences_);
  }

 private:
  void differ(std::string_view what, std::string_view expected, std::string_view actual) {
    if (expected != actual) differences_ += fmt::format("    {}: PyTorch {}, here {}\n", what, expected, actual);
  }

  void compare_verdict() {
    std::string refusal;
    for (const diag::Diagnostic& d : found_.diagnostics.all()) {
      if (d.severity != diag::Severity::Error || !refusal.empty()) continue;
      refusal = fmt::format("[{}] {}", diag::name(d.kind), d.message);
    }
    if (truth_.ok != refusal.empty())
      differ("verdict", truth_.ok ? "accepts it" : truth_.error, refusal.empty() ? "accepted" : refusal);
  }

  void compare_outputs() {
    std::string expected;
    std::string actual;
    for (std::size_t i = 0; i < truth_.outputs.size(); ++i)
      expected += fmt::format("{} {}; ", to_text(truth_.outputs[i]), truth_.dtypes[i]);
    for (ir::ValueId id : graph_.outputs) {
      const ir::Tensor& tensor = graph_[id].tensor;
      actual += fmt::format("{} {}; ", ir::to_text(tensor), ir::name(tensor.dtype));
    }
    differ("outputs", expected, actual);
  }

  /// The path below the network's only member, `layer`; a list of nothing but a Sequential is that Sequential.
  static std::string_view path_of(const ir::Module& module) {
    std::string_view path = module.path;
    if (path == "layer") return "";
    if (path.starts_with("layer.")) path.remove_prefix(std::string_view("layer.").size());
    return path;
  }

  void compare_weights(std::string_view what, const NamedShapes& truth, bool buffers) {
    std::string expected;
    std::string actual;
    for (const auto& [name, shape] : truth) expected += fmt::format("{} {}; ", name, to_text(shape));
    for (const ir::Module& module : graph_.modules) {
      std::string_view path = path_of(module);
      for (const ir::NamedWeight& named : module.weights) {
        const ir::Weight& weight = graph_[named.weight];
        if (weight.buffer != buffers) continue;
        actual += fmt::format("{}{}{} {}; ", path, path.empty() ? "" : ".", named.name, sym::to_text(weight.shape()));
      }
    }
    differ(what, expected, actual);
  }

  void compare_totals() {
    analysis::Totals totals = analysis::analyse(graph_).totals;
    differ("parameters", truth_.parameters, totals.weights_exact ? text(totals.weights.parameters) : "unknown");
    if (!truth_.macs.empty()) differ("macs", truth_.macs, totals.macs.exact ? text(totals.macs.value) : "unknown");
  }

  const Case& truth_;
  const driver::Analysis& found_;
  const ir::Graph& graph_;
  std::string differences_;
};

class Oracle : public testing::TestWithParam<std::string> {};

TEST_P(Oracle, Agrees) {
  std::string path = directory() + "/" + GetParam() + ".jsonl";
  std::vector<Case> cases = read_cases(path);
  EXPECT_FALSE(cases.empty()) << path;
  std::string shown;
  int disagreements = 0;
  int runs = 0;
  auto run = [&](const Case& one, bool as_program) {
    ++runs;
    std::string differences = Comparison(one, analyze(one, as_program)).run();
    if (differences.empty() || ++disagreements > kMostShown) return;
    shown +=
        fmt::format("{}:{}: {}, as a {}\n{}", path, one.line, one.expr, as_program ? "program" : "list", differences);
  };
  for (const Case& one : cases) {
    bool list = fits_list(one);
    if (list) run(one, false);
    if (!list || one.layout != "t" || other_directory() != nullptr || one.line % kProgramStep == 0) run(one, true);
  }
  EXPECT_EQ(disagreements, 0) << "of " << runs << " runs; the first:\n" << shown;
}

INSTANTIATE_TEST_SUITE_P(Oracle, Oracle, testing::ValuesIn(families()), [](const auto& file) { return file.param; });

}  // namespace
}  // namespace shapewise::oracle
