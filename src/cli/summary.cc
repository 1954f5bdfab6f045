// `shapewise FILE`: the table of a network, or its report as JSON.
#include "cli/commands.h"
#include "cli/network.h"
#include "cli/options.h"
#include "report/json.h"
#include "report/table.h"

namespace shapewise::cli {
namespace {

constexpr std::string_view kFormats[] = {"table", "json"};

constexpr Option kFormat[] = {
    {'f', "format", Takes::Choice, "FORMAT", "table or json", kFormats},
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
    {"shapewise net.py -N 32 --set H=224", "with numbers in the place of symbols"},
    {"shapewise net.py --format json", "for other programs"},
};

Exit run(const Invocation& invocation) {
  auto columns = columns_of(invocation);
  if (!columns) return complain(columns.error().message);
  const std::string* format = invocation.value("format");
  bool as_json = format != nullptr && *format == "json";
  auto render = [&](const Network& network) -> Result<std::string> {
    if (as_json) return report::json(network.report);
    return view_of(invocation, Stream::Out).map([&](const report::View& view) {
      return report::table(network.report, view, *columns);
    });
  };
  return present(invocation, render, as_json);
}

}  // namespace

Command summary_command() {
  static const OptionGroup groups[] = {
      {"Network", network_options()}, {"Report", kFormat}, {"Output", text_options()}, {"General", general_options()}};
  return {
      .name = "",
      .operand = "FILE",
      .summary = "Shapes, parameters and costs of a PyTorch network, and what is wrong with it, without running it.",
      .description =
          "FILE is Python source with a module, a list of layers, or what print(model) prints; - is standard "
          "input. Sizes may be symbols, such as N.",
      .groups = groups,
      .examples = kExamples,
      .run = run};
}

}  // namespace shapewise::cli
