// The encoding of a source file (Python reference 2.1.4, PEP 263): a byte order mark, a coding line, or UTF-8.
#pragma once

#include "diag/diagnostic.h"
#include "python/lexer.h"

namespace shapewise::python {

struct SourceEncoding {
  Encoding encoding = Encoding::Utf8;
  int begin = 0;  // of the text, behind a byte order mark
};

/// Reports bytes that the encoding does not have, and encodings that are not known.
SourceEncoding find_encoding(const source::SourceFile& file, diag::Sink& sink);

}  // namespace shapewise::python
