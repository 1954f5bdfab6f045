// Which names are containers is a matter of structure, not of layers: it decides how children are read.
#include "import/outline.h"

#include <algorithm>

#include "layer/registry.h"

namespace shapewise::import {
namespace {

std::string_view last_part(std::string_view dotted) {
  for (std::string_view prefix : {"torch.nn.", "nn."}) {
    if (dotted.starts_with(prefix)) return dotted.substr(prefix.size());
  }
  return dotted;
}

}  // namespace

const layer::Param* param_of(std::span<const layer::Param> params, std::string_view name, std::size_t place) {
  if (name.empty()) return place < params.size() ? &params[place] : nullptr;
  auto found = std::find_if(params.begin(), params.end(), [&](const auto& param) { return param.name == name; });
  return found != params.end() ? &*found : nullptr;
}

Outline outline_of(std::string_view type, source::Range range) {
  Outline made;
  made.range = range;
  made.type = last_part(type);
  if (made.type == "Sequential") {
    made.flow = Flow::Sequence;
  } else if (made.type == "ModuleList" || made.type == "ModuleDict" || made.type == "ParameterList" ||
             made.type == "ParameterDict") {
    made.flow = Flow::Holder;
  } else if (auto op = layer::find_layer(type); op && layer::spec(*op).form == layer::Form::Module) {
    made.flow = Flow::Layer;
    made.op = *op;
    made.type = layer::spec(*op).name();
  }
  return made;
}

}  // namespace shapewise::import
