// The table by operation, made once.
#include "save/onnx/spelling.h"

#include <unordered_map>

#include "layer/registry.h"

namespace shapewise::save {
namespace {

using Table = std::unordered_map<int, const Spelling*>;

void add(const Spelling& spelling, Table& table) {
  for (std::string_view rest = spelling.names; !rest.empty();) {
    std::size_t end = std::min(rest.find(' '), rest.size());
    if (auto op = layer::find_qualified(rest.substr(0, end))) table[op->index] = &spelling;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

Table make_table() {
  Table table;
  for (SpellingsFunction family : generated_spellings()) {
    for (const Spelling& spelling : family()) add(spelling, table);
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
