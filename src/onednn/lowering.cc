// The table of lowerings.
#include "onednn/lowering.h"

#include "layer/registry.h"
#include "onednn/families.h"

namespace shapewise::onednn {
namespace {

std::vector<const Lowering*> make_table() {
  std::vector<const Lowering*> table(layer::registry().size(), nullptr);
  for (std::span<const Lowering> family : families()) {
    for (const Lowering& lowering : family) {
      layer::for_each_op(lowering.names, [&](ir::OpId op) { table[static_cast<std::size_t>(op.index)] = &lowering; });
    }
  }
  return table;
}

}  // namespace

const Lowering* find_lowering(ir::OpId op) {
  static const std::vector<const Lowering*> table = make_table();
  return table[static_cast<std::size_t>(op.index)];
}

}  // namespace shapewise::onednn
