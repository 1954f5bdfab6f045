// From a program to a network: making the one that is asked for, and the pass of tensors through it.
#pragma once

#include <string>
#include <vector>

#include "absint/interpreter.h"

namespace shapewise::absint {

/// Evaluates what the user asks for in the program: "ResNet18", "model", "ResNet(BasicBlock, [2, 2, 2, 2])". A class or
/// function is called without arguments. Failed, and an error, if there is none or it makes no module.
Value make_network(Interpreter& interpreter, Module& program, const source::SourceFile& target);

/// Puts the module, and all that it consists of, into the graph, and nothing else.
void attach_network(Interpreter& interpreter, Value network);

/// The parameters of forward that must be given; empty if it can't be told.
std::vector<std::string> forward_inputs(Interpreter& interpreter, Value network);

/// A tensor that the network is called with.
struct NetworkInput {
  std::string name;
  ir::Tensor tensor;
};

/// The tensors in the arguments of a call, named by the parameters of forward.
std::vector<NetworkInput> call_inputs(Interpreter& interpreter, Value network, const Arguments& call);

/// What an input is, of which the text is in Python: torch, its tensor() and what the program defines are known to it.
/// Failed after an error, which has been reported.
Value evaluate_input(Interpreter& interpreter, Module& program, const source::SourceFile& text);
/// The value with inputs of the graph in the place of its tensors, which keep what is known of their elements.
Value as_inputs(Interpreter& interpreter, Value value, const std::string& name);

/// Calls the network with the values, by position or by name, and sets the graph's outputs.
void run_network(Interpreter& interpreter, Value network, const std::vector<std::pair<std::string, Value>>& inputs,
                 source::Range place);

/// Calls the network as `call` does, with other tensors in the place of those in it.
void run_call(Interpreter& interpreter, Value network, Arguments call, const std::vector<ir::ValueId>& inputs);

bool is_network(Value value);

}  // namespace shapewise::absint
