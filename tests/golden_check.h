// Running a golden case: the analysis of its input, what it asserts, and what it expects to be printed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "driver/analyze.h"
#include "golden_file.h"

namespace shapewise::golden {

/// What came of an input fence.
struct Ran {
  driver::Analysis analysis;
  std::string written;  // with --export: the operators of the model in ONNX
  std::string problem;  // with the fence's options, or with that model
};
Ran run(const Fence& input, std::string text);

/// Failed assertions, and errors and warnings that nothing asserts (unless `all_shown`), in words with the line of the
/// file: "12: shape is (N, 8), not (N, 16)".
std::vector<std::string> check(const driver::Analysis& analysis, const std::vector<Assertion>& assertions,
                               int first_line, bool all_shown);

/// What an expected fence should contain.
std::string print(const Ran& ran, std::string_view language);

}  // namespace shapewise::golden
