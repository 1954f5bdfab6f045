// A literate test: a Markdown file whose input fences are networks, whose comments in them are assertions, and whose
// expected fences are what shapewise prints. Anything else in the file is prose for the reader.
//
//     ```list --input N,3,64,64
//     Conv2d(3, 16, 3)     # shape: (N, 16, 62, 62)
//     Conv2d(8, 4, 3)      # error: [channel-mismatch] "has 16"
//     ```
//
// Input fences: list, repr, py, onnx (with --base64), keras, and text (the format is detected). Expected fences, each
// belonging to the input before it: diag, report, explain, json, written (the model in ONNX, after --export) and
// others.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace shapewise::golden {

struct Fence {
  std::string language;              // "list"
  std::vector<std::string> options;  // "--input", "N,3,64,64"
  std::string body;                  // with its last line's end
  int line = 0;                      // of the file, on which the body begins
  int body_begin = 0;                // byte offsets into the file
  int body_end = 0;
};

/// One network, and what is expected of it.
struct Case {
  Fence input;
  std::vector<Fence> expected;
};

std::vector<Case> parse_cases(std::string_view markdown);

/// A word of an assertion in a comment: "# error: [kind] "text"" on line 3 is {"error", "[kind] "text"", 3}.
struct Assertion {
  std::string key;
  std::string value;
  int line = 0;  // of the fence's body, from 1
};

/// The assertions of an input, in order. Of a repr, which has no comments, they are blanked out of `body`.
std::vector<Assertion> parse_assertions(std::string_view language, std::string& body);

/// A line-by-line difference: "-" expected, "+" actual, with a few lines around.
std::string difference(std::string_view expected, std::string_view actual);

}  // namespace shapewise::golden
