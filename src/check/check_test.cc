// Checking files: what is found, what is left out, and that the formats hold it.
#include "check/check.h"

#include <gtest/gtest.h>

#include "check/fix.h"
#include "check/formats.h"

namespace shapewise::check {
namespace {

constexpr const char* kWrong = R"(import torch.nn as nn


class Wrong(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3)
        self.conv2 = nn.Conv2d(8, 32, 3)

    def forward(self, x):
        return self.conv2(self.conv1(x))


class Right(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3)
        self.spare = nn.Conv2d(3, 16, 3)

    def forward(self, x):
        return self.conv(x)


class Parts(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3)

    def forward(self, x):
        return self.conv(x)
)";

FileResult check_text(std::string text, const config::Config& config = {}) {
  return check_file({"net.py", std::move(text)}, {config, {}, {}}, nullptr);
}

std::vector<std::string> names(const FileResult& result) {
  std::vector<std::string> all;
  for (const Finding& finding : result.findings) all.emplace_back(finding.name);
  return all;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  text.replace(text.find(what), what.size(), with);
  return text;
}

using Names = std::vector<std::string>;

TEST(Check, MakesEachNetworkAsIfItWereTheOnlyOne) {
  FileResult result = check_text(R"(import torch.nn as nn

made = []


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        made.append(width)
        self.conv = nn.Conv2d(3, sum(made), 3)

    def forward(self, x):
        return self.conv(x)


def narrow():
    return Net(8)


def wide():
    return Net(16)
)");
  ASSERT_EQ(result.networks.size(), 2u);
  EXPECT_EQ(result.networks[0].parameters, 8 * 27 + 8);
  EXPECT_EQ(result.networks[1].parameters, 16 * 27 + 16);
}

TEST(Check, LooksAtEveryNetworkOfAFile) {
  FileResult result = check_text(kWrong);
  EXPECT_EQ(names(result), (Names{"channel-mismatch", "never-called"}));
  ASSERT_EQ(result.networks.size(), 3u);
  Totals totals = count({&result, 1});
  EXPECT_EQ(totals.errors, 1);
  EXPECT_EQ(totals.warnings, 1);
  EXPECT_EQ(totals.analysed, 2);
  EXPECT_EQ(result.networks[2].skipped, "its constructor needs arguments: width");
}

TEST(Check, TakesSavedModels) {
  std::string text = R"({"class_name": "Sequential", "config": {"layers": [{"class_name": "MaxPooling2D", "config":
    {"name": "pool", "pool_size": [3, 3], "batch_input_shape": [null, 2, 2, 1]}}]}})";
  config::Config config;
  config.networks.push_back({"small/model.json", {"N,6,6,1"}, {}, {}, {}, std::nullopt, false});
  for (const config::Config& one : {config::Config(), config}) {
    FileResult result = check_file({"models/small/model.json", text}, {one, {}, {}}, nullptr);
    ASSERT_EQ(result.networks.size(), 1u);
    EXPECT_EQ(result.networks[0].layers, 1);
    EXPECT_EQ(names(result), one.networks.empty() ? Names{"empty-output"} : Names{});
  }
  FileResult broken = check_file({"broken.json", "{"}, {config, {}, {}}, nullptr);
  EXPECT_EQ(names(broken), Names{"broken-file"});
  EXPECT_TRUE(broken.networks.empty());
}

TEST(Check, FindsAModuleWhoseConstructorDoesNotCallItsBase) {
  FileResult result = check_text(
      "import torch.nn as nn\n\n\nclass Net(nn.Module):\n    def __init__(self):\n        self.fc = nn.Linear(8, 2)\n\n"
      "    def forward(self, x):\n        return self.fc(x)\n");
  ASSERT_EQ(names(result), Names{"python-exception"});
  EXPECT_EQ(result.findings[0].diagnostic.fixes.size(), 1u);
}

TEST(Check, SkipsFilesThatDoNotSpeakOfTorch) {
  FileResult result = check_text("import os\nx = 1 / 0\n");
  EXPECT_FALSE(result.examined);
  EXPECT_TRUE(result.findings.empty());
}

TEST(Check, TakesLevelsFromTheConfiguration) {
  config::Config config;
  config.levels = {{"never-called", rules::Level::Error}, {"channel-mismatch", rules::Level::Off}};
  FileResult result = check_text(kWrong, config);
  ASSERT_EQ(names(result), (Names{"never-called"}));
  EXPECT_EQ(result.findings[0].diagnostic.severity, diag::Severity::Error);
}

TEST(Check, MakesNetworksThatTheConfigurationNames) {
  config::Config config;
  config.networks.push_back({"net.py:Parts(8)", {"N,3,9,9"}, {}, {}, {}, std::nullopt, false});
  config.networks.push_back({"Wrong", {}, {}, {}, {}, std::nullopt, true});
  FileResult result = check_text(kWrong, config);
  ASSERT_EQ(result.networks.size(), 2u);
  EXPECT_EQ(result.networks[1].target, "Parts(8)");
  EXPECT_EQ(result.networks[1].skipped, "");
}

TEST(Check, IgnoresWhatCommentsIgnore) {
  std::string text = replaced(kWrong, "Conv2d(8, 32, 3)", "Conv2d(8, 32, 3)  # shapewise: ignore[channel-mismatch]");
  text = replaced(text, "self.spare =", "self.spare = \\\n            ");
  EXPECT_EQ(names(check_text(text)).front(), "never-called");
}

