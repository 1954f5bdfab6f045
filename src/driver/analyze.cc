// The passes from text to graph, as a table of contents.
#include "driver/analyze.h"

#include <fmt/format.h>
#include <set>
#include <tuple>

#include "base/check.h"
#include "driver/options.h"
#include "driver/python.h"
#include "driver/reader.h"
#include "driver/text.h"
#include "import/reading.h"

namespace shapewise::driver {
namespace {

void no_reader(Format format, const source::SourceFile& file, diag::Sink& sink) {
  auto& d = sink.error(diag::Kind::Syntax, file.range(0, 0),
                       fmt::format("this version does not read the format '{}'", name(format)));
  d.label = "looks like it";
}

/// What is wrong at one place with one layer is said once, however often the layer is called or made there.
diag::Sink say_once(const diag::Sink& found) {
  std::set<std::tuple<diag::Kind, std::int32_t, std::int32_t, std::int32_t, std::string_view>> said;
  diag::Sink sink;
  for (const diag::Diagnostic& d : found.all()) {
    if (said.emplace(d.kind, d.range.file.index, d.range.begin, d.range.end, d.message).second) sink.add(d);
  }
  return sink;
}

}  // namespace

Analysis analyze(const Request& request) {
  Analysis analysis;
  diag::Sink& sink = analysis.diagnostics;
  const source::SourceFile& file = analysis.sources.add(request.path, request.text);

  // What the command line says beside the text.
  sym::Assignment values = read_sets(request.sets, analysis.sources, sink);
  read_facts(request.facts, values, analysis.sources, sink, analysis.graph.facts);
  import::Inputs inputs = read_inputs(request.inputs, values, analysis.sources, sink);
  inputs.place = file.range(0, 0);

  // The text itself.
  if (!check_text(file, request.limits, sink)) return analysis;
  Format format = request.format == Format::Detect ? detect(file.path(), file.text()) : request.format;
  analysis.format = format;
  if (format == Format::Python) {
    read_python(request, file, values, inputs, analysis);
  } else if (const Reader* reader = find_reader(format)) {
    layer::Builder builder(analysis.graph, sink, request.training);
    reader->read({file, request.limits, values, inputs, builder});
  } else {
    no_reader(format, file, sink);
  }
  sink = say_once(sink);
  if (inputs.default_used) analysis.input_origin = "taken from the layers";
  CHECK(ir::verify(analysis.graph).empty());
  return analysis;
}

}  // namespace shapewise::driver
