// The search for numbers that fill the holes: conditions are evaluated on every candidate in small ranges, those on one
// hole alone first, which narrows its range.
#pragma once

#include <string>
#include <vector>

#include "design/conditions.h"
#include "design/holes.h"

namespace shapewise::design {

struct Candidates {
  std::vector<std::vector<Int>> all;  // that satisfy the conditions, those with the smallest sum first
  std::vector<Int> nearest;           // where none does: whose output comes nearest to the wanted one …
  std::string nearest_output;         // … and that output
};

/// Where a range is too large to be tried whole, `holes` says afterwards how far it was.
Candidates search(const Conditions& conditions, std::vector<Hole>& holes);

}  // namespace shapewise::design
