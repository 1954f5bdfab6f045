// Rebuilding an expression with other values for its atoms. Internal to sym/.
#pragma once

#include <functional>

#include "sym/node.h"

namespace shapewise::sym {

/// The polynomial with value(atom) for each of its own atoms; what is inside of atoms is up to `value`.
Expr replace_atoms(const Expr& e, const std::function<Expr(const AtomPtr&)>& value);

/// The same with value(atom) for symbols and unknowns wherever they are, floors, minima and maxima computed anew.
Expr replace_symbols(const Expr& e, const std::function<Expr(const AtomPtr&)>& value);

}  // namespace shapewise::sym
