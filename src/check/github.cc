// Workflow commands of GitHub Actions
// (https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions#setting-an-error-message).
#include <fmt/format.h>

#include "check/formats.h"

namespace shapewise::check {
namespace {

/// Characters that would end a message, or a property of a command.
std::string escaped(std::string_view text, bool property) {
  std::string result;
  for (char c : text) {
    if (c == '%') {
      result += "%25";
    } else if (c == '\r') {
      result += "%0D";
    } else if (c == '\n') {
      result += "%0A";
    } else if (property && c == ':') {
      result += "%3A";
    } else if (property && c == ',') {
      result += "%2C";
    } else {
      result += c;
    }
  }
  return result;
}

std::string_view command(diag::Severity severity) {
  return severity == diag::Severity::Note ? "notice" : diag::name(severity);
}

}  // namespace

std::string github(std::span<const FileResult> results) {
  std::string text;
  for (const FileResult& result : results) {
    for (const Finding& finding : result.findings) {
      const diag::Diagnostic& d = finding.diagnostic;
      Place place = place_of(result.sources, d.range);
      std::string where = fmt::format("file={}", escaped(place.line > 0 ? place.file : result.path, true));
      if (place.line > 0) {
        where += fmt::format(",line={},endLine={}", place.line, place.end_line);
        // GitHub takes columns only within one line.
        if (place.line == place.end_line) where += fmt::format(",col={},endColumn={}", place.column, place.end_column);
      }
      std::string message = d.message;
      if (!d.label.empty()) message += "\n" + d.label;
      for (const diag::Label& label : d.labels) {
        Place other = place_of(result.sources, label.range);
        message += fmt::format("\n{}:{}: {}", other.file, other.line, label.text);
      }
      for (const std::string& note : d.notes) message += "\nnote: " + note;
      if (!d.cause.empty()) message += "\nlikely cause: " + d.cause;
      for (const diag::Fix& fix : d.fixes) message += (fix.sure ? "\nhelp: " : "\nperhaps: ") + fix.title;
      text += fmt::format("::{} {},title=shapewise {}::{}\n", command(d.severity), where, escaped(finding.name, true),
                          escaped(message, false));
    }
  }
  return text;
}

}  // namespace shapewise::check
