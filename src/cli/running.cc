// Options of the commands that run networks.
#include "cli/running.h"

#include <fmt/format.h>

#include "base/int.h"
#include "cli/options.h"
#include "layer/registry.h"

namespace shapewise::cli {
namespace {

constexpr std::string_view kSources[] = {"random", "zero"};

constexpr Option kRunning[] = {
    {0, "seed", Takes::Text, "NUMBER", "of random weights and inputs; equal seeds give equal numbers"},
    {0, "weights", Takes::Choice, "SOURCE", "random (default, in the ranges that PyTorch begins with) or zero",
     kSources},
};

Result<Int> number_of(const Invocation& invocation, std::string_view option, Int least, Int most, Int missing) {
  const std::string* text = invocation.value(option);
  if (text == nullptr) return missing;
  auto value = parse_int(*text);
  if (value && *value >= least && *value <= most) return *value;
  return fail(fmt::format("--{} takes a number from {} on, not '{}'", option, to_string(least), *text));
}

}  // namespace

std::span<const Option> running_options() { return kRunning; }

Result<std::uint64_t> seed_of(const Invocation& invocation) {
  return number_of(invocation, "seed", 0, INT64_MAX, 0).map([](Int seed) { return static_cast<std::uint64_t>(seed); });
}

Result<int> count_of(const Invocation& invocation, std::string_view option, int missing) {
  return number_of(invocation, option, 1, 1'000'000, missing).map([](Int count) { return static_cast<int>(count); });
}

Result<std::unique_ptr<exec::WeightSource>> weights_of(const Invocation& invocation) {
  auto seed = seed_of(invocation);
  if (!seed) return tl::unexpected(seed.error());
  const std::string* source = invocation.value("weights");
  std::unique_ptr<exec::WeightSource> made = std::make_unique<exec::RandomWeights>(*seed);
  if (source != nullptr && *source == "zero") made = std::make_unique<exec::ZeroWeights>();
  return made;
}

std::string path_of(const ir::Graph& graph, const ir::Node& node) {
  if (node.module.valid()) return graph[node.module].path;
  return node.scope.valid() ? graph[node.scope].path : std::string();
}

std::string_view type_of(const ir::Node& node) { return layer::spec(node.op).name(); }

bool report_errors(const Invocation& invocation, const Network& network) {
  if (network.analysis.diagnostics.errors() == 0) return false;
  if (auto text = diagnostics_text(invocation, network.analysis)) static_cast<void>(write(Stream::Err, *text));
  return true;
}

}  // namespace shapewise::cli
