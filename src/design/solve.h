// Solving for arguments: a network with holes (`padding=?`), and which integers fill them so that it works and gives
// the wanted output. The holes become symbols; what the layers then assume of them are the conditions.
#pragma once

#include <string>
#include <vector>

#include "design/holes.h"

namespace shapewise::design {

struct Solutions {
  std::vector<Hole> holes;
  /// One value for each hole, simplest first: each was put in, and the network analysed again.
  std::vector<std::vector<Int>> found;
  Int count = 0;                      // of all that satisfy the conditions in the range, shown or not
  std::vector<std::string> families;  // "padding = (kernel_size − 1)/2, with stride = 1"
  /// Where there is none: the condition that no value satisfies, if that is proved; else empty.
  std::string refuted;
  /// The values whose output comes nearest to the wanted one, and that output.
  std::vector<Int> nearest;
  std::string nearest_output;
};

/// What to solve for, beside the holes in the text.
struct Question {
  driver::Request request;
  std::vector<std::string> free;  // "conv1.padding": arguments that are holes, whatever stands there
  std::string output;             // "N,32,16,16"; empty: any
  std::size_t shown = 12;         // most solutions that are put in and analysed
};

/// The error says why the question can't be asked: there is no hole, or no such argument.
Result<Solutions> solve(const Question& question);

}  // namespace shapewise::design
