// Calling an operator: its inputs and attributes become arguments of its Spec, the tensors that the file stores become
// weights of its module.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "import/onnx/environment.h"
#include "import/onnx/listing.h"
#include "import/reading.h"
#include "layer/registry.h"

namespace shapewise::import::onnx {

/// Where an operator stands among the modules.
struct Place {
  ir::ModuleId module;  // around it
  std::string path;     // of that module
  std::string leaf;     // its own name
  std::string full() const { return path.empty() ? leaf : path + "." + leaf; }
};

class Operators {
 public:
  /// `opset`: the version of ONNX's own operators that the model uses.
  Operators(const Reading& reading, const Listing& listing, std::int64_t opset)
      : reading_(reading), listing_(listing), opset_(opset) {}

  source::Range range(const Node& node) const;
  void note_initializer(ir::ValueId id, const Tensor& stored) { initializers_[id] = &stored; }
  /// The attribute itself, or in a function what the caller passes for it.
  const Attribute& resolve(const Attribute& attribute, const Environment& environment) const;

  /// The outputs in order. Invalid inputs are those that are left out.
  std::vector<ir::ValueId> call(const Node& node, ir::OpId op, const std::vector<ir::ValueId>& inputs,
                                const Environment& environment, const Place& place);

 private:
  struct Arguments {
    std::vector<layer::Given> given;
    std::vector<ir::ValueId> inputs;
  };
  void add_inputs(const Node& node, const layer::Spec& spec, const std::vector<ir::ValueId>& inputs, Arguments& out);
  bool add_attributes(const Node& node, const layer::Spec& spec, const Environment& environment, Arguments& out);
  ir::Attr attribute_value(const Attribute& attribute, Arguments& out);
  void drop_unnamed(const Node& node, std::vector<ir::ValueId>& outputs);
  void add_weights(const layer::Spec& spec, const Arguments& arguments, ir::ModuleId module);
  source::Range range(Span span) const;

  const Reading& reading_;
  const Listing& listing_;
  std::int64_t opset_;
  std::unordered_map<ir::ValueId, const Tensor*> initializers_;
  std::unordered_map<ir::ValueId, ir::WeightId> weights_;
};

}  // namespace shapewise::import::onnx
