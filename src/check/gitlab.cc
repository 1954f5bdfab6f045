// GitLab's Code Quality report: the subset of Code Climate's format that GitLab reads
// (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format).
#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "check/formats.h"
#include "report/json_writer.h"

namespace shapewise::check {
namespace {

/// FNV-1a: the same for the same finding, wherever its lines move to.
std::string fingerprint(std::string_view path, const Finding& finding, int repeated) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const std::string& part :
       {std::string(path), std::string(finding.name), finding.diagnostic.message, std::to_string(repeated)}) {
    for (char c : part + '\n') hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3;
  }
  return fmt::format("{:016x}", hash);
}

std::string_view severity(diag::Severity severity) {
  switch (severity) {
    case diag::Severity::Error: return "major";
    case diag::Severity::Warning: return "minor";
    case diag::Severity::Note: return "info";
  }
  return "major";
}

class GitLab : private report::JsonWriter {
 public:
  std::string write(std::span<const FileResult> results) {
    writer_.StartArray();
    for (const FileResult& result : results) {
      for (const Finding& f : result.findings) object([&] { finding(result, f); });
    }
    writer_.EndArray();
    return document();
  }

 private:
  void finding(const FileResult& result, const Finding& finding) {
    const diag::Diagnostic& d = finding.diagnostic;
    Place place = place_of(result.sources, d.range);
    std::string path = place.line > 0 ? place.file : result.path;
    while (path.starts_with("./")) path.erase(0, 2);
    int& repeated = repeated_[path + '\n' + std::string(finding.name) + '\n' + d.message];
    text("description", d.label.empty() ? d.message : fmt::format("{}: {}", d.message, d.label));
    text("check_name", finding.name);
    text("fingerprint", fingerprint(path, finding, repeated++));
    text("severity", severity(d.severity));
    object("location", [&] {
      text("path", path);
      object("lines", [&] { number("begin", std::max(place.line, 1)); });
    });
  }

  std::map<std::string, int> repeated_;
};

}  // namespace

std::string gitlab(std::span<const FileResult> results) { return GitLab().write(results); }

}  // namespace shapewise::check
