// `shapewise FILE`: the table of a network, or its report in another format.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/graphviz.h"
#include "cli/network.h"
#include "cli/options.h"
#include "cli/weights.h"
#include "driver/weights.h"
#include "report/documents.h"
#include "report/drawings.h"
#include "report/html.h"
#include "report/json.h"
#include "report/table.h"

namespace shapewise::cli {
namespace {

constexpr std::string_view kFormats[] = {"table", "json", "markdown", "csv", "latex", "html", "svg", "dot", "mermaid"};
constexpr std::string_view kStyles[] = {"graph", "blocks"};

constexpr Option kFormat[] = {
    {'f', "format", Takes::Choice, "FORMAT", "table, json, markdown, csv, latex, html, svg, dot or mermaid", kFormats},
    {0, "style", Takes::Choice, "STYLE",
     "of svg: graph (of the layers, laid out by Graphviz) or blocks (of the tensors)", kStyles},
    {0, "standalone", Takes::Nothing, "", "of latex: a document that compiles, not only the table"},
    {'c', "columns", Takes::Text, "NAMES",
     "columns of the table, separated by commas: index, layer, arguments, input, output, parameters, trainable, "
     "buffers, "
     "macs, memory, dense, field, source"},
};

constexpr Example kExamples[] = {
    {"shapewise net.py", "the table of a model, as its author wrote it"},
    {"shapewise layers.txt --input N,3,64,64", "a list of layers, one in each line"},
    {"shapewise -e 'Conv2d(3, 16, 3, padding=1)' -i N,3,H,W", "a single layer, for images of any size"},
    {"shapewise - -i 1,3,224,224 < model.txt", "what print(model) has printed"},
    {"shapewise model.onnx -i input=1x3x224x224", "a saved model: ONNX, or Keras (.keras, model.json)"},
    {"shapewise model.safetensors", "the tensors of a file of weights (.safetensors, .pt, .pth, .bin)"},
    {"shapewise net.py -N 32 --set H=224", "with numbers in the place of symbols"},
    {"shapewise net.py --format json", "for other programs"},
    {"shapewise net.py --format html -o net.html", "one page with table, graph and plots"},
    {"shapewise net.py --format svg --style blocks -o net.svg", "the figure that papers have"},
};

/// With the graph if Graphviz is at hand, else with the figure of blocks.
std::string html(const report::Report& report) {
  auto graph = draw_graph(report::dot(report));
  return report::html(report, graph ? *graph : report::block_figure(report));
}

Result<std::string> svg(const Invocation& invocation, const report::Report& report) {
  const std::string* style = invocation.value("style");
  if (style != nullptr && *style == "blocks") return report::block_figure(report);
  return draw_graph(report::dot(report));
}

Result<std::string> render(const Invocation& invocation, std::string_view format, const report::Report& report,
                           const std::vector<report::Column>& columns) {
  if (format == "json") return report::json(report);
  if (format == "markdown") return report::markdown(report, columns);
  if (format == "csv") return report::csv(report, columns);
  if (format == "latex") return report::latex_table(report, invocation.has("standalone"), columns);
  if (format == "html") return html(report);
  if (format == "svg") return svg(invocation, report);
  if (format == "dot") return report::dot(report);
  if (format == "mermaid") return report::mermaid(report);
  return view_of(invocation, Stream::Out).map([&](const report::View& view) {
    return report::table(report, view, columns);
  });
}

/// An option that bears on other formats than the one asked for is a mistake.
Result<void> check_format(const Invocation& invocation, std::string_view format) {
  if (invocation.has("style") && format != "svg") return fail("--style goes with --format svg");
  if (invocation.has("standalone") && format != "latex") return fail("--standalone goes with --format latex");
  bool rows = format == "table" || format == "markdown" || format == "csv" || format == "latex";
  if (invocation.has("columns") && !rows) return fail(fmt::format("--columns does not go with --format {}", format));
  return {};
}

Exit run(const Invocation& invocation) {
  const std::vector<std::string>& files = invocation.operands();
  if (files.size() == 1 && driver::is_weights_path(files.front())) return list_weights(invocation, files.front());
  const std::string* tool = invocation.value("convention");
  if (tool != nullptr && *tool == "all") return complain("--convention all is for explain: shapewise explain FILE ...");
  auto columns = columns_of(invocation);
  if (!columns) return complain(columns.error().message);
  const std::string* format = invocation.value("format");
  std::string_view name = format == nullptr ? "table" : std::string_view(*format);
  if (auto fits = check_format(invocation, name); !fits) return complain(fits.error().message);
  auto show = [&](const Network& network) { return render(invocation, name, network.report, *columns); };
  return present(invocation, show, name == "json");
}

}  // namespace

Command summary_command() {
  static const OptionGroup groups[] = {{"Network", network_options()},
                                       {"Report", kFormat},
                                       {"Counting", convention_options()},
                                       {"Output", text_options()},
                                       {"General", general_options()}};
  return {
      .name = "",
      .operand = "FILE",
      .summary = "Shapes, parameters and costs of a PyTorch network, and what is wrong with it, without running it.",
      .description =
          "FILE is Python source with a module, a list of layers, what print(model) prints, an ONNX model, or the "
          "configuration of a Keras model (.keras, .json); - is standard input. Sizes may be symbols, such as N. Of a "
          "file of weights the tensors are listed.",
      .groups = groups,
      .examples = kExamples,
      .run = run};
}

}  // namespace shapewise::cli
