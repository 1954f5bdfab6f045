// Findings in the manner of a compiler, then a summary line, and on request every network and every gap.
#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "base/counted.h"
#include "check/formats.h"
#include "report/numbers.h"

namespace shapewise::check {
namespace {

std::string summary(const Totals& totals, bool all) {
  std::string found;
  auto add = [&](int count, std::string_view what) {
    if (count > 0) found += (found.empty() ? "" : ", ") + counted(count, what);
  };
  add(totals.errors, "error");
  add(totals.warnings, "warning");
  add(totals.notes, "note");
  if (found.empty() && totals.networks == 0)
    return fmt::format("no networks found ({} read)\n", counted(totals.files, "file"));
  if (found.empty()) found = "no problems";
  std::string text =
      fmt::format("{} in {} of {}", found, counted(totals.analysed, "network"), counted(totals.files, "file"));
  int skipped = totals.networks - totals.analysed;
  int gaps = totals.analysed - totals.complete;
  if (gaps > 0) text += fmt::format("; {} only partly understood", counted(gaps, "network"));
  if (skipped > 0) text += fmt::format("; {} skipped", counted(skipped, "network"));
  if (gaps + skipped > 0 && !all) text += " (--all shows why)";
  return text + "\n";
}

std::string network_line(const NetworkResult& network) {
  if (!network.skipped.empty()) return fmt::format("skipped: {}", network.skipped);
  std::string text = counted(network.layers, "layer");
  if (network.parameters) {
    text += fmt::format(", {} parameters", report::grouped(*network.parameters, sym::Style::Unicode));
  }
  if (network.macs) text += fmt::format(", {} multiply-adds", report::scaled(*network.macs, sym::Style::Unicode));
  return text;
}

std::string networks(const FileResult& result) {
  std::string text;
  for (const std::string& gap : result.gaps) text += fmt::format("{}: not known: {}\n", result.path, gap);
  for (const NetworkResult& network : result.networks) {
    std::string place = network.target.empty() ? "" : fmt::format(":{}: {}", network.line, network.target);
    text += fmt::format("{}{}: {}\n", result.path, place, network_line(network));
    for (const std::string& gap : network.gaps) text += fmt::format("    not known: {}\n", gap);
  }
  return text;
}

}  // namespace

std::string text(std::span<const FileResult> results, const diag::EmitOptions& options, bool all) {
  std::string text;
  for (const FileResult& result : results) {
    for (const Finding& f : result.findings) {
      text += diag::emit(f.diagnostic, result.sources, options, f.name) + "\n";
    }
  }
  for (const FileResult& result : results) {
    if (all) text += networks(result);
  }
  return text + summary(count(results), all);
}

}  // namespace shapewise::check
