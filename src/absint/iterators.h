// Iterators that natives make.
#pragma once

#include "absint/interpreter.h"

namespace shapewise::absint {

/// Over values that are all there.
struct VectorIterator : Iterator {
  std::vector<Value> items;
  std::size_t at = 0;
  bool advance(Interpreter& interpreter, Value& out) override;
};

}  // namespace shapewise::absint
