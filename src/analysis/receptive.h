// Receptive fields: how much of the network's input one element of each tensor sees, along the flow of the data.
// Source: Araujo, Norris, Sim: Computing Receptive Fields of Convolutional Neural Networks, Distill 2019.
#pragma once

#include <vector>

#include "analysis/ratio.h"
#include "ir/graph.h"

namespace shapewise::analysis {

/// Along one axis, in elements of the input.
struct FieldAxis {
  Ratio size{1, 1};   // elements seen
  Ratio jump{1, 1};   // between the centres of neighbouring elements
  Ratio start{0, 1};  // centre of the first element's field; the first input element has its centre at 0
};

struct Field {
  enum class Kind {
    None,    // does not depend on the input
    Local,   // a window along each spatial axis
    Global,  // may see the whole input
    Opaque,  // not meaningful, or not known
  };
  Kind kind = Kind::None;
  /// Of a local field, the last axes of the tensor. Empty until the first window: each element sees itself.
  std::vector<FieldAxis> axes;
};

/// By value of the graph. Where branches meet, the larger field holds.
std::vector<Field> receptive_fields(const ir::Graph& graph);

}  // namespace shapewise::analysis
