// Comments come from the parser, so that strings that look like comments are none.
#include "check/ignore.h"

#include <algorithm>
#include <fmt/format.h>

#include "config/config.h"
#include "python/parse.h"

namespace shapewise::check {
namespace {

constexpr std::string_view kMark = "shapewise:";
constexpr std::string_view kIgnore = "ignore";

std::string_view trimmed(std::string_view text) {
  std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// "a, b" of "[a, b] because"; none if there are no brackets.
std::vector<std::string> names_of(std::string_view rest) {
  std::vector<std::string> names;
  std::size_t close = rest.find(']');
  if (!rest.starts_with('[') || close == std::string_view::npos) return names;
  for (std::string_view list = rest.substr(1, close - 1); !list.empty();) {
    std::size_t end = std::min(list.find(','), list.size());
    names.emplace_back(trimmed(list.substr(0, end)));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return names;
}

bool is_on(const Ignore& ignore, const source::SourceMap& sources, source::Range range) {
  return range.valid() && ignore.range.file == range.file && sources[range.file].line_of(range.begin) == ignore.line;
}

/// A comment counts at each line that the finding marks: a shape error marks the call and the argument that is wrong.
bool covers(const Ignore& ignore, const source::SourceMap& sources, const rules::Finding& finding) {
  const diag::Diagnostic& d = finding.diagnostic;
  bool marked = is_on(ignore, sources, d.range) ||
                std::any_of(d.labels.begin(), d.labels.end(),
                            [&](const diag::Label& label) { return is_on(ignore, sources, label.range); });
  return marked && (ignore.names.empty() ||
                    std::find(ignore.names.begin(), ignore.names.end(), finding.name) != ignore.names.end());
}

}  // namespace

std::vector<Ignore> read_ignores(const source::SourceFile& file) {
  std::vector<Ignore> ignores;
  if (file.text().find(kMark) == std::string_view::npos) return ignores;
  python::Names names;
  Arena arena;
  diag::Sink errors;
  for (source::Range comment : python::parse(file, names, arena, errors).comments) {
    std::string_view text = file.slice(comment);
    std::size_t at = text.find(kMark);
    std::string_view word = at == std::string_view::npos ? "" : trimmed(text.substr(at + kMark.size()));
    if (!word.starts_with(kIgnore)) continue;
    int line = file.line_of(comment.begin);
    std::string_view before =
        file.line(line).substr(0, static_cast<std::size_t>(comment.begin - file.line_start(line)));
    bool alone = trimmed(before).empty();
    ignores.push_back({comment, alone ? line + 1 : line, names_of(word.substr(kIgnore.size())), false});
  }
  return ignores;
}

void apply_ignores(const source::SourceMap& sources, std::vector<rules::Finding>& findings,
                   std::vector<Ignore>& ignores) {
  std::erase_if(findings, [&](const rules::Finding& finding) {
    auto found = std::find_if(ignores.begin(), ignores.end(),
                              [&](const Ignore& ignore) { return covers(ignore, sources, finding); });
    if (found == ignores.end()) return false;
    found->used = true;
    return true;
  });
}

void report_unused(const std::vector<Ignore>& ignores, std::vector<rules::Finding>& findings) {
  for (const Ignore& ignore : ignores) {
    if (ignore.used) continue;
    diag::Diagnostic d;
    d.severity = diag::Severity::Warning;
    d.range = ignore.range;
    d.message = "this comment ignores nothing";
    d.label = ignore.names.empty() ? "nothing is found on its line" : "no such finding on its line";
    for (const std::string& name : ignore.names) {
      if (auto known = config::check_rule_name(name); !known) d.notes.push_back(known.error().message);
    }
    findings.push_back({"unused-ignore", std::move(d)});
  }
}

}  // namespace shapewise::check
