// Words for what a parameter takes.
#include "layer/param.h"

#include <fmt/format.h>
#include <vector>

namespace shapewise::layer {

std::string expectation(const Param& param, int spatial) {
  std::vector<std::string> kinds;
  if (has(param.takes, Takes::Int)) kinds.emplace_back("an int");
  if (has(param.takes, Takes::Float)) kinds.emplace_back("a number");
  if (has(param.takes, Takes::Bool) || has(param.takes, Takes::Flag)) kinds.emplace_back("a bool");
  if (has(param.takes, Takes::Tuple))
    kinds.push_back(fmt::format("a tuple of {} int{}", spatial, spatial == 1 ? "" : "s"));
  if (has(param.takes, Takes::Ints)) kinds.emplace_back("a tuple of ints");
  if (has(param.takes, Takes::List)) kinds.emplace_back("a list");
  if (has(param.takes, Takes::Str)) kinds.emplace_back("a string");
  if (has(param.takes, Takes::Tensor)) kinds.emplace_back("a tensor");
  if (has(param.takes, Takes::Tensors)) kinds.emplace_back("a tuple or list of tensors");
  if (has(param.takes, Takes::DType)) kinds.emplace_back("a dtype");
  if (has(param.takes, Takes::Module)) kinds.emplace_back("a layer");
  if (has(param.takes, Takes::None)) kinds.emplace_back("None");
  std::string text;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (i > 0) text += i + 1 == kinds.size() ? " or " : ", ";
    text += kinds[i];
  }
  return text;
}

}  // namespace shapewise::layer
