// Comments that ignore findings: `# shapewise: ignore[channel-mismatch, never-called]`, or `# shapewise: ignore` for
// all. One at the end of a line counts for findings on that line, one on a line of its own for the next line.
#pragma once

#include <string>
#include <vector>

#include "rules/rule.h"
#include "source/source.h"

namespace shapewise::check {

struct Ignore {
  source::Range range;             // of the comment
  int line = 0;                    // for which it counts
  std::vector<std::string> names;  // of kinds or rules; empty: all
  bool used = false;
};

/// Those of a Python file.
std::vector<Ignore> read_ignores(const source::SourceFile& file);

/// Takes out the findings that a comment ignores.
void apply_ignores(const source::SourceMap& sources, std::vector<rules::Finding>& findings,
                   std::vector<Ignore>& ignores);

/// A warning for each comment that ignored nothing.
void report_unused(const std::vector<Ignore>& ignores, std::vector<rules::Finding>& findings);

}  // namespace shapewise::check
