// Decisions on symbolic sizes: what `if H % 32 != 0` does when H is not a number.
#pragma once

#include "absint/interpreter.h"

namespace shapewise::absint {

/// The truth of `a op b`. Proved where it can be. Otherwise the way that it goes for ordinary sizes is taken (equal
/// sizes are equal, images are of 224×224, there is more than one sample), and what that assumes is recorded in the
/// graph.
Value decide(Interpreter& interpreter, python::CompareOp op, const sym::Expr& a, const sym::Expr& b,
             source::Range range);

}  // namespace shapewise::absint
