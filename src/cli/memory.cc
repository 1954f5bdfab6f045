// `shapewise memory FILE`: where the memory goes, at inference and in training.
#include "report/memory.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/network.h"
#include "cli/options.h"

namespace shapewise::cli {
namespace {

constexpr std::string_view kOptimizers[] = {"sgd", "momentum", "rmsprop", "adagrad", "adam", "adamw"};

constexpr std::string_view kFormats[] = {"text", "json"};

constexpr Option kWhat[] = {
    {0, "optimizer", Takes::Choice, "NAME", "of training: sgd (default), momentum, rmsprop, adagrad, adam or adamw",
     kOptimizers},
    {0, "dtype", Takes::Text, "TYPE", "element type of all floating-point tensors, such as float16 or int8"},
    {'f', "format", Takes::Choice, "FORMAT", "text, or json: in bytes", kFormats},
};

constexpr Example kExamples[] = {
    {"shapewise memory net.py", "what is held while each layer runs, and where that is most"},
    {"shapewise memory net.py --mode train --optimizer adam -N 32", "what training takes"},
    {"shapewise memory net.py --dtype float16", "in half precision"},
};

Result<analysis::MemoryOptions> options_of(const Invocation& invocation) {
  analysis::MemoryOptions options;
  if (const std::string* name = invocation.value("dtype")) {
    options.dtype = ir::find_dtype(*name);
    if (*name == "fp16") options.dtype = ir::DType::Float16;
    if (*name == "fp32") options.dtype = ir::DType::Float32;
    if (!options.dtype)
      return fail(fmt::format("there is no element type '{}'; float16, bfloat16 and int8 are some", *name));
  }
  const std::string* chosen = invocation.value("optimizer");
  for (const analysis::Optimizer& optimizer : analysis::optimizers()) {
    if (chosen != nullptr && optimizer.name == *chosen) options.optimizer_states = optimizer.states;
  }
  return options;
}

Exit run(const Invocation& invocation) {
  auto options = options_of(invocation);
  if (!options) return complain(options.error().message);
  return present(invocation, [&](const Network& network) -> Result<std::string> {
    analysis::Memory memory = analysis::plan_memory(network.analysis.graph, *options);
    const std::string* format = invocation.value("format");
    if (format != nullptr && *format == "json") return report::memory_json(network.report, memory);
    return view_of(invocation, Stream::Out).map([&](const report::View& view) {
      return report::memory_table(network.report, memory, view);
    });
  });
}

}  // namespace

Command memory_command() {
  static const OptionGroup groups[] = {
      {"Network", network_options()}, {"Memory", kWhat}, {"Output", text_options()}, {"General", general_options()}};
  return {.name = "memory",
          .operand = "FILE",
          .summary = "Show where the memory goes, at inference and in training.",
          .description =
              "For each call what its outputs take, all that is held while it runs (every tensor is freed after its "
              "last use), and what it keeps for the backward pass; then the peak, and the sums.",
          .groups = groups,
          .examples = kExamples,
          .run = run};
}

}  // namespace shapewise::cli
