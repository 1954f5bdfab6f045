// Snippet: the lines of one file that a diagnostic speaks of, with its marks drawn under them. Internal to diag/.
#pragma once

#include <string>
#include <vector>

#include "diag/text.h"
#include "source/source.h"

namespace shapewise::diag {

struct Mark {
  int begin = 0;  // byte offsets in the file
  int end = 0;
  std::string label;  // printable; may be empty
  bool primary = false;
  Ink ink = Ink::Note;
};

/// How everything is drawn.
struct Drawing {
  Paint paint;
  bool ascii = false;
  int gutter = 1;   // columns of the widest line number
  int width = 100;  // columns of a whole line

  std::string_view bar() const { return ascii ? "|" : "│"; }
  /// "12 │ " or, with no number, "   │ ".
  std::string margin(int line) const;
  /// The margin alone, without blanks at its end.
  std::string blank() const;
};

/// A source line as it is shown: tabs as four spaces, nothing that a terminal would act on. `columns` has the column of
/// each byte, and one more for the end of the line.
struct ShownLine {
  std::string text;
  std::vector<int> columns;
};
ShownLine show(std::string_view line);

/// The lines with their marks. At least one mark.
std::string draw_snippet(const source::SourceFile& file, std::vector<Mark> marks, const Drawing& drawing);

/// The first and the last line that a range of bytes touches. A range that ends with an end of line does not touch the
/// next.
struct LineSpan {
  int first = 1;
  int last = 1;
};
LineSpan lines_of(const source::SourceFile& file, int begin, int end);

}  // namespace shapewise::diag
