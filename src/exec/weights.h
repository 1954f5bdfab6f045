// Where a network's weights come from: zeros, a seed, or a file. A source is asked by the name that the weight has in
// the state_dict.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "exec/tensor.h"
#include "ir/graph.h"

namespace shapewise::exec {

class WeightSource {
 public:
  virtual ~WeightSource() = default;
  /// The weight of that name, which must have that shape; it is converted to the type. An error says what is missing.
  virtual Result<Tensor> find(ir::WeightId id, std::string_view name, const Sizes& dims, ir::DType dtype) = 0;
  /// A constant of a saved model by its name there; none if the source does not know what it holds.
  virtual std::optional<Tensor> constant(std::string_view, const Sizes&, ir::DType) { return std::nullopt; }
};

/// All weights zero, so that only shapes and times mean something.
class ZeroWeights : public WeightSource {
 public:
  Result<Tensor> find(ir::WeightId id, std::string_view name, const Sizes& dims, ir::DType dtype) override;
};

/// Uniform in ±1/√fan_in, as PyTorch's convolutions and linear layers begin, the fan_in being the product of all sizes
/// but the first. With one dimension: around 1 if it is called weight or running_var, as in normalisations; else small.
/// What a weight holds depends on its name and the seed alone.
class RandomWeights : public WeightSource {
 public:
  explicit RandomWeights(std::uint64_t seed) : seed_(seed) {}
  Result<Tensor> find(ir::WeightId id, std::string_view name, const Sizes& dims, ir::DType dtype) override;

 private:
  std::uint64_t seed_;
};

/// Numbers for an input: uniform in [−1, 1); integers in [0, limit); bools true or false.
Tensor random_input(std::string_view name, const Sizes& dims, ir::DType dtype, std::uint64_t seed, std::int64_t limit);

}  // namespace shapewise::exec
