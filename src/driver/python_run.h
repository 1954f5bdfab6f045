// One run of a program into a graph: the script, the choice of the network, the pass of tensors through it. Whoever
// needs to know more before the last pass (the input, for example) goes back to where the network had been made.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absint/candidates.h"
#include "absint/network.h"
#include "absint/script.h"
#include "driver/analyze.h"
#include "driver/program.h"
#include "import/input_spec.h"
#include "layer/builder.h"

namespace shapewise::driver {

class PythonRun {
 public:
  /// Runs the file. `symbols` are names that stand for integers which it leaves open.
  PythonRun(Program& program, bool training, const std::vector<std::string>& symbols, sym::Facts facts);

  /// Makes the network; false after an error.
  bool make(const std::string& target);
  bool made() const { return made_; }
  /// Lists the networks that the file is about; what goes wrong in making them is not kept.
  std::vector<FoundNetwork> list();

  /// Remembers how things are now that the file has run, or that the network has been made.
  void hold_script();
  void hold_network();
  /// Goes back there. False if that is not possible: then the run is of no further use.
  bool rewind_script();
  bool rewind_network();

  /// The parameters of forward that must be given.
  std::vector<std::string> input_names();
  /// How script code calls the network; null if it does not.
  const absint::Arguments* offered_call() const;
  std::vector<absint::NetworkInput> offered_inputs();
  /// The inputs that script code gives as numbers only: (3, 32, 32).
  std::vector<sym::Shape> offered_sizes() const;

  /// Calls the network with these inputs.
  void forward(const std::vector<import::InputSpec>& inputs);
  /// With inputs of unknown shape, to see what the network does with them first.
  void probe();
  /// As script code calls it, with tensors of these shapes.
  void forward_offered(const std::vector<absint::NetworkInput>& inputs);

  diag::Sink& sink() { return sink_; }
  /// Whether what goes wrong first is the number of dimensions.
  bool misses_rank() const;
  const ir::Graph& graph() const { return graph_; }
  ir::Graph take_graph() { return std::move(graph_); }
  /// What was found, into the analysis. Errors behind a guess are no errors: what the program does there is not known.
  void report(Analysis& analysis);

 private:
  struct ScriptEnd {
    absint::Interpreter::Checkpoint interpreter;
    std::vector<absint::Sighting> seen;
    std::optional<diag::Diagnostic> uncaught;
  };

  /// What the program is about, by all that its script code and, if need be, its functions say.
  std::vector<absint::Candidate> candidates(std::optional<absint::NetworkSearch>& search);
  absint::Value target(const std::string& expression);
  absint::Value choose();
  void explain_choice(const std::vector<absint::Candidate>& candidates);
  void explain_failure(const std::vector<absint::Candidate>& candidates);
  void find_offer();
  /// The input that a LightningModule shows in its example_input_array.
  void find_example(absint::Instance& network);
  /// Evaluates the inputs that are given as values. False after an error.
  bool evaluate(const std::vector<import::InputSpec>& inputs);
  /// An input as the program sees it; its tensors become inputs of the graph.
  absint::Value given(const import::InputSpec& input, const std::string& name);

  Program& texts_;
  const source::SourceFile& file_;
  source::SourceMap& sources_;
  diag::Sink sink_;
  ir::Graph graph_;
  layer::Builder builder_;
  absint::Interpreter interpreter_;
  absint::Script script_;
  absint::Module* program_ = nullptr;
  std::optional<diag::Diagnostic> uncaught_;  // with which the script ended
  absint::Value network_;
  bool made_ = false;
  const absint::Sighting* sighting_ = nullptr;  // of the network
  absint::Sighting example_;
  std::map<std::string, absint::Value> evaluated_;  // by expression
  std::optional<ScriptEnd> script_end_;
  std::optional<absint::Interpreter::Checkpoint> network_made_;
};

/// The runs of one program, for one network after the other or in several tries for one: they go back as far as they
/// can, and only where they cannot the file runs again.
class PythonRuns {
 public:
  PythonRuns(Program program, bool training, std::vector<std::string> symbols)
      : program_(std::move(program)), training_(training), symbols_(std::move(symbols)) {}

  Program& program() { return program_; }
  /// The file has run, and may be needed again like that for another network.
  PythonRun& scripted();
  /// The network has been made, unless that fails, and may be needed again like that.
  PythonRun& made(const std::string& target);
  /// The same for the last time, under these facts.
  PythonRun& last(const std::string& target, const sym::Facts& facts);
  /// Whether they can be of use for such a request.
  bool fit(const Request& request) const { return request.training == training_ && request.symbols == symbols_; }

 private:
  bool rewind(const std::string& target);
  void make(const std::string& target);
  void start(const sym::Facts& facts);

  Program program_;
  bool training_;
  std::vector<std::string> symbols_;
  std::unique_ptr<PythonRun> run_;
  std::string target_;  // of the network that it holds
  bool several_ = false;
};

}  // namespace shapewise::driver
