// Tables and documents of a run.
#include "cli/run_output.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>

#include "analysis/memory.h"
#include "cli/options.h"
#include "report/grid.h"
#include "report/json_writer.h"
#include "report/numbers.h"

namespace shapewise::cli {
namespace {

/// Multiplications and additions of a call.
double flops(const Finished& run, std::size_t step) {
  const auto& macs = run.costs[static_cast<std::size_t>(run.plan.steps[step].node.index)].macs;
  auto count = macs ? run.plan.number(macs->value()) : std::nullopt;
  return count ? 2 * static_cast<double>(*count) : 0;
}

/// Billions of them in a second; 0 where nothing is multiplied.
double gflops(const Finished& run, std::size_t step) {
  double seconds = run.outcome.steps[step].seconds;
  return seconds > 0 ? flops(run, step) / seconds / 1e9 : 0;
}

/// Of the whole run.
double gflops(const Finished& run) {
  double all = 0;
  for (std::size_t i = 0; i < run.outcome.steps.size(); ++i) all += flops(run, i);
  return run.outcome.seconds > 0 ? all / run.outcome.seconds / 1e9 : 0;
}

/// A call's time; what runs within another call has none of its own.
std::string time_text(const exec::Seen& seen) {
  return seen.within < 0 ? fmt::format("{:.3f}", seen.seconds * 1e3) : fmt::format("in {}", seen.within + 1);
}

std::string shapes_text(const std::vector<exec::Sizes>& shapes) {
  std::string text;
  for (const exec::Sizes& shape : shapes) text += (text.empty() ? "" : ", ") + exec::to_text(shape);
  return text;
}

std::string inferred_text(const exec::Plan& plan, const ir::Node& node, sym::Style style) {
  std::string text;
  for (ir::ValueId output : node.outputs)
    text += (text.empty() ? "" : ", ") + ir::to_text((*plan.graph)[output].tensor, style);
  return text;
}

/// The calls to show, in order.
std::vector<std::size_t> shown(const Finished& run, std::int64_t top) {
  std::vector<std::size_t> order(run.outcome.steps.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  if (top <= 0) return order;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return run.outcome.steps[a].seconds > run.outcome.steps[b].seconds;
  });
  order.resize(std::min(order.size(), static_cast<std::size_t>(top)));
  return order;
}

std::string closing(const Finished& run, const report::View& view) {
  std::string text;
  auto line = [&](std::string_view label, const std::string& value) {
    text += fmt::format("{:<16}  {}\n", label, value);
  };
  auto bytes = [&](std::int64_t count) { return report::bytes_text(sym::Expr(count), view.style()); };
  line("Time", fmt::format("{:.2f} ms, {:.1f} GFLOP/s", run.outcome.seconds * 1e3, gflops(run)));
  line("Backend", run.backend + (run.backend_note.empty() ? "" : fmt::format(" ({})", run.backend_note)));
  line("Weights", bytes(run.weight_bytes));
  analysis::Memory memory = analysis::plan_memory(*run.plan.graph, {});
  auto predicted = memory.peak.exact ? run.plan.number(memory.peak.value) : std::nullopt;
  line("Peak memory", bytes(run.outcome.peak_bytes) + " beside the weights" +
                          (predicted ? fmt::format(" ({} predicted)", bytes(*predicted)) : ""));
  if (run.unknown_constants > 0)
    line("Note",
         fmt::format("{} constants, whose contents are not followed, are taken as zero", run.unknown_constants));
  if (!run.outcome.error.empty()) line("Stopped", run.outcome.error);
  for (const std::string& one : run.disagreements) line("Bug", one);
  if (run.outcome.error.empty() && run.disagreements.empty()) line("Shapes", "all as inferred");
  return text;
}

std::string as_text(const Finished& run, std::int64_t top, const report::View& view) {
  report::Grid grid(
      {{"#", true}, {"Layer", false, 12}, {"Type"}, {"Inferred"}, {"Executed"}, {"ms", true}, {"GFLOP/s", true}});
  const ir::Graph& graph = *run.plan.graph;
  for (std::size_t i : shown(run, top)) {
    const ir::Node& node = graph[run.plan.steps[i].node];
    const exec::Seen& seen = run.outcome.steps[i];
    double speed = gflops(run, i);
    grid.add_row({{std::to_string(i + 1)},
                  {path_of(graph, node)},
                  {std::string(type_of(node))},
                  {inferred_text(run.plan, node, view.style())},
                  {shapes_text(seen.shapes)},
                  {time_text(seen)},
                  {speed > 0 ? fmt::format("{:.1f}", speed) : ""}});
  }
  return grid.to_text(view.width, view.ascii, view.paint()) + "\n" + closing(run, view);
}

/// Times by kind of layer, the largest first.
std::string profile_text(const Finished& run) {
  std::map<std::string_view, std::pair<double, int>> kinds;
  for (std::size_t i = 0; i < run.outcome.steps.size(); ++i) {
    auto& [seconds, calls] = kinds[type_of((*run.plan.graph)[run.plan.steps[i].node])];
    seconds += run.outcome.steps[i].seconds;
    ++calls;
  }
  std::vector<std::pair<std::string_view, std::pair<double, int>>> list(kinds.begin(), kinds.end());
  std::stable_sort(list.begin(), list.end(), [](auto& a, auto& b) { return a.second.first > b.second.first; });
  report::Grid grid({{"Type"}, {"Calls", true}, {"ms", true}, {"Share", true}});
  for (const auto& [type, spent] : list) {
    grid.add_row({{std::string(type)},
                  {std::to_string(spent.second)},
                  {fmt::format("{:.3f}", spent.first * 1e3)},
                  {fmt::format("{:.1f} %", run.outcome.seconds > 0 ? 100 * spent.first / run.outcome.seconds : 0)}});
  }
  return grid.to_text(0, false, {});
}

/// https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU: complete events, in microseconds.
std::string chrome_trace(const Finished& run) {
  report::JsonWriter json;
  double at = 0;
  json.object([&] {
    json.array("traceEvents", run.outcome.steps, [&](const exec::Seen& seen) {
      auto i = static_cast<std::size_t>(&seen - run.outcome.steps.data());
      const ir::Node& node = (*run.plan.graph)[run.plan.steps[i].node];
      json.object([&] {
        json.text("name", type_of(node));
        json.text("cat", path_of(*run.plan.graph, node));
        json.text("ph", "X");
        json.number("pid", 1);
        json.number("tid", 1);
        json.decimal("ts", at * 1e6);
        json.decimal("dur", seen.seconds * 1e6);
      });
      at += seen.seconds;
    });
  });
  return json.document();
}

void write_sizes(report::JsonWriter& json, std::string_view name, const std::vector<exec::Sizes>& shapes) {
  json.one_line([&] {
    json.array(name, shapes, [&](const exec::Sizes& shape) {
      json.list(shape, [&](std::int64_t size) { json.expression(sym::Expr(size)); });
    });
  });
}

/// A few numbers by which outputs can be compared with those of another program.
void write_output(report::JsonWriter& json, const exec::Tensor& tensor) {
  if (!tensor.defined()) return json.object([] {});
  std::vector<double> values = tensor.values();
  double sum = 0;
  double size = 0;
  for (double value : values) {
    sum += value;
    size += std::abs(value);
  }
  json.object([&] {
    write_sizes(json, "shape", {tensor.dims()});
    json.text("dtype", ir::name(tensor.dtype()));
    json.decimal("sum", sum);
    json.decimal("absolute_sum", size);
    values.resize(std::min<std::size_t>(values.size(), 8));
    json.one_line([&] { json.array("first", values, [&](double value) { json.decimal(value); }); });
  });
}

std::string as_json(const Finished& run) {
  report::JsonWriter json;
  const ir::Graph& graph = *run.plan.graph;
  json.object([&] {
    json.array("calls", run.outcome.steps, [&](const exec::Seen& seen) {
      auto i = static_cast<std::size_t>(&seen - run.outcome.steps.data());
      const ir::Node& node = graph[run.plan.steps[i].node];
      json.object([&] {
        json.number("index", static_cast<int>(i) + 1);
        json.text("path", path_of(graph, node));
        json.text("type", type_of(node));
        json.text("inferred", inferred_text(run.plan, node, sym::Style::Python));
        write_sizes(json, "executed", seen.shapes);
        json.decimal("milliseconds", seen.seconds * 1e3);
        json.decimal("gflops", gflops(run, i));
        json.number("within", seen.within + 1);
      });
    });
    json.array("outputs", run.outcome.outputs, [&](const exec::Tensor& tensor) { write_output(json, tensor); });
    json.text("backend", run.backend);
    json.decimal("milliseconds", run.outcome.seconds * 1e3);
    json.decimal("gflops", gflops(run));
    json.expression("peak_bytes", sym::Expr(run.outcome.peak_bytes));
    json.expression("weight_bytes", sym::Expr(run.weight_bytes));
    json.number("unknown_constants", run.unknown_constants);
    json.text("error", run.outcome.error);
    json.array("disagreements", run.disagreements, [&](const std::string& line) { json.string(line); });
  });
  return json.document();
}

}  // namespace

Result<std::string> run_output(const Invocation& invocation, const Finished& run, std::int64_t top) {
  const std::string* profile = invocation.value("profile");
  if (profile != nullptr) return *profile == "chrome" ? chrome_trace(run) : profile_text(run);
  const std::string* format = invocation.value("format");
  if (format != nullptr && *format == "json") return as_json(run);
  return view_of(invocation, Stream::Out).map([&](const report::View& view) { return as_text(run, top, view); });
}

}  // namespace shapewise::cli
