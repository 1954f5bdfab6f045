// The trees of one analysis' files: each is parsed once, for all that read it.
#pragma once

#include <map>
#include <vector>

#include "base/arena.h"
#include "python/parse.h"

namespace shapewise::python {

/// Files are told apart by their ids, so all must be of one SourceMap (or of one that began as a copy of another). They
/// must outlive the trees. For one thread.
class Trees {
 public:
  Names& names() { return names_; }
  /// What is wrong with the file is said each time.
  const Module& parse(const source::SourceFile& file, diag::Sink& sink);

 private:
  struct Parsed {
    const Module* tree = nullptr;
    std::vector<diag::Diagnostic> mistakes;
  };

  Names names_;
  Arena arena_;
  std::map<source::FileId, Parsed> parsed_;
};

}  // namespace shapewise::python
