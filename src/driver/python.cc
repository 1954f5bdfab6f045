// How a program becomes a network with an input: the program is run; the network is the one asked for, or the one that
// the program is about; the input is the given one, or follows from the layers that the network calls first.
#include "driver/python.h"

#include <algorithm>
#include <fmt/format.h>

#include "absint/network.h"
#include "driver/input_search.h"
#include "driver/modules.h"

namespace shapewise::driver {
namespace {

/// One run of the program into a graph.
class Run {
 public:
  Run(const Request& request, const source::SourceFile& file, Analysis& analysis, ir::Graph& graph, diag::Sink& sink)
      : request_(request),
        file_(file),
        analysis_(analysis),
        sink_(sink),
        builder_(graph, sink, request.training),
        modules_(file, request.roots, request.files, analysis.sources),
        interpreter_(builder_, analysis.sources, modules_, names_, {}) {
    interpreter_.set_training(request.training);
  }

  /// Runs the file and makes the network; Failed after an error.
  absint::Value make() {
    for (const std::string& name : request_.symbols) {
      interpreter_.running_module()->names.set(names_.intern(name), interpreter_.integer(sym::Expr::symbol(name)));
    }
    program_ = interpreter_.run_file(file_, modules_.main_name(), file_.path().ends_with("__init__.py"));
    interpreter_.report_uncaught();
    if (interpreter_.stopped()) return {};
    network_ = request_.target.empty() ? choose() : target();
    if (network_.failed()) return network_;
    absint::attach_network(interpreter_, network_);
    return network_;
  }

  void forward(const std::vector<import::InputSpec>& inputs) {
    std::vector<std::pair<std::string, ir::ValueId>> values;
    for (const import::InputSpec& input : inputs) {
      ir::Tensor tensor = ir::Tensor::of(input.shape, input.dtype.value_or(ir::DType::Float32));
      values.emplace_back(input.name, builder_.add_input(input.name, std::move(tensor)));
    }
    absint::run_network(interpreter_, network_, values, file_.range(0, 0));
  }

  /// With inputs of unknown shape, to see what the network does with them first.
  void probe() {
    std::vector<std::pair<std::string, ir::ValueId>> values;
    for (std::string& name : absint::forward_inputs(interpreter_, network_)) {
      values.emplace_back("", builder_.add_input(std::move(name), ir::Tensor::unknown("the input is not known yet")));
    }
    absint::run_network(interpreter_, network_, values, file_.range(0, 0));
  }

  std::vector<std::string> input_names() { return absint::forward_inputs(interpreter_, network_); }
  int certain_until() const { return interpreter_.certain_until(); }

 private:
  absint::Value target() {
    const source::SourceFile& text = analysis_.sources.add("<network>", request_.target);
    return absint::make_network(interpreter_, *program_, text);
  }

  absint::Value choose() {
    std::vector<absint::Candidate> all = absint::find_networks(interpreter_, *program_);
    if (all.empty()) {
      if (sink_.errors() == 0) {
        sink_.error(diag::Kind::UnknownNetwork, file_.range(0, 0), "no network is defined here")
            .notes.push_back("a network is a class derived from torch.nn.Module, or a variable that holds one");
      }
      return {};
    }
    std::vector<absint::Candidate> made;
    for (const absint::Candidate& candidate : all) {
      if (!candidate.made.failed()) made.push_back(candidate);
    }
    if (made.empty()) return explain_failure(all);
    return made.front().made;
  }

  /// No class could be made without being told more: either the attempt failed, or arguments are missing.
  absint::Value explain_failure(const std::vector<absint::Candidate>& all) {
    for (auto candidate = all.rbegin(); candidate != all.rend(); ++candidate) {
      if (!candidate->needs.empty()) continue;
      absint::make_network(interpreter_, *program_, analysis_.sources.add("<network>", candidate->expr));
      return {};
    }
    return ask_for_arguments(all);
  }

  absint::Value ask_for_arguments(const std::vector<absint::Candidate>& all) {
    const absint::Candidate& last = all.back();
    std::string name = last.expr.substr(0, last.expr.find('('));
    auto& d =
        sink_.error(diag::Kind::UnknownNetwork, last.range, fmt::format("{} needs arguments: {}", name, last.needs));
    d.label = "its constructor can't be called without";
    d.notes.push_back(fmt::format("say which network is meant: '{}:{}({})'", file_.path(), name, last.needs));
    return {};
  }

  const Request& request_;
  const source::SourceFile& file_;
  Analysis& analysis_;
  diag::Sink& sink_;
  python::Names names_;
  layer::Builder builder_;
  ModuleFiles modules_;
  absint::Interpreter interpreter_;
  absint::Module* program_ = nullptr;
  absint::Value network_;
};

/// Errors behind a guess are no errors: what the program does there is not known.
void keep_certain(const diag::Sink& found, int certain, Analysis& analysis) {
  int index = 0;
  for (const diag::Diagnostic& diagnostic : found.all()) {
    bool doubtful = certain >= 0 && index++ >= certain && diagnostic.kind != diag::Kind::Limit;
    if (!doubtful) {
      analysis.diagnostics.add(diagnostic);
    } else {
      analysis.graph.gaps.push_back(
          {fmt::format("not certain, because of what is not known before: {}", diagnostic.message), diagnostic.range});
    }
  }
}

}  // namespace

void read_python(const Request& request, const source::SourceFile& file, import::Inputs& inputs, Analysis& analysis) {
  std::vector<import::InputSpec> given = inputs.given;
  std::optional<ir::Assumption> solved;
  if (given.empty() && !inputs.rejected) {
    ir::Graph graph;
    diag::Sink sink;
    Run trial(request, file, analysis, graph, sink);
    if (trial.make().failed()) {
      // Another run would only fail in the same way.
      keep_certain(sink, trial.certain_until(), analysis);
      analysis.graph.gaps.insert(analysis.graph.gaps.end(), graph.gaps.begin(), graph.gaps.end());
      return;
    }
    trial.probe();
    given = first_inputs(graph, trial.input_names());
    if (!given.empty()) {
      // With H and W open, the layers say what they must be.
      ir::Graph open;
      diag::Sink open_sink;
      Run second(request, file, analysis, open, open_sink);
      if (!second.make().failed()) {
        second.forward(given);
        solved = solve_inputs(open, given);
      }
    }
    inputs.default_used = !given.empty();
  }
  diag::Sink found;
  Run run(request, file, analysis, analysis.graph, found);
  bool made = !run.make().failed();
  if (made && !given.empty()) run.forward(given);
  if (solved) analysis.graph.assumptions.insert(analysis.graph.assumptions.begin(), std::move(*solved));
  if (made && given.empty() && !inputs.rejected) {
    auto& d = found.error(diag::Kind::InputSpec, file.range(0, 0), "the shape of the input is not known");
    d.notes.push_back("give it with --input, for example --input N,3,224,224");
  }
  keep_certain(found, run.certain_until(), analysis);
}

}  // namespace shapewise::driver
