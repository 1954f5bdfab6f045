// Builder: how front ends make a graph. It constructs modules and calls layers through their Specs, so that the
// worksheet's list, a printed module and interpreted Python go through the same knowledge and the same checks.
#pragma once

#include <string>
#include <vector>

#include "layer/bind.h"
#include "layer/call.h"

namespace shapewise::layer {

/// What a call returns: the tensors, and how they are nested ("t", "(t,(t,t))"; see Call::set_layout).
struct Returned {
  std::vector<ir::ValueId> values;
  std::string layout = "t";
};

/// A layer whose constructor has run.
struct Constructed {
  ir::Layer layer;
  bool failed = false;  // it was rejected
};

/// The weights that a constructed layer has.
std::vector<WeightSpec> weights_of(const ir::Layer& layer);

class Builder {
 public:
  Builder(ir::Graph& graph, diag::Sink& sink, bool training = false);

  ir::Graph& graph() { return graph_; }
  diag::Sink& sink() { return sink_; }

  ir::ValueId add_input(std::string name, ir::Tensor tensor);
  /// A value that no call made (a constant, or one that could not be determined).
  ir::ValueId add_value(ir::Tensor tensor);

  /// An instance of a class that is no layer: the user's own, or a container. `type` as PyTorch prints it.
  ir::ModuleId add_module(std::string path, std::string type, ir::ModuleId parent, source::Range defined);
  /// What a layer's constructor does: binds and checks its arguments. Errors are reported.
  Constructed prepare(ir::OpId op, std::vector<Given> given, source::Range defined);
  /// Makes a module of it, without weights.
  ir::ModuleId attach(Constructed layer, std::string path, ir::ModuleId parent, source::Range defined);
  /// Gives it the weights of its own.
  void make_weights(ir::ModuleId module);
  /// All three. The module exists even if its constructor was rejected.
  ir::ModuleId construct(ir::OpId op, std::vector<Given> given, std::string path, ir::ModuleId parent,
                         source::Range defined);
  /// A layer that is only made to be given to another one, which copies it (TransformerEncoder): it is checked, but
  /// becomes no module. Unknown if it is rejected.
  ir::Attr layer_value(ir::OpId op, std::vector<Given> given, source::Range defined);
  /// A module as such an argument. Unknown if it is no layer, or was rejected.
  ir::Attr layer_value(ir::ModuleId module, source::Range range) const;
  ir::WeightId add_weight(ir::ModuleId module, std::string name, ir::Weight weight);
  /// From now on it is not known how the outputs of calls lie in memory: weights may lie in another order.
  void forget_order() { ordered_ = false; }
  /// Forgets all modules, weights and calls. Values stay, as if they were constants.
  void forget_calls();

  struct Checkpoint {
    ir::Graph graph;
    int diagnostics = 0;
    bool ordered = true;
    std::vector<bool> called;
  };
  Checkpoint checkpoint() const { return {graph_, sink_.count(), ordered_, called_}; }
  /// Forgets all that came since, and what was said of it.
  void rewind(const Checkpoint& checkpoint);

  /// Calls a layer. TensorRefs in `given` are indices into `inputs`. Inference runs if all inputs have a known rank.
  Returned call(ir::ModuleId module, std::vector<Given> given, std::vector<ir::ValueId> inputs, ir::ModuleId scope,
                source::Range range);
  /// Calls a function.
  Returned call(ir::OpId function, std::vector<Given> given, std::vector<ir::ValueId> inputs, ir::ModuleId scope,
                source::Range range);

 private:
  bool check(const Spec& spec, ir::Args& args, source::Range defined);
  Returned run(ir::Node node, const ir::Args& constructor, std::vector<Given> given, bool quiet);
  void materialise(ir::ModuleId module, const ir::Tensor& input);
  /// Makes the weights of a layer of another framework, which hang on the inputs of its first call.
  void build(ir::ModuleId module, const ir::Node& call);
  void add_weight(ir::ModuleId module, WeightSpec made);

  ir::Graph& graph_;
  diag::Sink& sink_;
  bool ordered_ = true;
  std::vector<bool> called_;  // by module
};

/// The call as it was when the node was built, for analyses and explanations.
Call call_of(const ir::Graph& graph, ir::NodeId node);
/// True if ranks of all inputs and outputs are known, so that costs can be asked for.
bool is_inferred(const ir::Graph& graph, ir::NodeId node);

}  // namespace shapewise::layer
