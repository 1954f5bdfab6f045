// The outline of a network: what a layer list, an expression or a printed module says, before anything is constructed.
// All readers of text make one, so that modules are built and inputs passed on in one place.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ir/graph.h"
#include "layer/bind.h"
#include "source/source.h"

namespace shapewise::import {

/// What becomes of the input of a module.
enum class Flow {
  Layer,        // the layer computes its output
  Sequence,     // each child gets the output of the one before it: Sequential
  Progression,  // as Sequence, but of what a layer returns the first tensor goes on: a list that people write for
                // people
  Holder,       // it holds modules and cannot be called: ModuleList, ModuleDict, ParameterList
  Opaque,       // what it computes is not known
};

/// A parameter that stands for itself: a member of a ParameterList.
struct OutlineParameter {
  std::string name;
  sym::Shape shape;
  ir::DType dtype = ir::DType::Float32;
};

struct Outline {
  Flow flow = Flow::Opaque;
  std::string name;                // among its siblings: "conv1", "0"
  std::string type;                // as PyTorch prints it: "Conv2d", "Sequential", "BasicBlock"
  ir::OpId op;                     // of a Layer
  std::vector<layer::Given> args;  // of a Layer
  std::vector<Outline> children;
  std::vector<OutlineParameter> parameters;
  source::Range range;
  std::string why;        // of an Opaque one: why what it computes is not known
  bool reported = false;  // an error has said so already
  ir::ModuleId module;    // once it is constructed
};

/// The parameter that an argument is for: by name, or if that is empty by its place among those without. Null if there
/// is none.
const layer::Param* param_of(std::span<const layer::Param> params, std::string_view name, std::size_t place);

/// A module of this type by PyTorch's own name or alias ("nn.Conv2d", "Conv2D", "Sequential"), or an Opaque one.
Outline outline_of(std::string_view type, source::Range range);

}  // namespace shapewise::import
