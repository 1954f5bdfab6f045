// The check as one JSON document, in the format that docs/check_json.md describes.
#include "check/formats.h"
#include "report/json_writer.h"

namespace shapewise::check {
namespace {

class Json : private report::JsonWriter {
 public:
  std::string write(std::span<const FileResult> results) {
    object([&] {
      number("schema", 1);
      array("files", results, [&](const FileResult& result) { object([&] { file(result); }); });
      object("totals", [&] { totals(count(results)); });
    });
    return document();
  }

 private:
  void totals(const Totals& totals) {
    number("files", totals.files);
    number("examined", totals.examined);
    number("networks", totals.networks);
    number("analysed", totals.analysed);
    number("complete", totals.complete);
    number("errors", totals.errors);
    number("warnings", totals.warnings);
    number("notes", totals.notes);
  }

  void file(const FileResult& result) {
    text("path", result.path);
    flag("examined", result.examined);
    array("networks", result.networks, [&](const NetworkResult& network) { object([&] { this->network(network); }); });
    array("diagnostics", result.findings, [&](const Finding& f) { object([&] { finding(result, f); }); });
    array("gaps", result.gaps, [&](const std::string& gap) { string(gap); });
  }

  void network(const NetworkResult& network) {
    text("target", network.target);
    number("line", network.line);
    key("skipped");
    network.skipped.empty() ? static_cast<void>(writer_.Null()) : string(network.skipped);
    number("layers", network.layers);
    expression("parameters", network.parameters);
    expression("macs", network.macs);
    array("gaps", network.gaps, [&](const std::string& gap) { string(gap); });
  }

  /// Null where there is no such place.
  void place(const FileResult& result, source::Range range) {
    Place place = place_of(result.sources, range);
    auto member = [&](std::string_view name, int value) {
      key(name);
      place.line > 0 ? writer_.Int(value) : writer_.Null();
    };
    key("file");
    place.line > 0 ? string(place.file) : static_cast<void>(writer_.Null());
    member("line", place.line);
    member("column", place.column);
    member("end_line", place.end_line);
    member("end_column", place.end_column);
  }

  void finding(const FileResult& result, const Finding& finding) {
    const diag::Diagnostic& d = finding.diagnostic;
    text("kind", finding.name);
    text("severity", diag::name(d.severity));
    text("message", d.message);
    place(result, d.range);
    text("label", d.label);
    array("labels", d.labels, [&](const diag::Label& label) {
      object([&] {
        text("message", label.text);
        place(result, label.range);
      });
    });
    text("cause", d.cause);
    array("notes", d.notes, [&](const std::string& note) { string(note); });
    array("fixes", d.fixes, [&](const diag::Fix& fix) {
      object([&] {
        text("title", fix.title);
        flag("sure", fix.sure);
        array("edits", fix.edits, [&](const diag::Edit& edit) {
          object([&] {
            place(result, edit.range);
            text("text", edit.text);
          });
        });
      });
    });
  }
};

}  // namespace

std::string json(std::span<const FileResult> results) { return Json().write(results); }

}  // namespace shapewise::check
