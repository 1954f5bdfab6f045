// A network with some of its layers taken out, or without strides: the others are called as before, and those whose
// channels or features no longer fit their input are made anew to fit.
#pragma once

#include <string>
#include <vector>

#include "ir/graph.h"

namespace shapewise::analysis {

struct Change {
  std::vector<bool> removed;  // by node: it passes its first input on
  bool unit_strides = false;  // every window moves by one element
};

/// A layer that was made anew.
struct Refitted {
  std::string path;
  std::string param;  // "in_features"
  sym::Expr before;
  sym::Expr after;
};

struct Without {
  ir::Graph graph;
  std::vector<ir::NodeId> nodes;  // by node of the original: the one in `graph`; invalid if it was taken out
  std::vector<Refitted> refitted;
  std::string problem;  // why a call behind could not be made; empty: all could
};

Without rebuild(const ir::Graph& graph, const Change& change, bool training);

}  // namespace shapewise::analysis
