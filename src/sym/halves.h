// Halves that make a whole again: ⌊X/2⌋ and ⌊(X+1)/2⌋, which networks get from sizes that are padded to be even or
// split in two. Internal to sym/.
#pragma once

#include "sym/node.h"

namespace shapewise::sym {

/// The Expr of sorted, distinct terms. X − ⌊X/2⌋ becomes ⌊(X+1)/2⌋ where that leaves fewer terms, and
/// ⌊X/2⌋ + ⌊(X+1)/2⌋ becomes X.
Expr from_sum(Polynomial terms);

}  // namespace shapewise::sym
