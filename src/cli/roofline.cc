// Bytes are those that must be moved at least: inputs and weights once, outputs once.
#include "cli/roofline.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "analysis/memory.h"
#include "cli/files.h"
#include "cli/options.h"
#include "config/target.h"
#include "exec/machine.h"
#include "report/grid.h"
#include "report/numbers.h"

namespace shapewise::cli {
namespace {

constexpr int kMostToml = 1 << 20;

constexpr Option kRoofline[] = {
    {0, "roofline", Takes::Nothing, "", "for each call what bounds it on this machine, and how near it comes"},
    {0, "target", Takes::Text, "NAME",
     "do not run, but say how long it takes at least on cortex-m7, phone, a100, or what a file NAME.toml describes"},
};

double bytes_of(const exec::Plan& plan, ir::ValueId value) {
  auto shape = plan.shape(value);
  if (!shape) return 0;
  return static_cast<double>(exec::product(*shape) *
                             exec::element_bytes(exec::kind_of((*plan.graph)[value].tensor.dtype)));
}

double weight_bytes(const exec::Plan& plan, const ir::Node& node) {
  if (!node.module.valid()) return 0;
  double bytes = 0;
  for (const ir::NamedWeight& named : (*plan.graph)[node.module].weights) {
    const ir::Weight& weight = (*plan.graph)[named.weight];
    auto count = plan.number(weight.count().value());
    if (count) bytes += static_cast<double>(*count * exec::element_bytes(exec::kind_of(weight.dtype)));
  }
  return bytes;
}

std::string engineering(double number, std::string_view unit) {
  return number >= 1e12 ? fmt::format("{:.1f} T{}", number / 1e12, unit)
                        : fmt::format("{:.1f} G{}", number / 1e9, unit);
}

std::string time_text(double seconds) {
  return seconds >= 1 ? fmt::format("{:.2f} s", seconds) : fmt::format("{:.3f} ms", seconds * 1e3);
}

Result<config::Target> target_of(const std::string& name) {
  std::vector<std::string_view> names;
  for (const config::Target& known : config::known_targets()) {
    if (known.name == name) return known;
    names.push_back(known.name);
  }
  if (!name.ends_with(".toml"))
    return fail(fmt::format("there is no target '{}' (targets: {}, or a file that ends in .toml)", name,
                            fmt::join(names, ", ")));
  auto text = read_file(name, kMostToml);
  if (!text) return tl::unexpected(text.error());
  auto target = config::read_target(*text);
  if (!target) return fail(fmt::format("{}: {}", name, target.error().message));
  return target;
}

std::string fits(double needed, double there) {
  if (there <= 0) return "";
  return fmt::format(" of {} ({})", report::bytes_text(sym::Expr(static_cast<Int>(there)), sym::Style::Unicode),
                     needed <= there ? "fits" : "does not fit");
}

}  // namespace

std::span<const Option> roofline_options() { return kRoofline; }

std::vector<Work> work_of(const exec::Plan& plan, const std::vector<analysis::Cost>& costs,
                          const std::vector<exec::Seen>& steps) {
  std::vector<Work> all(plan.steps.size());
  std::vector<std::set<ir::ValueId>> touched(plan.steps.size());  // by the kernel of a step: read or made
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const ir::Node& node = (*plan.graph)[plan.steps[i].node];
    int within = i < steps.size() ? steps[i].within : -1;
    std::size_t kernel = within < 0 ? i : static_cast<std::size_t>(within);
    Work& work = all[kernel];
    const analysis::Cost& cost = costs[static_cast<std::size_t>(plan.steps[i].node.index)];
    if (auto macs = cost.macs ? plan.number(cost.macs->value()) : std::nullopt)
      work.flops += 2 * static_cast<double>(*macs);
    bool view = cost.memory && plan.number(*cost.memory) == 0 && !cost.macs;
    if (view) continue;
    work.bytes += weight_bytes(plan, node);
    for (ir::ValueId input : node.inputs) {
      if (touched[kernel].insert(input).second) work.bytes += bytes_of(plan, input);
    }
    for (ir::ValueId output : node.outputs) {
      // The chain's result takes the place of what its head returns.
      if (within < 0) work.bytes += bytes_of(plan, output);
      touched[kernel].insert(output);
    }
  }
  return all;
}

