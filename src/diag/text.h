// Text for a terminal: how many columns it takes, what of it is safe to print, and its colours. Names, arguments and
// source lines come from files that nobody vouches for, so nothing reaches a terminal without going through
// printable().
#pragma once

#include <string>
#include <string_view>

namespace shapewise::diag {

/// A code point and the bytes it took. Bytes that are not UTF-8 are read one by one as U+FFFD.
struct Decoded {
  char32_t code = 0xFFFD;
  int bytes = 1;
};

/// The code point at `offset`, which must be in [0, text.size()).
Decoded decode(std::string_view text, std::size_t offset);

/// Appends a code point in UTF-8.
void append(std::string& text, char32_t code);

/// Columns that a code point takes: 0 for combining marks, 2 for wide characters (East Asian scripts, emoji), else 1.
int display_width(char32_t code);
/// Columns that a printable text takes.
int display_width(std::string_view text);

/// The text with U+FFFD for everything that would not show what it says: control characters, such as the start of an
/// escape sequence, marks that change the direction of writing, and bytes that are not UTF-8. A tab becomes a space.
std::string printable(std::string_view text);

/// The longest beginning that takes at most `columns`.
std::string_view prefix_of_width(std::string_view text, int columns);
/// The longest end that takes at most `columns`.
std::string_view suffix_of_width(std::string_view text, int columns);

/// The text cut down to `columns` (≥ 1), the last of them an ellipsis if it had to be cut.
std::string crop(std::string_view text, int columns, bool ascii);

/// The text broken at spaces so that lines are no longer than `width` where that is possible (0: not broken), with
/// `indent` blanks before each but the first, which starts at that column. Runs of spaces count as one.
std::string wrap(std::string_view text, int width, int indent);

enum class Ink { Plain, Strong, Faint, Error, Warning, Note, Help, Place, Type };

/// Colours a piece of text, or leaves it as it is.
struct Paint {
  bool color = false;
  std::string operator()(Ink ink, std::string_view text) const;
};

}  // namespace shapewise::diag
