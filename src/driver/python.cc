// How a program's network gets its input: the given one; else the one with which the program itself calls it; else it
// follows from the layers that the network calls first, and from what those behind them demand.
#include "driver/python.h"

#include <algorithm>
#include <fmt/format.h>

#include "driver/input_search.h"
#include "driver/python_run.h"

namespace shapewise::driver {
namespace {

using absint::NetworkInput;

class Reading {
 public:
  Reading(const std::string& target, PythonRuns& runs, const sym::Assignment& values, import::Inputs& inputs,
          Analysis& analysis)
      : target_(target), runs_(runs), values_(values), inputs_(inputs), analysis_(analysis) {}

  void read() {
    if (!inputs_.given.empty() || inputs_.rejected) return finish(inputs_.given);
    PythonRun& trial = runs_.made(target_);
    if (!trial.made()) {
      // Another run would only fail in the same way.
      analysis_.graph.gaps = trial.graph().gaps;
      return trial.report(analysis_);
    }
    if (trial.offered_call() != nullptr) return take_offer(trial.offered_inputs(), trial.offered_call()->site);
    std::vector<import::InputSpec> found = sizes(trial.offered_sizes(), trial.input_names());
    trial.probe();
    std::vector<import::InputSpec> first = first_inputs(trial.graph(), trial.input_names());
    analysis_.input_origin = found.empty() && first.empty() ? "" : "taken from the layers";
    if (found.empty()) {
      found = first;
      if (solve(found)) return;
    } else if (!first.empty()) {
      fit_batch(found, first);
    }
    finish(found);
  }

 private:
  /// The last pass, which is the analysis.
  void finish(const std::vector<import::InputSpec>& given) {
    PythonRun& run = runs_.last(target_, analysis_.graph.facts);
    bool made = run.made();
    if (made && !given.empty()) run.forward(substituted(given));
    analysis_.graph = run.take_graph();
    if (solved_) analysis_.graph.assumptions.insert(analysis_.graph.assumptions.begin(), *solved_);
    if (made && given.empty() && !inputs_.rejected) {
      auto& d = run.sink().error(diag::Kind::InputSpec, runs_.program().main().range(0, 0),
                                 "the shape of the input is not known");
      d.notes.push_back("give it with --input, for example --input N,3,224,224");
    }
    run.report(analysis_);
  }

  std::vector<import::InputSpec> substituted(std::vector<import::InputSpec> inputs) const {
    for (import::InputSpec& input : inputs) {
      for (sym::Expr& dim : input.shape.dims) dim = sym::substitute(dim, values_);
      input.items = substituted(std::move(input.items));
    }
    return inputs;
  }

  // --- the input with which the program calls its network ---

  void take_offer(std::vector<NetworkInput> inputs, source::Range place) {
    const source::SourceFile& file = runs_.program().sources()[place.file];
    analysis_.input_origin = fmt::format("as in {}:{}", file.path(), file.position(place.begin).line);
    std::vector<NetworkInput> any_batch = with_batch(inputs);
    if (!any_batch.empty() && takes_any_batch(any_batch, inputs)) inputs = std::move(any_batch);
    for (NetworkInput& input : inputs) {
      if (!input.tensor.shape) continue;
      for (sym::Expr& dim : input.tensor.shape->dims) dim = sym::substitute(dim, values_);
    }
    PythonRun& run = runs_.last(target_, analysis_.graph.facts);
    if (run.made()) run.forward_offered(inputs);
    analysis_.graph = run.take_graph();
    run.report(analysis_);
  }

  /// With N for the first size of all, if they have the same.
  static std::vector<NetworkInput> with_batch(std::vector<NetworkInput> inputs) {
    std::optional<sym::Expr> batch;
    for (NetworkInput& input : inputs) {
      if (!input.tensor.shape || input.tensor.shape->rank() == 0) continue;
      sym::Expr& first = input.tensor.shape->dims.front();
      if (batch && !(*batch == first)) return {};
      batch = first;
      first = sym::Expr::symbol("N");
    }
    return batch ? inputs : std::vector<NetworkInput>();
  }

  /// Whether the network works for any batch: without an error, without a condition on N, and with no more gaps than
  /// for the batch of the program, whose values may be known.
  bool takes_any_batch(const std::vector<NetworkInput>& inputs, const std::vector<NetworkInput>& own) {
    PythonRun& run = runs_.made(target_);
    if (!run.made()) return false;
    run.forward_offered(inputs);
    if (run.sink().errors() > 0 || !leaves_batch_open(run.graph())) return false;
    std::size_t gaps = run.graph().gaps.size();
    if (gaps == 0) return true;
    PythonRun& other = runs_.made(target_);
    if (!other.made()) return true;
    other.forward_offered(own);
    return other.graph().gaps.size() >= gaps;
  }

  static bool leaves_batch_open(const ir::Graph& graph) {
    return std::none_of(graph.assumptions.begin(), graph.assumptions.end(), [](const ir::Assumption& assumption) {
      std::vector<std::string> names = sym::symbols(assumption.relation.a - assumption.relation.b);
      return std::find(names.begin(), names.end(), "N") != names.end();
    });
  }

