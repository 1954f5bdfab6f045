// The layout of printed modules: where a child begins, what it is called, how often it stands there.
#pragma once

#include <string_view>

namespace shapewise::import {

/// "(conv1): Conv2d(" or "(0-11): 12 x Block(", as it stands at a place in a text. All offsets are into that text.
struct ChildMark {
  std::string_view key;  // "conv1", "0-11"
  int repeat = 1;
  int value = 0;  // where its type begins
};

/// True if a child begins at `at`, which is a '('; `mark` is filled then.
bool child_at(std::string_view text, int at, ChildMark& mark);

/// End of the type name at `at`: the place of its '(', or -1 if none follows on the same line.
int type_end(std::string_view text, int at);

/// From `at`, inside of the brackets of a module, to the first child or the closing bracket; the text's size if there
/// is none.
int end_of_extra(std::string_view text, int at);

/// End of the line that `at` is on.
int end_of_line(std::string_view text, int at);

}  // namespace shapewise::import
