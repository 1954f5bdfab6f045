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

// The search for the input calls the network several times; what it does at its first call is what is shown.
TEST(Analyze, BeginsAnewWithNetworksThatChangeThemselves) {
  Request request;
  request.path = "net.py";
  request.text =
      "import torch.nn as nn\n"
      "class Net(nn.Module):\n"
      "    def __init__(self):\n"
      "        super().__init__()\n"
      "        self.calls = []\n"
      "        self.first = nn.Conv2d(3, 8, 3)\n"
      "        self.second = nn.Conv2d(8, 4, 3)\n"
      "    def forward(self, x):\n"
      "        self.calls.append(1)\n"
      "        x = self.first(x)\n"
      "        return x if len(self.calls) == 1 else self.second(x)\n";
  Analysis a = analyze(request);
  EXPECT_EQ(a.diagnostics.errors(), 0);
  EXPECT_EQ(output(a), "(N, 8, H − 2, W − 2)");
}

TEST(Analyze, OpensFilesAsTextAndAsBytes) {
  SomeFiles files;
  files.texts["project/sizes.json"] = "{\"inputs\": 4}\r\n";
  files.texts["project/weights.bin"] = std::string("\x80\0\xff", 3);
  files.texts["project/net.py"] =
      "import json\n"
      "import torch.nn as nn\n"
      "assert open('sizes.json').read().endswith('}\\n')\n"
      "assert open('sizes.json', newline='').read().endswith('}\\r\\n')\n"
      "assert len(open('weights.bin', 'rb').read()) == 3\n"
      "text = open('sizes.json', 'rb').read().decode()\n"
      "with open('sizes.json', mode='rb') as f:\n"
      "    sizes = json.load(f)\n"
      "net = nn.Sequential(nn.Linear(sizes['inputs'], json.loads(text)['inputs'] + 1))\n";
  Analysis a = analyze_file(files, "project/net.py", {"N,4"});
  EXPECT_EQ(a.diagnostics.errors(), 0);
  EXPECT_EQ(output(a), "(N, 5)");
}

TEST(Analyze, DoesNotKnowATextThatIsNone) {
  SomeFiles files;
  files.texts["project/weights.bin"] = std::string("\x80\0\xff", 3);
  files.texts["project/net.py"] =
      "import torch.nn as nn\n"
      "net = nn.Linear(4, len(open('weights.bin').read()))\n";
  Analysis a = analyze_file(files, "project/net.py", {"N,4"});
  EXPECT_EQ(a.diagnostics.errors(), 0);
  ASSERT_FALSE(a.graph.gaps.empty());
  EXPECT_EQ(a.graph.gaps.front().message, "weights.bin is no text in UTF-8");
}

TEST(Analyze, ResolvesConfigurations) {
  Analysis a = analyze_text(
      "import torch.nn as nn\n"
      "from omegaconf import OmegaConf\n"
      "c = OmegaConf.create({'home': '${oc.env:HOME}', 'w': '${oc.env:WIDTH,6}', 'x': {'y': 3}, 's': '${x.y}'})\n"
      "OmegaConf.resolve(c)\n"
      "OmegaConf.save(c, 'out.yaml')\n"
      "home = c.home + OmegaConf.to_yaml(c)\n"
      "net = nn.Linear(int(c.w), c.s)\n",
      {"N,6"});
  EXPECT_EQ(a.diagnostics.errors(), 0);
  EXPECT_EQ(output(a), "(N, 3)");
}

TEST(Analyze, ComposesConfigurationsOfSeveralChoices) {
  SomeFiles files;
  files.texts["project/conf/main.yaml"] = "defaults:\n  - net: [wide, deep]\n";
  files.texts["project/conf/net/wide.yaml"] = "width: 5\n";
  files.texts["project/conf/net/deep.yaml"] = "depth: 2\n";
  files.texts["project/net.py"] =
      "import hydra\n"
      "import torch.nn as nn\n"
      "@hydra.main(config_path='conf', config_name='main')\n"
      "def main(cfg):\n"
      "    net = nn.Sequential(*[nn.Linear(4, 4) for _ in range(cfg.net.depth)], nn.Linear(4, cfg.net.width))\n"
      "    print(net)\n"
      "main()\n";
  Analysis a = analyze_file(files, "project/net.py", {"N,4"});
  EXPECT_EQ(a.diagnostics.errors(), 0);
  EXPECT_EQ(output(a), "(N, 5)");
}

TEST(Analyze, EndsAtTextsThatAreNestedTooDeeply) {
  for (std::string text : {"json.loads('[' * 600 + ']' * 600)", "yaml.safe_load('[' * 600 + ']' * 600)"}) {
    Analysis a =
        analyze_text("import json, yaml\nimport torch.nn as nn\nnet = nn.Linear(4, len(" + text + "))\n", {"N,4"});
    ASSERT_EQ(a.diagnostics.errors(), 1) << text;
    EXPECT_EQ(a.diagnostics.all().front().kind, diag::Kind::Limit) << text;
  }
}

TEST(Analyze, ComputesNoValuesBehindAnError) {
  Analysis a = analyze_text(
      "import torch\n"
      "import torch.nn as nn\n"
      "widths = torch.stack([torch.arange(3), torch.arange(4)]) * torch.tensor([1])\n"
      "net = nn.Linear(4, 2)\n",
      {"N,4"});
  EXPECT_EQ(a.diagnostics.errors(), 1);
}

TEST(Analyze, SaysNothingOfTrialsWithConfigurations) {
  Analysis a = analyze_text(
      "import torch.nn as nn\n"
      "class Config:\n"
      "    def __init__(self):\n"
      "        self.norm = nn.Conv2d(3, 8, 3, groups=2)\n"
      "class Net(nn.Module):\n"
      "    def __init__(self, config: Config, width):\n"
      "        super().__init__()\n"
      "        self.fc = nn.Linear(4, width)\n"
      "class Other(nn.Module):\n"
      "    def __init__(self):\n"
      "        super().__init__()\n"
      "        self.fc = nn.Linear(4, 2)\n"
      "    def forward(self, x):\n"
      "        return self.fc(x)\n",
      {"N,4"});
  EXPECT_EQ(a.diagnostics.errors(), 0);
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
