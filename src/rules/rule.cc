// Running rules, and finding them by name.
#include "rules/rule.h"

namespace shapewise::rules {
namespace {

constexpr std::string_view kLevels[] = {"off", "note", "warning", "error"};

}  // namespace

std::string_view name(Level level) { return kLevels[static_cast<std::size_t>(level)]; }

std::optional<Level> find_level(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kLevels); ++i) {
    if (kLevels[i] == name) return static_cast<Level>(i);
  }
  return std::nullopt;
}

diag::Diagnostic& Finder::find(source::Range range, std::string message) {
  diag::Diagnostic diagnostic;
  diagnostic.severity = severity_;
  diagnostic.range = range;
  diagnostic.message = std::move(message);
  findings_.push_back({rule_, std::move(diagnostic)});
  return findings_.back().diagnostic;
}

const Rule* find_rule(std::string_view name) {
  for (RuleFunction rule : generated_rules()) {
    if (rule().name == name) return &rule();
  }
  return nullptr;
}

void run(const Rule& rule, Level level, Finder& finder) {
  if (level == Level::Off) return;
  finder.rule_ = rule.name;
  finder.severity_ = level == Level::Error     ? diag::Severity::Error
                     : level == Level::Warning ? diag::Severity::Warning
                                               : diag::Severity::Note;
  rule.check(finder);
}

}  // namespace shapewise::rules
