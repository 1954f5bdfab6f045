// Several conditions at once.
#pragma once

#include <span>

#include "sym/facts.h"

namespace shapewise::sym {

/// None is refuted when the symbols have these values.
bool may_hold(std::span<const Relation> conditions, const Assignment& values);

}  // namespace shapewise::sym
