// How a report is shown as text: what the terminal can do and how much the user wants to see.
#pragma once

#include "diag/text.h"
#include "sym/expr.h"

namespace shapewise::report {

struct View {
  bool color = false;
  bool ascii = false;
  int width = 0;       // columns to fit into; 0: any
  int depth = -1;      // containers nested deeper are folded into one row; -1: none
  bool brief = false;  // of worked solutions only the numbers and their results

  sym::Style style() const { return ascii ? sym::Style::Ascii : sym::Style::Unicode; }
  diag::Paint paint() const { return {color}; }
};

}  // namespace shapewise::report
