// `shapewise explain FILE`: the arithmetic of every layer.
#include "report/explain.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/network.h"
#include "cli/options.h"
#include "cli/parse.h"
#include "report/documents.h"
#include "report/reconcile.h"

namespace shapewise::cli {
namespace {

constexpr std::string_view kLevels[] = {"brief", "full"};
constexpr std::string_view kFormats[] = {"text", "latex"};

constexpr Option kWhat[] = {
    {'l', "layer", Takes::Text, "NAME",
     "only this layer: its path (layer2.0.conv1), its number, its type, or a module that holds layers"},
    {0, "level", Takes::Choice, "LEVEL", "full, or brief: only the numbers and their results", kLevels},
    {'f', "format", Takes::Choice, "FORMAT", "text, or latex: a sheet as a worksheet's solution", kFormats},
    {0, "standalone", Takes::Nothing, "", "of latex: a document that compiles"},
};

constexpr Example kExamples[] = {
    {"shapewise explain net.py", "the worked solution of every layer"},
    {"shapewise explain net.py --layer layer2.0.conv1", "of one layer"},
    {"shapewise explain net.py --convention all", "why other tools give other figures"},
    {"shapewise explain -e 'Conv2d(3, 16, 5, stride=2)' -i N,3,64,64", "of a single layer"},
};

Error no_such_layer(const report::Report& report, const std::string& name) {
  std::vector<std::string_view> paths;
  for (const report::Layer& layer : report.layers) paths.push_back(layer.path);
  return {fmt::format("there is no layer '{}'{}", name, did_you_mean(name, paths))};
}

Result<std::string> explain(const Invocation& invocation, const Network& network) {
  const report::Report& report = network.report;
  auto view = view_of(invocation, Stream::Out);
  if (!view) return tl::unexpected(view.error());
  const std::string* tool = invocation.value("convention");
  if (tool != nullptr && *tool == "all") {
    return report::to_text(report::reconcile(report.title, network.analysis.graph), *view);
  }
  const std::string* level = invocation.value("level");
  view->brief = level != nullptr && *level == "brief";
  const std::string* format = invocation.value("format");
  if (format != nullptr && *format == "latex") {
    return report::latex_sheet(report, invocation.has("standalone"), *view);
  }
  if (!invocation.has("layer")) return report::explain(report, *view);
  std::string text;
  for (const std::string& name : invocation.values("layer")) {
    std::vector<const report::Layer*> layers = report::find_layers(report, name);
    if (layers.empty()) return tl::unexpected(no_such_layer(report, name));
    for (const report::Layer* layer : layers)
      text += (text.empty() ? "" : "\n") + report::explain(report, *layer, *view);
  }
  return text;
}

Exit run(const Invocation& invocation) {
  return present(invocation, [&](const Network& network) { return explain(invocation, network); });
}

}  // namespace

Command explain_command() {
  static const OptionGroup groups[] = {{"Network", network_options()},
                                       {"Solution", kWhat},
                                       {"Counting", convention_options()},
                                       {"Output", text_options()},
                                       {"General", general_options()}};
  return {
      .name = "explain",
      .operand = "FILE",
      .summary = "Show the worked solution of every layer.",
      .description =
          "For each call the formula of its output sizes, of its parameters, its multiply-adds, its fully connected "
          "equivalent and its receptive field, with the numbers put in, and the result.",
      .groups = groups,
      .examples = kExamples,
      .run = run};
}

}  // namespace shapewise::cli
