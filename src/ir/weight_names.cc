// One pass over the modules.
#include "ir/weight_names.h"

#include <fmt/format.h>

namespace shapewise::ir {

std::string full_name(std::string_view path, std::string_view name) {
  return path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
}

std::vector<std::string> weight_names(const Graph& graph) {
  std::vector<std::string> names(graph.weights.size());
  for (const Module& module : graph.modules) {
    for (const NamedWeight& named : module.weights) {
      std::string& name = names[static_cast<std::size_t>(named.weight.index)];
      if (name.empty()) name = full_name(module.path, named.name);
    }
  }
  return names;
}

}  // namespace shapewise::ir
