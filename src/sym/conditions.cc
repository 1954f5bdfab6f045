// One after the other.
#include "sym/conditions.h"

#include <algorithm>

namespace shapewise::sym {

bool may_hold(std::span<const Relation> conditions, const Assignment& values) {
  return std::all_of(conditions.begin(), conditions.end(),
                     [&](const Relation& condition) { return may_hold(condition, values); });
}

}  // namespace shapewise::sym
