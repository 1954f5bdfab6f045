// Shapes as comments in the source: put in, corrected, and taken out again. Everything else in the file stays as it is,
// byte for byte.
#pragma once

#include <string>

#include "driver/analyze.h"

namespace shapewise::annotate {

/// How our comments begin, so that they are known again.
inline constexpr std::string_view kMark = "# shape: ";

/// The text with a comment behind each statement whose result has a known shape. Comments of ours that are there are
/// replaced, so that a second run changes nothing. Statements that share a line with others, and lines that end with a
/// comment of the author's or with blanks, are left alone.
std::string annotate(const driver::Analysis& analysis);

/// The same, but only where a comment of ours stands already, or one of the author's states a shape that the tensor
/// does not have.
std::string update(const driver::Analysis& analysis);

/// The text without our comments.
std::string strip(std::string_view text);

}  // namespace shapewise::annotate
