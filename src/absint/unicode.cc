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

std::uint32_t decode(std::string_view character) {
  auto byte = static_cast<unsigned char>(character[0]);
  std::uint32_t value = byte < 0x80 ? byte : byte < 0xE0 ? byte & 0x1F : byte < 0xF0 ? byte & 0x0F : byte & 0x07;
  for (std::size_t i = 1; i < character.size(); ++i)
    value = value << 6 | (static_cast<unsigned char>(character[i]) & 0x3F);
  return value;
}

namespace {

/// A range of letters: each capital `distance` before its small letter, or, in pairs, capital and small in turn.
struct Letters {
  std::uint32_t first, last;  // capitals
  std::uint32_t distance;     // 1: pairs
};

constexpr Letters kLetters[] = {{'A', 'Z', 32},     {0xC0, 0xD6, 32},   {0xD8, 0xDE, 32},   {0x100, 0x12F, 1},
                                {0x132, 0x137, 1},  {0x14A, 0x177, 1},  {0x391, 0x3A1, 32}, {0x3A3, 0x3AB, 32},
                                {0x400, 0x40F, 80}, {0x410, 0x42F, 32}, {0x460, 0x481, 1},  {0x48A, 0x4BF, 1},
                                {0x1E00, 0x1E95, 1}};

}  // namespace

std::uint32_t lower(std::uint32_t c) {
  for (const Letters& letters : kLetters) {
    if (c < letters.first || c > letters.last) continue;
    return letters.distance == 1 ? c | 1 : c + letters.distance;
  }
  return c;
}

std::uint32_t upper(std::uint32_t c) {
  if (c == 0xFF) return 0x178;
  for (const Letters& letters : kLetters) {
    if (letters.distance == 1) {
      if (c >= letters.first && c <= letters.last) return (c & 1) != 0 ? c - 1 : c;
    } else if (c >= letters.first + letters.distance && c <= letters.last + letters.distance) {
      return c - letters.distance;
    }
  }
  return c;
}

}  // namespace shapewise::absint
