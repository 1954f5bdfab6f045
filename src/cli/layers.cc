// `shapewise layers [NAME]`: the layers that are known, and one of them with its examples worked.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/parse.h"
#include "diag/emitter.h"
#include "driver/analyze.h"
#include "report/explain.h"
#include "report/reference.h"

namespace shapewise::cli {
namespace {

constexpr cli::Example kExamples[] = {
    {"shapewise layers", "all of them"},
    {"shapewise layers Conv2d", "signature, rules and worked examples of one"},
    {"shapewise layers F.interpolate", "of a function"},
};

driver::Analysis analyse(std::string_view expression, std::string_view inputs) {
  driver::Request request;
  request.path = "<example>";
  request.text = expression;
  request.format = driver::Format::List;
  while (!inputs.empty()) {
    std::size_t end = std::min(inputs.find(';'), inputs.size());
    request.inputs.emplace_back(inputs.substr(0, end));
    inputs.remove_prefix(std::min(end + 1, inputs.size()));
  }
  return driver::analyze(request);
}

/// The examples of a layer, worked, and those that it rejects, with what it says.
std::string examples(const layer::Spec& spec, const report::View& view) {
  std::string text;
  for (const layer::Example& example : spec.examples) {
    driver::Analysis analysis = analyse(example.expr, example.input);
    report::Report report = report::build("", analysis.graph, analysis.diagnostics, analysis.sources);
    for (const report::Layer& layer : report.layers) text += report::explain(report, layer, view) + "\n";
  }
  diag::EmitOptions options;
  options.color = view.color;
  options.ascii = view.ascii;
  for (const layer::Rejected& rejected : spec.rejected) {
    driver::Analysis analysis = analyse(rejected.expr, rejected.input);
    for (const diag::Diagnostic& d : analysis.diagnostics.all())
      text += diag::emit(d, analysis.sources, options) + "\n";
  }
  return text;
}

Exit run(const Invocation& invocation) {
  auto view = view_of(invocation, Stream::Out);
  if (!view) return complain(view.error().message);
  std::string text;
  if (invocation.operands().empty()) {
    text = report::list_layers(*view);
  } else {
    const std::string& name = invocation.operands().front();
    std::vector<const layer::Spec*> specs = report::find_specs(name);
    if (specs.empty()) {
      return complain(
          fmt::format("there is no layer or function '{}'{}", name, did_you_mean(name, report::layer_names())));
    }
    for (const layer::Spec* spec : specs) text += report::describe(*spec, *view) + examples(*spec, *view);
  }
  auto done = deliver(invocation, text);
  return done ? kClean : complain(done.error().message);
}

}  // namespace

Command layers_command() {
  static const OptionGroup groups[] = {{"Output", text_options()}, {"General", general_options()}};
  return {.name = "layers",
          .operand = "[NAME]",
          .operand_takes = Takes::Text,
          .summary = "List the layers that are known, or show one.",
          .description =
              "With NAME, the signature, the parameters, the shape rule, the worked examples and the mistakes that are "
              "found.",
          .groups = groups,
          .examples = kExamples,
          .run = run};
}

}  // namespace shapewise::cli
