// Parsing on demand.
#include "python/trees.h"

namespace shapewise::python {

const Module& Trees::parse(const source::SourceFile& file, diag::Sink& sink) {
  Parsed& parsed = parsed_[file.id()];
  if (parsed.tree == nullptr) {
    diag::Sink mistakes;
    parsed.tree = &python::parse(file, names_, arena_, mistakes);
    parsed.mistakes = mistakes.all();
  }
  for (const diag::Diagnostic& mistake : parsed.mistakes) sink.add(mistake);
  return *parsed.tree;
}

}  // namespace shapewise::python
