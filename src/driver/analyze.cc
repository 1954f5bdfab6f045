// The passes from text to graph, as a table of contents.
#include "driver/analyze.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/check.h"
#include "base/counted.h"
#include "driver/options.h"
#include "driver/python.h"
#include "driver/python_run.h"
#include "driver/reader.h"
#include "driver/repair.h"
#include "driver/text.h"
#include "import/reading.h"

namespace shapewise::driver {
namespace {

void no_reader(Format format, const source::SourceFile& file, diag::Sink& sink) {
  auto& d = sink.error(diag::Kind::Syntax, file.range(0, 0),
                       fmt::format("this version does not read the format '{}'", name(format)));
  d.label = "looks like it";
}

/// A block that is wrong is wrong wherever it is used, and an argument in every call: the same lines are at fault,
/// whatever the sizes are. The first label is at the argument.
bool is_same_mistake(const diag::Diagnostic& a, const diag::Diagnostic& b) {
  if (a.kind != b.kind || a.severity != b.severity) return false;
  bool same_call = a.range == b.range;
  if (a.labels.empty() || b.labels.empty() || !a.range.valid()) return same_call && a.message == b.message;
  return a.labels.front().range == b.labels.front().range && (same_call || a.message == b.message);
}

/// What is wrong at one place is said once, however often the layer is called or made there.
diag::Sink say_once(const diag::Sink& found) {
  std::vector<std::pair<diag::Diagnostic, int>> kept;  // and how often it is met beside
  for (const diag::Diagnostic& d : found.all()) {
    auto same = std::find_if(kept.begin(), kept.end(), [&](const auto& k) { return is_same_mistake(k.first, d); });
    if (same == kept.end()) {
      kept.emplace_back(d, 0);
    } else {
      ++same->second;
    }
  }
  diag::Sink sink;
  for (auto& [diagnostic, more] : kept) {
    if (more > 0 && !diagnostic.labels.empty())
      diagnostic.notes.push_back("the same goes wrong in " + counted(more, "more call"));
    sink.add(std::move(diagnostic));
  }
  return sink;
}

using Inputs = import::Inputs;

/// Reads what the command line says beside the text.
Inputs read_options(const Request& request, Analysis& analysis, sym::Assignment& values) {
  diag::Sink& sink = analysis.diagnostics;
  values = read_sets(request.sets, analysis.sources, sink);
  read_facts(request.facts, values, analysis.sources, sink, analysis.graph.facts);
  return read_inputs(request.inputs, values, analysis.sources, sink);
}

/// Only programs are called with more than tensors.
void refuse_structures(Inputs& inputs, diag::Sink& sink) {
  std::erase_if(inputs.given, [&](const import::InputSpec& input) {
    if (input.kind == import::InputSpec::Kind::Tensor) return false;
    sink.error(diag::Kind::InputSpec, input.range, "only networks in Python take lists, dicts and values").label =
        "expected a shape";
    inputs.rejected = true;
    return true;
  });
}

/// Opens a network in a binary form: its listing takes the place of the text. Null if the file is broken.
std::unique_ptr<import::Saved> open_saved(const Request& request, import::OpenSaved open, Analysis& analysis) {
  auto saved = open(request.bytes.empty() ? std::string_view(request.text) : request.bytes);
  analysis.sources.add(request.path, saved ? (*saved)->listing() : std::string());
  if (saved) return std::move(*saved);
  auto message = fmt::format("{}: {}", request.path, saved.error().message);
  analysis.diagnostics.error(diag::Kind::BrokenFile, {}, std::move(message));
  return nullptr;
}

void read_saved(const Request& request, import::OpenSaved open, Analysis& analysis) {
  std::unique_ptr<import::Saved> saved = open_saved(request, open, analysis);
  const source::SourceFile& file = analysis.sources[source::FileId{0}];
  sym::Assignment values;
  Inputs inputs = read_options(request, analysis, values);
  inputs.place = file.range(0, 0);
  if (saved == nullptr) return;
  refuse_structures(inputs, analysis.diagnostics);
  layer::Builder builder(analysis.graph, analysis.diagnostics, request.training);
  saved->build({file, request.limits, values, inputs, builder});
}

void read_text(const Request& request, Format format, Analysis& analysis) {
  diag::Sink& sink = analysis.diagnostics;
  PythonRuns* runs = request.runs != nullptr && request.runs->fit(request) ? request.runs : nullptr;
  if (runs != nullptr) {
    analysis.sources = runs->program().sources();
  } else {
    analysis.sources.add(request.path, request.text);
  }
  const source::SourceFile& file = analysis.sources[source::FileId{0}];
  sym::Assignment values;
  Inputs inputs = read_options(request, analysis, values);
  inputs.place = file.range(0, 0);
  if (!check_text(file, request.limits, sink)) {
    analysis.format = Format::Detect;
    return;
  }
  if (format == Format::Python) {
    read_python(request, runs, values, inputs, analysis);
  } else if (const Reader* reader = find_reader(format)) {
    refuse_structures(inputs, sink);
    layer::Builder builder(analysis.graph, sink, request.training);
    reader->read({file, request.limits, values, inputs, builder});
  } else {
    no_reader(format, file, sink);
  }
  if (inputs.default_used) analysis.input_origin = "taken from the layers";
}

Analysis analyze_once(const Request& request) {
  Analysis analysis;
  analysis.format = request.format == Format::Detect ? detect(request.path, request.text) : request.format;
  if (import::OpenSaved open = find_opener(analysis.format)) {
    read_saved(request, open, analysis);
  } else {
    read_text(request, analysis.format, analysis);
  }
  analysis.diagnostics = say_once(analysis.diagnostics);
  CHECK(ir::verify(analysis.graph).empty());
  return analysis;
}

}  // namespace

Analysis analyze(const Request& request) {
  Analysis analysis = analyze_once(request);
  bool editable = !is_binary(analysis.format);  // fixes are edits of a text
  if (editable && analysis.diagnostics.errors() > 0) offer_fixes(request, analysis, analyze_once);
  return analysis;
}

Census find_networks(const Request& request) {
  Census census;
  Analysis& analysis = census.file;
  analysis.format = request.format == Format::Detect ? detect(request.path, request.text) : request.format;
  if (import::OpenSaved open = find_opener(analysis.format)) {
    if (open_saved(request, open, analysis) != nullptr) census.networks.emplace_back();
    return census;
  }
  const source::SourceFile& file = analysis.sources.add(request.path, request.text);
  if (!check_text(file, request.limits, analysis.diagnostics)) return census;
  if (analysis.format == Format::Python) {
    find_in_python(request, census);
  } else {
    census.networks.push_back({"", "", file.range(0, 0)});
  }
  return census;
}

}  // namespace shapewise::driver
