// How high the subtrees below a node are, for the limit on the height of the tree.
#pragma once

#include <algorithm>
#include <type_traits>

#include "python/ast.h"

namespace shapewise::python {

/// The height of the highest expression or pattern in a field of a node; 0 if the field holds none.
template <class T>
int height_of(const T& field);

template <class T>
int height_of(const Span<T>& fields) {
  int height = 0;
  for (const T& field : fields) height = std::max(height, height_of(field));
  return height;
}

inline int height_of(const Argument& argument) { return height_of(argument.value); }
inline int height_of(const DictItem& item) { return std::max(height_of(item.key), height_of(item.value)); }
inline int height_of(const Parameter& parameter) {
  return std::max(height_of(parameter.annotation), height_of(parameter.default_value));
}
inline int height_of(const ComprehensionClause& clause) {
  return std::max({height_of(clause.target), height_of(clause.iterable), height_of(clause.conditions)});
}
inline int height_of(const MappingPatternItem& item) { return std::max(height_of(item.key), height_of(item.value)); }
inline int height_of(const ClassPatternArgument& argument) { return height_of(argument.value); }

template <class T>
int height_of(const T& field) {
  if constexpr (std::is_convertible_v<T, const Expr*> || std::is_convertible_v<T, const Pattern*>) {
    return field != nullptr ? field->height : 0;
  } else {
    return 0;
  }
}

}  // namespace shapewise::python
