// UTF-8, as far as indexing and chr() need it.
#include "absint/unicode.h"

namespace shapewise::absint {

std::vector<std::string> code_points(std::string_view text) {
  std::vector<std::string> characters;
  characters.reserve(text.size());
  for (char c : text) {
    bool continuation = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
    if (continuation && !characters.empty()) {
      characters.back().push_back(c);
    } else {
      characters.emplace_back(1, c);
    }
  }
  return characters;
}

std::string encode(std::uint32_t c) {
  auto byte = [](std::uint32_t value) { return static_cast<char>(value); };
  if (c < 0x80) return {byte(c)};
  if (c < 0x800) return {byte(0xC0 | c >> 6), byte(0x80 | (c & 63))};
  if (c < 0x10000) return {byte(0xE0 | c >> 12), byte(0x80 | (c >> 6 & 63)), byte(0x80 | (c & 63))};
  return {byte(0xF0 | c >> 18), byte(0x80 | (c >> 12 & 63)), byte(0x80 | (c >> 6 & 63)), byte(0x80 | (c & 63))};
}

}  // namespace shapewise::absint
