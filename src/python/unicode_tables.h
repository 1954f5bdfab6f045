// The generated tables of identifier characters, each sorted and without overlaps.
#pragma once

#include <cstdint>
#include <span>

namespace shapewise::python {

struct CharacterRange {
  std::int32_t first;
  std::int32_t last;
};

/// Characters that Python compares as other ones: c stands for c + distance.
struct FoldedRange {
  std::int32_t first;
  std::int32_t last;
  std::int32_t distance;
};

std::span<const CharacterRange> identifier_starts();
/// Those that may stand in an identifier but not begin one.
std::span<const CharacterRange> identifier_continues();
std::span<const FoldedRange> folded_ranges();

}  // namespace shapewise::python
