// `shapewise compare FILE`: convolutions against fully connected layers, or the network with and without some layers.
#include <algorithm>
#include <fmt/format.h>

#include "analysis/without.h"
#include "cli/commands.h"
#include "cli/network.h"
#include "cli/options.h"
#include "diag/text.h"
#include "report/comparison.h"
#include "report/explain.h"

namespace shapewise::cli {
namespace {

constexpr std::string_view kFormats[] = {"text", "svg"};

constexpr Option kWhat[] = {
    {0, "matrix", Takes::Nothing, "",
     "show the matrix of each small convolution, and prove that it is the convolution"},
    {0, "without", Takes::Text, "WHAT",
     "compare with the network without WHAT: pool, stride, or the path, number or type of layers; may be repeated"},
    {'f', "format", Takes::Choice, "FORMAT", "text, or svg: the parameters by the image's side as a plot", kFormats},
};

constexpr Example kExamples[] = {
    {"shapewise compare net.py", "what convolutions save against fully connected layers"},
    {"shapewise compare -e 'Conv2d(1, 1, 2)' -i 1,1,3,3 --matrix", "a convolution as a matrix"},
    {"shapewise compare net.py --without pool", "what pooling is for"},
    {"shapewise compare net.py --format svg -o law.svg", "how the numbers grow with the image"},
};

bool is_pooling(const report::Layer& layer) {
  return layer.type.find("Pool") != std::string::npos || layer.type.find("_pool") != std::string::npos;
}

Result<analysis::Change> change_of(const Invocation& invocation, const report::Report& report) {
  analysis::Change change{std::vector<bool>(report.layers.size()), false};
  for (const std::string& what : invocation.values("without")) {
    if (what == "stride" || what == "strides") {
      change.unit_strides = true;
      continue;
    }
    bool found = false;
    std::vector<const report::Layer*> named = report::find_layers(report, what);
    for (std::size_t i = 0; i < report.layers.size(); ++i) {
      const report::Layer& layer = report.layers[i];
      bool meant = what == "pool" ? is_pooling(layer) : std::find(named.begin(), named.end(), &layer) != named.end();
      if (meant) change.removed[i] = found = true;
    }
    if (!found) return fail(fmt::format("there is no layer '{}' to leave out", what));
  }
  return change;
}

Result<std::string> without(const Invocation& invocation, const Network& network, const report::View& view) {
  auto change = change_of(invocation, network.report);
  if (!change) return tl::unexpected(change.error());
  analysis::Without rebuilt = analysis::rebuild(network.analysis.graph, *change, invocation.has("train"));
  report::Report after = report::build(network.report.title, rebuilt.graph, {}, network.analysis.sources);
  std::vector<int> places;
  for (ir::NodeId node : rebuilt.nodes) places.push_back(node.index);
  std::string text = report::changes_table(network.report, after, places, view);
  for (const analysis::Refitted& layer : rebuilt.refitted) {
    text += fmt::format("{}: {} {}, then {}\n", diag::printable(layer.path), layer.param,
                        sym::to_text(layer.before, view.style()), sym::to_text(layer.after, view.style()));
  }
  if (!rebuilt.problem.empty())
    text += fmt::format("Behind the change the network does not work: {}\n", rebuilt.problem);
  return text;
}

Result<std::string> compare(const Invocation& invocation, const Network& network) {
  auto view = view_of(invocation, Stream::Out);
  if (!view) return tl::unexpected(view.error());
  if (invocation.has("without")) return without(invocation, network, *view);
  report::Comparison comparison = report::compare_dense(network.analysis.graph, invocation.has("matrix"));
  const std::string* format = invocation.value("format");
  if (format != nullptr && *format == "svg") return report::law_plot(comparison, network.report);
  return report::to_text(comparison, network.report, *view);
}

Exit run(const Invocation& invocation) {
  return present(invocation, [&](const Network& network) { return compare(invocation, network); });
}

}  // namespace

Command compare_command() {
  static const OptionGroup groups[] = {{"Network", network_options()},
                                       {"Comparison", kWhat},
                                       {"Output", text_options()},
                                       {"General", general_options()}};
  return {
      .name = "compare",
      .operand = "FILE",
      .summary = "Compare convolutions with fully connected layers, or a network with and without layers.",
      .description =
          "For each convolution the parameters of the fully connected layer in its place, the connections that it has "
          "(border effects counted), how often it uses each weight, and how both grow with the image.",
      .groups = groups,
      .examples = kExamples,
      .run = run};
}

}  // namespace shapewise::cli
