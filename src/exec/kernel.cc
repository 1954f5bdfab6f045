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
      layer::for_each_op(kernel.names, [&](ir::OpId op) {
        const Kernel*& place = table[static_cast<std::size_t>(op.index)];
        CHECK(place == nullptr);
        place = &kernel;
      });
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
