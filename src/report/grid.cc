// Two spaces between columns; no blanks at the end of lines.
#include "report/grid.h"

#include <algorithm>
#include <numeric>

namespace shapewise::report {
namespace {

constexpr int kGap = 2;

int total(const std::vector<int>& widths) {
  int gaps = kGap * std::max(0, static_cast<int>(widths.size()) - 1);
  return std::accumulate(widths.begin(), widths.end(), gaps);
}

}  // namespace

int Grid::natural_width(std::size_t column) const {
  int width = diag::display_width(columns_[column].title);
  for (const auto& row : rows_) {
    if (!row.empty()) width = std::max(width, diag::display_width(row[column].text));
  }
  return width;
}

std::vector<int> Grid::natural_widths() const {
  std::vector<int> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) widths.push_back(natural_width(i));
  return widths;
}

int Grid::natural_width() const { return total(natural_widths()); }

int Grid::least_width() const {
  std::vector<int> widths = natural_widths();
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (columns_[i].least > 0) widths[i] = std::min(widths[i], columns_[i].least);
  }
  return total(widths);
}

std::vector<int> Grid::fitted_widths(int width) const {
  std::vector<int> widths = natural_widths();
  while (width > 0 && total(widths) > width) {
    // The widest column that can still give way.
    int widest = -1;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      bool gives = columns_[i].least > 0 && widths[i] > columns_[i].least;
      if (gives && (widest < 0 || widths[i] > widths[static_cast<std::size_t>(widest)])) widest = static_cast<int>(i);
    }
    if (widest < 0) break;
    --widths[static_cast<std::size_t>(widest)];
  }
  return widths;
}

std::string Grid::line(const std::vector<Cell>& cells, const std::vector<int>& widths, bool ascii,
                       const diag::Paint& paint) const {
  std::string text;
  std::size_t blanks = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    std::string shown = diag::crop(cells[i].text, widths[i], ascii);
    auto padding = static_cast<std::size_t>(widths[i] - diag::display_width(shown));
    if (i > 0) blanks += kGap;
    if (columns_[i].right) blanks += padding;
    if (!shown.empty()) {
      text.append(blanks, ' ').append(paint(cells[i].ink, shown));
      blanks = 0;
    }
    if (!columns_[i].right) blanks += padding;
  }
  return text + "\n";
}

std::string Grid::to_text(int width, bool ascii, const diag::Paint& paint) const {
  std::vector<int> widths = fitted_widths(width);
  std::string rule;
  for (int i = 0; i < total(widths); ++i) rule += ascii ? "-" : "─";
  rule = paint(diag::Ink::Faint, rule) + "\n";
  std::vector<Cell> titles;
  for (const GridColumn& column : columns_) titles.push_back({column.title, diag::Ink::Strong});
  std::string text = line(titles, widths, ascii, paint) + rule;
  for (const auto& row : rows_) text += row.empty() ? rule : line(row, widths, ascii, paint);
  return text;
}

}  // namespace shapewise::report
