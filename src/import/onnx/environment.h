// Names and what they stand for, in a graph, in the graphs within it, and in a function.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "import/onnx/model.h"
#include "ir/graph.h"

namespace shapewise::import::onnx {

struct Environment {
  const Environment* outer = nullptr;  // whose values are visible too; null: none
  std::unordered_map<std::string_view, ir::ValueId> values;
  std::unordered_map<std::string_view, const Type*> stored;           // shapes that the file states
  std::unordered_map<std::string_view, const Attribute*> attributes;  // of the call of a function
  ir::ModuleId module;                                                // what contains the operators
  std::string path;                                                   // of that module
  int depth = 0;                                                      // of nesting

  ir::ValueId find(std::string_view name) const {
    for (const Environment* at = this; at != nullptr; at = at->outer) {
      auto found = at->values.find(name);
      if (found != at->values.end()) return found->second;
    }
    return {};
  }
};

}  // namespace shapewise::import::onnx