Result<std::string> roofline_text(const Invocation& invocation, const Finished& run) {
  auto view = view_of(invocation, Stream::Out);
  if (!view) return tl::unexpected(view.error());
  exec::Machine machine = exec::measure_machine(run.threads);
  std::vector<Work> works = work_of(run.plan, run.costs, run.outcome.steps);
  report::Grid grid({{"#", true},
                     {"Layer", false, 12},
                     {"Type"},
                     {"FLOP/B", true},
                     {"Bound by"},
                     {"ms", true},
                     {"at least", true},
                     {"Reached", true}});
  double least = 0;
  for (std::size_t i = 0; i < run.outcome.steps.size(); ++i) {
    const exec::Seen& seen = run.outcome.steps[i];
    const Work& work = works[i];
    if (seen.within >= 0 || work.bytes <= 0) continue;
    double computing = work.flops / machine.flops;
    double moving = work.bytes / machine.bytes;
    double bound = std::max(computing, moving);
    least += bound;
    const ir::Node& node = (*run.plan.graph)[run.plan.steps[i].node];
    grid.add_row({{std::to_string(i + 1)},
                  {path_of(*run.plan.graph, node)},
                  {std::string(type_of(node))},
                  {fmt::format("{:.2f}", work.intensity())},
                  {computing > moving ? "compute" : "memory"},
                  {fmt::format("{:.3f}", seen.seconds * 1e3)},
                  {fmt::format("{:.3f}", bound * 1e3)},
                  {seen.seconds > 0 ? fmt::format("{:.0f} %", 100 * bound / seen.seconds) : ""}});
  }
  std::string text = grid.to_text(view->width, view->ascii, view->paint());
  text += fmt::format("\nMachine           {}, {} on {} thread{}, measured just now\n",
                      engineering(machine.flops, "FLOP/s"), engineering(machine.bytes, "B/s"), run.threads,
                      run.threads == 1 ? "" : "s");
  text += fmt::format("Time              {}, at least {}\n", time_text(run.outcome.seconds), time_text(least));
  return text + "Above 100 % a call finds what it needs in a cache; bytes are counted as if all came from memory.\n";
}

Result<std::string> target_text(const Invocation& invocation, const exec::Plan& plan, const std::string& name) {
  auto view = view_of(invocation, Stream::Out);
  if (!view) return tl::unexpected(view.error());
  auto target = target_of(name);
  if (!target) return tl::unexpected(target.error());
  const ir::Graph& graph = *plan.graph;
  std::vector<Work> works = work_of(plan, analysis::count_costs(graph), {});
  double computing = 0;
  double moving = 0;
  double least = 0;
  double flops = 0;
  for (const Work& work : works) {
    double c = work.flops / (target->gflops * 1e9);
    double m = work.bytes / (target->gigabytes * 1e9);
    computing += c;
    moving += m;
    least += std::max(c, m);
    flops += work.flops;
  }
  analysis::Memory memory = analysis::plan_memory(graph, {});
  auto weights = plan.number(memory.parameters + memory.buffers).value_or(0);
  auto peak = plan.number(memory.peak.value);
  auto bytes = [&](std::int64_t count) { return report::bytes_text(sym::Expr(count), view->style()); };
  bool separate = target->flash > 0;
  std::string text = fmt::format("Target            {}: {} GFLOP/s, {} GB/s ({})\n", target->name, target->gflops,
                                 target->gigabytes, target->source);
  text += fmt::format("Work              {:.3f} GFLOP\n", flops / 1e9);
  text += fmt::format("Time              at least {}: {} if only computing counts, {} if only memory does\n",
                      time_text(least), time_text(computing), time_text(moving));
  text += fmt::format("Weights           {}{}\n", bytes(weights),
                      fits(static_cast<double>(weights), separate ? target->flash : 0));
  if (peak) {
    double needed = static_cast<double>(*peak + (separate ? 0 : weights));
    text += fmt::format("Memory            {}{}\n", bytes(separate ? *peak : *peak + weights),
                        fits(needed, target->memory));
  }
  return text +
         "A bound, not a forecast: it was never measured on this target, and programs reach a part of it only.\n";
}

}  // namespace shapewise::cli
