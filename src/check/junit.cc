// JUnit's XML as Jenkins, GitLab and others read it (schema: the xUnit plugin's junit-10.xsd). A file is a suite; its
// networks are cases. What belongs to no network is a case of the file's own.
#include <algorithm>
#include <fmt/format.h>

#include "check/formats.h"
#include "diag/text.h"

namespace shapewise::check {
namespace {

/// Text for XML: characters that XML 1.0 cannot hold are replaced.
std::string xml(std::string_view text) {
  std::string result;
  for (char c : diag::printable(text)) {
    switch (c) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      default: result += c;
    }
  }
  return result;
}

std::string lines(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    std::size_t end = std::min(text.find('\n'), text.size());
    result += xml(text.substr(0, end)) + "\n";
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

std::string failures(const FileResult& result) {
  std::string text;
  for (const Finding& finding : result.findings) {
    const diag::Diagnostic& d = finding.diagnostic;
    if (d.severity != diag::Severity::Error) continue;
    text += fmt::format("      <failure message=\"{}\" type=\"{}\">\n{}      </failure>\n", xml(d.message),
                        xml(finding.name), lines(diag::emit(d, result.sources, {}, finding.name)));
  }
  return text;
}

std::string remarks(const FileResult& result) {
  std::string text;
  for (const Finding& finding : result.findings) {
    const diag::Diagnostic& d = finding.diagnostic;
    if (d.severity != diag::Severity::Error) text += lines(diag::emit(d, result.sources, {}, finding.name));
  }
  return text.empty() ? text : fmt::format("      <system-out>\n{}      </system-out>\n", text);
}

std::string one_case(const FileResult& result, std::string_view name, const std::string& body) {
  return fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"0\">\n{}    </testcase>\n", xml(result.path),
                     xml(name), body);
}

}  // namespace

std::string junit(std::span<const FileResult> results) {
  std::string suites;
  for (const FileResult& result : results) {
    if (!result.examined) continue;
    // Findings are those of the file: several networks share the lines they stand in.
    std::string failed = failures(result);
    std::string cases = one_case(result, "findings", failed + remarks(result));
    int skipped = 0;
    for (const NetworkResult& network : result.networks) {
      skipped += network.skipped.empty() ? 0 : 1;
      std::string body =
          network.skipped.empty() ? "" : fmt::format("      <skipped message=\"{}\"/>\n", xml(network.skipped));
      cases += one_case(result, network.target.empty() ? result.path : network.target, body);
    }
    suites += fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\" time=\"0\">\n{}  "
        "</testsuite>\n",
        xml(result.path), result.networks.size() + 1, failed.empty() ? 0 : 1, skipped, cases);
  }
  return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n{}</testsuites>\n", suites);
}

}  // namespace shapewise::check
