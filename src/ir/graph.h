// The network as it was read: its modules with their weights, and the calls in execution order with the tensors between
// them. Every front end builds one, every analysis reads it; analyses keep their results in tables of their own.
#pragma once

#include <string>
#include <vector>

#include "base/id.h"
#include "ir/attr.h"
#include "sym/facts.h"
#include "sym/formula.h"

namespace shapewise::ir {

using ModuleId = Id<struct ModuleTag>;
using WeightId = Id<struct WeightTag>;
using ValueId = Id<struct ValueTag>;
using NodeId = Id<struct NodeTag>;

/// A parameter or buffer. Modules that share one (tied weights) refer to the same id, so that it counts once.
struct Weight {
  std::vector<sym::Formula> dims;  // sizes by name: {C_out, C_in/g, k_h, k_w}
  std::vector<int> order;          // in which order a textbook multiplies them; empty: as they stand
  DType dtype = DType::Float32;
  bool buffer = false;     // a buffer is not a parameter
  bool trainable = true;   // requires_grad; false for buffers
  bool persistent = true;  // in the state_dict; false for buffers that are not saved

  /// Number of elements, as a formula.
  sym::Formula count() const;
  sym::Shape shape() const;
};

struct NamedWeight {
  std::string name;  // as in the module's state_dict: "weight", "self_attn.in_proj_weight"
  WeightId weight;
};

/// An instance of a layer, or of a class that contains layers.
struct Module {
  std::string path;  // "layer1.0.conv1"; empty for the root
  std::string type;  // class name as PyTorch prints it: "Conv2d", "BasicBlock"
  OpId op;           // invalid for the user's own classes
  Args args;         // constructor arguments of a layer
  ModuleId parent;
  source::Range defined;             // where it is constructed
  std::vector<NamedWeight> weights;  // its own, not its children's
  bool failed = false;               // its constructor was rejected
};

/// A module that is registered under a further path: its weights stand in the state_dict under both.
struct Alias {
  std::string path;
  ModuleId module;
};

struct Value {
  Tensor tensor;
  NodeId producer;   // invalid for inputs of the network, weights and constants
  std::string name;  // of inputs: as the user calls it; of what a saved model stores: as it does
  WeightId weight;   // the parameter or buffer that it is, where a call takes one as an argument; else invalid
};

/// One call of a layer or function.
struct Node {
  OpId op;
  ModuleId module;  // the instance called; invalid for functions
  ModuleId scope;   // the module in whose forward the call stands
  Args args;        // arguments of the call itself
  std::vector<ValueId> inputs;
  std::vector<ValueId> outputs;
  source::Range source;    // where it is called
  bool first_call = true;  // false if the same instance was called before: its weights count once
  bool failed = false;     // an error was reported here
};

/// Something the analysis could not model: what and where, so that silence is never mistaken for correctness.
struct Gap {
  std::string message;
  source::Range range;
};

/// A condition on symbolic sizes that was neither provable nor refutable, and is taken to hold.
struct Assumption {
  sym::Relation relation;
  std::string reason;  // what needs it: "MaxPool2d: the window must fit into its input"
  source::Range range;
};

/// A statement of a program, and a tensor that it gave, one of the times it ran.
struct StatementResult {
  source::Range statement;
  ValueId value;
};

struct Graph {
  std::vector<Module> modules;  // parents before children; [0] is the root
  std::vector<Alias> aliases;
  std::vector<Weight> weights;
  std::vector<Value> values;
  std::vector<Node> nodes;  // in execution order
  std::vector<ValueId> inputs;
  std::vector<ValueId> outputs;
  std::vector<Gap> gaps;
  std::vector<Assumption> assumptions;
  std::vector<StatementResult> results;  // of assignments and returns, in execution order
  sym::Facts facts;
  bool training = false;  // the mode of the modules: train() or eval()

  const Module& operator[](ModuleId id) const { return modules[static_cast<std::size_t>(id.index)]; }
  const Weight& operator[](WeightId id) const { return weights[static_cast<std::size_t>(id.index)]; }
  const Value& operator[](ValueId id) const { return values[static_cast<std::size_t>(id.index)]; }
  const Node& operator[](NodeId id) const { return nodes[static_cast<std::size_t>(id.index)]; }
  Module& operator[](ModuleId id) { return modules[static_cast<std::size_t>(id.index)]; }
  Weight& operator[](WeightId id) { return weights[static_cast<std::size_t>(id.index)]; }
  Value& operator[](ValueId id) { return values[static_cast<std::size_t>(id.index)]; }
  Node& operator[](NodeId id) { return nodes[static_cast<std::size_t>(id.index)]; }
};

/// A tensor of the network's state_dict.
struct StateEntry {
  std::string name;  // "layer1.0.conv1.weight"
  WeightId weight;
  ModuleId module;  // that holds it
};
/// The parameters and buffers as PyTorch's state_dict() names them; shared ones stand under each of their names.
/// Modules in the order of their registration, then aliases.
std::vector<StateEntry> state_dict(const Graph& graph);

/// What is wrong with the graph's structure (ids out of range, a value used before it is made …); empty if nothing.
std::string verify(const Graph& graph);

}  // namespace shapewise::ir
