// What must hold of a text before anything reads it: it is UTF-8, not binary, not empty, not too large.
#pragma once

#include "diag/diagnostic.h"
#include "import/limits.h"
#include "source/source.h"

namespace shapewise::driver {

/// False after an error (limit, invalid-encoding, empty-input).
bool check_text(const source::SourceFile& file, const import::Limits& limits, diag::Sink& sink);

/// Byte offset of the first byte that is not part of well-formed UTF-8 (Unicode 15, table 3-7); -1 if there is none.
int find_invalid_utf8(std::string_view text);

}  // namespace shapewise::driver
