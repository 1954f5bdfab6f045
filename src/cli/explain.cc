// `shapewise explain FILE`: the arithmetic of every layer.
#include "report/explain.h"

#include <fmt/format.h>

#include "analysis/pixel.h"
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
    {0, "pixel", Takes::Text, "PLACE",
     "with --layer: what the output element at PLACE, such as 3,5, sees of the input, and how much of it is padding"},
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

/// Numbers separated by commas; none if there is something else.
std::vector<Int> numbers(std::string_view text) {
  std::vector<Int> list;
  for (bool more = true; more;) {
    std::size_t end = std::min(text.find(','), text.size());
    auto number = parse_int(text.substr(0, end));
    if (!number || *number < 0) return {};
    list.push_back(*number);
    more = end < text.size();
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return list;
}

/// The last sizes of a tensor as numbers; none if they are not.
std::vector<Int> last_sizes(const ir::Tensor& tensor, std::size_t count) {
  std::vector<Int> sizes;
  int rank = tensor.shape ? tensor.shape->rank() : 0;
  int first = rank - static_cast<int>(count);
  for (int i = first; first >= 0 && i < rank; ++i) {
    if (auto size = (*tensor.shape)[i].constant()) sizes.push_back(*size);
  }
  return sizes.size() == count ? sizes : std::vector<Int>();
}

/// "Element (3,5) sees −1 to 6 and 11 to 18 of the input: 64 elements, 8 of them padding (12.50 %)".
Result<std::string> pixel(const report::Report& report, const report::Layer& layer, const std::string& written) {
  std::vector<Int> place = numbers(written);
  if (place.empty()) return fail(fmt::format("--pixel takes numbers such as 3,5, not '{}'", written));
  bool known = !report.inputs.empty() && !layer.outputs.empty();
  std::vector<Int> input = known ? last_sizes(report.inputs[0].tensor, place.size()) : std::vector<Int>();
  std::vector<Int> output = known ? last_sizes(layer.outputs[0], place.size()) : std::vector<Int>();
  for (std::size_t i = 0; i < output.size(); ++i) {
    if (place[i] < output[i]) continue;
    return fail(fmt::format("there is no element {} of {}", written, ir::to_text(layer.outputs[0])));
  }
  auto seen = output.empty() ? std::nullopt : analysis::seen_by(layer.field, place, input);
  if (!seen) return fail(fmt::format("the field of {} is no window of elements, or sizes are not known", layer.type));
  std::string axes;
  for (const analysis::SeenAxis& axis : seen->axes) {
    axes += fmt::format("{}{} to {}", axes.empty() ? "" : " and ", to_string(axis.from), to_string(axis.to));
  }
  Int padding = seen->elements - seen->inside;
  return fmt::format("   Element ({}) sees {} of the input: {} elements, {} of them padding ({:.2f} %)\n", written,
                     axes, to_string(seen->elements), to_string(padding),
                     100.0 * static_cast<double>(padding) / static_cast<double>(seen->elements));
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
    for (const report::Layer* layer : layers) {
      text += (text.empty() ? "" : "\n") + report::explain(report, *layer, *view);
      if (!invocation.has("pixel")) continue;
      auto seen = pixel(report, *layer, *invocation.value("pixel"));
      if (!seen) return seen;
      text += *seen;
    }
  }
  return text;
}

Exit run(const Invocation& invocation) {
  const std::string* format = invocation.value("format");
  if (invocation.has("standalone") && (format == nullptr || *format != "latex"))
    return complain("--standalone goes with --format latex");
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
