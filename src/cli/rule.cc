// `shapewise rule [NAME]`: the rules beyond errors, and one of them with its examples at work.
#include "rules/rule.h"

#include <fmt/format.h>

#include "check/check.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/parse.h"
#include "diag/emitter.h"

namespace shapewise::cli {
namespace {

constexpr std::string_view kFormats[] = {"text", "markdown"};

constexpr Option kFormat[] = {
    {'f', "format", Takes::Choice, "FORMAT", "text or markdown", kFormats},
};

constexpr Example kExamples[] = {
    {"shapewise rule", "all of them, and which are on by default"},
    {"shapewise rule never-called", "what one of them finds, and why it matters"},
};

/// What the rule says of a program.
std::string findings(const rules::Rule& rule, std::string_view program, const diag::EmitOptions& options) {
  config::Config config;
  config.levels = {{"all", rules::Level::Off}, {std::string(rule.name), rules::Level::Warning}};
  config.networks.push_back({"Net", {std::string(rule.input)}, {}, {}, {}, std::nullopt, false});
  check::FileResult result = check::check_file({"net.py", std::string(program)}, {config, {}, {}}, nullptr);
  std::string text;
  for (const check::Finding& f : result.findings) text += diag::emit(f.diagnostic, result.sources, options, f.name);
  return text;
}

std::string paragraphs(std::string_view doc, int width) {
  std::string text;
  while (!doc.empty()) {
    std::size_t end = std::min(doc.find('\n'), doc.size());
    text += diag::wrap(doc.substr(0, end), width, 0) + "\n\n";
    doc.remove_prefix(std::min(end + 1, doc.size()));
  }
  return text;
}

std::string level_text(const rules::Rule& rule) {
  return rule.level == rules::Level::Off ? "off by default" : fmt::format("{} by default", rules::name(rule.level));
}

std::string describe(const rules::Rule& rule, const report::View& view, bool markdown) {
  diag::EmitOptions options;
  options.color = view.color;
  options.ascii = view.ascii;
  std::string heading = markdown ? fmt::format("## {}\n\n{}\n\n*{}*\n\n", rule.name, rule.summary, level_text(rule))
                                 : fmt::format("{} ({})\n\n{}\n\n", rule.name, level_text(rule), rule.summary);
  int width = markdown ? 0 : view.width;
  std::string_view python = markdown ? "```python\n" : "";
  std::string_view plain = markdown ? "```text\n" : "";
  std::string_view close = markdown ? "```\n" : "";
  return fmt::format("{}{}Found with the input {}:\n\n{}{}{}\n{}{}{}\nNot found:\n\n{}{}{}", heading,
                     paragraphs(rule.doc, width), rule.input, python, rule.fires, close, plain,
                     findings(rule, rule.fires, options), close, python, rule.quiet, close);
}

std::string list(const report::View& view, bool markdown) {
  std::string text =
      markdown ? "# Rules\n\nWhat PyTorch runs without complaint, and what is hardly meant. `shapewise check` "
                 "applies the rules that are on; `--rule NAME` and the configuration turn on others.\n\n"
                 "| rule | by default | finds |\n|---|---|---|\n"
               : "";
  for (rules::RuleFunction rule : rules::generated_rules()) {
    std::string_view level = rules::name(rule().level);
    text += markdown ? fmt::format("| [{}](#{}) | {} | {} |\n", rule().name, rule().name, level, rule().summary)
                     : fmt::format("{:<30}{:<9}{}\n", rule().name, level, diag::wrap(rule().summary, view.width, 39));
  }
  for (std::size_t i = 0; markdown && i < rules::generated_rules().size(); ++i) {
    text += "\n" + describe(rules::generated_rules()[i](), view, true);
  }
  return text;
}

Exit run(const Invocation& invocation) {
  auto view = view_of(invocation, Stream::Out);
  if (!view) return complain(view.error().message);
  const std::string* format = invocation.value("format");
  bool markdown = format != nullptr && *format == "markdown";
  std::string text;
  if (invocation.operands().empty()) {
    text = list(*view, markdown);
  } else {
    const rules::Rule* rule = rules::find_rule(invocation.operands().front());
    if (rule == nullptr) {
      std::vector<std::string_view> names;
      for (rules::RuleFunction known : rules::generated_rules()) names.push_back(known().name);
      return complain(fmt::format("there is no rule '{}'{}", invocation.operands().front(),
                                  did_you_mean(invocation.operands().front(), names)));
    }
    text = describe(*rule, *view, markdown);
  }
  auto done = deliver(invocation, text);
  return done ? kClean : complain(done.error().message);
}

}  // namespace

Command rule_command() {
  static const OptionGroup groups[] = {{"Report", kFormat}, {"Output", text_options()}, {"General", general_options()}};
  return {.name = "rule",
          .operand = "[NAME]",
          .operand_takes = Takes::Text,
          .summary = "List the rules beyond errors, or explain one.",
          .description = "With NAME, what the rule finds, why it matters, and a program in which it finds something.",
          .groups = groups,
          .examples = kExamples,
          .run = run};
}

}  // namespace shapewise::cli
