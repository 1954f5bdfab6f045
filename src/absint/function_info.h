// What the text of a function says of it before it runs: whether it is a generator, and which names are its own.
#pragma once

#include <vector>

#include "python/ast.h"

namespace shapewise::absint {

struct FunctionInfo {
  bool generator = false;            // it has a yield of its own, not counting those of functions within it
  std::vector<python::Name> locals;  // bound somewhere in its body, and neither global nor nonlocal
  std::uint64_t filter = 0;          // a bit for each local: tells most other names apart at once

  bool binds(python::Name name) const;
};

/// Of the body of a def, or of the expression of a lambda (the other one is empty).
FunctionInfo function_info(python::Stmts body, const python::Expr* expr);

/// The names that the annotations of a def mention, as far as they are no text.
std::vector<const python::NameExpr*> annotation_names(const python::Function& function);

/// Whether a yield of the function itself is in the node.
bool yields(const python::Expr* expr);
bool yields(const python::Stmt* statement);

}  // namespace shapewise::absint
