// The syntax tree as an S-expression, for tests and for comparison with CPython's `ast` (tools/compare_with_cpython.py
// prints the same). Nodes have CPython's names; a list stands in brackets, and `-` for what is absent.
#pragma once

#include <string>

#include "python/ast.h"

namespace shapewise::python {

struct DumpOptions {
  bool ranges = false;  // append @begin:end, in bytes, to the name of each node
};

/// One line for each statement of the module.
std::string dump(const Module& module, DumpOptions options = {});
std::string dump(const Stmt& statement, DumpOptions options = {});
std::string dump(const Expr& expr, DumpOptions options = {});

}  // namespace shapewise::python
