// Rows are written out as runs of equal colour, so that an uncoloured row is plain text.
#include "diag/canvas.h"

namespace shapewise::diag {

Row::Cell& Row::at(int column) {
  auto index = static_cast<std::size_t>(column);
  if (index >= cells_.size()) cells_.resize(index + 1);
  return cells_[index];
}

void Row::put(int column, char32_t code, Ink ink) {
  int width = display_width(code);
  if (width == 0) {
    if (column > 0) at(column - 1).marks += code;
    return;
  }
  at(column) = {code, ink, {}};
  if (width == 2) at(column + 1) = {0, ink, {}};
}

void Row::fill(int column, int count, char32_t code, Ink ink) {
  for (int i = 0; i < count; ++i) put(column + i, code, ink);
}

int Row::text(int column, std::string_view text, Ink ink) {
  for (std::size_t offset = 0; offset < text.size();) {
    Decoded next = decode(text, offset);
    put(column, next.code, ink);
    column += display_width(next.code);
    offset += static_cast<std::size_t>(next.bytes);
  }
  return column;
}

std::string Row::to_text(const Paint& paint) const {
  std::size_t end = cells_.size();
  while (end > 0 && cells_[end - 1].code == U' ' && cells_[end - 1].marks.empty()) --end;
  std::string result;
  std::string run;
  Ink ink = Ink::Plain;
  for (std::size_t i = 0; i < end; ++i) {
    const Cell& cell = cells_[i];
    if (cell.ink != ink && cell.code != U' ') {
      result += paint(ink, run);
      run.clear();
      ink = cell.ink;
    }
    if (cell.code != 0) append(run, cell.code);
    for (char32_t mark : cell.marks) append(run, mark);
  }
  return result + paint(ink, run);
}

}  // namespace shapewise::diag
