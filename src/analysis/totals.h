// Totals of a network, and all tables that reports are made of.
#pragma once

#include <vector>

#include "analysis/cost.h"
#include "analysis/counts.h"
#include "analysis/receptive.h"

namespace shapewise::analysis {

/// A sum over calls. Where a part could not be determined it is a lower bound: the sum of the others.
struct Sum {
  sym::Expr value;
  bool exact = true;
};

struct Totals {
  Counts weights;
  bool weights_exact = true;
  Sum macs;
  Sum memory;    // of the activations, in bytes
  Sum dense;     // fully connected equivalents of the layers that have one
  Sum replaced;  // parameters of those layers themselves, to compare
};

struct Tables {
  CountTable counts;
  std::vector<Cost> costs;    // by node
  std::vector<Field> fields;  // by value
  Totals totals;
};

Tables analyse(const ir::Graph& graph);

}  // namespace shapewise::analysis
