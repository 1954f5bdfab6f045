// Canvas: rows of coloured characters that are drawn cell by cell, for underlines, connectors and labels that share
// lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "diag/text.h"

namespace shapewise::diag {

/// One row. Columns start at 0 and count what a terminal shows; drawing over something replaces it.
class Row {
 public:
  void put(int column, char32_t code, Ink ink);
  /// `count` times the same narrow character.
  void fill(int column, int count, char32_t code, Ink ink);
  /// A printable text; returns the column after it.
  int text(int column, std::string_view text, Ink ink);
  int width() const { return static_cast<int>(cells_.size()); }

  /// The row without blanks at its end.
  std::string to_text(const Paint& paint) const;

 private:
  struct Cell {
    char32_t code = U' ';  // 0: the right half of a wide character
    Ink ink = Ink::Plain;
    std::u32string marks;  // what combines with it
  };
  Cell& at(int column);

  std::vector<Cell> cells_;
};

}  // namespace shapewise::diag
