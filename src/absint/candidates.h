// Which of a program's modules is its network: what script code makes, else the classes, else what functions return.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absint/script.h"

namespace shapewise::absint {

/// A network that a program makes, or can make without being told more.
struct Candidate {
  std::string expr;                          // how to name it: "ResNet18()", "model"
  Value made;                                // the module; Failed if it could not be made
  const Sighting* sighting = nullptr;        // in script code
  std::string needs;                         // what its constructor must be given: "block, layers"
  source::Range range;                       // of its definition
  std::vector<diag::Diagnostic> found = {};  // what is wrong with how it is made
};

/// A search among what a program has made so far. It makes what can be made, once.
class NetworkSearch {
 public:
  NetworkSearch(Interpreter& interpreter, Module& program, const Script& script, source::SourceMap& sources);
  ~NetworkSearch();
  NetworkSearch(const NetworkSearch&) = delete;
  NetworkSearch& operator=(const NetworkSearch&) = delete;

  /// What the program is about: one candidate if that is clear. Parts of other candidates are left out, unless there is
  /// nothing else. Of candidates that could not be made, all are given if none could.
  std::vector<Candidate> find();
  /// What there is beside those: networks that functions of the file return, and classes that must be given arguments
  /// before they can be made and that nothing makes.
  std::vector<Candidate> others(const std::vector<Candidate>& found);

 private:
  class Search;
  std::unique_ptr<Search> search_;
};

}  // namespace shapewise::absint
