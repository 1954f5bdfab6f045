// `shapewise run FILE`: executes the network and shows what was inferred beside what came out.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>

#include "analysis/cost.h"
#include "analysis/memory.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/options.h"
#include "cli/running.h"
#include "exec/npy.h"
#include "report/grid.h"
#include "report/json_writer.h"
#include "report/numbers.h"

namespace shapewise::cli {
namespace {

constexpr std::string_view kFormats[] = {"text", "json"};
constexpr std::string_view kProfiles[] = {"text", "chrome"};
constexpr int kMostTimes = 1'000'000;
constexpr int kMostInput = 1 << 30;  // bytes of an input's file

constexpr Option kWhat[] = {
    {0, "repeat", Takes::Text, "TIMES", "run so often, and show the shortest time of each call"},
    {0, "top", Takes::Text, "COUNT", "show only the calls that take longest, the longest first"},
    {0, "dump", Takes::File, "DIR", "write the outputs of every call there, as .npy"},
    {0, "input-data", Takes::File, "FILE", "the numbers of an input, as .npy; once for each input, in order"},
    {0, "profile", Takes::Choice, "FORM", "times by kind of layer (text), or a trace for chrome://tracing (chrome)",
     kProfiles},
    {'f', "format", Takes::Choice, "FORMAT", "text or json", kFormats},
};

constexpr Example kExamples[] = {
    {"shapewise run net.py", "inferred and executed shapes, time and memory, with random weights"},
    {"shapewise run net.py -N 8 --repeat 5 --top 5", "the five slowest calls at a batch of 8"},
    {"shapewise run net.py --input-data x.npy --dump out", "every activation as a file"},
};

/// A network that has run.
struct Finished {
  exec::Plan plan;
  exec::Outcome outcome;  // with the shortest times
  std::vector<analysis::Cost> costs;
  std::int64_t weight_bytes = 0;
  int unknown_constants = 0;
  std::vector<std::string> disagreements;
};

/// Billions of multiplications and additions in a second; 0 where nothing is multiplied.
double gflops(const Finished& run, std::size_t step) {
  const auto& macs = run.costs[static_cast<std::size_t>(run.plan.steps[step].node.index)].macs;
  auto count = macs ? run.plan.number(macs->value()) : std::nullopt;
  double seconds = run.outcome.steps[step].seconds;
  return count && seconds > 0 ? 2 * static_cast<double>(*count) / seconds / 1e9 : 0;
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
  line("Time", fmt::format("{:.2f} ms", run.outcome.seconds * 1e3));
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
                  {fmt::format("{:.3f}", seen.seconds * 1e3)},
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
      });
    });
    json.array("outputs", run.outcome.outputs, [&](const exec::Tensor& tensor) { write_output(json, tensor); });
    json.decimal("milliseconds", run.outcome.seconds * 1e3);
    json.expression("peak_bytes", sym::Expr(run.outcome.peak_bytes));
    json.expression("weight_bytes", sym::Expr(run.weight_bytes));
    json.number("unknown_constants", run.unknown_constants);
    json.text("error", run.outcome.error);
    json.array("disagreements", run.disagreements, [&](const std::string& line) { json.string(line); });
  });
  return json.document();
}

/// Inputs from files as far as there are, then random ones.
Result<std::vector<exec::Tensor>> inputs_of(const Invocation& invocation, const exec::Plan& plan, std::uint64_t seed) {
  auto inputs = exec::random_inputs(plan, seed);
  if (!inputs) return inputs;
  std::vector<std::string> files = invocation.values("input-data");
  if (files.size() > inputs->size())
    return fail(
        fmt::format("the network has {} inputs, but --input-data is given {} times", inputs->size(), files.size()));
  for (std::size_t i = 0; i < files.size(); ++i) {
    auto bytes = read_file(files[i], kMostInput);
    if (!bytes) return tl::unexpected(bytes.error());
    auto tensor = exec::from_npy(*bytes);
    if (!tensor) return fail(fmt::format("{}: {}", files[i], tensor.error().message));
    exec::Tensor& input = (*inputs)[i];
    if (tensor->dims() != input.dims()) {
      return fail(fmt::format("{} holds {}, but the input is {}", files[i], exec::to_text(tensor->dims()),
                              exec::to_text(input.dims())));
    }
    input = tensor->to(input.dtype());
  }
  return inputs;
}

/// Writes what each call returns: 003_layer1.0.conv1.npy, with a number at the end if there are several. A slash in a
/// module's name is an underscore.
Result<void> dump(const std::string& folder, const ir::Graph& graph, std::size_t step, const ir::Node& node,
                  const std::vector<exec::Tensor>& outputs) {
  std::string name = path_of(graph, node);
  if (name.empty() || !node.module.valid()) name = type_of(node);
  std::replace(name.begin(), name.end(), '/', '_');
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    std::string path =
        fmt::format("{}/{:03}_{}{}.npy", folder, step + 1, name, outputs.size() > 1 ? fmt::format("_{}", i) : "");
    if (auto done = write_file(path, exec::to_npy(outputs[i])); !done) return done;
  }
  return {};
}

/// The batch is 1 where nobody says otherwise.
sym::Assignment default_values(const ir::Graph& graph) {
  sym::Assignment values;
  for (const std::string& name : exec::symbols(graph)) {
    if (name == "N") values.emplace(name, sym::Expr(1));
  }
  return values;
}

