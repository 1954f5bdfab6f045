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

/// The place of the first element that the first field begins with; negative in the padding.
Ratio first_of(const FieldAxis& axis);

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

/// By value of the graph. Where branches meet, the field reaches from the first to the last
/// element that one of them sees.
std::vector<Field> receptive_fields(const ir::Graph& graph);

/// How the field of a call's outputs along one axis comes about.
struct FieldRule {
  std::string axis;    // "H"
  sym::Formula size;   // r + (e − 1)·j
  sym::Formula jump;   // j·s
  sym::Formula first;  // place of the first element of the first field: a − p·j
};

/// One for each axis of a window. None for calls without one, and where a jump is no whole number of elements. `fields`
/// are those of the graph's values.
std::vector<FieldRule> field_rules(const ir::Graph& graph, ir::NodeId node, const std::vector<Field>& fields);

}  // namespace shapewise::analysis
