// What stands around a layer in a list, apart from the layer itself: bullets, numbers, names, headings, prose. All
// functions work on byte offsets into a text and never look beyond the end of the line.
#pragma once

#include <string>
#include <string_view>

namespace shapewise::import {

/// A layer's place in a line, with what was written before it.
struct ItemStart {
  int begin = 0;        // of the layer
  int number = -1;      // "7." before it
  bool bullet = false;  // a dash or number before it
  bool code = false;    // in backticks
};

/// Takes bullets, numbers and backticks from the front of line [begin, end).
ItemStart start_of_item(std::string_view text, int begin, int end);

/// A name before the layer: "conv1 = ", "self.conv1 = ", "conv1: ", "(conv1): ", "'conv1': ". `begin` moves past it.
std::string take_name(std::string_view text, int& begin, int end);

/// "3 x " before a layer that is there several times; 1 if there is none. `begin` moves past it.
int take_repeat(std::string_view text, int& begin, int end);

/// If the line says what the input is ("Input: (N, 3, 64, 64)"), where the shape begins; else -1.
int input_of_line(std::string_view text, int begin, int end);

/// A part of a text; empty if it is nothing.
struct Part {
  int begin = 0;
  int end = 0;
};
/// The shape in a sentence about the input: "the input has the shape $(N, 3, 64, 64)$".
Part input_of_sentence(std::string_view text, int begin, int end);

/// A line that has nothing to say to us: a comment, a rule (-----), a code fence, a formula ($…$), a heading that ends
/// in a colon.
bool is_decoration(std::string_view line);

/// Words of a sentence, and no call of anything.
bool is_prose(std::string_view line);

}  // namespace shapewise::import
