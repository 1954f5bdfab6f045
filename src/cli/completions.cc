// `shapewise completions SHELL`.
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/shells.h"

namespace shapewise::cli {
namespace {

constexpr std::string_view kShells[] = {"bash", "zsh", "fish"};

constexpr Example kExamples[] = {
    {"source <(shapewise completions bash)", "for this session of bash"},
    {"shapewise completions fish > ~/.config/fish/completions/shapewise.fish", "for every session of fish"},
};

Exit run(const Invocation& invocation) {
  std::string_view shell = invocation.operands().empty() ? "" : std::string_view(invocation.operands().front());
  std::string text;
  if (shell == "bash") text = bash_completions(invocation.all());
  if (shell == "zsh") text = zsh_completions(invocation.all());
  if (shell == "fish") text = fish_completions(invocation.all());
  if (text.empty()) return complain("completions are made for bash, zsh and fish");
  auto done = write(Stream::Out, text);
  return done ? kClean : complain(done.error().message);
}

}  // namespace

Command completions_command() {
  static const OptionGroup groups[] = {{"General", general_options()}};
  return {.name = "completions",
          .operand = "SHELL",
          .operand_takes = Takes::Choice,
          .operand_choices = kShells,
          .summary = "Print what makes a shell complete the command line.",
          .description = "SHELL is bash, zsh or fish.",
          .groups = groups,
          .examples = kExamples,
          .run = run};
}

}  // namespace shapewise::cli
