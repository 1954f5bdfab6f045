// Questions about the tree that several readers ask.
#include "python/ast.h"

#include <algorithm>

namespace shapewise::python {

const StringExpr* docstring(Stmts body) {
  if (body.empty()) return nullptr;
  const auto* statement = as<ExprStatement>(body.front());
  return statement != nullptr ? as<StringExpr>(statement->value) : nullptr;
}

std::string_view last_name(const Expr* expr) {
  if (auto* attribute = as<Attribute>(expr)) return attribute->attribute.text();
  if (auto* name = as<NameExpr>(expr)) return name->name.text();
  return {};
}

Span<source::Range> comments_in(const Module& module, source::Range range) {
  auto before = [](const source::Range& comment, int offset) { return comment.begin < offset; };
  const source::Range* first = std::lower_bound(module.comments.begin(), module.comments.end(), range.begin, before);
  const source::Range* last = std::lower_bound(first, module.comments.end(), range.end, before);
  return {first, static_cast<int>(last - first)};
}

}  // namespace shapewise::python
