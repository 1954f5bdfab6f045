// `shapewise explain FILE`: the arithmetic of every layer.
#include "report/explain.h"

#include "cli/commands.h"
#include "cli/network.h"
#include "cli/options.h"

namespace shapewise::cli {
namespace {

constexpr Example kExamples[] = {
    {"shapewise explain net.py", "the worked solution of every layer"},
    {"shapewise explain -e 'Conv2d(3, 16, 5, stride=2)' -i N,3,64,64", "of a single layer"},
};

Exit run(const Invocation& invocation) {
  return present(invocation, [&](const Network& network) -> Result<std::string> {
    return view_of(invocation, Stream::Out).map([&](const report::View& view) {
      return report::explain(network.report, view);
    });
  });
}

}  // namespace

Command explain_command() {
  static const OptionGroup groups[] = {
      {"Network", network_options()}, {"Output", text_options()}, {"General", general_options()}};
  return {.name = "explain",
          .operand = "FILE",
          .summary = "Show the worked solution of every layer.",
          .description =
              "For each call the formula of its output sizes, of its parameters, its multiply-adds and its fully "
              "connected equivalent, with the numbers put in.",
          .groups = groups,
          .examples = kExamples,
          .run = run};
}

}  // namespace shapewise::cli
