// Command lines, right and wrong.
#include "cli/parse.h"

#include <gtest/gtest.h>

#include "cli/commands.h"
#include "cli/help.h"
#include "cli/options.h"

namespace shapewise::cli {
namespace {

class ParseTest : public testing::Test {
 protected:
  Result<Invocation> parse(std::vector<std::string> words) {
    words.insert(words.begin(), "shapewise");
    words_ = std::move(words);
    std::vector<char*> argv;
    for (std::string& word : words_) argv.push_back(word.data());
    argv.push_back(nullptr);
    return cli::parse(commands_, static_cast<int>(words_.size()), argv.data());
  }
  std::string error(std::vector<std::string> words) {
    auto parsed = parse(std::move(words));
    return parsed ? "" : parsed.error().message;
  }

  const Command commands_[8] = {summary_command(), explain_command(),  compare_command(), memory_command(),
                                solve_command(),   envelope_command(), layers_command(),  completions_command()};

 private:
  std::vector<std::string> words_;
};

TEST_F(ParseTest, TakesOptionsAnywhere) {
  auto parsed = parse({"--ascii", "net.py", "-i", "N,3,64,64", "--input=N,10", "-oout.txt"});
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->operands(), std::vector<std::string>{"net.py"});
  EXPECT_EQ(parsed->values("input"), (std::vector<std::string>{"N,3,64,64", "N,10"}));
  EXPECT_EQ(*parsed->value("output"), "out.txt");
  EXPECT_TRUE(parsed->has("ascii"));
  EXPECT_FALSE(parsed->has("mode"));
  EXPECT_EQ(parsed->value("width"), nullptr);
}

TEST_F(ParseTest, LeavesValuesAlone) {
  for (std::string text : {"[Conv2d(3, 16, 3), ReLU()]", "{}", "-x", "--ascii", "", "a b", "N=3"}) {
    auto parsed = parse({"-e", text});
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(parsed->values("expression"), std::vector<std::string>{text});
  }
}

TEST_F(ParseTest, TakesACommandFirst) {
  EXPECT_EQ(parse({"explain", "net.py"})->command().name, "explain");
  EXPECT_EQ(parse({"./explain"})->command().name, "");
  EXPECT_EQ(parse({})->command().name, "");
  EXPECT_EQ(error({"--ascii", "explain", "net.py"}), "the command 'explain' must come first: shapewise explain ...");
}

TEST_F(ParseTest, TakesADashAndWhatFollowsTwo) {
  EXPECT_EQ(parse({"-"})->operands(), std::vector<std::string>{"-"});
  EXPECT_EQ(parse({"--", "--net.py"})->operands(), std::vector<std::string>{"--net.py"});
}

TEST_F(ParseTest, SaysWhatWasLikelyMeant) {
  EXPECT_EQ(error({"net.py", "--colums", "layer"}), "there is no option --colums; did you mean --columns?");
  EXPECT_EQ(error({"net.py", "--colums=layer"}), "there is no option --colums; did you mean --columns?");
  EXPECT_EQ(error({"net.py", "--format", "jsn"}),
            "--format takes table, json, markdown, csv, latex, html, svg, dot, mermaid, not 'jsn'; did you mean json?");
  EXPECT_EQ(error({"net.py", "--co", "x"}), "--co is ambiguous: --columns, --convention, --color");
  EXPECT_EQ(error({"net.py", "-Z"}), "there is no option -Z");
}

TEST_F(ParseTest, SaysWhatIsMissingOrTooMuch) {
  EXPECT_EQ(error({"net.py", "--output"}), "--output needs a value: FILE");
  EXPECT_EQ(error({"net.py", "-o"}), "--output needs a value: FILE");
  EXPECT_EQ(error({"net.py", "--ascii=yes"}), "--ascii takes no value");
  EXPECT_EQ(error({"a.py", "b.py"}), "'b.py' is one argument too many");
}

TEST_F(ParseTest, LetsHelpWin) { EXPECT_TRUE(parse({"a", "b", "--help"})->has("help")); }

TEST_F(ParseTest, ReadsTheValuesOfTextOptions) {
  auto view = view_of(*parse({"net.py", "--width", "72", "--depth=2", "--color", "always", "--ascii"}), Stream::Out);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->width, 72);
  EXPECT_EQ(view->depth, 2);
  EXPECT_TRUE(view->color);
  EXPECT_TRUE(view->ascii);
  EXPECT_EQ(view_of(*parse({"-w", "wide"}), Stream::Out).error().message,
            "--width takes a number from 0 to 1000000, not 'wide'");
  EXPECT_EQ(view_of(*parse({"--depth", "0"}), Stream::Out).error().message,
            "--depth takes a number from 1 to 1000000, not '0'");
}

TEST_F(ParseTest, ReadsColumns) {
  auto columns = columns_of(*parse({"--columns", "layer,macs", "-c", "dense"}));
  ASSERT_TRUE(columns);
  EXPECT_EQ(*columns,
            (std::vector<report::Column>{report::Column::Layer, report::Column::Macs, report::Column::Dense}));
  auto misspelt = parse({"--columns", "layer,mac"});
  auto rejected = columns_of(*misspelt);
  ASSERT_FALSE(rejected);
  EXPECT_TRUE(rejected.error().message.starts_with("there is no column 'mac'; did you mean macs?"));
  EXPECT_FALSE(columns_of(*parse({"--columns", ""})));
}

TEST_F(ParseTest, NamesEveryColumnInTheHelp) {
  std::string text = help(commands_[0], commands_, 1000);
  for (const report::ColumnInfo& info : report::columns())
    EXPECT_NE(text.find(info.name), std::string::npos) << info.name;
}

TEST_F(ParseTest, HelpNamesEveryOptionAndFitsTheWidth) {
  for (const Command& command : commands_) {
    std::string text = help(command, commands_, 80);
    for (const OptionGroup& group : command.groups) {
      for (const Option& option : group.options) EXPECT_NE(text.find(option_text(option)), std::string::npos);
    }
    EXPECT_FALSE(command.examples.empty()) << command.name;
  }
}

TEST_F(ParseTest, EveryExampleIsAValidLine) {
  for (const Command& command : commands_) {
    for (const Example& example : command.examples) {
      std::vector<std::string> words;
      std::string word;
      bool in_quotes = false;
      for (char c : std::string(example.line) + " ") {
        if (!in_quotes && (c == '<' || c == '>')) break;  // what follows is for the shell
        if (c == '\'') {
          in_quotes = !in_quotes;
        } else if (c == ' ' && !in_quotes) {
          if (!word.empty()) words.push_back(word);
          word.clear();
        } else {
          word += c;
        }
      }
      if (words.empty() || words.front() != "shapewise") continue;
      words.erase(words.begin());
      EXPECT_EQ(error(words), "") << example.line;
      EXPECT_EQ(parse(words)->command().name, command.name) << example.line;
    }
  }
}

}  // namespace
}  // namespace shapewise::cli
