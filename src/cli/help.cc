// Layout of --help: usage, description, commands, options by group, examples, exit status.
#include "cli/help.h"

#include <algorithm>
#include <fmt/format.h>

#include "diag/text.h"

namespace shapewise::cli {
namespace {

using diag::wrap;

constexpr int kLeft = 26;  // the column at which descriptions start

std::string entry(std::string_view left, std::string_view doc, int width) {
  std::string text = fmt::format("  {}", left);
  int used = diag::display_width(text);
  text += used + 2 > kLeft ? "\n" + std::string(kLeft, ' ') : std::string(static_cast<std::size_t>(kLeft - used), ' ');
  return text + wrap(doc, width, kLeft) + "\n";
}

std::string usage(const Command& command) {
  std::string name = command.name.empty() ? "shapewise" : fmt::format("shapewise {}", command.name);
  return fmt::format("{} [OPTIONS]{}{}", name, command.operand.empty() ? "" : " ", command.operand);
}

}  // namespace

std::string option_text(const Option& option) {
  std::string text =
      option.letter != 0 ? fmt::format("-{}, --{}", option.letter, option.name) : fmt::format("    --{}", option.name);
  return option.value.empty() ? text : fmt::format("{} {}", text, option.value);
}

std::string help(const Command& command, std::span<const Command> all, int width) {
  std::string text = fmt::format("{}\n\nUsage: {}\n", wrap(command.summary, width, 0), usage(command));
  if (command.name.empty()) text += "       shapewise COMMAND [OPTIONS] ...\n";
  for (std::string_view rest = command.description; !rest.empty();) {
    std::size_t end = std::min(rest.find('\n'), rest.size());
    text += "\n" + wrap(rest.substr(0, end), width, 0) + "\n";
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (command.name.empty()) {
    text += "\nCommands:\n";
    for (const Command& other : all) {
      if (!other.name.empty()) text += entry(other.name, other.summary, width);
    }
  }
  for (const OptionGroup& group : command.groups) {
    text += fmt::format("\n{}:\n", group.title);
    for (const Option& option : group.options) text += entry(option_text(option), option.doc, width);
  }
  if (!command.examples.empty()) text += "\nExamples:\n";
  for (const Example& example : command.examples)
    text += fmt::format("  {}\n      {}\n", example.line, wrap(example.doc, width, 6));
  return text +
         "\nExit status: 0 if the network is fine, 1 if an error was found in it, 2 if the command line or the\n"
         "environment is at fault.\n";
}

}  // namespace shapewise::cli
