// The script code of a program, that is what stands outside of its modules: the top level of the file, its __main__
// block, its tests. It shows which network the file is about, made with which arguments, and what it is called with.
#pragma once

#include <optional>
#include <vector>

#include "absint/interpreter.h"

namespace shapewise::absint {

/// A module that script code makes.
struct Sighting {
  Instance* module = nullptr;
  bool called = false;
  std::optional<Arguments> call;  // what it is first called with, if that has tensors
  std::vector<sym::Shape> sizes;  // of inputs that are given as numbers, as in summary(net, (3, 32, 32))
};

class Script : public Watcher {
 public:
  explicit Script(Interpreter& interpreter) : interpreter_(interpreter) {}

  /// Runs the file. What goes wrong is reported, or handed back where the script itself ends with an exception.
  Module* run(const source::SourceFile& file, const std::string& name, std::optional<diag::Diagnostic>& uncaught);
  /// Runs the functions that take and return nothing: tests, examples. False if there are none.
  bool run_functions(Module& program);

  const std::vector<Sighting>& seen() const { return seen_; }
  /// Forgets what was seen since.
  void rewind(std::vector<Sighting> seen) { seen_ = std::move(seen); }

  void made(Instance& module) override;
  Value called(Instance& module, Arguments& arguments) override;
  void passed(const Arguments& arguments) override;

 private:
  Sighting& sighting(Instance& module);

  Interpreter& interpreter_;
  std::vector<Sighting> seen_;
  int repeated_ = 0;  // calls of modules that were called before
};

/// True if a function can be called without arguments.
bool takes_nothing(python::Parameters parameters);
/// True if a function has a return statement with a value.
bool returns_something(python::Stmts body);

}  // namespace shapewise::absint
