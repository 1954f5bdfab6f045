// Bounds of an interpretation, so that hostile or runaway programs end quickly and clearly.
#pragma once

#include <cstdint>

namespace shapewise::absint {

struct Limits {
  std::int64_t steps = 5'000'000;         // statements, calls and loop iterations
  std::int64_t script_steps = 100'000;    // of those, in script code
  std::int64_t memory = 500'000'000;      // bytes of objects
  std::int64_t length = 10'000'000;       // elements of one sequence, characters of one string
  int depth = 1000;                       // nested calls of Python functions
  std::int64_t native_stack = 6'000'000;  // bytes of the machine's stack
};

}  // namespace shapewise::absint