/// What a network overwrites in its inputs is not seen by the next run.
std::vector<exec::Tensor> copies(const std::vector<exec::Tensor>& tensors) {
  std::vector<exec::Tensor> made;
  for (const exec::Tensor& tensor : tensors) made.push_back(tensor.copy());
  return made;
}

/// With --dump, one more run whose outputs are written: the runs whose times are shown do not wait for the disk.
Result<void> dump_all(const Invocation& invocation, const exec::Plan& plan, const exec::Loaded& loaded,
                      const std::vector<exec::Tensor>& inputs, exec::RunOptions options) {
  const std::string* folder = invocation.value("dump");
  if (folder == nullptr) return {};
  if (!is_folder(*folder)) return fail(fmt::format("--dump: there is no folder {}", *folder));
  Result<void> done;
  options.observer = [&](const exec::Step& step, const std::vector<exec::Tensor>& outputs) {
    auto at = static_cast<std::size_t>(&step - plan.steps.data());
    if (done) done = dump(*folder, *plan.graph, at, (*plan.graph)[step.node], outputs);
  };
  static_cast<void>(exec::run(plan, loaded, copies(inputs), options));
  return done;
}

Result<Finished> execute(const Invocation& invocation, const Network& network, std::int64_t repeat) {
  const ir::Graph& graph = network.analysis.graph;
  auto plan = plan_of(graph, default_values(graph));
  if (!plan) return tl::unexpected(plan.error());
  auto seed = seed_of(invocation);
  auto source = weights_of(invocation, graph);
  if (!source) return tl::unexpected(source.error());
  auto loaded = exec::Loaded::load(*plan, **source);
  if (!loaded) return tl::unexpected(loaded.error());
  auto inputs = inputs_of(invocation, *plan, *seed);
  if (!inputs) return tl::unexpected(inputs.error());
  exec::RunOptions options{*seed, in_training(invocation), {}};
  if (auto dumped = dump_all(invocation, *plan, *loaded, *inputs, options); !dumped)
    return tl::unexpected(dumped.error());
  exec::Outcome best;
  for (std::int64_t i = 0; i < repeat; ++i) {
    exec::Outcome outcome = exec::run(*plan, *loaded, copies(*inputs), options);
    if (i == 0) best = outcome;
    best.seconds = std::min(best.seconds, outcome.seconds);
    for (std::size_t k = 0; k < best.steps.size(); ++k)
      best.steps[k].seconds = std::min(best.steps[k].seconds, outcome.steps[k].seconds);
  }
  std::vector<std::string> found = exec::disagreements(*plan, best);
  return Finished{
      std::move(*plan), std::move(best), analysis::count_costs(graph), loaded->bytes(), loaded->unknown_constants(),
      std::move(found)};
}

Result<std::string> render(const Invocation& invocation, const Finished& run, std::int64_t top) {
  const std::string* profile = invocation.value("profile");
  if (profile != nullptr) return *profile == "chrome" ? chrome_trace(run) : profile_text(run);
  const std::string* format = invocation.value("format");
  if (format != nullptr && *format == "json") return as_json(run);
  return view_of(invocation, Stream::Out).map([&](const report::View& view) { return as_text(run, top, view); });
}

/// The number of calls to show, 0 for all; what asks for two kinds of output at once is refused.
Result<std::int64_t> top_of(const Invocation& invocation) {
  auto top = number_of(invocation, "top", 1, kMostTimes, 0);
  if (!top) return top;
  const std::string* format = invocation.value("format");
  bool json = format != nullptr && *format == "json";
  if (invocation.has("profile") && format != nullptr) return fail("--profile has forms of its own: leave --format out");
  if (invocation.has("top") && (json || invocation.has("profile")))
    return fail(fmt::format("--top shortens the table: leave it or {} out", json ? "--format json" : "--profile"));
  return top;
}

Exit run(const Invocation& invocation) {
  auto top = top_of(invocation);
  auto repeat = number_of(invocation, "repeat", 1, kMostTimes, 1);
  if (!top) return complain(top.error().message);
  if (!repeat) return complain(repeat.error().message);
  auto network = read_network(invocation);
  if (!network) return complain(network.error().message);
  if (report_errors(invocation, *network)) return kProblems;
  auto finished = execute(invocation, *network, *repeat);
  if (!finished) return complain(finished.error().message);
  auto text = render(invocation, *finished, *top);
  if (!text) return complain(text.error().message);
  if (auto done = deliver(invocation, *text); !done) return complain(done.error().message);
  bool fine = finished->outcome.error.empty() && finished->disagreements.empty();
  if (!finished->outcome.error.empty()) complain("the run stopped: " + finished->outcome.error);
  for (const std::string& line : finished->disagreements) complain("this is a bug of shapewise: " + line);
  return fine ? kClean : kProblems;
}

}  // namespace

Command run_command() {
  static const OptionGroup groups[] = {{"Network", network_options()},
                                       {"Numbers", running_options()},
                                       {"Running", kWhat},
                                       {"Output", text_options()},
                                       {"General", general_options()}};
  return {
      .name = "run",
      .operand = "FILE",
      .summary = "Execute the network and hold what was inferred against what came out.",
      .description =
          "Runs every call on the CPU and shows, call by call, the inferred and the executed shape, the time and the "
          "speed; then the time of all, and the memory that was really held. A symbol N without a value is 1; other "
          "symbols need --set. If a shape is not as inferred, that is a bug of shapewise: it is printed, and the exit "
          "status is 1.",
      .groups = groups,
      .examples = kExamples,
      .run = run};
}

}  // namespace shapewise::cli
