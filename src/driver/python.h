// The reader of Python source: runs the program in the interpreter, finds its network and the network's input.
#pragma once

#include "driver/analyze.h"
#include "import/assemble.h"

namespace shapewise::driver {

/// Runs the file and looks for networks in it. The diagnostics of trying to make them are not kept.
std::vector<FoundNetwork> find_in_python(const Request& request, const source::SourceFile& file, Analysis& analysis);

/// `values` are put in for the symbols of an input that nobody gave.
void read_python(const Request& request, const source::SourceFile& file, const sym::Assignment& values,
                 import::Inputs& inputs, Analysis& analysis);

}  // namespace shapewise::driver
