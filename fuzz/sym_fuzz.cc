// Hostile programs and texts against the laws of symbolic arithmetic. The first byte chooses between the two.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sym/laws.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shapewise::sym;
  if (size == 0) return 0;
  bool is_text = data[0] == '=';
  std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  std::string violation = is_text ? violated_law_of_text(text) : violated_law(data, size);
  if (violation.empty()) return 0;
  std::fprintf(stderr, "%s\n", violation.c_str());
  std::abort();
}
