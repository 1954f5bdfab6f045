// The modules that the names of a graph's operators tell of: exporters name an operator after the modules around it,
// "/layer1/layer1.0/conv1/Conv".
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "import/onnx/model.h"

namespace shapewise::import::onnx {

/// Where an operator stands: in modules of these names, itself called `leaf`.
struct Scoped {
  std::vector<std::string> scopes;
  std::string leaf;
};

class Scopes {
 public:
  explicit Scopes(const std::vector<Node>& nodes);
  /// A module of which an operator is all that there is, is the operator: conv1 rather than conv1.Conv.
  Scoped of(const Node& node) const;

 private:
  std::unordered_map<std::string, int> parts_;  // by path: operators and modules right in it
};

}  // namespace shapewise::import::onnx
