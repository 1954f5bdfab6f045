// One run of a program into a graph: the script, the choice of the network, the pass of tensors through it. Whoever
// needs to know more before the last run (the input, for example) makes several.
#pragma once

#include <map>
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
  PythonRun(const Request& request, Program& program, ir::Graph& graph);

  /// Runs the file and makes the network; false after an error.
  bool make();
  /// Runs the file and lists the networks that it is about; what goes wrong in making them is not kept.
  std::vector<FoundNetwork> list();
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
  const ir::Graph& graph() const { return builder_.graph(); }
  /// What was found, into the analysis. Errors behind a guess are no errors: what the program does there is not known.
  void report(Analysis& analysis);

 private:
  void run_script();
  /// What the program is about, by all that its script code and, if need be, its functions say.
  std::vector<absint::Candidate> candidates();
  absint::Value target();
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

  const Request& request_;
  Program& texts_;
  const source::SourceFile& file_;
  source::SourceMap& sources_;
  diag::Sink sink_;
  mutable layer::Builder builder_;
  absint::Interpreter interpreter_;
  absint::Script script_;
  absint::Module* program_ = nullptr;
  std::optional<diag::Diagnostic> uncaught_;  // with which the script ended
  absint::Value network_;
  const absint::Sighting* sighting_ = nullptr;  // of the network
  absint::Sighting example_;
  std::map<std::string, absint::Value> evaluated_;  // by expression
};

}  // namespace shapewise::driver
