// Three shells, one idea: the first word may be a command; each command has its own options; an option's value is a
// file, one of a few words, or free text.
#include "cli/shells.h"

#include <fmt/format.h>

namespace shapewise::cli {
namespace {

template <class Visit>
void for_each_option(const Command& command, Visit visit) {
  for (const OptionGroup& group : command.groups) {
    for (const Option& option : group.options) visit(option);
  }
}

std::string words(const Command& command) {
  std::string text;
  for_each_option(command, [&](const Option& option) {
    if (option.letter != 0) text += fmt::format(" -{}", option.letter);
    text += fmt::format(" --{}", option.name);
  });
  return text.empty() ? text : text.substr(1);
}

/// Text within single quotes of a shell.
std::string quoted(std::string_view text) {
  std::string result;
  for (char c : text) c == '\'' ? result += "'\\''" : result += c;
  return result;
}

/// Text in a description of zsh's _arguments, in single quotes.
std::string zsh_text(std::string_view text) {
  std::string result;
  for (char c : quoted(text)) {
    if (c == '[' || c == ']' || c == ':') result += '\\';
    result += c;
  }
  return result;
}

std::string zsh_action(Takes takes, std::span<const std::string_view> choices) {
  if (takes == Takes::File) return "_files";
  if (takes == Takes::Choice) return fmt::format("({})", fmt::join(choices, " "));
  return "";
}

std::string zsh_arguments(const Command& command) {
  std::string text;
  for_each_option(command, [&](const Option& option) {
    std::string value;
    if (option.takes != Takes::Nothing)
      value = fmt::format(":{}:{}", option.value, zsh_action(option.takes, option.choices));
    std::string name = fmt::format("--{}{}", option.name, value.empty() ? "" : "=");
    std::string spec = fmt::format("[{}]{}", zsh_text(option.doc), value);
    text += option.letter == 0 ? fmt::format(" \\\n        '*{}{}'", name, spec)
                               : fmt::format(" \\\n        '*'{{-{},{}}}'{}'", option.letter, name, spec);
  });
  if (!command.operand.empty()) {
    text += fmt::format(" \\\n        '::{}:{}'", zsh_text(command.operand),
                        zsh_action(command.operand_takes, command.operand_choices));
  }
  return text;
}

}  // namespace

std::string bash_completions(std::span<const Command> commands) {
  std::string names;
  std::string cases;
  std::string values;
  std::string operands;
  for (const Command& command : commands) {
    std::string_view pattern = command.name.empty() ? "*" : command.name;
    if (!command.name.empty()) names += fmt::format(" {}", command.name);
    std::string line = fmt::format("    {}) options='{}' ;;\n", pattern, words(command));
    // The pattern of no command must come last.
    command.name.empty() ? cases += line : cases.insert(0, line);
    if (command.operand_takes == Takes::Choice) {
      operands += fmt::format("    {}) COMPREPLY=($(compgen -W '{}' -- \"$word\")); return ;;\n", pattern,
                              fmt::join(command.operand_choices, " "));
    }
    for_each_option(command, [&](const Option& option) {
      std::string found =
          option.letter != 0 ? fmt::format("-{}|--{}", option.letter, option.name) : fmt::format("--{}", option.name);
      if (option.takes == Takes::Nothing || values.find(fmt::format("--{})", option.name)) != std::string::npos) return;
      std::string reply = option.takes == Takes::File     ? "COMPREPLY=($(compgen -f -- \"$word\"))"
                          : option.takes == Takes::Choice ? fmt::format("COMPREPLY=($(compgen -W '{}' -- \"$word\"))",
                                                                        fmt::join(option.choices, " "))
                                                          : "COMPREPLY=()";
      values += fmt::format("    {}) {}; return ;;\n", found, reply);
    });
  }
  return fmt::format(R"(# Completions of shapewise for bash. Made by `shapewise completions bash`.
_shapewise() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}} options
  [[ $word == = ]] && word=''
  [[ $before == = ]] && before=${{COMP_WORDS[COMP_CWORD - 2]}}
  case $before in
{}  esac
  case ${{COMP_WORDS[1]}} in
{}  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$word"))
    return
  fi
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '{}' -- "$word") $(compgen -f -- "$word"))
    return
  fi
  case ${{COMP_WORDS[1]}} in
{}    *) COMPREPLY=($(compgen -f -- "$word")) ;;
  esac
}}
complete -o filenames -F _shapewise shapewise
)",
                     values, cases, names.empty() ? names : names.substr(1), operands);
}

std::string zsh_completions(std::span<const Command> commands) {
  std::string descriptions;
  std::string cases;
  std::string fallback;
  for (const Command& command : commands) {
    if (command.name.empty()) {
      fallback = zsh_arguments(command);
      continue;
    }
    descriptions += fmt::format("    '{}:{}'\n", command.name, zsh_text(command.summary));
    cases += fmt::format("    {})\n      shift words\n      ((CURRENT--))\n      _arguments -s{}\n      ;;\n",
                         command.name, zsh_arguments(command));
  }
  return fmt::format(R"(#compdef shapewise
# Completions of shapewise for zsh. Made by `shapewise completions zsh`.
_shapewise() {{
  local -a commands
  commands=(
{}  )
  if ((CURRENT == 2)) && [[ $words[2] != -* ]]; then
    _describe command commands
  fi
  case $words[2] in
{}    *)
      _arguments -s{}
      ;;
  esac
}}
_shapewise "$@"
)",
                     descriptions, cases, fallback);
}

std::string fish_completions(std::span<const Command> commands) {
  std::string text = "# Completions of shapewise for fish. Made by `shapewise completions fish`.\n";
  std::string names;
  for (const Command& command : commands) {
    if (!command.name.empty()) names += fmt::format(" {}", command.name);
  }
  for (const Command& command : commands) {
    std::string when = command.name.empty() ? fmt::format("not __fish_seen_subcommand_from{}", names)
                                            : fmt::format("__fish_seen_subcommand_from {}", command.name);
    if (!command.name.empty()) {
      text += fmt::format("complete -c shapewise -n __fish_use_subcommand -a {} -d '{}'\n", command.name,
                          quoted(command.summary));
    }
    if (command.operand_takes == Takes::Choice) {
      text += fmt::format("complete -c shapewise -n '{}' -f -a '{}'\n", when, fmt::join(command.operand_choices, " "));
    }
    for_each_option(command, [&](const Option& option) {
      text += fmt::format("complete -c shapewise -n '{}' -l {}", when, option.name);
      if (option.letter != 0) text += fmt::format(" -s {}", option.letter);
      if (option.takes == Takes::File) text += " -r -F";
      if (option.takes == Takes::Text) text += " -x";
      if (option.takes == Takes::Choice) text += fmt::format(" -x -a '{}'", fmt::join(option.choices, " "));
      text += fmt::format(" -d '{}'\n", quoted(option.doc));
    });
  }
  return text;
}

}  // namespace shapewise::cli
