// Equations between sizes, solved for one of them: what remains are sizes that can be chosen freely.
#pragma once

#include <vector>

#include "sym/facts.h"

namespace shapewise::design {

struct Eliminated {
  sym::Assignment values;            // of the symbols that follow, in terms of those that remain
  std::vector<sym::Relation> other;  // what could not be solved, with the values put in
};

/// Solves for symbols whose name begins with `prefix`, as far as they become polynomials without a minus.
Eliminated eliminate(const std::vector<sym::Relation>& relations, std::string_view prefix);

}  // namespace shapewise::design
