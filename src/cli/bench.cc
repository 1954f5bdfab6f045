// `shapewise bench conv-vs-dense FILE`: what a worksheet claims of convolutions and pooling, measured: each convolution
// against the fully connected layer in its place, and the network with and without its pooling.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <thread>

#include "analysis/connections.h"
#include "analysis/rebuild.h"
#include "base/clock.h"
#include "cli/commands.h"
#include "cli/companion.h"
#include "cli/options.h"
#include "cli/running.h"
#include "exec/backend.h"
#include "layer/builder.h"
#include "layer/registry.h"
#include "report/grid.h"
#include "report/numbers.h"

namespace shapewise::cli {
namespace {

constexpr std::string_view kWhat = "conv-vs-dense";
constexpr double kSeconds = 0.2;  // for which each network is run again and again, …
constexpr int kMostRuns = 200;    // … so often at most

constexpr Example kExamples[] = {
    {"shapewise bench conv-vs-dense net.py", "time, memory and weights of convolutions and of dense layers instead"},
};

/// What a network takes.
struct Measured {
  double seconds = 0;  // the shortest run
  std::int64_t weights = 0;
  std::int64_t peak = 0;  // beside the weights
};

class Bench {
 public:
  Bench(const ir::Graph& graph, const sym::Assignment& values) : graph_(graph), values_(values) {}

  /// The error says why it can't be run, and what memory it would need if that is the reason.
  Result<Measured> measure(const ir::Graph& graph) const {
    exec::Backend* backend = exec::offered_backend();
    auto plan = exec::make_plan(graph, values_);
    if (!plan) return tl::unexpected(plan.error());
    // The other half is for the rest of the machine.
    if (auto fits = check_memory(*plan, memory_limit() / 2, backend != nullptr ? backend->weight_copies() : 1); !fits)
      return tl::unexpected(fits.error());
    exec::ZeroWeights source;
    auto loaded = exec::Loaded::load(*plan, source);
    if (!loaded) return tl::unexpected(loaded.error());
    auto inputs = exec::random_inputs(*plan, 0);
    if (!inputs) return tl::unexpected(inputs.error());
    auto threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    std::unique_ptr<exec::Session> session;
    if (backend != nullptr) session = backend->prepare(*plan, *loaded, threads).value_or(nullptr);
    if (session == nullptr) session = exec::reference_session(*plan, *loaded);
    Measured measured{HUGE_VAL, loaded->bytes(), 0};
    auto start = Clock::now();
    for (int run = 0; run == 0 || (run < kMostRuns && seconds_since(start) < kSeconds); ++run) {
      exec::Outcome outcome = session->run(*inputs, {});
      if (!outcome.error.empty()) return fail(outcome.error);
      measured.seconds = std::min(measured.seconds, outcome.seconds);
      measured.peak = outcome.peak_bytes;
    }
    return measured;
  }

  /// One layer, for an input of that shape.
  static ir::Graph alone(const analysis::NewLayer& layer, const ir::Tensor& input) {
    ir::Graph graph;
    diag::Sink sink;
    layer::Builder builder(graph, sink);
    ir::ModuleId root = builder.add_module("", "Net", {}, {});
    ir::ValueId x = builder.add_input("x", input);
    ir::ModuleId made = builder.construct(layer.op, layer.given, "layer", root, {});
    graph.outputs = builder.call(made, {{"", {}, {ir::TensorRef{0}, {}}}}, {x}, root, {}).values;
    return graph;
  }

  /// The convolution, and a Linear on all that it reads.
  std::pair<ir::Graph, ir::Graph> sides(ir::NodeId node, const analysis::Connections& found) const {
    const ir::Tensor& input = graph_[graph_[node].inputs[0]].tensor;
    analysis::NewLayer linear{*layer::find_qualified("torch.nn.Linear"),
                              {{"in_features", {}, {found.inputs, {}}},
                               {"out_features", {}, {found.outputs, {}}},
                               {"bias", {}, {!found.bias.is_constant(0), {}}}}};
    ir::Tensor flat = ir::Tensor::of(sym::Shape{{(*input.shape)[0], found.inputs}}, input.dtype);
    return {analysis::alone(graph_, node), alone(linear, flat)};
  }

