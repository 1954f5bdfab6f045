// The emitter: diagnostics as text for people, in the manner of clang and rustc: what is wrong, where, the source line
// with its marks, what else bears on it, and how to mend it. A pure function; whoever calls it prints.
#pragma once

#include <span>
#include <string>

#include "diag/diagnostic.h"
#include "source/source.h"

namespace shapewise::diag {

struct EmitOptions {
  bool color = false;  // ANSI colours
  bool ascii = false;  // no characters of our own beyond ASCII (those of the source stay)
  int width = 100;     // columns; longer source lines are cropped around their marks
  int limit = 50;      // so many diagnostics are shown, then how many more there are
};

/// One diagnostic, ending with a newline. `name` stands in brackets; if it is empty, that of the diagnostic's kind.
std::string emit(const Diagnostic& diagnostic, const source::SourceMap& sources, const EmitOptions& options = {},
                 std::string_view name = {});

/// All of them, separated by blank lines, and their number: "2 errors, 1 warning". Empty if there is none.
std::string emit(std::span<const Diagnostic> diagnostics, const source::SourceMap& sources,
                 const EmitOptions& options = {});

}  // namespace shapewise::diag
