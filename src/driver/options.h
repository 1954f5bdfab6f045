// What the user says beside the text: --input, --set and --assume. Each becomes a source file of its own, so that a
// mistake in it is shown with its place.
#pragma once

#include <string>
#include <vector>

#include "diag/diagnostic.h"
#include "import/assemble.h"
#include "source/source.h"
#include "sym/facts.h"

namespace shapewise::driver {

/// "N=32", "H=2*W". Values are put in at once, so a later one may use an earlier one.
sym::Assignment read_sets(const std::vector<std::string>& sets, source::SourceMap& sources, diag::Sink& sink);

/// "H % 32 == 0", "H >= W".
void read_facts(const std::vector<std::string>& texts, const sym::Assignment& values, source::SourceMap& sources,
                diag::Sink& sink, sym::Facts& facts);

/// "N,3,64,64"; several in one text are separated by semicolons.
import::Inputs read_inputs(const std::vector<std::string>& texts, const sym::Assignment& values,
                           source::SourceMap& sources, diag::Sink& sink);

}  // namespace shapewise::driver