 private:
  const ir::Graph& graph_;
  sym::Assignment values_;
};

std::string time_text(double seconds) { return fmt::format("{:.3f}", seconds * 1e3); }

std::string bytes(std::int64_t count, const report::View& view) {
  return report::bytes_text(sym::Expr(count), view.style());
}

/// Cells of one side, empty if it was not run.
std::vector<std::string> cells(const Result<Measured>& side, const report::View& view) {
  if (!side) return {"", "", ""};
  return {time_text(side->seconds), bytes(side->weights, view), bytes(side->peak, view)};
}

std::string layers_text(const Bench& bench, const ir::Graph& graph, const report::View& view) {
  report::Grid grid({{"#", true},
                     {"Layer", false, 12},
                     {"Conv ms", true},
                     {"Weights", true},
                     {"Memory", true},
                     {"Dense ms", true},
                     {"Weights", true},
                     {"Memory", true},
                     {"Times", true}});
  std::string notes;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const ir::Node& node = graph.nodes[i];
    ir::NodeId id{static_cast<std::int32_t>(i)};
    auto found = analysis::connections_of(graph, id);
    if (!found) continue;
    auto [conv, dense] = bench.sides(id, *found);
    Result<Measured> one = bench.measure(conv);
    Result<Measured> other = bench.measure(dense);
    std::vector<report::Cell> row = {{std::to_string(i + 1)}, {path_of(graph, node)}};
    for (const Result<Measured>* side : {&one, &other}) {
      for (std::string& cell : cells(*side, view)) row.push_back({std::move(cell)});
      if (!*side) notes += fmt::format("{}: {}\n", i + 1, side->error().message);
    }
    row.push_back({one && other ? fmt::format("{:.1f}", other->seconds / one->seconds) : ""});
    grid.add_row(std::move(row));
  }
  if (grid.row_count() == 0) return "The network has no convolutions.\n";
  return grid.to_text(view.width, view.ascii, view.paint()) + (notes.empty() ? "" : "\nNot run:\n" + notes);
}

std::string pooling_text(const Bench& bench, const ir::Graph& graph, const report::View& view) {
  analysis::Change change;
  for (const ir::Node& node : graph.nodes) {
    change.removed.push_back(layer::spec(node.op).pooling);
  }
  if (std::find(change.removed.begin(), change.removed.end(), true) == change.removed.end()) return {};
  analysis::Rebuilt without = analysis::rebuild(graph, change, false);
  report::Grid grid({{"Network"}, {"ms", true}, {"Weights", true}, {"Memory", true}});
  std::string notes;
  auto add = [&](const std::string& name, const Result<Measured>& side) {
    std::vector<report::Cell> row = {{name}};
    for (std::string& cell : cells(side, view)) row.push_back({std::move(cell)});
    grid.add_row(std::move(row));
    if (!side) notes += fmt::format("{}: {}\n", name, side.error().message);
  };
  add("as it is", bench.measure(graph));
  add("without pooling", without.problem.empty() ? bench.measure(without.graph) : fail(without.problem));
  return "\n" + grid.to_text(view.width, view.ascii, view.paint()) + (notes.empty() ? "" : "\nNot run:\n" + notes);
}

Exit run(const Invocation& invocation) {
  const std::vector<std::string>& operands = invocation.operands();
  if (operands.empty() || operands[0] != kWhat)
    return complain(fmt::format("say what to measure: shapewise bench {} FILE", kWhat));
  if (operands.size() < 2) return complain(fmt::format("say of which network: shapewise bench {} FILE", kWhat));
  hand_over("shapewise-onednn", invocation);
  auto network = read_network(invocation, operands[1]);
  if (!network) return complain(network.error().message);
  if (report_errors(invocation, *network)) return kProblems;
  auto view = view_of(invocation, Stream::Out);
  if (!view) return complain(view.error().message);
  const ir::Graph& graph = network->analysis.graph;
  Bench bench(graph, default_values(invocation, graph));
  std::string text = layers_text(bench, graph, *view) + pooling_text(bench, graph, *view);
  text += fmt::format("\nTimes are the shortest of runs in {} s, with {}.\n", kSeconds,
                      exec::offered_backend() != nullptr ? "oneDNN, and the reference kernels where it refuses"
                                                         : "the reference kernels");
  auto done = deliver(invocation, text);
  return done ? kClean : complain(done.error().message);
}

}  // namespace

Command bench_command() {
  static const OptionGroup groups[] = {
      {"Network", network_options()}, {"Output", text_options()}, {"General", general_options()}};
  return {
      .name = "bench",
      .operand = "conv-vs-dense FILE",
      .summary = "Measure convolutions against fully connected layers, and the network without pooling.",
      .description =
          "Runs each convolution and the fully connected layer in its place, and the network with and without its "
          "pooling, and shows time, weights and memory beside the weights side by side. What does not fit into memory "
          "is not run; what it would need is said.",
      .groups = groups,
      .examples = kExamples,
      .run = run};
}

}  // namespace shapewise::cli
