// What is written around the place of an error: the functions, statements and expressions that contain it.
#pragma once

#include <string>
#include <vector>

#include "base/arena.h"
#include "python/ast.h"
#include "python/names.h"
#include "source/source.h"

namespace shapewise::driver {

inline bool contains(source::Range outer, source::Range inner) {
  return outer.valid() && outer.file == inner.file && outer.begin <= inner.begin && inner.end <= outer.end;
}

class Surroundings {
 public:
  /// The file of `place` is parsed; nothing is found in a place that is no text of a program.
  Surroundings(const source::SourceMap& sources, source::Range place);

  /// Outermost first.
  const std::vector<const python::Stmt*>& statements() const { return statements_; }
  const std::vector<const python::Expr*>& expressions() const { return expressions_; }
  /// The innermost function.
  const python::Function* function() const;
  /// The variables of that function: those last assigned before a place first, then its parameters but `self`.
  std::vector<std::string_view> variables(int before) const;
  /// The innermost call that the place is in, or the call that it is; null if there is none.
  const python::Call* call() const;
  /// Statements on one level with the innermost one and in one block with it, in the order written.
  const std::vector<const python::Stmt*>& neighbours() const { return neighbours_; }
  const python::Module* module() const { return module_; }

  std::string text(source::Range range) const { return std::string(sources_[range.file].slice(range)); }
  /// Columns that the line of a place is indented by.
  std::string indentation(source::Range place) const;
  /// From the start of the first line to the start of the line behind.
  source::Range lines(source::Range range) const;

 private:
  struct Locator;

  const source::SourceMap& sources_;
  python::Names names_;
  Arena arena_;
  const python::Module* module_ = nullptr;
  std::vector<const python::Stmt*> statements_;
  std::vector<const python::Expr*> expressions_;
  std::vector<const python::Stmt*> neighbours_;
};

struct Definition {
  const python::Function* function = nullptr;
  const python::Class* owner = nullptr;  // null: of the module, or of another function
};
/// All functions of a file, with the classes that they are methods of.
std::vector<Definition> definitions(const python::Module& module);

/// All expressions below a statement, in the order written.
std::vector<const python::Expr*> expressions_in(const python::Stmt* statement);

}  // namespace shapewise::driver
