// `shapewise compare FILE`: convolutions against fully connected layers, or the network with and without some layers,
// or with others in their place.
#include <algorithm>
#include <fmt/format.h>

#include "analysis/rebuild.h"
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
    {0, "replace", Takes::Text, "WHAT=LAYERS",
     "compare with the network that has LAYERS in the place of WHAT; a ? in them is the size that fits; may be "
     "repeated"},
    {'f', "format", Takes::Choice, "FORMAT", "text, or svg: the parameters by the image's side as a plot", kFormats},
};

constexpr Example kExamples[] = {
    {"shapewise compare net.py", "what convolutions save against fully connected layers"},
    {"shapewise compare -e 'Conv2d(1, 1, 2)' -i 1,1,3,3 --matrix", "a convolution as a matrix"},
    {"shapewise compare net.py --without pool", "what pooling is for"},
    {"shapewise compare net.py --replace 'pool=Conv2d(?, ?, 2, stride=2)'", "strided convolutions instead of pooling"},
    {"shapewise compare net.py --replace 'conv2=Conv2d(?, ?, 3, padding=1, groups=?), Conv2d(?, ?, 1)'",
     "a depthwise-separable convolution in the place of a layer"},
    {"shapewise compare net.py --format svg -o law.svg", "how the numbers grow with the image"},
};

/// The calls that are meant by "pool" or by the path, number or type of layers.
Result<std::vector<int>> calls_of(const report::Report& report, const std::string& what) {
  std::vector<int> calls;
  std::vector<const report::Layer*> named = report::find_layers(report, what);
  for (std::size_t i = 0; i < report.layers.size(); ++i) {
    const report::Layer& layer = report.layers[i];
    bool meant = what == "pool" ? layer.pooling : std::find(named.begin(), named.end(), &layer) != named.end();
    if (meant) calls.push_back(static_cast<int>(i));
  }
  if (calls.empty()) return fail(fmt::format("there is no layer '{}' to leave out or to replace", what));
  return calls;
}

/// "Conv2d(?, ?, 2, stride=2), ReLU": read as a list, with a name for what is open.
Result<std::vector<analysis::NewLayer>> layers_of(std::string text) {
  for (std::size_t at = text.find('?'); at != std::string::npos; at = text.find('?', at)) {
    text.replace(at, 1, analysis::kOpen);
  }
  driver::Request request;
  request.format = driver::Format::List;
  request.text = text;
  request.symbols = {std::string(analysis::kOpen)};
  driver::Analysis analysis = driver::analyze(request);
  std::vector<analysis::NewLayer> layers;
  for (const ir::Module& module : analysis.graph.modules) {
    if (module.failed)
      return fail(fmt::format("'{}' is no layer: {}", text, analysis.diagnostics.all().front().message));
    if (module.op.valid()) layers.push_back(analysis::layer_like(module));
  }
  if (layers.empty()) return fail(fmt::format("'{}' has no layer in it", text));
  return layers;
}

Result<analysis::Change> change_of(const Invocation& invocation, const report::Report& report) {
  analysis::Change change;
  change.removed.resize(report.layers.size());
  for (const std::string& what : invocation.values("without")) {
    if (what == "stride" || what == "strides") {
      change.unit_strides = true;
      continue;
    }
    auto calls = calls_of(report, what);
    if (!calls) return tl::unexpected(calls.error());
    for (int call : *calls) change.removed[static_cast<std::size_t>(call)] = true;
  }
  for (const std::string& text : invocation.values("replace")) {
    std::size_t equals = text.find('=');
    if (equals == std::string::npos)
      return fail("--replace takes WHAT=LAYERS, such as 'pool=Conv2d(?, ?, 2, stride=2)'");
    auto calls = calls_of(report, text.substr(0, equals));
    if (!calls) return tl::unexpected(calls.error());
    auto layers = layers_of(text.substr(equals + 1));
    if (!layers) return tl::unexpected(layers.error());
    for (int call : *calls) change.replaced[call] = *layers;
  }
  return change;
}

Result<std::string> changed(const Invocation& invocation, const Network& network, const report::View& view) {
  auto change = change_of(invocation, network.report);
  if (!change) return tl::unexpected(change.error());
  analysis::Rebuilt rebuilt = analysis::rebuild(network.analysis.graph, *change, in_training(invocation));
  report::Report after = report::build(network.report.title, rebuilt.graph, {}, network.analysis.sources);
  std::vector<std::vector<int>> places;
  for (const std::vector<ir::NodeId>& nodes : rebuilt.nodes) {
    std::vector<int>& here = places.emplace_back();
    for (ir::NodeId node : nodes) here.push_back(node.index);
  }
  std::string text = report::changes_table(network.report, after, places, view);
  for (const analysis::Refitted& layer : rebuilt.refitted) {
    text += fmt::format("{}: {} {}, then {}\n", diag::printable(network.analysis.graph[layer.module].path), layer.param,
                        sym::to_text(layer.before, view.style()), sym::to_text(layer.after, view.style()));
  }
  if (!rebuilt.problem.empty())
    text += fmt::format("Behind the change the network does not work: {}\n", rebuilt.problem);
  return text;
}

Result<std::string> compare(const Invocation& invocation, const Network& network) {
  auto view = view_of(invocation, Stream::Out);
  if (!view) return tl::unexpected(view.error());
  if (invocation.has("without") || invocation.has("replace")) return changed(invocation, network, *view);
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
