// The manual page. docs/shapewise.1 is this text; a test holds the two against each other.
#include <fmt/format.h>

#include "cli/help.h"
#include "cli/shells.h"

namespace shapewise::cli {
namespace {

/// Text in which troff sees no commands.
std::string roff(std::string_view text) {
  std::string result;
  for (char c : text) {
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";
    } else if (c == '\'' && (result.empty() || result.back() == '\n')) {
      result += "\\&'";
    } else if (c == '.' && (result.empty() || result.back() == '\n')) {
      result += "\\&.";
    } else {
      result += c;
    }
  }
  return result;
}

std::string option_entry(const Option& option) {
  std::string names = option.letter != 0 ? fmt::format("\\-{}, \\-\\-{}", option.letter, roff(option.name))
                                         : fmt::format("\\-\\-{}", roff(option.name));
  std::string value = option.value.empty() ? "" : fmt::format(" \\fI{}\\fR", roff(option.value));
  return fmt::format(".TP\n\\fB{}\\fR{}\n{}\n", names, value, roff(option.doc));
}

std::string section(const Command& command) {
  std::string operand = command.operand.empty() ? "" : fmt::format(" \\fI{}\\fR", roff(command.operand));
  std::string text =
      command.name.empty() ? "" : fmt::format(".SS \\fBshapewise {}\\fR [\\fIOPTIONS\\fR]{}\n", command.name, operand);
  text += roff(command.summary) + "\n" + roff(command.description) + "\n";
  for (const OptionGroup& group : command.groups) {
    for (const Option& option : group.options) text += option_entry(option);
  }
  return text;
}

}  // namespace

std::string manual_page(std::span<const Command> commands) {
  std::string text =
      ".TH SHAPEWISE 1\n.SH NAME\nshapewise \\- shapes, parameters and costs of PyTorch networks\n.SH SYNOPSIS\n";
  std::string sections;
  std::string examples;
  for (const Command& command : commands) {
    std::string name = command.name.empty() ? "" : fmt::format(" {}", command.name);
    std::string operand = command.operand.empty() ? "" : fmt::format(" \\fI{}\\fR", roff(command.operand));
    text += fmt::format("\\fBshapewise{}\\fR [\\fIOPTIONS\\fR]{}\n.br\n", name, operand);
    if (command.name.empty()) {
      sections.insert(0, fmt::format(".SH DESCRIPTION\n{}.SH COMMANDS\n", section(command)));
    } else {
      sections += section(command);
    }
    for (const Example& example : command.examples) {
      examples += fmt::format(".TP\n\\fB{}\\fR\n{}\n", roff(example.line), roff(example.doc));
    }
  }
  return text + sections + ".SH EXAMPLES\n" + examples +
         ".SH EXIT STATUS\n.TP\n0\nThe network is fine.\n.TP\n1\nAn error was found in the network.\n"
         ".TP\n2\nThe command line or the environment is at fault.\n"
         ".SH ENVIRONMENT\n.TP\nNO_COLOR\nIf it is set, nothing is coloured.\n";
}

}  // namespace shapewise::cli
