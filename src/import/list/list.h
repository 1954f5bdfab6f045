// Layer lists as people write them in worksheets, notes and messages, and expressions such as nn.Sequential(...).
#pragma once

#include "import/reading.h"

namespace shapewise::import {

/// Reads the list into the graph. One layer on a line, or several separated by commas, semicolons, bars or arrows;
/// bullets, numbers, names, backticks and comments as they come; "Input: (N, 3, 64, 64)" says the input.
void read_list(const Reading& reading);

}  // namespace shapewise::import
