// The driver as a whole: what each part of a request does.
#include "driver/analyze.h"

#include <gtest/gtest.h>
#include <map>

#include "sym/shape.h"

namespace shapewise::driver {
namespace {

Analysis analyze_text(std::string text, std::vector<std::string> inputs = {}) {
  Request request;
  request.text = std::move(text);
  request.inputs = std::move(inputs);
  return analyze(request);
}

std::string output(const Analysis& analysis) {
  return ir::to_text(analysis.graph[analysis.graph.outputs.front()].tensor);
}

/// Files in memory.
struct SomeFiles : Files {
  std::map<std::string, std::string, std::less<>> texts;

  bool contains(std::string_view path) override { return texts.find(path) != texts.end(); }
  Result<std::string> read(std::string_view path) override { return texts.find(path)->second; }
};

Analysis analyze_file(SomeFiles& files, const std::string& path, std::vector<std::string> inputs) {
  Request request;
  request.path = path;
  request.text = files.texts[path];
  request.format = Format::Python;
  request.inputs = std::move(inputs);
  request.files = &files;
  return analyze(request);
}

TEST(Analyze, ReadsTheProjectsConfigurations) {
  SomeFiles files;
  files.texts["project/config/net.yaml"] = "base: &base {width: 6}\nnet:\n  <<: *base\n  classes: 0x0a\n";
  files.texts["project/sizes.json"] = "{\"inputs\": 4}";
  files.texts["project/net.py"] =
      "import json, os, yaml\n"
      "import torch.nn as nn\n"
      "here = os.path.dirname(__file__)\n"
      "with open(os.path.join(here, 'config', 'net.yaml')) as f:\n"
      "    config = yaml.safe_load(f)['net']\n"
      "sizes = json.load(open('sizes.json'))\n"
      "net = nn.Sequential(nn.Linear(sizes['inputs'], config['width']), nn.Linear(config['width'], "
      "config['classes']))\n";
  Analysis a = analyze_file(files, "project/net.py", {"N,4"});
  EXPECT_EQ(a.diagnostics.errors(), 0);
  EXPECT_EQ(output(a), "(N, 10)");
}

TEST(Analyze, FindsModulesWhereTheProgramLooksForThem) {
  SomeFiles files;
  files.texts["project/lib/blocks.py"] = "import torch.nn as nn\ndef head():\n    return nn.Linear(4, 3)\n";
  files.texts["project/net.py"] = "import sys\nsys.path.append('./lib')\nfrom blocks import head\nnet = head()\n";
  EXPECT_TRUE(analyze_file(files, "project/net.py", {"N,4"}).graph.outputs.empty());
  files.texts["project/./lib/blocks.py"] = files.texts["project/lib/blocks.py"];
  EXPECT_EQ(output(analyze_file(files, "project/net.py", {"N,4"})), "(N, 3)");
}

TEST(Analyze, RefusesStructuresWhereThereIsNoProgram) {
  Analysis a = analyze_text("Linear(4, 3)", {"[(N, 4), (N, 4)]"});
  ASSERT_EQ(a.diagnostics.errors(), 1);
  EXPECT_EQ(a.diagnostics.all().front().kind, diag::Kind::InputSpec);
}

TEST(Analyze, ReadsAnExpression) {
  Analysis a = analyze_text("nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.Conv2d(16, 8, 1))", {"N,3,64,64"});
  EXPECT_EQ(a.diagnostics.all().size(), 0u);
  EXPECT_EQ(a.format, Format::List);
  EXPECT_EQ(a.input_origin, "");
  EXPECT_EQ(output(a), "(N, 8, 64, 64)");
}

TEST(Analyze, TakesTheInputFromTheFirstLayer) {
  Analysis a = analyze_text("Conv2d(3, 16, 3, padding=1)");
  EXPECT_EQ(a.input_origin, "taken from the layers");
  EXPECT_EQ(output(a), "(N, 16, H, W)");
}

TEST(Analyze, SubstitutesSymbolsEverywhere) {
  Request request;
  request.text = "Conv2d(C, 2*C, 3, padding=1)";
  request.inputs = {"N,C,64,64"};
  request.sets = {"N=32", "C=4"};
  EXPECT_EQ(output(analyze(request)), "(32, 8, 64, 64)");
}

TEST(Analyze, KeepsFacts) {
  Request request;
  request.text = "Conv2d(3, 16, 3)";
  request.facts = {"H >= 8", "W >= 8"};
  EXPECT_TRUE(analyze(request).graph.assumptions.empty());
}

TEST(Analyze, TakesAnInputWithoutABatch) {
  EXPECT_EQ(output(analyze_text("Conv2d(3, 16, 3)", {"3,64,64"})), "(16, 62, 62)");
}

TEST(Analyze, GoesOnAfterAnError) {
  Analysis a = analyze_text("Conv2d(3, 16, 3)\nConv2d(4, 8, 1)", {"N,3,64,64"});
  EXPECT_EQ(a.diagnostics.errors(), 1);
  EXPECT_EQ(output(a), "(N, 8, 62, 62)");
}

}  // namespace
}  // namespace shapewise::driver
