// Static Analysis Results Interchange Format 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/: what code hosts
// take. Every kind and rule is a reportingDescriptor, every finding a result.
#include <algorithm>
#include <cctype>
#include <fmt/format.h>

#include "check/formats.h"
#include "report/json_writer.h"
#include "rules/rule.h"

namespace shapewise::check {
namespace {

/// A path as a relative URI reference (RFC 3986).
std::string uri(std::string_view path) {
  while (path.starts_with("./")) path.remove_prefix(2);
  std::string text = path.starts_with('/') ? "file://" : "";
  for (char c : path) {
    bool plain =
        std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("-._~/").find(c) != std::string_view::npos;
    text += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return text;
}

class Sarif : private report::JsonWriter {
 public:
  std::string write(std::span<const FileResult> results, std::string_view version) {
    object([&] {
      text("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
      text("version", "2.1.0");
      key("runs");
      writer_.StartArray();
      object([&] { run(results, version); });
      writer_.EndArray();
    });
    return document();
  }

 private:
  void message(std::string_view name, std::string_view value) {
    object(name, [&] { text("text", value); });
  }

  void descriptor(std::string_view id, std::string_view summary, std::string_view level) {
    object([&] {
      text("id", id);
      message("shortDescription", summary);
      object("defaultConfiguration", [&] { text("level", level); });
    });
  }

  void run(std::span<const FileResult> results, std::string_view version) {
    object("tool", [&] {
      object("driver", [&] {
        text("name", "shapewise");
        text("semanticVersion", version);
        key("rules");
        writer_.StartArray();
        for (const diag::KindInfo& kind : diag::kinds()) {
          descriptor(kind.name, kind.summary, "error");
        }
        descriptor("budget", "The network costs more than its budget grants.", "error");
        descriptor("unused-ignore", "A comment ignores a finding that is not there.", "warning");
        for (rules::RuleFunction rule : rules::generated_rules()) descriptor(rule().name, rule().summary, "warning");
        writer_.EndArray();
      });
    });
    text("columnKind", "unicodeCodePoints");
    key("results");
    writer_.StartArray();
    for (const FileResult& result : results) {
      for (const Finding& f : result.findings) object([&] { finding(result, f); });
    }
    writer_.EndArray();
  }

  void region(std::string_view name, const Place& place) {
    object(name, [&] {
      number("startLine", place.line);
      number("startColumn", place.column);
      number("endLine", place.end_line);
      number("endColumn", place.end_column);
    });
  }

  void location(const FileResult& result, source::Range range, std::string_view label) {
    Place place = place_of(result.sources, range);
    object([&] {
      object("physicalLocation", [&] {
        object("artifactLocation", [&] { text("uri", uri(place.line > 0 ? place.file : result.path)); });
        if (place.line > 0) region("region", place);
      });
      if (!label.empty()) message("message", label);
    });
  }

  void finding(const FileResult& result, const Finding& finding) {
    const diag::Diagnostic& d = finding.diagnostic;
    text("ruleId", finding.name);
    text("level", diag::name(d.severity));
    std::string whole = d.message;
    if (!d.label.empty()) whole += ": " + d.label;
    for (const std::string& note : d.notes) whole += "\n" + note;
    if (!d.cause.empty()) whole += "\nlikely cause: " + d.cause;
    message("message", whole);
    key("locations");
    writer_.StartArray();
    location(result, d.range, "");
    writer_.EndArray();
    if (!d.labels.empty()) {
      array("relatedLocations", d.labels, [&](const diag::Label& label) { location(result, label.range, label.text); });
    }
    if (!d.fixes.empty())
      array("fixes", d.fixes, [&](const diag::Fix& fix) { object([&] { this->fix(result, fix); }); });
  }

  void fix(const FileResult& result, const diag::Fix& fix) {
    message("description", fix.sure ? fix.title : "perhaps: " + fix.title);
    array("artifactChanges", fix.edits, [&](const diag::Edit& edit) {
      Place place = place_of(result.sources, edit.range);
      object([&] {
        object("artifactLocation", [&] { text("uri", uri(place.file)); });
        key("replacements");
        writer_.StartArray();
        object([&] {
          region("deletedRegion", place);
          message("insertedContent", edit.text);
        });
        writer_.EndArray();
      });
    });
  }
};

}  // namespace

std::string sarif(std::span<const FileResult> results, std::string_view version) {
  return Sarif().write(results, version);
}

}  // namespace shapewise::check
