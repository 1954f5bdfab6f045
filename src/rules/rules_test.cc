// Every rule, by its own examples: the program that it is for has a finding, and the mended one has none.
#include <gtest/gtest.h>

#include "driver/analyze.h"
#include "rules/rule.h"

namespace shapewise::rules {
namespace {

std::vector<Finding> findings(const Rule& rule, std::string_view program) {
  driver::Request request;
  request.path = "net.py";
  request.text = program;
  request.target = "Net()";
  request.inputs = {std::string(rule.input)};
  driver::Analysis analysis = driver::analyze(request);
  for (const diag::Diagnostic& d : analysis.diagnostics.all()) ADD_FAILURE() << rule.name << ": " << d.message;
  std::vector<Finding> found;
  analysis::Tables tables = analysis::analyse(analysis.graph);
  Finder finder(analysis.graph, tables, analysis.sources, found);
  run(rule, Level::Warning, finder);
  return found;
}

TEST(Rules, FindWhatTheyAreForAndLeaveAloneWhatIsMended) {
  for (RuleFunction each : generated_rules()) {
    const Rule& rule = each();
    EXPECT_FALSE(findings(rule, rule.fires).empty()) << rule.name;
    for (const Finding& finding : findings(rule, rule.quiet)) {
      ADD_FAILURE() << rule.name << ": " << finding.diagnostic.message;
    }
  }
}

TEST(Rules, AreDocumented) {
  for (RuleFunction each : generated_rules()) {
    const Rule& rule = each();
    EXPECT_EQ(find_rule(rule.name), &rule);
    EXPECT_TRUE(rule.summary.ends_with('.')) << rule.name;
    EXPECT_GT(rule.doc.size(), 100u) << rule.name;
    EXPECT_NE(rule.fires, rule.quiet) << rule.name;
  }
}

TEST(Rules, AreOffWhenTheyAreTurnedOff) {
  const Rule& rule = *find_rule("never-called");
  std::vector<Finding> found;
  ir::Graph graph;
  analysis::Tables tables;
  source::SourceMap sources;
  Finder finder(graph, tables, sources, found);
  run(rule, Level::Off, finder);
  EXPECT_TRUE(found.empty());
  EXPECT_EQ(find_level("note"), Level::Note);
  EXPECT_EQ(find_level("loud"), std::nullopt);
}

}  // namespace
}  // namespace shapewise::rules
