// The reader of Python source: runs the program in the interpreter, finds its network and the network's input.
#pragma once

#include "driver/analyze.h"
#include "import/assemble.h"

namespace shapewise::driver {

/// Runs the first of the sources and looks for networks in it. The diagnostics of trying to make them are not kept.
void find_in_python(const Request& request, Census& census);

class PythonRuns;

/// `values` are put in for the symbols of an input that nobody gave. `runs` go on if there are any, with the analysis'
/// sources, which begin with theirs.
void read_python(const Request& request, PythonRuns* runs, const sym::Assignment& values, import::Inputs& inputs,
                 Analysis& analysis);

}  // namespace shapewise::driver
