// `shapewise prove FILE`: runs the network with numbers in the place of its symbols, within what was assumed and
// beyond, and holds every shape, weight and rejection against what was inferred.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/running.h"
#include "exec/trials.h"
#include "report/grid.h"
#include "report/json_writer.h"

namespace shapewise::cli {
namespace {

constexpr std::string_view kFormats[] = {"text", "json"};

constexpr Option kOutput[] = {{'f', "format", Takes::Choice, "FORMAT", "text or json", kFormats}};

constexpr Example kExamples[] = {
    {"shapewise prove net.py", "run it with small, odd, even and prime sizes, and with sizes that it must refuse"},
    {"shapewise prove net.py -i N,3,H,W", "with symbols for height and width, too"},
};

/// One run and what came of it.
struct Proof {
  std::string values;  // "N = 1, H = 32"
  std::string what;    // "smallest", "breaks H % 32 == 0"
  int calls = 0;       // that ran and agreed
  std::vector<std::string> faults;
  std::string note;  // "refused, as inferred: …"
};

/// A call in all runs in which it was to be as inferred.
struct Checked {
  int runs = 0;
  int as_inferred = 0;
  bool verified() const { return runs > 0 && as_inferred == runs; }
};

struct Proved {
  std::vector<Proof> runs;
  std::vector<Checked> calls;  // by node
};

std::string values_text(const sym::Assignment& values) {
  std::string text;
  for (const auto& [name, value] : values)
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", name, sym::to_text(value));
  return text.empty() ? "as given" : text;
}

/// The first error, if it is an exception that the network's code raises.
const diag::Diagnostic* raised_by_the_network(const diag::Sink& diagnostics) {
  for (const diag::Diagnostic& one : diagnostics.all()) {
    if (one.severity == diag::Severity::Error) return one.kind == diag::Kind::PythonException ? &one : nullptr;
  }
  return nullptr;
}

class Prover {
 public:
  Prover(const Invocation& invocation, const Network& network)
      : invocation_(invocation), graph_(network.analysis.graph) {
    proved_.calls.resize(graph_.nodes.size());
  }

  Result<Proved> run() {
    for (const ir::Assumption& assumption : graph_.assumptions) relations_.push_back(assumption.relation);
    std::vector<sym::Relation> all = relations_;
    for (const sym::Relation& fact : graph_.facts.relations()) all.push_back(fact);
    auto trials = exec::trials(exec::symbols(graph_), all);
    if (!trials) return tl::unexpected(trials.error());
    for (const exec::Trial& trial : *trials) {
      Proof proof{values_text(trial.values), trial.values.empty() ? "" : std::string(trial.kind), 0, {}, {}};
      auto outcome = attempt(graph_, trial.values, false, proof);
      if (!outcome) return tl::unexpected(outcome.error());
      proved_.runs.push_back(std::move(proof));
    }
    for (std::size_t i = 0; i < relations_.size(); ++i) {
      if (auto done = break_assumption(i, trials->front().values); !done) return tl::unexpected(done.error());
    }
    return std::move(proved_);
  }

 private:
  /// Runs the graph, and notes what that proves wrong.
  Result<exec::Outcome> attempt(const ir::Graph& graph, const sym::Assignment& values, bool refused, Proof& proof) {
    auto plan = plan_of(graph, values);
    if (!plan) return tl::unexpected(plan.error());
    auto seed = seed_of(invocation_);
    auto source = weights_of(invocation_, graph);
    if (!source) return tl::unexpected(source.error());
    auto loaded = exec::Loaded::load(*plan, **source);
    if (!loaded) return tl::unexpected(loaded.error());
    auto inputs = exec::random_inputs(*plan, *seed);
    if (!inputs) return tl::unexpected(inputs.error());
    exec::Outcome outcome = exec::run(*plan, *loaded, *inputs, {*seed, in_training(invocation_), {}});
    proof.calls = static_cast<int>(outcome.steps.size());
    proof.faults = exec::faults(*plan, outcome, refused);
    if (&graph == &graph_ && !refused) count(*plan, outcome);
    return outcome;
  }

  void count(const exec::Plan& plan, const exec::Outcome& outcome) {
    for (std::size_t i = 0; i < outcome.steps.size(); ++i) {
      Checked& call = proved_.calls[static_cast<std::size_t>(plan.steps[i].node.index)];
      ++call.runs;
      if (exec::is_as_inferred(plan, outcome, i)) ++call.as_inferred;
    }
  }

  /// Numbers that break an assumption: where the analysis refuses them, the run must stop; where it does not (another
  /// branch is taken), the run must agree. What the network's own code refuses is no call that could be run.
  Result<void> break_assumption(std::size_t index, const sym::Assignment& base) {
    std::vector<sym::Relation> others = relations_;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(index));
    std::vector<sym::Relation> facts;  // what the user takes for granted is never broken
    for (const std::string& text : invocation_.values("assume")) {
      if (auto fact = sym::parse_relation(text)) facts.push_back(*fact);
    }
    auto values = exec::breaking(relations_[index], others, std::move(facts), base);
    if (!values) return {};
    Proof proof{values_text(*values), "breaks " + sym::to_text(relations_[index]), 0, {}, {}};
    for (const Proof& before : proved_.runs) {
      if (before.values == proof.values) return {};
    }
    auto asked = read_request(invocation_);
    if (!asked) return tl::unexpected(asked.error());
    for (const auto& [name, value] : *values)
      asked->request.sets.push_back(fmt::format("{}={}", name, sym::to_text(value)));
    driver::Analysis analysis = driver::analyze(asked->request);
    if (const diag::Diagnostic* raised = raised_by_the_network(analysis.diagnostics)) {
      proof.note = "refused by the network's own code: " + raised->message;
    } else {
      bool refused = analysis.diagnostics.errors() > 0;
      auto outcome = attempt(refused ? graph_ : analysis.graph, *values, refused, proof);
      if (!outcome) return tl::unexpected(outcome.error());
      if (refused && !outcome->error.empty()) proof.note = "refused: " + outcome->error;
    }
    proved_.runs.push_back(std::move(proof));
    return {};
  }

