// Generators: calls of functions with a yield, and generator expressions. Both are iterators that do no more work than
// is asked of them.
#pragma once

#include "absint/interpreter.h"

namespace shapewise::absint {

/// What is sent into a generator that stands at a yield: a value, or an exception to be raised there.
struct Sent {
  Value value = Value::none();
  Value exception;  // Failed: none
};

/// A generator as the program sees it.
struct Generator : Iterator {
  Value returned = Value::none();  // of its return statement, once it has ended

  /// As next(), which sends None.
  bool resume(Interpreter& interpreter, Sent sent, Value& out) {
    ++moves;
    return go_on(interpreter, sent, out);
  }
  /// Raises GeneratorExit where it stands; false if that failed.
  bool close(Interpreter& interpreter, source::Range range) {
    ++moves;
    return end(interpreter, range);
  }
  std::string_view type() const override { return "builtins.generator"; }

 protected:
  bool advance(Interpreter& interpreter, Value& out) override { return go_on(interpreter, {}, out); }
  virtual bool go_on(Interpreter& interpreter, Sent sent, Value& out) = 0;
  virtual bool end(Interpreter& interpreter, source::Range range) = 0;
};

/// The generator that a call of the function makes; its arguments are bound in `scope`.
Generator* make_generator(Interpreter& interpreter, Function& function, Scope& scope);

/// A comprehension's loops: each step leaves the targets bound in `scope` to the next combination that its conditions
/// let pass.
class ComprehensionLoops {
 public:
  ComprehensionLoops(python::ComprehensionClauses clauses, Scope& scope, Iterator* first)
      : clauses_(clauses), scope_(scope), open_{first} {}

  /// False at the end, and after a failure (then `failed` is true).
  bool advance(Interpreter& interpreter);
  Scope& scope() { return scope_; }
  bool failed = false;

 private:
  bool passes(Interpreter& interpreter, const python::ComprehensionClause& clause);

  python::ComprehensionClauses clauses_;
  Scope& scope_;
  std::vector<Iterator*> open_;  // of the clauses that have been entered
};

}  // namespace shapewise::absint
