// The table by operation, made once.
#include "save/onnx/spelling.h"

#include <unordered_map>

#include "base/check.h"
#include "layer/registry.h"

namespace shapewise::save {
namespace {

using Table = std::unordered_map<int, const Spelling*>;

Table make_table() {
  Table table;
  for (SpellingsFunction family : generated_spellings()) {
    for (const Spelling& spelling : family())
      layer::for_each_op(spelling.names, [&](ir::OpId op) { CHECK(table.emplace(op.index, &spelling).second); });
  }
  return table;
}

}  // namespace

const Spelling* find_spelling(ir::OpId op) {
  static const Table table = make_table();
  auto found = table.find(op.index);
  if (found != table.end()) return found->second;
  const layer::Spec& spec = layer::spec(op);
  if (!spec.in_place()) return nullptr;
  auto plain = layer::find_qualified(spec.qualified().substr(0, spec.qualified().size() - 1));
  found = plain ? table.find(plain->index) : table.end();
  return found != table.end() ? found->second : nullptr;
}

}  // namespace shapewise::save