  const Invocation& invocation_;
  const ir::Graph& graph_;
  std::vector<sym::Relation> relations_;
  Proved proved_;
};

bool is_proved(const Proved& proved) {
  for (const Proof& proof : proved.runs) {
    if (!proof.faults.empty()) return false;
  }
  return true;
}

std::string outputs_text(const ir::Graph& graph, const ir::Node& node, sym::Style style) {
  std::vector<std::string> shapes;
  for (ir::ValueId output : node.outputs) shapes.push_back(ir::to_text(graph[output].tensor, style));
  return fmt::format("{}", fmt::join(shapes, " "));
}

std::string as_text(const ir::Graph& graph, const Proved& proved, const report::View& view) {
  report::Grid calls({{"#", true}, {"Layer", false, 12}, {"Type"}, {"Output", false, 12}, {"Verified", true}});
  for (std::size_t i = 0; i < proved.calls.size(); ++i) {
    const ir::Node& node = graph.nodes[i];
    const Checked& call = proved.calls[i];
    calls.add_row(
        {{std::to_string(i + 1)},
         {path_of(graph, node)},
         {std::string(type_of(node))},
         {outputs_text(graph, node, view.style())},
         {call.verified() ? (view.ascii ? "yes" : "✓") : fmt::format("{} of {}", call.as_inferred, call.runs)}});
  }
  report::Grid runs({{"Sizes"}, {"Why"}, {"Calls", true}, {"Result", false, 20}});
  for (const Proof& proof : proved.runs) {
    std::string result = !proof.faults.empty() ? proof.faults.front() : proof.note.empty() ? "as inferred" : proof.note;
    runs.add_row({{proof.values}, {proof.what}, {std::to_string(proof.calls)}, {std::move(result)}});
  }
  std::string text =
      calls.to_text(view.width, view.ascii, view.paint()) + "\n" + runs.to_text(view.width, view.ascii, view.paint());
  for (const Proof& proof : proved.runs) {
    for (const std::string& fault : proof.faults) text += fmt::format("\nBug  {}: {}", proof.values, fault);
  }
  return text + (is_proved(proved)
                     ? "\nVerified: every shape that ran is as inferred, and what is refused does not run.\n"
                     : "\n");
}

std::string as_json(const ir::Graph& graph, const Proved& proved) {
  report::JsonWriter json;
  json.object([&] {
    json.flag("verified", is_proved(proved));
    int index = 0;
    json.array("calls", proved.calls, [&](const Checked& call) {
      const ir::Node& node = graph.nodes[static_cast<std::size_t>(index++)];
      json.object([&] {
        json.number("index", index);
        json.text("path", path_of(graph, node));
        json.text("type", type_of(node));
        json.text("output", outputs_text(graph, node, sym::Style::Python));
        json.flag("verified", call.verified());
        json.number("runs", call.runs);
      });
    });
    json.array("runs", proved.runs, [&](const Proof& proof) {
      json.object([&] {
        json.text("sizes", proof.values);
        json.text("why", proof.what);
        json.number("calls", proof.calls);
        json.text("note", proof.note);
        json.array("faults", proof.faults, [&](const std::string& fault) { json.string(fault); });
      });
    });
  });
  return json.document();
}

Exit run(const Invocation& invocation) {
  auto network = read_network(invocation);
  if (!network) return complain(network.error().message);
  if (report_errors(invocation, *network)) return kProblems;
  auto proved = Prover(invocation, *network).run();
  if (!proved) return complain(proved.error().message);
  auto view = view_of(invocation, Stream::Out);
  if (!view) return complain(view.error().message);
  const std::string* format = invocation.value("format");
  bool json = format != nullptr && *format == "json";
  const ir::Graph& graph = network->analysis.graph;
  if (auto done = deliver(invocation, json ? as_json(graph, *proved) : as_text(graph, *proved, *view)); !done)
    return complain(done.error().message);
  return is_proved(*proved) ? kClean : kProblems;
}

}  // namespace

Command prove_command() {
  static const OptionGroup groups[] = {{"Network", network_options()},
                                       {"Numbers", running_options()},
                                       {"Output", kOutput},
                                       {"Text", text_options()},
                                       {"General", general_options()}};
  return {
      .name = "prove",
      .operand = "FILE",
      .summary = "Run the network with several sizes, and with sizes that it must refuse.",
      .description =
          "Puts numbers in the place of every symbol: the smallest allowed, odd, even and prime ones, and for each "
          "assumption some that break it. The network is run with each; every shape must come out as it was inferred, "
          "and what the analysis refuses must not run. The exit status is 1 if something differs.",
      .groups = groups,
      .examples = kExamples,
      .run = run};
}

}  // namespace shapewise::cli
