// Inner: a layer inside another one, so that composed layers (TransformerEncoder) know their parts only by name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "layer/bind.h"
#include "layer/call.h"

namespace shapewise::layer {

class Inner {
 public:
  /// A layer of PyTorch with arguments that are known to be right.
  Inner(std::string_view qualified, std::vector<Given> given);
  /// A layer that was passed as an argument.
  explicit Inner(const ir::Layer& layer) : layer_(layer) {}

  const Spec& spec() const;
  /// As an argument of another layer.
  ir::Attr as_argument() const { return {layer_, {}}; }
  /// Its weights, with `prefix` before their names.
  std::vector<WeightSpec> weights(const std::string& prefix) const;
  /// What it returns for these inputs; TensorRefs in `given` are indices into them. Its errors become those of `outer`.
  std::vector<ir::Tensor> infer(Call& outer, std::vector<Given> given, const std::vector<ir::Tensor>& inputs) const;
  /// Multiply-adds of such a call, which is known to be right.
  sym::Formula macs(std::vector<Given> given, const std::vector<ir::Tensor>& inputs) const;

 private:
  ir::Layer layer_;
};

/// Passes an argument of the outer call on to an inner one under another name, so that errors point to where it stands.
void pass_on(const Call& outer, std::string_view outer_param, std::string name, std::vector<Given>& given,
             std::vector<ir::Tensor>& inputs);

}  // namespace shapewise::layer
