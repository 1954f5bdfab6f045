// Options of the commands that run networks.
#include "cli/running.h"

#include <algorithm>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include "analysis/memory.h"
#include "cli/options.h"
#include "cli/stored_weights.h"
#include "layer/registry.h"
#include "report/numbers.h"

namespace shapewise::cli {
namespace {

constexpr Option kRunning[] = {
    {0, "seed", Takes::Text, "NUMBER", "of random weights and inputs; equal seeds give equal numbers"},
    {0, "weights", Takes::File, "SOURCE",
     "random (default: ±1/√fan_in; biases ±1/8; scales and variances 1 ± 1/8), zero, or a file as PyTorch and "
     "safetensors write them; of a model in ONNX, its own are the default"},
};

constexpr Int kMostBatch = 4096;  // tried, where the network does not take every batch

/// Whether so many bytes are too many; what is not known is not.
bool exceeds(const sym::Expr& bytes, Int limit) {
  auto count = bytes.constant();
  return bytes.is_invalid() || (count && *count > limit);
}

std::string largest_weight(const exec::Plan& plan) {
  const ir::Graph& graph = *plan.graph;
  std::string name;
  Int most = -1;
  for (const ir::StateEntry& entry : ir::state_dict(graph)) {
    sym::Expr count = sym::substitute(graph[entry.weight].count().value(), plan.values);
    Int elements = count.is_invalid() ? INT64_MAX : count.constant().value_or(0);
    if (elements <= most) continue;
    most = elements;
    name = fmt::format("{} of {}", entry.name, sym::to_text(graph[entry.weight].shape()));
  }
  return name;
}

}  // namespace

std::span<const Option> running_options() { return kRunning; }

Result<std::uint64_t> seed_of(const Invocation& invocation) {
  return number_of(invocation, "seed", 0, INT64_MAX, 0).map([](std::int64_t seed) {
    return static_cast<std::uint64_t>(seed);
  });
}

Result<std::unique_ptr<exec::WeightSource>> weights_of(const Invocation& invocation, const ir::Graph& graph) {
  auto seed = seed_of(invocation);
  if (!seed) return tl::unexpected(seed.error());
  const std::string* source = invocation.value("weights");
  const std::string& network = invocation.operands().empty() ? std::string() : invocation.operands().back();
  if (source == nullptr && network.ends_with(".onnx")) return own_weights(network, graph);
  if (source == nullptr || *source == "random") return std::make_unique<exec::RandomWeights>(*seed);
  if (*source == "zero") return std::make_unique<exec::ZeroWeights>();
  return stored_weights(*source, graph);
}

Int memory_limit() {
  Int physical = static_cast<Int>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE);
  rlimit own{};
  bool limited = getrlimit(RLIMIT_AS, &own) == 0 && own.rlim_cur != RLIM_INFINITY;
  return limited ? std::min(physical, static_cast<Int>(own.rlim_cur)) : physical;
}

Result<void> check_memory(const exec::Plan& plan, Int limit, int weight_copies) {
  const ir::Graph& graph = *plan.graph;
  analysis::Memory memory = analysis::plan_memory(graph, {});
  sym::Expr weights = weight_copies * sym::substitute(memory.parameters + memory.buffers, plan.values);
  sym::Expr all = weights + sym::substitute(memory.peak.value, plan.values);
  if (!exceeds(all, limit)) return {};
  auto text = [](const sym::Expr& bytes) {
    return bytes.is_invalid() ? "more than can be counted" : report::bytes_text(bytes, sym::Style::Unicode);
  };
  std::string held = weight_copies > 1 ? fmt::format(", held {} times,", weight_copies) : "";
  if (exceeds(weights, limit)) {
    return fail(
        fmt::format("the weights{} take {}, most of it {}, and the limit is {}: make the network with smaller sizes",
                    held, text(weights), largest_weight(plan), text(sym::Expr(limit))));
  }
  const ir::Node& node = graph[memory.peak_node];
  return fail(
      fmt::format("weights{} and activations take {}, most at the call {} ({}), and the limit is {}: give smaller "
                  "inputs with --input, --set or --batch",
                  held, text(all), path_of(graph, node), type_of(node), text(sym::Expr(limit))));
}

Result<exec::Plan> plan_of(const ir::Graph& graph, const sym::Assignment& values) {
  auto plan = exec::make_plan(graph, values);
  if (!plan) return plan;
  if (auto fits = check_memory(*plan, memory_limit()); !fits) return tl::unexpected(fits.error());
  return plan;
}

sym::Assignment default_values(const Invocation& invocation, const ir::Graph& graph) {
  std::vector<std::string> names = exec::symbols(graph);
  if (std::find(names.begin(), names.end(), "N") == names.end()) return {};
  auto images = static_cast<Int>(invocation.values("image").size());
  if (images > 0) return {{"N", sym::Expr(images)}};
  auto allowed = [&](Int batch) {
    return std::all_of(graph.assumptions.begin(), graph.assumptions.end(), [&](const ir::Assumption& assumption) {
      return sym::may_hold(assumption.relation, {{"N", sym::Expr(batch)}});
    });
  };
  for (Int batch = 1; batch <= kMostBatch; ++batch) {
    if (allowed(batch)) return {{"N", sym::Expr(batch)}};
  }
  return {{"N", sym::Expr(1)}};
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