TEST(Check, ReportsCommentsThatIgnoreNothing) {
  std::string text = R"(import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        # shapewise: ignore
        self.conv = nn.Conv2d(3, 16, 3)

    def forward(self, x):
        return self.conv(x)  # shapewise: ignore[never-caled]
)";
  FileResult result = check_text(text);
  ASSERT_EQ(names(result), (Names{"unused-ignore", "unused-ignore"}));
  EXPECT_EQ(result.findings[1].diagnostic.notes[0], "there is no rule 'never-caled'; did you mean never-called?");
}

TEST(Check, HoldsNetworksToBudgets) {
  config::Config config;
  config.budgets = *config::parse_budgets("params<400, macs<1k");
  config.levels = {{"channel-mismatch", rules::Level::Off}, {"never-called", rules::Level::Off}};
  config.networks.push_back({"Right", {"N,3,9,9"}, {}, {}, {}, std::nullopt, false});
  config.networks.push_back({"Wrong", {}, {}, {}, {}, std::nullopt, true});
  FileResult result = check_text(kWrong, config);
  ASSERT_EQ(names(result), (Names{"budget", "budget"}));
  EXPECT_EQ(result.findings[0].diagnostic.message, "Right() has 896 params, and its budget is params<400");
  EXPECT_NE(result.findings[1].diagnostic.notes.at(0).find("100 % of it: conv (Conv2d)"), std::string::npos);
}

TEST(Check, FindsAnErrorInASharedModuleOnce) {
  std::vector<FileResult> results;
  results.push_back(check_text(kWrong));
  results.push_back(check_text(kWrong));
  drop_repeated(results);
  EXPECT_EQ(results[0].findings.size(), 2u);
  EXPECT_EQ(results[1].findings.size(), 0u);
}

TEST(Fix, AppliesWhatIsSure) {
  std::string text = R"(import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(8, 8, 3)
        self.bn1 = nn.BatchNorm2d(8)
        self.conv2 = nn.Conv2d(8, 8, 3)
        self.bn2 = nn.BatchNorm2d(8)

    def forward(self, x):
        x = self.bn1(self.conv1(x)).relu()
        return self.bn1(self.conv2(x)).relu()
)";
  FileResult result = check_text(text);
  ASSERT_EQ(names(result), (Names{"never-called", "called-twice"}));
  Fixed fixed = apply_sure_fixes(result, [](std::string mended) { return check_text(std::move(mended)); });
  EXPECT_EQ(fixed.text, replaced(text, "self.bn1(self.conv2", "self.bn2(self.conv2"));
  EXPECT_EQ(fixed.titles, (Names{"call self.bn2 here"}));
  EXPECT_EQ(unified_diff("net.py", text, fixed.text), R"(--- a/net.py
+++ b/net.py
@@ -11,4 +11,4 @@
 
     def forward(self, x):
         x = self.bn1(self.conv1(x)).relu()
-        return self.bn1(self.conv2(x)).relu()
+        return self.bn2(self.conv2(x)).relu()
)");
}

TEST(Fix, WritesPatches) {
  EXPECT_EQ(unified_diff("a", "same\n", "same\n"), "");
  EXPECT_EQ(unified_diff("a", "1\n2", "1\n3\n"),
            "--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n 1\n-2\n\\ No newline at end of file\n+3\n");
  EXPECT_TRUE(unified_diff("/x/a", "1\n", "2\n").starts_with("--- a/x/a\n+++ b/x/a\n"));
  EXPECT_EQ(unified_diff("a", "1\n2\n3\n", "1\n3\n4\n"), "--- a/a\n+++ b/a\n@@ -1,3 +1,3 @@\n 1\n-2\n 3\n+4\n");
}

TEST(Formats, AreFoundByName) {
  EXPECT_EQ(find_format("sarif"), Format::Sarif);
  EXPECT_EQ(find_format("xml"), std::nullopt);
}

TEST(Formats, AnnotateLinesForGitHub) {
  FileResult result = check_text(kWrong);
  std::string text = github({&result, 1});
  EXPECT_TRUE(
      text.starts_with("::error file=net.py,line=11,endLine=11,col=16,endColumn=41,title=shapewise "
                       "channel-mismatch::"))
      << text;
  EXPECT_NE(text.find("%0A"), std::string::npos);
}

TEST(Formats, EscapeXml) {
  FileResult result;
  result.path = "a&b<c>.py";
  result.examined = true;
  std::string text = junit({&result, 1});
  EXPECT_NE(text.find("<testsuite name=\"a&amp;b&lt;c&gt;.py\" tests=\"1\" failures=\"0\""), std::string::npos) << text;
}

TEST(Formats, GiveEachFindingAFingerprintOfItsOwn) {
  FileResult result = check_text(kWrong);
  std::string text = gitlab({&result, 1});
  std::size_t first = text.find("\"fingerprint\": ");
  std::size_t second = text.find("\"fingerprint\": ", first + 1);
  ASSERT_NE(second, std::string::npos);
  EXPECT_NE(text.substr(first, 40), text.substr(second, 40));
}

TEST(Formats, SumUp) {
  FileResult result = check_text(kWrong);
  std::string summary = text({&result, 1}, {}, false);
  EXPECT_TRUE(summary.ends_with("1 error, 1 warning in 2 networks of 1 file; 1 network skipped (--all shows why)\n"))
      << summary;
}

}  // namespace
}  // namespace shapewise::check
