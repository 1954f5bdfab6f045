// Weights without a file.
#include "exec/weights.h"

#include <cmath>

#include "exec/random.h"

namespace shapewise::exec {
namespace {

bool ends_in(std::string_view name, std::string_view last) {
  return name == last || (name.ends_with(last) && name[name.size() - last.size() - 1] == '.');
}

/// Centre and half width of a weight's range.
std::pair<double, double> range_of(std::string_view name, const Sizes& dims) {
  if (dims.size() >= 2) {
    Sizes rest(dims.begin() + 1, dims.end());
    return {0, 1 / std::sqrt(static_cast<double>(std::max<std::int64_t>(product(rest), 1)))};
  }
  return {ends_in(name, "weight") || ends_in(name, "running_var") ? 1 : 0, 0.125};
}

}  // namespace

Result<Tensor> ZeroWeights::find(ir::WeightId, std::string_view, const Sizes& dims, ir::DType dtype) {
  return Tensor(dims, dtype);
}

Result<Tensor> RandomWeights::find(ir::WeightId, std::string_view name, const Sizes& dims, ir::DType dtype) {
  Tensor made(dims, dtype);
  if (!ir::is_floating(dtype)) return made;
  Random random = Random::named(name, seed_);
  auto [centre, width] = range_of(name, dims);
  Writer writer(made);
  for (std::int64_t i = 0; i < made.elements(); ++i) {
    double value = centre + width * random.balanced();
    writer.write(&value, 1);
  }
  return made;
}

Tensor random_input(std::string_view name, const Sizes& dims, ir::DType dtype, std::uint64_t seed, std::int64_t limit) {
  Tensor made(dims, dtype);
  Random random = Random::named(name, seed);
  bool floating = ir::is_floating(dtype);
  if (dtype == ir::DType::Bool) limit = 2;
  Writer writer(made);
  for (std::int64_t i = 0; i < made.elements(); ++i) {
    double value = floating ? random.balanced() : std::floor(random.uniform() * static_cast<double>(limit));
    writer.write(&value, 1);
  }
  return made;
}

}  // namespace shapewise::exec
