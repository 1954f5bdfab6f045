// From a program to a network: which of its modules is meant, and the pass of tensors through it.
#pragma once

#include <string>
#include <vector>

#include "absint/interpreter.h"

namespace shapewise::absint {

/// A network that a program makes, or can make without being told more.
struct Candidate {
  std::string expr;       // how to name it: "ResNet18()", "model"
  Value made;             // the module; Failed if it could not be made
  bool instance = false;  // a variable of the program
  std::string needs;      // what its constructor must be given: "block, layers"
  source::Range range;    // of its definition
};

/// The modules that are variables of the program, and the classes of modules that stand in it. Classes that can be made
/// without arguments are made; those of which other networks of the program consist come last.
std::vector<Candidate> find_networks(Interpreter& interpreter, Module& program);

/// Evaluates what the user asks for in the program: "ResNet18", "model", "ResNet(BasicBlock, [2, 2, 2, 2])". A class or
/// function is called without arguments. Failed, and an error, if there is none or it makes no module.
Value make_network(Interpreter& interpreter, Module& program, const source::SourceFile& target);

/// Puts the module, and all that it consists of, into the graph.
void attach_network(Interpreter& interpreter, Value network);

/// The parameters of forward that must be given; empty if it can't be told.
std::vector<std::string> forward_inputs(Interpreter& interpreter, Value network);

/// Calls the network with the tensors, by position or by name, and sets the graph's outputs.
void run_network(Interpreter& interpreter, Value network,
                 const std::vector<std::pair<std::string, ir::ValueId>>& inputs, source::Range place);

}  // namespace shapewise::absint
