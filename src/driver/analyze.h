// The one way from text to a graph and diagnostics, for the program, the language server, the browser and the tests
// alike. It never touches the file system: what a text refers to comes through driver::Files.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "diag/diagnostic.h"
#include "driver/files.h"
#include "driver/format.h"
#include "import/limits.h"
#include "ir/graph.h"
#include "source/source.h"

namespace shapewise::python {
class Trees;
}

namespace shapewise::driver {

class PythonRuns;

/// What the user asks for.
struct Request {
  std::string path = "<input>";    // names the text in diagnostics; its extension helps to tell the format
  std::string text;                // in UTF-8, or else there is a diagnostic
  std::string_view bytes;          // of a binary form (see is_binary); empty: they are in `text`
  Format format = Format::Detect;  // how to read it
  std::vector<std::string>
      inputs;                      // as --input gives them: "N,3,64,64", "x=(N, T):int64"; one per input of the network
  std::vector<std::string> sets;   // as --set gives them: "N=32"; for every symbol of that name, wherever it stands
  std::vector<std::string> facts;  // as --assume gives them: "H % 32 == 0"
  std::string target;              // of a program, which network: "Net", "make(3)"; empty: the one that it is about
  std::vector<std::string> roots;  // folders in which modules are looked for, after those around the file
  Files* files = nullptr;          // what the text may refer to; null: nothing
  PythonRuns* runs = nullptr;      // of a census of the same text, which go on from there; null: it is run anew
  std::vector<std::string> symbols;  // names that stand for integers which a program leaves open
  bool training = false;             // the mode of the modules: train() or eval()
  import::Limits limits;
};

/// What came of it. The graph is valid (ir::verify) whatever happened; after an error it holds all that is still known.
///
/// Modules that are never called have no node: their weights are known, but not their shapes. A printed module of the
/// user's own class has only such modules, and a gap that says why.
struct Analysis {
  source::SourceMap sources;  // the text, then "--input", "--set" and "--assume" as far as they were read
  ir::Graph graph;
  diag::Sink diagnostics;
  Format format = Format::Detect;  // as it was read; Detect: not at all
  std::string input_origin;        // where the graph's input comes from if none was given: "taken from the layers"
  std::shared_ptr<python::Trees> trees;  // of a program: of the sources, as far as they were parsed
  std::int64_t steps = 0;                // of a program: how long it ran, in statements, calls and iterations
};

Analysis analyze(const Request& request);

/// A network of a program: what Request::target must be for it.
struct FoundNetwork {
  std::string target;   // "Net()", "model"
  std::string needs;    // what its constructor must be given before it can be made: "block, layers"; empty: nothing
  source::Range range;  // of its definition
};

/// The networks of a program, in the order in which they would be chosen, and what came of running the file alone: the
/// graph has no network in it. Every other format holds one network, whose target is empty.
struct Census {
  Analysis file;
  std::vector<FoundNetwork> networks;
  std::shared_ptr<PythonRuns> runs;  // of a program, for the analyses of its networks
};

Census find_networks(const Request& request);

}  // namespace shapewise::driver
