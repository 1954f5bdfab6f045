// The text of the program that made a network, as syntax trees: for what a graph cannot say, such as whether a variable
// is ever read.
#pragma once

#include <memory>
#include <string_view>

#include "python/trees.h"
#include "source/source.h"

namespace shapewise::rules {

/// Where a place is in the text.
struct Surroundings {
  const python::Function* function = nullptr;  // innermost
  const python::Stmt* statement = nullptr;     // innermost
  const python::Stmt* loop = nullptr;          // outermost of the function; null: in none
};

class Program {
 public:
  /// With the trees that there are of the sources, if there are any.
  explicit Program(const source::SourceMap& sources, std::shared_ptr<python::Trees> trees = nullptr)
      : sources_(sources), trees_(trees != nullptr ? std::move(trees) : std::make_shared<python::Trees>()) {}

  /// Null for files that are not Python, and for the interpreter's own library.
  const python::Module* tree(source::FileId file);
  Surroundings around(source::Range place);
  int files() const { return sources_.size(); }

 private:
  const source::SourceMap& sources_;
  std::shared_ptr<python::Trees> trees_;
};

/// True if the function reads the variable behind the statement, or anywhere in the loop around it.
bool is_read_later(const Surroundings& place, python::Name variable);
/// True if a name or an attribute of this spelling is used anywhere in the tree.
bool mentions(const python::Module& tree, std::string_view name);

}  // namespace shapewise::rules
