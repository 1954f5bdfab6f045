// Widths against trying all of them one by one, and which of them belong together.
#include "design/widths.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <set>

#include "analysis/totals.h"

namespace shapewise::design {
namespace {

std::string chain(Int a, Int b) {
  return fmt::format(
      "Conv2d(3, {0}, 3, padding=1), BatchNorm2d({0}), MaxPool2d(2), Conv2d({0}, {1}, 3), Flatten, Linear({2}, 10)",
      to_string(a), to_string(b), to_string(b * 36));
}

WidthQuestion ask(std::string text, driver::Format format, std::string_view budgets) {
  WidthQuestion question;
  question.request.format = format;
  question.request.text = std::move(text);
  question.request.inputs = {"N,3,16,16"};
  question.budgets = *config::parse_budgets(budgets);
  return question;
}

TEST(Widths, AreTheBestOfAllThatWereTried) {
  for (int most : {1500, 3000, 6000}) {
    WidthQuestion question = ask(chain(4, 8), driver::Format::List, fmt::format("params<={}", most));
    auto found = design_widths(question);
    ASSERT_TRUE(found) << found.error().message;
    Int best = 0;
    for (Int a = 1; a <= 16; ++a) {
      for (Int b = 2; b <= 32; ++b) {
        driver::Request request = question.request;
        request.text = chain(a, b);
        analysis::Totals totals = analysis::analyse(driver::analyze(request).graph).totals;
        Int macs = sym::substitute(totals.macs.value, {{"N", sym::Expr(1)}}).constant().value_or(0);
        if (totals.weights.parameters.constant().value_or(0) <= most) best = std::max(best, macs);
      }
    }
    EXPECT_EQ(found->figures.front().after, best) << most;
    EXPECT_EQ(found->bound, best) << most;
    EXPECT_TRUE(found->text.has_value()) << most;
  }
}

TEST(Widths, ChangeTogetherWhereSumsTieThem) {
  std::string text =
      "import torch.nn as nn\n\n\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
      "        self.a = nn.Conv2d(3, 8, 3, padding=1)\n        self.b = nn.Conv2d(8, 8, 3, padding=1)\n"
      "        self.depthwise = nn.Conv2d(8, 8, 3, groups=8)\n        self.head = nn.Linear(8 * 14 * 14, 10)\n\n"
      "    def forward(self, x):\n        x = self.a(x)\n        x = self.depthwise(x + self.b(x))\n"
      "        return self.head(x.view(-1, 8 * 14 * 14))\n";
  auto found = design_widths(ask(text, driver::Format::Python, "params<=40000"));
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->tried.size(), 1);
  std::set<Int> widths;
  for (const Setting& setting : found->settings) {
    if (setting.param != "in_features") widths.insert(setting.after);
  }
  EXPECT_EQ(widths.size(), 1);
  EXPECT_LE(found->figures[1].after, 40000);
}

TEST(Widths, SayWhyThereAreNone) {
  EXPECT_FALSE(design_widths(ask(chain(4, 8), driver::Format::List, "params<=10")));
  EXPECT_FALSE(design_widths(ask(chain(4, 8), driver::Format::List, "macs>10")));
  EXPECT_FALSE(design_widths(ask("Conv2d(3, 8, 3)", driver::Format::List, "params<=1k")));
}

}  // namespace
}  // namespace shapewise::design
