// Grid: cells in aligned columns. It knows nothing of what the cells mean.
#pragma once

#include <string>
#include <vector>

#include "diag/text.h"

namespace shapewise::report {

struct Cell {
  std::string text;
  diag::Ink ink = diag::Ink::Plain;
};

struct GridColumn {
  std::string title;
  bool right = false;  // aligned to the right
  int least = 0;       // narrower than this it is not cropped; 0: never cropped
};

class Grid {
 public:
  explicit Grid(std::vector<GridColumn> columns) : columns_(std::move(columns)) {}

  /// A row has one cell per column.
  void add_row(std::vector<Cell> cells) { rows_.push_back(std::move(cells)); }
  /// A line across all columns after the rows so far.
  void add_rule() { rows_.emplace_back(); }

  /// Columns that the widest cell of a column takes so far, its title included.
  int natural_width(std::size_t column) const;
  int row_count() const { return static_cast<int>(rows_.size()); }
  /// Columns that it takes without cropping.
  int natural_width() const;
  /// Columns that it takes at least.
  int least_width() const;
  /// Titles, a rule, and the rows. Columns that may be cropped are, as far as `width` (0: any) demands.
  std::string to_text(int width, bool ascii, const diag::Paint& paint) const;

 private:
  std::vector<int> natural_widths() const;
  std::vector<int> fitted_widths(int width) const;
  std::string line(const std::vector<Cell>& cells, const std::vector<int>& widths, bool ascii,
                   const diag::Paint& paint) const;

  std::vector<GridColumn> columns_;
  std::vector<std::vector<Cell>> rows_;  // an empty one is a rule
};

}  // namespace shapewise::report
