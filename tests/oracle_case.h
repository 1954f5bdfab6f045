// Layer cases: a layer as a user would write it, the tensors it is called on, and what PyTorch did. Their format is
// described in tools/oracle/README.md, under "Layer cases".
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace shapewise::oracle {

using Shape = std::vector<long long>;
/// In PyTorch's order.
using NamedShapes = std::vector<std::pair<std::string, Shape>>;

struct Input {
  Shape shape;
  std::string dtype = "float32";
  std::string values;  // as a Python list, where the contents decide the result; else empty
};

struct Case {
  int line = 0;  // of the file
  std::string expr;
  std::vector<Input> inputs;
  /// Further keyword arguments of the call, as Python writes them; xI is input I.
  std::vector<std::pair<std::string, std::string>> forward;
  std::vector<bool> positional;  // by input: no keyword names it

  bool ok = true;
  std::string error;                // PyTorch's message, if it refuses
  std::vector<Shape> outputs;       // flattened
  std::vector<std::string> dtypes;  // one per output
  std::string layout = "t";
  NamedShapes weights;
  NamedShapes buffers;
  std::string parameters;
  std::string macs;  // empty: there is no convention
};

/// The cases of a file of JSON lines. A line that cannot be read is an error of the test that runs.
std::vector<Case> read_cases(const std::string& path);

/// "(2, 3)", "(2,)", "()".
std::string to_text(const Shape& shape);

/// True if a layer list can say all of it.
bool fits_list(const Case& one);
/// A program whose network, Net, is this layer; its inputs are those without values.
std::string program(const Case& one);
/// As --input takes them: "x0=(2, 3):float32". Those with values stand in the program instead.
std::vector<std::string> input_options(const Case& one, bool for_program);

}  // namespace shapewise::oracle
