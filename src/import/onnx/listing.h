// The graph of a file as text, one operator on a line, much as ONNX's own textual syntax has it. It is the source in
// which diagnostics of a binary file show their places.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "import/onnx/model.h"
#include "import/plain.h"

namespace shapewise::import::onnx {

/// Byte offsets into the listing.
struct Span {
  int begin = 0;
  int end = 0;
};

struct NodePlace {
  Span all;
  std::vector<Span> inputs;
  std::vector<Span> attributes;
};

struct Listing {
  std::string text;
  std::unordered_map<const Node*, NodePlace> nodes;
  std::unordered_map<const ValueInfo*, Span> inputs;  // of the graph
};

Listing list(const Model& model);

}  // namespace shapewise::import::onnx
