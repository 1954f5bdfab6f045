// The front door of this room: text of Python 3 in, syntax tree out.
#pragma once

#include "base/arena.h"
#include "diag/diagnostic.h"
#include "python/ast.h"

namespace shapewise::python {

/// Larger files are not read.
inline constexpr int kMaxFileSize = 16 << 20;  // bytes

/// Parses a file. Never fails as a whole: syntax errors go to `sink`, in CPython's words where it has them, and the
/// statements around them are read all the same.
///   arena, names, file : must outlive the tree
///   emits              : syntax, invalid-encoding (bytes that the file's encoding does not have), limit (size,
///   nesting)
const Module& parse(const source::SourceFile& file, Names& names, Arena& arena, diag::Sink& sink);

}  // namespace shapewise::python
