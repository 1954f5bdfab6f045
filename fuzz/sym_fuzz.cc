// Fuzz target: computing with symbolic sizes. Any program must compute the same with symbols as with numbers.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "sym/laws.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string violation = shapewise::sym::violated_law(data, size);
  if (violation.empty()) return 0;
  std::fprintf(stderr, "%s\n", violation.c_str());
  std::abort();
}