  /// From sizes alone, one for each parameter of forward.
  static std::vector<import::InputSpec> sizes(const std::vector<sym::Shape>& shapes,
                                              const std::vector<std::string>& names) {
    std::vector<import::InputSpec> inputs;
    if (shapes.size() != names.size()) return inputs;
    for (std::size_t i = 0; i < shapes.size(); ++i) inputs.push_back({names[i], shapes[i], std::nullopt, {}});
    return inputs;
  }

  /// Some programs leave the batch out of such sizes, and some do not: the first layers tell.
  static void fit_batch(std::vector<import::InputSpec>& sizes, const std::vector<import::InputSpec>& first) {
    for (std::size_t i = 0; i < sizes.size() && i < first.size(); ++i) {
      std::vector<sym::Expr>& dims = sizes[i].shape.dims;
      if (sizes[i].shape.rank() == first[i].shape.rank()) {
        dims.front() = sym::Expr::symbol("N");
      } else if (sizes[i].shape.rank() + 1 == first[i].shape.rank()) {
        dims.insert(dims.begin(), sym::Expr::symbol("N"));
      }
      sizes[i].dtype = first[i].dtype;
    }
  }

  // --- the input that the layers tell ---

  /// With H and W open, the layers say what they must be. True if they may be anything: then this pass is the analysis.
  bool solve(std::vector<import::InputSpec>& inputs) {
    if (inputs.empty()) return false;
    PythonRun* run = pass(inputs);
    if (run == nullptr) return false;
    if (run->sink().errors() > 0) {
      if (run->misses_rank() && fit_rank(inputs)) return solve(inputs);
      if (fit_channels(inputs)) return solve(inputs);
      run = pass(inputs);  // other inputs have passed since
    }
    std::vector<import::InputSpec> asked = inputs;
    solved_ = solve_inputs(run->graph(), inputs);
    bool same = std::equal(asked.begin(), asked.end(), inputs.begin(), inputs.end(),
                           [](const auto& a, const auto& b) { return a.shape == b.shape; });
    if (!same || solved_ || !values_.empty()) return false;
    analysis_.graph = run->take_graph();
    run->report(analysis_);
    return true;
  }

  /// The first layer does not tell what the program does before it: another rank may be what it is made for.
  bool fit_rank(std::vector<import::InputSpec>& inputs) {
    for (Rank rank : {Rank::NoChannel, Rank::Lower, Rank::Higher}) {
      std::vector<import::InputSpec> other = with_rank(inputs, rank);
      if (other.empty()) continue;
      const ir::Graph* graph = runs(other);
      if (graph == nullptr || !leaves_batch_open(*graph)) continue;
      inputs = std::move(other);
      return true;
    }
    return false;
  }

  /// Nor does it tell the channels where the program makes more of them first (of the pixels of a square, for example).
  bool fit_channels(std::vector<import::InputSpec>& inputs) {
    std::vector<import::InputSpec> other = with_open_channels(inputs);
    const ir::Graph* open = other.empty() ? nullptr : runs(other);
    if (open == nullptr || !solve_channels(*open, other) || runs(other) == nullptr) return false;
    inputs = std::move(other);
    return true;
  }

  /// A run in which these inputs have passed the network, until the next one; null if it cannot be made.
  PythonRun* pass(const std::vector<import::InputSpec>& inputs) {
    PythonRun& run = runs_.made(target_);
    if (!run.made()) return nullptr;
    run.forward(inputs);
    return &run;
  }

  /// The graph of such a pass; null if there are errors.
  const ir::Graph* runs(const std::vector<import::InputSpec>& inputs) {
    PythonRun* run = pass(inputs);
    return run != nullptr && run->sink().errors() == 0 ? &run->graph() : nullptr;
  }

  const std::string& target_;
  PythonRuns& runs_;
  const sym::Assignment& values_;
  import::Inputs& inputs_;
  Analysis& analysis_;
  std::optional<ir::Assumption> solved_;
};

}  // namespace

void find_in_python(const Request& request, Census& census) {
  census.runs = std::make_shared<PythonRuns>(Program(census.file.sources, request.roots, request.files),
                                             request.training, request.symbols);
  PythonRun& run = census.runs->scripted();
  census.networks = run.list();
  run.report(census.file);
  census.file.sources = census.runs->program().sources();
}

void read_python(const Request& request, PythonRuns* runs, const sym::Assignment& values, import::Inputs& inputs,
                 Analysis& analysis) {
  std::optional<PythonRuns> own;
  if (runs != nullptr) {
    runs->program().sources() = analysis.sources;  // with what else the request says
  } else {
    runs = &own.emplace(Program(analysis.sources, request.roots, request.files), request.training, request.symbols);
  }
  Reading(request.target, *runs, values, inputs, analysis).read();
  analysis.sources = runs->program().sources();
  analysis.trees = runs->program().trees();
}

}  // namespace shapewise::driver
