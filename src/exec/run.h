// Runs a plan, call by call, and keeps what was seen: the shapes that came out, the time, the memory.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "exec/plan.h"
#include "exec/weights.h"

namespace shapewise::exec {

/// A network's weights in memory, by ir::WeightId, and its constants by ir::ValueId.
class Loaded {
 public:
  static Result<Loaded> load(const Plan& plan, WeightSource& source);

  const Tensor& weight(ir::WeightId id) const { return weights_[static_cast<std::size_t>(id.index)]; }
  /// The weight that a node's module has under that name; none if it has none.
  Tensor weight(const ir::Graph& graph, const ir::Node& node, std::string_view name) const;
  /// The tensor of a value that nothing makes; none for others and for inputs.
  const Tensor& constant(ir::ValueId id) const { return constants_[static_cast<std::size_t>(id.index)]; }
  /// Constants whose contents the graph does not tell; they are zero.
  int unknown_constants() const { return unknown_constants_; }
  std::int64_t bytes() const { return bytes_; }
  /// Whether a run may overwrite constants or weights.
  bool is_overwritten() const { return !overwritten_.empty(); }
  /// For one run: with tensors of its own for what that may overwrite.
  Loaded for_one_run(const ir::Graph& graph) const;

 private:
  void find_overwritten(const Plan& plan);

  std::vector<Tensor> weights_;
  std::vector<Tensor> constants_;
  std::vector<ir::ValueId> overwritten_;
  int unknown_constants_ = 0;
  std::int64_t bytes_ = 0;
};

/// What came of one call.
struct Seen {
  std::vector<Sizes> shapes;      // of the outputs
  std::vector<ir::DType> dtypes;  // of their elements
  double seconds = 0;
  int within = -1;  // the step whose kernel computed it in one go; −1: its own
};
Seen seen(const std::vector<Tensor>& outputs, double seconds);

struct Outcome {
  std::vector<Seen> steps;      // those that ran
  std::vector<Tensor> outputs;  // of the network; none for those that were not reached
  std::string error;            // of the step after the last that ran; empty: all ran
  double seconds = 0;
  std::int64_t peak_bytes = 0;  // of tensors beside the weights
};

/// Called with the outputs of each step as soon as they are there.
using Observer = std::function<void(const Step& step, const std::vector<Tensor>& outputs)>;

struct RunOptions {
  std::uint64_t seed = 0;  // of what the network itself draws at random
  bool training = false;
  Observer observer;
};

/// What a call returns, or why it stopped.
struct Returned {
  std::vector<Tensor> outputs;
  std::string error;
};

/// One call with its reference kernel.
Returned run_step(const Plan& plan, const Loaded& loaded, const Step& step, std::vector<Tensor> inputs, Random& random,
                  bool training);
/// The generator of what a network draws at random in a run.
Random generator_of(const RunOptions& options);

/// `inputs` are those of the graph, in order.
Outcome run(const Plan& plan, const Loaded& loaded, const std::vector<Tensor>& inputs, const RunOptions& options);

/// Random numbers for every input. Integers may index the smallest table of the network.
Result<std::vector<Tensor>> random_inputs(const Plan& plan, std::uint64_t seed);

/// The inferred shapes and element types, and what came out, where they differ: one line for each. What was not known
/// agrees with everything.
std::vector<std::string> disagreements(const Plan& plan, const Outcome& outcome);

/// Whether a call that ran gave what was inferred, and that is known.
bool is_as_inferred(const Plan& plan, const Outcome& outcome, std::size_t step);

/// What a run proves wrong. Where the analysis accepts the numbers: disagreements, and a call that stopped. Where it
/// refuses them: that no call stopped, whatever the shapes were.
std::vector<std::string> faults(const Plan& plan, const Outcome& outcome, bool refused);

}  // namespace shapewise::exec
