// The syntax tree of one file of Python 3.12. Nodes live in an arena, are immutable once parsed, and refer to the
// source text and to a Names table, all of which must outlive the tree.
#pragma once

#include <string_view>

#include "python/stmt.h"

namespace shapewise::python {

struct Module {
  const source::SourceFile* file = nullptr;
  Stmts body;
  Span<source::Range> comments;  // each from "#" to the end of its line, in order
  bool has_errors = false;       // at least one error was reported while parsing
};

/// The docstring that opens a body, or null.
const StringExpr* docstring(Stmts body);

/// The last word of a name: "Sequential" of nn.Sequential; empty for anything else.
std::string_view last_name(const Expr* expr);

/// The comments within [range.begin, range.end), found by binary search.
Span<source::Range> comments_in(const Module& module, source::Range range);

}  // namespace shapewise::python
