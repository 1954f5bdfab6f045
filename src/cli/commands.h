// The commands of the program. Each has a file of its own.
#pragma once

#include <vector>

#include "cli/command.h"

namespace shapewise::cli {

/// All of them, in the order in which they are listed.
std::vector<Command> all_commands();

/// `shapewise FILE`: the table.
Command summary_command();
/// `shapewise explain FILE`: the worked solution.
Command explain_command();
/// `shapewise memory FILE`: where the memory goes.
Command memory_command();
/// `shapewise solve FILE`: the numbers that fill a network's holes.
Command solve_command();
/// `shapewise envelope FILE`: the inputs that a network works for.
Command envelope_command();
/// `shapewise compare FILE`: convolutions against fully connected layers; with and without layers.
Command compare_command();
/// `shapewise run FILE`: executes the network.
Command run_command();
/// `shapewise prove FILE`: runs it with several sizes.
Command prove_command();
/// `shapewise bench conv-vs-dense FILE`: measures convolutions against fully connected layers.
Command bench_command();
/// `shapewise check [PATH...]`: every network of files and folders.
Command check_command();
/// `shapewise diff OLD NEW`: what changed.
Command diff_command();
/// `shapewise annotate FILE`: the source with shapes.
Command annotate_command();
/// `shapewise export FILE`: the network in ONNX.
Command export_command();
/// `shapewise rule [NAME]`: the rules beyond errors.
Command rule_command();
/// `shapewise layers [NAME]`: the layers that are known.
Command layers_command();
/// `shapewise completions SHELL`.
Command completions_command();

}  // namespace shapewise::cli
