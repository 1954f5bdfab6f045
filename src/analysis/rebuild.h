// A changed network: with layers taken out or replaced, without strides, with other widths. Its calls are made anew,
// and layers whose channels or features no longer fit their input are made to fit.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ir/graph.h"
#include "layer/bind.h"

namespace shapewise::analysis {

/// Stands for a size that is taken from the place in the network, in arguments of new layers.
inline constexpr std::string_view kOpen = "_open";

/// A layer to be made: Conv2d(8, 8, 2, stride=2).
struct NewLayer {
  ir::OpId op;
  std::vector<layer::Given> given;
};

struct Change {
  std::vector<bool> removed;                      // by node: it passes its first input on
  std::map<int, std::vector<NewLayer>> replaced;  // by node: what is called in its place, one after the other
  bool unit_strides = false;                      // every window moves by one element
  std::map<int, std::map<std::string, sym::Expr>> arguments;  // by module: other values of arguments
};

/// One that is made as this module was.
NewLayer layer_like(const ir::Module& module);

/// An argument that was made to fit.
struct Refitted {
  ir::ModuleId module;  // of the original
  std::string param;    // "in_features"
  sym::Expr before;
  sym::Expr after;
};

struct Rebuilt {
  ir::Graph graph;
  /// By node of the original: those in `graph`. None if it was taken out, several where more than one replace it.
  std::vector<std::vector<ir::NodeId>> nodes;
  std::vector<Refitted> refitted;
  std::string problem;  // why a call behind could not be made; empty: all could
};

/// One call as a network of its own: it gets the first input of the call, whose other inputs are constants or weights.
ir::Graph alone(const ir::Graph& graph, ir::NodeId node);

Rebuilt rebuild(const ir::Graph& graph, const Change& change, bool training);

}  // namespace shapewise::analysis
