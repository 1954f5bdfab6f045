// Configuration files and budgets: what is read, and what is said of mistakes.
#include "config/config.h"

#include <gtest/gtest.h>

namespace shapewise::config {
namespace {

struct Outcome {
  Config config;
  std::vector<diag::Diagnostic> mistakes;
  std::vector<std::string> marked;  // the text that each is about
};

Outcome read_text(std::string text, bool pyproject = false) {
  source::SourceMap sources;
  diag::Sink sink;
  const source::SourceFile& file = sources.add("shapewise.toml", std::move(text));
  Outcome outcome{read(file, pyproject, sink), sink.all(), {}};
  for (const diag::Diagnostic& d : outcome.mistakes) outcome.marked.emplace_back(file.slice(d.range));
  return outcome;
}

TEST(Config, ReadsEverySetting) {
  Outcome outcome = read_text(R"toml(
roots = ["src"]
exclude = "legacy/"
training = true
budget = "params<1M, macs<300M"
[rules]
never-called = "error"
all = "note"
[networks."unet.py:UNet(3)"]
input = ["N,1,64,64", "t=(N,)"]
set = "N=2"
assume = "H % 2 == 0"
budget = ["params<2M"]
training = false
skip = true
)toml");
  EXPECT_TRUE(outcome.mistakes.empty()) << outcome.mistakes.front().message;
  const Config& config = outcome.config;
  EXPECT_EQ(config.roots, std::vector<std::string>{"src"});
  EXPECT_EQ(config.exclude, std::vector<std::string>{"legacy/"});
  EXPECT_TRUE(config.training);
  ASSERT_EQ(config.budgets.size(), 2u);
  EXPECT_EQ(config.budgets[1].limit, 300'000'000);
  EXPECT_EQ(config.levels.at("never-called"), rules::Level::Error);
  ASSERT_EQ(config.networks.size(), 1u);
  EXPECT_EQ(config.networks[0].inputs.size(), 2u);
  EXPECT_EQ(config.networks[0].training, false);
  EXPECT_TRUE(config.networks[0].skip);
}

TEST(Config, ReadsItsTableOfPyproject) {
  Outcome outcome = read_text("[project]\nname = \"x\"\n[tool.shapewise]\nroots = [\"lib\"]\n", true);
  EXPECT_TRUE(outcome.mistakes.empty());
  EXPECT_EQ(outcome.config.roots, std::vector<std::string>{"lib"});
  EXPECT_TRUE(read_text("[project]\nname = \"x\"\n", true).config.roots.empty());
}

TEST(Config, SaysWhatIsWrongAndWhere) {
  Outcome outcome = read_text(
      "rots = [\"src\"]\ntraining = 1\n[rules]\nnever-caled = \"error\"\nbudget = \"loud\"\n"
      "[networks.Net]\ninputs = \"N,3,8,8\"\n");
  ASSERT_EQ(outcome.mistakes.size(), 5u);
  EXPECT_EQ(outcome.marked[0], "rots");
  EXPECT_EQ(outcome.mistakes[0].label, "did you mean roots?");
  EXPECT_EQ(outcome.marked[1], "1");
  EXPECT_EQ(outcome.mistakes[1].message, "'training' takes true or false");
  EXPECT_EQ(outcome.mistakes[2].message, "there is no rule 'never-caled'; did you mean never-called?");
  EXPECT_EQ(outcome.marked[3], "\"loud\"");
  EXPECT_EQ(outcome.mistakes[4].label, "did you mean input?");
}

TEST(Config, SaysWhatIsNoToml) {
  Outcome outcome = read_text("roots = [\nrules\n");
  ASSERT_EQ(outcome.mistakes.size(), 1u);
  EXPECT_EQ(outcome.mistakes[0].message, "this is no TOML");
}

TEST(Budget, ReadsUnits) {
  auto budgets = *parse_budgets("params < 1.5M, activations<=256KiB,weights<1_000KB, layers>3");
  ASSERT_EQ(budgets.size(), 4u);
  EXPECT_EQ(budgets[0].limit, 1'500'000);
  EXPECT_EQ(budgets[1].limit, 256 * 1024);
  EXPECT_EQ(budgets[2].limit, 1'000'000);
  EXPECT_TRUE(keeps(budgets[1], 256 * 1024));
  EXPECT_FALSE(keeps(budgets[0], 1'500'000));
  EXPECT_FALSE(keeps(budgets[3], 3));
}

TEST(Budget, SaysWhatItExpects) {
  EXPECT_EQ((*parse_budgets("params<2e6"))[0].limit, 2'000'000);
  EXPECT_EQ(parse_budgets("prams<1M").error().message,
            "there is no budget for 'prams'; did you mean params? (there are params, trainable, macs, activations, "
            "weights, layers)");
  EXPECT_EQ(parse_budgets("params<1MB").error().message,
            "'1MB' is no amount of params: expected the like of 300M or 1.5k");
  EXPECT_EQ(parse_budgets("params=3").error().message, "'params=3' is no budget: expected the like of params<1M");
}

TEST(Growth, ComparesSharesAndAmounts) {
  auto growths = *parse_growths("params>+5%, macs>+1M");
  EXPECT_FALSE(is_too_much(growths[0], 100, 105));
  EXPECT_TRUE(is_too_much(growths[0], 100, 106));
  EXPECT_TRUE(is_too_much(growths[1], 0, 1'000'001));
  EXPECT_FALSE(parse_growths("params>5%"));
}

}  // namespace
}  // namespace shapewise::config
