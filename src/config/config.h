// Configuration of a project: shapewise.toml, or the table [tool.shapewise] of pyproject.toml. docs/configuration.md
// describes the keys; a test holds it against the table of keys in config.cc.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/budget.h"
#include "diag/diagnostic.h"
#include "rules/rule.h"
#include "source/source.h"

namespace shapewise::config {

/// Levels by the names of rules and kinds of diagnostics. "all" stands for every rule that is not named.
using Levels = std::map<std::string, rules::Level, std::less<>>;

/// What is known of a network that cannot be seen in its text.
struct Network {
  std::string name;                 // "models/unet.py:UNet(3)", "UNet": its target, with or without its file
  std::vector<std::string> inputs;  // as --input gives them
  std::vector<std::string> sets;
  std::vector<std::string> facts;
  std::vector<Budget> budgets;
  std::optional<bool> training;
  bool skip = false;
};

struct Config {
  std::vector<std::string> roots;    // folders in which imports are looked for, from that of the file
  std::vector<std::string> exclude;  // patterns as in .gitignore
  Levels levels;
  std::vector<Budget> budgets;  // of every network
  bool training = false;
  std::vector<Network> networks;
};

/// A key that may stand in a table of the file.
struct Key {
  std::string_view table;  // "", "rules", "networks.*"
  std::string_view name;
  std::string_view type;  // in words: "a list of strings"
};
std::span<const Key> keys();

/// Reads the text of a configuration file. Mistakes are diagnostics, whose kind has no meaning, and what else the file
/// says counts all the same.
///   pyproject: only the table [tool.shapewise] is ours; without it nothing is read
Config read(const source::SourceFile& file, bool pyproject, diag::Sink& sink);
/// True if the file has such a table: a cheap look at its text.
bool is_configured(std::string_view pyproject);

/// True if it is a rule, a kind of diagnostic, or "all"; else the error says what may have been meant.
Result<void> check_rule_name(std::string_view name);

}  // namespace shapewise::config
