// Commands as data: their options, descriptions and examples. Parsing, --help, the manual page and the completions of
// shells are all made from these tables, so they cannot tell different stories.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace shapewise::cli {

/// What the program returns to the shell.
enum Exit : int {
  kClean = 0,     // the network is fine
  kProblems = 1,  // an error was found in the network
  kUsage = 2,     // the command line or the environment is at fault
};

/// What an option takes, or what a shell offers for it.
enum class Takes { Nothing, Text, File, Choice };

struct Option {
  char letter = 0;        // -o; 0: none
  std::string_view name;  // --output, without the dashes
  Takes takes = Takes::Nothing;
  std::string_view value;  // how the value is called: "FILE"
  std::string_view doc;
  std::span<const std::string_view> choices = {};  // of Takes::Choice
};

struct OptionGroup {
  std::string_view title;
  std::span<const Option> options;
};

struct Example {
  std::string_view line;  // what to type
  std::string_view doc;
};

class Invocation;

struct Command {
  std::string_view name;     // empty: what runs without a command
  std::string_view operand;  // "FILE"; in brackets if it may be missing; with "..." any number; empty: none
  Takes operand_takes = Takes::File;
  std::span<const std::string_view> operand_choices = {};
  std::string_view summary;      // one line
  std::string_view description;  // paragraphs
  std::span<const OptionGroup> groups = {};
  std::span<const Example> examples = {};
  Exit (*run)(const Invocation&) = nullptr;
};

/// A parsed command line.
class Invocation {
 public:
  Invocation(const Command& command, std::span<const Command> all) : command_(&command), all_(all) {}

  const Command& command() const { return *command_; }
  std::span<const Command> all() const { return all_; }
  const std::vector<std::string>& operands() const { return operands_; }
  bool has(std::string_view option) const { return values_.find(option) != values_.end(); }
  /// All values of an option, in the order given.
  std::vector<std::string> values(std::string_view option) const;
  /// The last value, or null.
  const std::string* value(std::string_view option) const;

  /// The command line as the program was given it; null if it is not the program's own.
  char** arguments() const { return arguments_; }
  void set_arguments(char** arguments) { arguments_ = arguments; }

  void add_value(std::string_view option, std::string value) { values_[option].push_back(std::move(value)); }
  void add_operand(std::string operand) { operands_.push_back(std::move(operand)); }

 private:
  const Command* command_;
  std::span<const Command> all_;
  std::vector<std::string> operands_;
  char** arguments_ = nullptr;
  std::map<std::string_view, std::vector<std::string>> values_;
};

}  // namespace shapewise::cli
