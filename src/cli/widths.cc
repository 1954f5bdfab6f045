// The figures before and then, the arguments that change, how far was searched, and the source with the changes.
#include "cli/widths.h"

#include <fmt/format.h>

#include "check/fix.h"
#include "cli/options.h"
#include "design/widths.h"
#include "report/grid.h"
#include "report/numbers.h"

namespace shapewise::cli {
namespace {

Result<design::WidthQuestion> question_of(const Invocation& invocation, driver::Request request) {
  design::WidthQuestion question;
  question.request = std::move(request);
  for (const std::string& text : invocation.values("budget")) {
    auto budgets = config::parse_budgets(text);
    if (!budgets) return tl::unexpected(budgets.error());
    for (const config::Budget& budget : *budgets) {
      if (budget.quantity == config::Quantity::Layers)
        return fail(fmt::format("'{}': the number of layers does not change with their widths", budget.text));
    }
    question.budgets.insert(question.budgets.end(), budgets->begin(), budgets->end());
  }
  if (question.budgets.empty()) return fail("--free channels needs a --budget, such as --budget 'params<=50k'");
  if (const std::string* name = invocation.value("maximize")) {
    for (const config::QuantityInfo& info : config::quantities()) {
      if (info.name == *name) question.maximize = info.quantity;
    }
  }
  auto multiple = number_of(invocation, "multiple", 1, 1024, 1);
  if (!multiple) return tl::unexpected(multiple.error());
  question.multiple = *multiple;
  return question;
}

std::string number(Int value) { return report::grouped(sym::Expr(value), sym::Style::Unicode); }

std::string verdict(const design::Widths& widths) {
  Int found = widths.figures.front().after;
  if (widths.bound == found) return "proved best";
  return fmt::format("best found; at most {} is possible", number(widths.bound));
}

std::string text_of(const design::Widths& widths, const driver::Request& request, const report::View& view) {
  report::Grid figures({{"", false}, {"now", true}, {"then", true}, {"", false}});
  for (const design::Figure& figure : widths.figures) {
    bool first = &figure == &widths.figures.front();
    figures.add_row({{std::string(config::name(figure.quantity))},
                     {number(figure.before)},
                     {number(figure.after)},
                     {first ? verdict(widths) : ""}});
  }
  std::string text = figures.to_text(0, view.ascii, view.paint()) + "\n";
  std::string path;
  for (const design::Setting& setting : widths.settings) {
    text += setting.path == path && !path.empty()
                ? ", "
                : fmt::format("{}{}: ", text.ends_with("\n\n") ? "" : "\n", setting.path);
    text += fmt::format("{} {} {} {}", setting.param, number(setting.before), view.ascii ? "->" : "→",
                        number(setting.after));
    path = setting.path;
  }
  if (!widths.settings.empty()) text += "\n\n";
  std::string tried;
  for (const design::Tried& one : widths.tried) {
    std::string step = one.step == 1 ? "" : fmt::format(" in steps of {}", to_string(one.step));
    tried += fmt::format("{}{} from {} to {}{}", tried.empty() ? "" : ", ", one.width, to_string(one.least),
                         to_string(one.most), step);
  }
  text += fmt::format("Tried: {}\n", tried);
  if (!widths.text)
    return text + "These arguments are computed in the source, or stand for several layers: set them by hand.\n";
  return text + "\n" + check::unified_diff(request.path, request.text, *widths.text);
}

}  // namespace

Exit solve_widths(const Invocation& invocation, driver::Request request) {
  auto question = question_of(invocation, std::move(request));
  if (!question) return complain(question.error().message);
  auto view = view_of(invocation, Stream::Out);
  if (!view) return complain(view.error().message);
  auto widths = design::design_widths(*question);
  if (!widths) return complain(widths.error().message);
  auto done = write(Stream::Out, text_of(*widths, question->request, *view));
  return done ? kClean : complain(done.error().message);
}

}  // namespace shapewise::cli
