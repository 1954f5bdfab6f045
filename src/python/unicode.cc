// UTF-8 by the table of well-formed byte sequences (Unicode standard, table 3-7), and look-ups of identifier
// characters.
#include "python/unicode.h"

#include <algorithm>
#include <cstring>

#include "python/unicode_tables.h"

namespace shapewise::python {

CodePoint decode_utf8(std::string_view text, int offset) {
  auto byte = [&](int i) {
    auto at = static_cast<std::size_t>(offset + i);
    return at < text.size() ? static_cast<std::uint8_t>(text[at]) : 0;
  };
  int first = byte(0);
  if (first < 0x80) return {first, 1};
  int size = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (first < 0xC2 || first > 0xF4) return {};
  std::int32_t value = first & (0x7F >> size);
  for (int i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    value = value << 6 | (byte(i) & 0x3F);
  }
  constexpr std::int32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < kSmallest[size] || value > 0x10FFFF || surrogate) return {};
  return {value, size};
}

void append_utf8(std::string& text, std::int32_t code_point) {
  auto add = [&](std::int32_t byte) { text += static_cast<char>(byte); };
  if (code_point < 0x80) {
    add(code_point);
  } else if (code_point < 0x800) {
    add(0xC0 | code_point >> 6);
    add(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    add(0xE0 | code_point >> 12);
    add(0x80 | (code_point >> 6 & 0x3F));
    add(0x80 | (code_point & 0x3F));
  } else {
    add(0xF0 | code_point >> 18);
    add(0x80 | (code_point >> 12 & 0x3F));
    add(0x80 | (code_point >> 6 & 0x3F));
    add(0x80 | (code_point & 0x3F));
  }
}

int find_invalid_utf8(std::string_view text) {
  auto size = static_cast<int>(text.size());
  for (int i = 0; i < size;) {
    // Eight ASCII bytes at a time: most source has nothing else.
    std::uint64_t word = 0;
    if (size - i >= 8) {
      std::memcpy(&word, text.data() + i, 8);
      if ((word & 0x8080808080808080) == 0) {
        i += 8;
        continue;
      }
    }
    CodePoint character = decode_utf8(text, i);
    if (character.value < 0) return i;
    i += character.size;
  }
  return -1;
}

namespace {

template <class Range>
const Range* find_range(std::span<const Range> ranges, std::int32_t code_point) {
  auto after = std::upper_bound(ranges.begin(), ranges.end(), code_point,
                                [](std::int32_t value, const Range& range) { return value < range.first; });
  if (after == ranges.begin()) return nullptr;
  const Range& range = *(after - 1);
  return code_point <= range.last ? &range : nullptr;
}

bool is_letter(std::int32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

}  // namespace

bool is_identifier_start(std::int32_t code_point) {
  if (code_point < 0x80) return is_letter(code_point);
  return find_range(identifier_starts(), code_point) != nullptr;
}

bool is_identifier_continue(std::int32_t code_point) {
  if (code_point >= '0' && code_point <= '9') return true;
  return is_identifier_start(code_point) || find_range(identifier_continues(), code_point) != nullptr;
}

std::string normalized_identifier(std::string_view text) {
  std::string result;
  for (int i = 0; i < static_cast<int>(text.size());) {
    CodePoint character = decode_utf8(text, i);
    const FoldedRange* folded = find_range(folded_ranges(), character.value);
    if (folded != nullptr) {
      append_utf8(result, character.value + folded->distance);
    } else {
      result += text.substr(static_cast<std::size_t>(i), static_cast<std::size_t>(character.size));
    }
    i += character.size;
  }
  return result;
}

}  // namespace shapewise::python
