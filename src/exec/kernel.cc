// Kernels by operator, in a table that is made at the first use.
#include "exec/kernel.h"

#include <vector>

#include "base/check.h"
#include "layer/registry.h"

namespace shapewise::exec {
namespace {

std::vector<const Kernel*> make_table() {
  std::vector<const Kernel*> table(layer::registry().size(), nullptr);
  for (KernelsFunction family : generated_kernels()) {
    for (const Kernel& kernel : family()) {
      std::string_view rest = kernel.names;
      while (!rest.empty()) {
        std::size_t space = std::min(rest.find(' '), rest.size());
        auto op = layer::find_qualified(rest.substr(0, space));
        CHECK(op.has_value());
        const Kernel*& place = table[static_cast<std::size_t>(op->index)];
        CHECK(place == nullptr);
        place = &kernel;
        rest.remove_prefix(std::min(rest.size(), space + 1));
      }
    }
  }
  return table;
}

}  // namespace

const Kernel* find_kernel(ir::OpId op) {
  static const std::vector<const Kernel*> table = make_table();
  return table[static_cast<std::size_t>(op.index)];
}

}  // namespace shapewise::exec
